//! The datapoints of an evaluation range, by the same path as a chart's.

use super::watch::Watch;
use crate::app::App;
use crate::metric_reader;
use crate::store::{MetricIdentity, StoreError};
use alarm::{MetricSource, QueryBody, QuerySource, Slots, Source};
use metric_math::{MetricInput, Plan, Value};
use std::collections::BTreeMap;
use std::fmt;
use timeseries::{Period, TimeRange, Timestamp};

/// Why an alarm has no datapoints to decide on.
pub enum ReadError {
    Store(StoreError),
    /// The expression failed on these datapoints.
    Expression(String),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Store(error) => write!(f, "the store failed: {error:?}"),
            ReadError::Expression(reason) => f.write_str(reason),
        }
    }
}

pub async fn read(app: &App, watch: &Watch, now: Timestamp) -> Result<Slots, ReadError> {
    let condition = &watch.condition;
    let range = condition.evaluation_range(now);
    match (condition.source(), &watch.plan) {
        (Source::Queries(queries), Some(plan)) => {
            let values = compute(app, queries, plan, condition.period(), range).await?;
            Ok(Slots::from_values(condition, range, values))
        }
        (Source::Queries(_), None) => Err(ReadError::Expression("it was never planned".to_owned())),
        (Source::Metric(metric), _) => {
            let grid = condition.slot_grid();
            let (identity, unit) = (identity(metric), metric.unit.as_deref());
            let read = metric_reader::read_sets(app, &identity, unit, grid, range);
            let sets = read.await.map_err(ReadError::Store)?;
            Ok(Slots::from_statistics(condition, range, metric.statistic, &sets))
        }
    }
}

async fn compute(
    app: &App,
    source: &QuerySource,
    plan: &Plan,
    period: Period,
    range: TimeRange,
) -> Result<Vec<(Timestamp, f64)>, ReadError> {
    // One slot more, so that RATE and DIFF have something to start from.
    let range = TimeRange::new(range.start.plus_secs(-period.secs()), range.end);
    let mut inputs = BTreeMap::new();
    for query in &source.queries {
        if let QueryBody::Metric(metric) = &query.body {
            let (identity, unit) = (identity(metric), metric.unit.as_deref());
            let read = metric_reader::read(app, &identity, unit, metric.statistic, period, range);
            let series = read.await.map_err(ReadError::Store)?.series;
            inputs.insert(query.id.clone(), MetricInput { series, label: query.id.clone(), metric: None });
        }
    }
    let result =
        source.queries.get(source.result).and_then(|query| plan.evaluate(&inputs, range).remove(&query.id));
    match result {
        Some(Ok(Value::Series(line))) => Ok(line.series.iter().collect()),
        Some(Err(error)) => Err(ReadError::Expression(error.to_string())),
        // The plan was checked to give one series when the alarm was put.
        Some(Ok(Value::Scalar(_) | Value::Array(_))) | None => Ok(Vec::new()),
    }
}

fn identity(metric: &MetricSource) -> MetricIdentity {
    MetricIdentity {
        namespace: metric.namespace.clone(),
        metric_name: metric.metric_name.clone(),
        dimensions: metric.dimensions.clone(),
    }
}
