//! `FILL`: datapoints for the period slots that have none.

use super::{Argument, Function, Parameter, Signature, WRONG_TYPE};
use crate::ast::Keyword;
use crate::pointwise::{Cursor, Datapoint, compact, union};
use crate::types::Type;
use crate::value::Value;
use std::sync::Arc;
use timeseries::{TimeSeries, Timestamp};

const FILLER: Parameter = Parameter::required(
    "filler",
    &[Type::Scalar, Type::Series, Type::Keyword(Keyword::Repeat), Type::Keyword(Keyword::Linear)],
);

pub(super) const FILL: Function = Function {
    name: "FILL",
    signatures: &[
        Signature::new(&[Parameter::required("series", &[Type::Series]), FILLER], Type::Series),
        Signature::new(&[Parameter::required("array", &[Type::Array]), FILLER], Type::Array),
    ],
    summary: "Fills missing datapoints: with a number, another series, the last value (REPEAT) or a straight line (LINEAR).",
    example: "FILL(m1, REPEAT)",
    run: |call| {
        let filler = match call.arguments.get(1) {
            Some(Argument::Keyword(Keyword::Repeat)) => Filler::Repeat,
            Some(Argument::Keyword(Keyword::Linear)) => Filler::Linear,
            Some(Argument::Value(value)) => match &**value {
                Value::Scalar(number) => Filler::Number(*number),
                Value::Series(line) => Filler::Series(&line.series),
                Value::Array(_) => return Err(WRONG_TYPE.to_owned()),
            },
            _ => return Err(WRONG_TYPE.to_owned()),
        };
        call.value(0)?.try_map(|line| {
            let grid = call.context.grid(line.period)?;
            call.context.budget.take(1, grid.len())?;
            Ok(fill(&line.series, &union(&grid, line.series.shared_times()), &filler))
        })
    },
};

enum Filler<'a> {
    Number(f64),
    Series(&'a TimeSeries),
    Repeat,
    Linear,
}

/// `times` are the period slots of the range and the series' own.
fn fill(series: &TimeSeries, times: &Arc<[Timestamp]>, filler: &Filler<'_>) -> TimeSeries {
    if times.len() == series.len() {
        return series.clone();
    }
    let mut real = Cursor::new(series);
    let mut other = match filler {
        Filler::Series(other) => Some(Cursor::new(other)),
        _ => None,
    };
    let missing = |real: &Cursor<'_>, at: Timestamp, other: Option<f64>| match (filler, real.neighbours()) {
        (Filler::Number(number), _) => Some(*number),
        (Filler::Series(_), _) => other,
        (Filler::Repeat, (before, _)) => before.map(|(_, value)| value),
        (Filler::Linear, (Some(before), Some(after))) => Some(on_line(before, after, at)),
        (Filler::Linear, _) => None,
    };
    let values = times.iter().map(|at| {
        let filling = other.as_mut().and_then(|other| other.at(*at));
        real.at(*at).or_else(|| missing(&real, *at, filling)).unwrap_or(f64::NAN)
    });
    let values = values.collect();
    compact(times, values)
}

fn on_line(before: Datapoint, after: Datapoint, at: Timestamp) -> f64 {
    let share = (at.millis() - before.0.millis()) as f64 / (after.0.millis() - before.0.millis()) as f64;
    before.1 + (after.1 - before.1) * share
}
