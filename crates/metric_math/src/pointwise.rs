//! Arithmetic between values, datapoint by datapoint.
//!
//! A datapoint that one side lacks counts as 0; a result that is no finite number (a division by zero, the
//! logarithm of 0, an overflow) is no datapoint. Operands that share their times are paired without a look-up.

use crate::ast::Operator;
use crate::value::{LabeledSeries, Value};
use std::sync::Arc;
use timeseries::{TimeSeries, Timestamp};

pub(crate) type Pairwise = fn(f64, f64) -> f64;

pub(crate) fn binary(operator: Operator, left: &Value, right: &Value) -> Result<Value, String> {
    let pairwise = pairwise(operator);
    Ok(match (left, right) {
        (Value::Scalar(left), Value::Scalar(right)) => Value::Scalar(scalar(pairwise, *left, *right)),
        (Value::Scalar(left), right) => {
            right.map(|line| each(&line.series, |value| scalar(pairwise, *left, value)))
        }
        (left, Value::Scalar(right)) => {
            left.map(|line| each(&line.series, |value| scalar(pairwise, value, *right)))
        }
        (Value::Series(left), Value::Series(right)) => {
            let period = left.period.min(right.period);
            Value::series(period, pair(&left.series, &right.series, pairwise))
        }
        (Value::Series(one), Value::Array(lines)) => {
            broadcast(lines, one, |line| pair(&one.series, &line.series, pairwise))
        }
        (Value::Array(lines), Value::Series(one)) => {
            broadcast(lines, one, |line| pair(&line.series, &one.series, pairwise))
        }
        (Value::Array(_), Value::Array(_)) => return Err(two_arrays(operator)),
    })
}

pub(crate) fn two_arrays(operator: Operator) -> String {
    format!("'{}' can't join two arrays of time series", operator.symbol())
}

/// `function` of each value; where that is no finite number, there is no datapoint.
pub(crate) fn each(series: &TimeSeries, function: impl Fn(f64) -> f64) -> TimeSeries {
    compact(series.shared_times(), series.values().iter().map(|value| function(*value)).collect())
}

/// A series of those values that are finite; keeps the very same time column when all are.
pub(crate) fn compact(times: &Arc<[Timestamp]>, mut values: Vec<f64>) -> TimeSeries {
    for value in &mut values {
        // Of the two zeros only the one without a sign, which is what people and charts expect.
        *value += 0.0;
    }
    if values.iter().all(|value| value.is_finite()) {
        return TimeSeries::from_columns(times.clone(), values);
    }
    let kept = times.iter().zip(&values).filter(|(_, value)| value.is_finite());
    let times: Vec<Timestamp> = kept.map(|(at, _)| *at).collect();
    values.retain(|value| value.is_finite());
    TimeSeries::from_columns(times.into(), values)
}

/// All times at which either has a datapoint.
pub(crate) fn union(left: &Arc<[Timestamp]>, right: &Arc<[Timestamp]>) -> Arc<[Timestamp]> {
    if same(left, right) {
        return left.clone();
    }
    let mut times = Vec::with_capacity(left.len().max(right.len()));
    let (mut left, mut right) = (&left[..], &right[..]);
    while let ([first, left_rest @ ..], [second, right_rest @ ..]) = (left, right) {
        times.push(*first.min(second));
        if first <= second {
            left = left_rest;
        }
        if second <= first {
            right = right_rest;
        }
    }
    times.extend_from_slice(left);
    times.extend_from_slice(right);
    times.into()
}

pub(crate) type Datapoint = (Timestamp, f64);

/// Reads a series at ascending times.
pub(crate) struct Cursor<'a> {
    times: &'a [Timestamp],
    values: &'a [f64],
    next: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(series: &'a TimeSeries) -> Self {
        Cursor { times: series.times(), values: series.values(), next: 0 }
    }

    /// The value at exactly `at`.
    pub(crate) fn at(&mut self, at: Timestamp) -> Option<f64> {
        while *self.times.get(self.next)? < at {
            self.next += 1;
        }
        if self.times[self.next] == at { Some(self.values[self.next]) } else { None }
    }

    /// The datapoints before and after the time last read, which itself had none.
    pub(crate) fn neighbours(&self) -> (Option<Datapoint>, Option<Datapoint>) {
        let point = |index: usize| Some((*self.times.get(index)?, *self.values.get(index)?));
        (self.next.checked_sub(1).and_then(point), point(self.next))
    }
}

fn same(left: &Arc<[Timestamp]>, right: &Arc<[Timestamp]>) -> bool {
    Arc::ptr_eq(left, right) || left == right
}

fn pair(left: &TimeSeries, right: &TimeSeries, pairwise: Pairwise) -> TimeSeries {
    if same(left.shared_times(), right.shared_times()) {
        let pairs = left.values().iter().zip(right.values());
        return compact(left.shared_times(), pairs.map(|(left, right)| pairwise(*left, *right)).collect());
    }
    let times = union(left.shared_times(), right.shared_times());
    let (mut left, mut right) = (Cursor::new(left), Cursor::new(right));
    let values =
        times.iter().map(|at| pairwise(left.at(*at).unwrap_or_default(), right.at(*at).unwrap_or_default()));
    let values = values.collect();
    compact(&times, values)
}

fn broadcast(
    lines: &[LabeledSeries],
    one: &LabeledSeries,
    mut with: impl FnMut(&LabeledSeries) -> TimeSeries,
) -> Value {
    let joined = lines.iter().map(|line| line.with(line.period.min(one.period), with(line)));
    Value::Array(joined.collect())
}

/// An absent number (NaN) gives nothing, also in a comparison.
fn scalar(pairwise: Pairwise, left: f64, right: f64) -> f64 {
    if left.is_nan() || right.is_nan() {
        return f64::NAN;
    }
    let result = pairwise(left, right);
    if result.is_finite() { result } else { f64::NAN }
}

pub(crate) fn pairwise(operator: Operator) -> Pairwise {
    match operator {
        Operator::Or => |left, right| truth(left != 0.0 || right != 0.0),
        Operator::And => |left, right| truth(left != 0.0 && right != 0.0),
        Operator::Equal => |left, right| truth(left == right),
        Operator::NotEqual => |left, right| truth(left != right),
        Operator::Less => |left, right| truth(left < right),
        Operator::LessOrEqual => |left, right| truth(left <= right),
        Operator::Greater => |left, right| truth(left > right),
        Operator::GreaterOrEqual => |left, right| truth(left >= right),
        Operator::Add => |left, right| left + right,
        Operator::Subtract => |left, right| left - right,
        Operator::Multiply => |left, right| left * right,
        Operator::Divide => |left, right| left / right,
        Operator::Power => f64::powf,
    }
}

fn truth(is_true: bool) -> f64 {
    if is_true { 1.0 } else { 0.0 }
}
