//! Where an alarm's datapoints come from: one metric, or queries of metric math.
//!
//! Made by `validation` and `queries`; who fetches the datapoints reads it.

use cloudwatch_api::{ApiError, Dimension};
use timeseries::{Period, Statistic};

/// Where the datapoints come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Metric(MetricSource),
    Queries(QuerySource),
}

#[derive(Clone, Debug, PartialEq)]
pub struct MetricSource {
    pub namespace: String,
    pub metric_name: String,
    /// Sorted by name.
    pub dimensions: Vec<(String, String)>,
    pub statistic: Statistic,
    /// As it was given; some statistics have two names.
    pub statistic_name: String,
    pub unit: Option<String>,
}

/// Queries with unique ids, all of one period.
#[derive(Clone, Debug, PartialEq)]
pub struct QuerySource {
    pub queries: Vec<SourceQuery>,
    /// The one whose datapoints are evaluated: an index into `queries`.
    pub result: usize,
    /// The anomaly detection band that they are compared with (ThresholdMetricId).
    pub band: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SourceQuery {
    pub id: String,
    pub body: QueryBody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum QueryBody {
    Metric(MetricSource),
    Expression(String),
}

/// As a source keeps them, sorted by name.
pub(crate) fn sorted_dimensions(dimensions: &[Dimension]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> =
        dimensions.iter().map(|dimension| (dimension.name.clone(), dimension.value.clone())).collect();
    pairs.sort();
    pairs
}

/// Alarms know 10, 20, 30 and multiples of 60; 1 and 5 are for reading only.
pub(crate) fn parse_period(secs: i64) -> Result<Period, ApiError> {
    if secs < 10 || (secs < 60 && ![10, 20, 30].contains(&secs)) || (secs > 60 && secs % 60 != 0) {
        return Err(ApiError::validation("Period must be 10, 20, 30 or a multiple of 60"));
    }
    Period::from_secs(secs).map_err(|_| {
        ApiError::validation(format!(
            "A Period of {secs} is not supported yet: at most {} is.",
            Period::DAY.secs()
        ))
    })
}
