//! `IF`.

use super::{Call, Function, Parameter, Signature, WRONG_TYPE};
use crate::pointwise::{Cursor, compact};
use crate::types::Type;
use crate::value::{LabeledSeries, Value};
use timeseries::TimeSeries;

const NUMBER_OR_SERIES: &[Type] = &[Type::Scalar, Type::Series];

pub(super) const IF: Function = Function {
    name: "IF",
    signatures: &[
        Signature::new(
            &[
                Parameter::required("condition", &[Type::Scalar]),
                Parameter::required("true value", &[Type::Scalar]),
                Parameter::required("false value", &[Type::Scalar]),
            ],
            Type::Scalar,
        ),
        Signature::new(
            &[
                Parameter::required("condition", NUMBER_OR_SERIES),
                Parameter::required("true value", NUMBER_OR_SERIES),
                Parameter::optional("false value", NUMBER_OR_SERIES),
            ],
            Type::Series,
        ),
    ],
    summary: "The second argument where the condition is true (not 0), the third where it is false.",
    example: "IF(m1 > 100, m1, m2)",
    run: |call| match call.value(0)? {
        Value::Scalar(condition) => by_number(call, *condition),
        Value::Series(condition) => by_series(call, condition),
        Value::Array(_) => Err(WRONG_TYPE.to_owned()),
    },
};

/// One of the two values unchanged, an empty series where there is none to choose.
fn by_number(call: &Call<'_>, condition: f64) -> Result<Value, String> {
    let chosen = if condition == 0.0 { 2 } else { 1 };
    if condition.is_nan() || call.arguments.len() == chosen {
        return Ok(Value::series(call.context.default_period, TimeSeries::default()));
    }
    call.value(chosen).cloned()
}

/// At each time of the condition. A series missing where the condition is true counts as 0, missing where
/// it is false it gives nothing.
fn by_series(call: &Call<'_>, condition: &LabeledSeries) -> Result<Value, String> {
    let if_true = call.value(1)?;
    let if_false = if call.arguments.len() == 3 { Some(call.value(2)?) } else { None };
    let mut true_values = Branch::new(Some(if_true), 0.0)?;
    let mut false_values = Branch::new(if_false, f64::NAN)?;
    let points = condition.series.iter().map(|(at, condition)| {
        // Both are asked at every time, for they read forward only.
        let (if_true, if_false) = (true_values.at(at), false_values.at(at));
        if condition == 0.0 { if_false } else { if_true }
    });
    let values = points.collect();
    let branches = [Some(if_true), if_false];
    let periods = branches.iter().flatten().filter_map(|branch| match branch {
        Value::Series(line) => Some(line.period),
        _ => None,
    });
    let period = periods.chain([condition.period]).min().unwrap_or(condition.period);
    Ok(Value::series(period, compact(condition.series.shared_times(), values)))
}

enum Branch<'a> {
    Number(f64),
    Series { values: Cursor<'a>, missing: f64 },
}

impl<'a> Branch<'a> {
    fn new(value: Option<&'a Value>, missing: f64) -> Result<Self, String> {
        match value {
            None => Ok(Branch::Number(f64::NAN)),
            Some(Value::Scalar(number)) => Ok(Branch::Number(*number)),
            Some(Value::Series(line)) => Ok(Branch::Series { values: Cursor::new(&line.series), missing }),
            Some(Value::Array(_)) => Err(WRONG_TYPE.to_owned()),
        }
    }

    fn at(&mut self, at: timeseries::Timestamp) -> f64 {
        match self {
            Branch::Number(number) => *number,
            Branch::Series { values, missing } => values.at(at).unwrap_or(*missing),
        }
    }
}
