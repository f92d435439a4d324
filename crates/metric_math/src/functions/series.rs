//! Functions of one series, or of each member of an array.

use super::{Call, EACH, Function};
use crate::pointwise::{compact, each};
use crate::value::Value;
use timeseries::TimeSeries;

pub(super) const ABS: Function = Function {
    name: "ABS",
    signatures: EACH,
    summary: "The absolute value of each datapoint.",
    example: "ABS(m1 - m2)",
    run: |call| pointwise(call, f64::abs),
};

pub(super) const CEIL: Function = Function {
    name: "CEIL",
    signatures: EACH,
    summary: "Each datapoint rounded up to a whole number.",
    example: "CEIL(m1)",
    run: |call| pointwise(call, f64::ceil),
};

pub(super) const FLOOR: Function = Function {
    name: "FLOOR",
    signatures: EACH,
    summary: "Each datapoint rounded down to a whole number.",
    example: "FLOOR(m1)",
    run: |call| pointwise(call, f64::floor),
};

pub(super) const LOG: Function = Function {
    name: "LOG",
    signatures: EACH,
    summary: "The natural logarithm of each datapoint above 0.",
    example: "LOG(m1)",
    run: |call| pointwise(call, f64::ln),
};

pub(super) const LOG10: Function = Function {
    name: "LOG10",
    signatures: EACH,
    summary: "The logarithm to base 10 of each datapoint above 0.",
    example: "LOG10(m1)",
    run: |call| pointwise(call, f64::log10),
};

pub(super) const DIFF: Function = Function {
    name: "DIFF",
    signatures: EACH,
    summary: "Each datapoint minus the one before it.",
    example: "DIFF(m1)",
    run: |call| steps(call, Step::Difference),
};

pub(super) const DIFF_TIME: Function = Function {
    name: "DIFF_TIME",
    signatures: EACH,
    summary: "Seconds between each datapoint and the one before it.",
    example: "DIFF_TIME(m1)",
    run: |call| steps(call, Step::Secs),
};

pub(super) const RATE: Function = Function {
    name: "RATE",
    signatures: EACH,
    summary: "The change per second from each datapoint to the next.",
    example: "RATE(m1)",
    run: |call| steps(call, Step::DifferencePerSec),
};

pub(super) const RUNNING_SUM: Function = Function {
    name: "RUNNING_SUM",
    signatures: EACH,
    summary: "The sum of all datapoints from the start of the time range.",
    example: "RUNNING_SUM(m1)",
    run: |call| {
        Ok(call.value(0)?.map(|line| {
            let mut sum = 0.0;
            let sums = line.series.values().iter().map(|value| {
                sum += value;
                sum
            });
            compact(line.series.shared_times(), sums.collect())
        }))
    },
};

fn pointwise(call: &Call<'_>, function: fn(f64) -> f64) -> Result<Value, String> {
    Ok(call.value(0)?.map(|line| each(&line.series, function)))
}

#[derive(Clone, Copy)]
enum Step {
    Difference,
    Secs,
    DifferencePerSec,
}

/// What lies between each datapoint and the one before it; the first has none.
fn steps(call: &Call<'_>, step: Step) -> Result<Value, String> {
    Ok(call.value(0)?.map(|line| {
        let series = &line.series;
        let Some(later) = series.times().get(1..) else { return TimeSeries::default() };
        let times = series.times().iter().zip(later);
        let values = series.values().iter().zip(series.values().get(1..).unwrap_or_default());
        let values = values.zip(times).map(|((before, after), (start, end))| {
            let (difference, secs) = (after - before, (end.millis() - start.millis()) as f64 / 1000.0);
            match step {
                Step::Difference => difference,
                Step::Secs => secs,
                Step::DifferencePerSec => difference / secs,
            }
        });
        compact(&later.into(), values.collect())
    }))
}
