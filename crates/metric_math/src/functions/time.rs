//! Functions of the timestamps: parts of the date in UTC, the period, constant lines.

use super::{Call, Function, Parameter, Signature, WRONG_TYPE};
use crate::types::Type;
use crate::value::Value;
use timeseries::civil::Civil;
use timeseries::{TimeSeries, Timestamp};

const OF_SERIES: &[Signature] =
    &[Signature::new(&[Parameter::required("series", &[Type::Series])], Type::Series)];

pub(super) const MINUTE: Function = Function {
    name: "MINUTE",
    signatures: OF_SERIES,
    summary: "The minute of the hour in UTC, 0 to 59, at every period of the time range.",
    example: "IF(MINUTE(m1) < 30, m1)",
    run: |call| on_grid(call, |at| f64::from(Civil::from_timestamp(at).minute)),
};

pub(super) const HOUR: Function = Function {
    name: "HOUR",
    signatures: OF_SERIES,
    summary: "The hour of the day in UTC, 0 to 23, at every period of the time range.",
    example: "IF(HOUR(m1) >= 8, m1)",
    run: |call| on_grid(call, |at| f64::from(Civil::from_timestamp(at).hour)),
};

pub(super) const DAY: Function = Function {
    name: "DAY",
    signatures: OF_SERIES,
    summary: "The day of the week in UTC, 1 for Monday to 7 for Sunday, at every period of the time range.",
    example: "IF(DAY(m1) < 6, m1)",
    run: |call| on_grid(call, |at| f64::from(Civil::from_timestamp(at).weekday)),
};

pub(super) const DATE: Function = Function {
    name: "DATE",
    signatures: OF_SERIES,
    summary: "The day of the month in UTC, 1 to 31, at every period of the time range.",
    example: "IF(DATE(m1) == 1, m1)",
    run: |call| on_grid(call, |at| f64::from(Civil::from_timestamp(at).day)),
};

pub(super) const MONTH: Function = Function {
    name: "MONTH",
    signatures: OF_SERIES,
    summary: "The month in UTC, 1 to 12, at every period of the time range.",
    example: "IF(MONTH(m1) == 12, m1)",
    run: |call| on_grid(call, |at| f64::from(Civil::from_timestamp(at).month)),
};

pub(super) const YEAR: Function = Function {
    name: "YEAR",
    signatures: OF_SERIES,
    summary: "The year in UTC at every period of the time range.",
    example: "IF(YEAR(m1) > 2025, m1)",
    run: |call| on_grid(call, |at| f64::from(Civil::from_timestamp(at).year)),
};

pub(super) const EPOCH: Function = Function {
    name: "EPOCH",
    signatures: OF_SERIES,
    summary: "Seconds since 1970 at every period of the time range.",
    example: "EPOCH(m1)",
    run: |call| on_grid(call, Timestamp::secs_f64),
};

pub(super) const PERIOD: Function = Function {
    name: "PERIOD",
    signatures: &[Signature::new(&[Parameter::required("metric", &[Type::MetricId])], Type::Scalar)],
    summary: "The period of a metric in seconds.",
    example: "m1 / PERIOD(m1)",
    run: |call| match call.value(0)? {
        Value::Series(line) => Ok(Value::Scalar(line.period.secs() as f64)),
        _ => Err(WRONG_TYPE.to_owned()),
    },
};

pub(super) const TIME_SERIES: Function = Function {
    name: "TIME_SERIES",
    signatures: &[Signature::new(&[Parameter::required("number", &[Type::Scalar])], Type::Series)],
    summary: "A number as a line: the same value at every period of the time range.",
    example: "TIME_SERIES(MAX(m1))",
    run: |call| match call.value(0)? {
        Value::Scalar(number) => call.context.constant(*number),
        _ => Err(WRONG_TYPE.to_owned()),
    },
};

fn on_grid(call: &Call<'_>, of: fn(Timestamp) -> f64) -> Result<Value, String> {
    let Value::Series(line) = call.value(0)? else { return Err(WRONG_TYPE.to_owned()) };
    let grid = call.context.grid(line.period)?;
    call.context.budget.take(1, grid.len())?;
    let values = grid.iter().map(|at| of(*at)).collect();
    Ok(Value::series(line.period, TimeSeries::from_columns(grid, values)))
}
