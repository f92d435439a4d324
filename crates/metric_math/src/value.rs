//! What goes into an evaluation and what comes out.

use std::borrow::Cow;
use timeseries::{Period, TimeSeries};

/// A metric's datapoints for one evaluation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricInput {
    pub series: TimeSeries,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LabeledSeries {
    pub label: String,
    pub period: Period,
    pub series: TimeSeries,
}

/// The result of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// NaN: there is no such number, as of an average over no datapoints. Whatever uses it has no
    /// datapoints either.
    Scalar(f64),
    Series(LabeledSeries),
    Array(Vec<LabeledSeries>),
}

impl Value {
    /// The series to draw or return; `None` for a single number.
    pub fn lines(&self) -> Option<&[LabeledSeries]> {
        match self {
            Value::Scalar(_) => None,
            Value::Series(line) => Some(std::slice::from_ref(line)),
            Value::Array(lines) => Some(lines),
        }
    }

    pub(crate) fn series(period: Period, series: TimeSeries) -> Self {
        Value::Series(LabeledSeries { label: String::new(), period, series })
    }

    /// One function over each series, labels of an array's members kept.
    pub(crate) fn map(&self, mut each: impl FnMut(&LabeledSeries) -> TimeSeries) -> Value {
        match self {
            Value::Scalar(number) => Value::Scalar(*number),
            Value::Series(line) => Value::series(line.period, each(line)),
            Value::Array(lines) => Value::Array(
                lines
                    .iter()
                    .map(|line| LabeledSeries {
                        label: line.label.clone(),
                        period: line.period,
                        series: each(line),
                    })
                    .collect(),
            ),
        }
    }
}

/// An operand: a value of its own, or one that another query has.
pub(crate) type Operand<'a> = Cow<'a, Value>;
