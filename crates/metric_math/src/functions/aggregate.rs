//! Many datapoints to one: of a series over time to a number, of an array over its members to a series.

use super::{Call, Function, Parameter, Signature, WRONG_TYPE};
use crate::budget::Budget;
use crate::choices::{
    ARRAY_EXTREMES_COUNT_MISSING, ARRAY_STDDEV_COUNTS_MISSING, SCALAR_AVG_COUNTS_MISSING_SLOTS,
};
use crate::pointwise::{Cursor, compact, union};
use crate::types::Type;
use crate::value::{LabeledSeries, Value};
use std::sync::Arc;
use timeseries::{TimeSeries, Timestamp};

const BOTH_FORMS: &[Signature] = &[
    Signature::new(&[Parameter::required("series", &[Type::Series])], Type::Scalar),
    Signature::new(&[Parameter::required("array", &[Type::Array])], Type::Series),
];

pub(super) const SUM: Function = Function {
    name: "SUM",
    signatures: BOTH_FORMS,
    summary: "The sum of a series as a number, or of an array's members at each time.",
    example: "SUM([m1, m2])",
    run: |call| aggregate(call, |values, _| values.iter().sum()),
};

pub(super) const AVG: Function = Function {
    name: "AVG",
    signatures: BOTH_FORMS,
    summary: "The average of a series as a number, or of an array's members at each time, a missing one being 0.",
    example: "AVG([m1, m2])",
    run: |call| aggregate(call, |values, of| values.iter().sum::<f64>() / of as f64),
};

pub(super) const MIN: Function = Function {
    name: "MIN",
    signatures: BOTH_FORMS,
    summary: "The lowest value of a series as a number, or of an array's members at each time.",
    example: "MIN([m1, m2])",
    run: |call| aggregate(call, |values, of| extreme(values, of, f64::min)),
};

pub(super) const MAX: Function = Function {
    name: "MAX",
    signatures: BOTH_FORMS,
    summary: "The highest value of a series as a number, or of an array's members at each time.",
    example: "MAX([m1, m2])",
    run: |call| aggregate(call, |values, of| extreme(values, of, f64::max)),
};

pub(super) const STDDEV: Function = Function {
    name: "STDDEV",
    signatures: BOTH_FORMS,
    summary: "The standard deviation of a series as a number, or of an array's members at each time.",
    example: "STDDEV([m1, m2])",
    run: |call| {
        aggregate(call, |values, of| {
            deviation(values, if ARRAY_STDDEV_COUNTS_MISSING { of } else { values.len() })
        })
    },
};

pub(super) const DATAPOINT_COUNT: Function = Function {
    name: "DATAPOINT_COUNT",
    signatures: BOTH_FORMS,
    summary: "How many datapoints a series has, or how many of an array's members have one at each time.",
    example: "DATAPOINT_COUNT(m1)",
    run: |call| match call.value(0)? {
        Value::Series(line) => Ok(Value::Scalar(line.series.len() as f64)),
        _ => aggregate(call, |values, _| values.len() as f64),
    },
};

pub(super) const METRIC_COUNT: Function = Function {
    name: "METRIC_COUNT",
    signatures: &[Signature::new(&[Parameter::required("array", &[Type::Array])], Type::Scalar)],
    summary: "How many series an array has, empty ones too.",
    example: "METRIC_COUNT(METRICS())",
    run: |call| match call.value(0)? {
        Value::Array(lines) => Ok(Value::Scalar(lines.len() as f64)),
        _ => Err(WRONG_TYPE.to_owned()),
    },
};

/// From the values that exist, never none, and how many there were if none were missing.
type Aggregate = fn(&[f64], usize) -> f64;

fn aggregate(call: &Call<'_>, function: Aggregate) -> Result<Value, String> {
    match call.value(0)? {
        Value::Scalar(_) => Err(WRONG_TYPE.to_owned()),
        Value::Series(line) => {
            let values = line.series.values();
            let of = if SCALAR_AVG_COUNTS_MISSING_SLOTS {
                call.context.grid(line.period)?.len().max(values.len())
            } else {
                values.len()
            };
            Ok(Value::Scalar(if values.is_empty() { f64::NAN } else { function(values, of) }))
        }
        Value::Array(lines) => {
            let period = lines.iter().map(|line| line.period).min().unwrap_or(call.context.default_period);
            Ok(Value::series(period, over_members(lines, function, call.context.budget)?))
        }
    }
}

/// At each time that any member has.
fn over_members(
    lines: &[LabeledSeries],
    function: Aggregate,
    budget: &Budget<'_>,
) -> Result<TimeSeries, String> {
    let mut times: Arc<[Timestamp]> = Arc::default();
    for line in lines {
        // Where the members' times differ, each makes the column anew.
        if !Arc::ptr_eq(&times, line.series.shared_times()) {
            budget.take(0, times.len() + line.series.len())?;
        }
        times = union(&times, line.series.shared_times());
    }
    // Who has as many times as all together has the same ones: then nobody needs to look for them.
    if lines.iter().all(|line| line.series.len() == times.len()) {
        let mut row = vec![0.0; lines.len()];
        let values = (0..times.len()).map(|index| {
            row.iter_mut().zip(lines).for_each(|(value, line)| *value = line.series.values()[index]);
            function(&row, lines.len())
        });
        let values = values.collect();
        return Ok(compact(&times, values));
    }
    let mut members: Vec<Cursor<'_>> = lines.iter().map(|line| Cursor::new(&line.series)).collect();
    let mut existing = Vec::with_capacity(members.len());
    let values = times.iter().map(|at| {
        existing.clear();
        existing.extend(members.iter_mut().filter_map(|member| member.at(*at)));
        function(&existing, members.len())
    });
    let values = values.collect();
    Ok(compact(&times, values))
}

fn extreme(values: &[f64], of: usize, pick: fn(f64, f64) -> f64) -> f64 {
    let found = values.iter().copied().fold(f64::NAN, pick);
    if ARRAY_EXTREMES_COUNT_MISSING && values.len() < of { pick(found, 0.0) } else { found }
}

/// In its population form.
fn deviation(values: &[f64], of: usize) -> f64 {
    let count = of as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let missing = (of - values.len()) as f64;
    ((squares + missing * mean * mean) / count).sqrt()
}
