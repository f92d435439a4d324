//! What goes into an evaluation and what comes out.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use timeseries::{Period, TimeSeries};

/// All that one evaluation reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// By id, over the range that is evaluated.
    pub metrics: BTreeMap<String, MetricInput>,
    /// What each of [`crate::Plan::searches`] found, in its order.
    pub searches: BTreeMap<SearchCall, Vec<LabeledSeries>>,
    /// The metrics of [`crate::Plan::history_metrics`] over [`crate::history_range`].
    pub history: BTreeMap<String, MetricInput>,
}

/// A metric's datapoints for one evaluation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricInput {
    pub series: TimeSeries,
    pub label: String,
    /// For labels that name them.
    pub metric: Option<Arc<MetricProperties>>,
}

/// What dynamic labels can tell of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricProperties {
    pub namespace: String,
    pub metric_name: String,
    pub dimensions: Vec<(String, String)>,
    pub stat: String,
}

/// A `SEARCH` as an expression has it: its text, statistic and period.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SearchCall {
    pub text: String,
    pub stat: String,
    pub period: Period,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LabeledSeries {
    pub label: String,
    pub period: Period,
    pub series: TimeSeries,
    /// Where the datapoints are those of one metric, or computed from it alone.
    pub metric: Option<Arc<MetricProperties>>,
}

impl LabeledSeries {
    /// The same line with other datapoints.
    pub(crate) fn with(&self, period: Period, series: TimeSeries) -> Self {
        LabeledSeries { label: self.label.clone(), period, series, metric: self.metric.clone() }
    }
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

    /// How many series there are, and how many datapoints they have together.
    pub(crate) fn size(&self) -> (usize, usize) {
        let lines = self.lines().unwrap_or_default();
        (lines.len(), lines.iter().map(|line| line.series.len()).sum())
    }

    pub(crate) fn series(period: Period, series: TimeSeries) -> Self {
        Value::Series(LabeledSeries { label: String::new(), period, series, metric: None })
    }

    /// One function over each series, labels of an array's members kept.
    pub(crate) fn map(&self, mut each: impl FnMut(&LabeledSeries) -> TimeSeries) -> Value {
        let mapped: Result<Value, Infallible> = self.try_map(|line| Ok(each(line)));
        mapped.unwrap_or_else(|never| match never {})
    }

    /// [`Value::map`] up to the first series for which there is an error.
    pub(crate) fn try_map<E>(
        &self,
        mut each: impl FnMut(&LabeledSeries) -> Result<TimeSeries, E>,
    ) -> Result<Value, E> {
        Ok(match self {
            Value::Scalar(number) => Value::Scalar(*number),
            Value::Series(line) => {
                let series = each(line)?;
                let metric = line.metric.clone();
                Value::Series(LabeledSeries { label: String::new(), period: line.period, series, metric })
            }
            Value::Array(lines) => Value::Array(
                lines
                    .iter()
                    .map(|line| Ok(line.with(line.period, each(line)?)))
                    .collect::<Result<Vec<_>, E>>()?,
            ),
        })
    }
}

/// An operand: a value of its own, or one that another query has.
pub(crate) type Operand<'a> = Cow<'a, Value>;
