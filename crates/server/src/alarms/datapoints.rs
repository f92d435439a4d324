//! The datapoints of an evaluation range, by the same path as a chart's.

use super::watch::{Watch, identity};
use crate::app::App;
use crate::metric_reader;
use crate::store::StoreError;
use alarm::{Band, Condition, MetricSource, QueryBody, QuerySource, Slots, Source};
use metric_math::{Inputs, MathError, MetricInput, Plan, Value, history_range};
use std::collections::BTreeMap;
use std::fmt;
use timeseries::{Period, SortedMap, TimeRange, TimeSeries, Timestamp};

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
    match (condition.source(), &watch.plan, &watch.metric) {
        (Source::Queries(queries), Some(plan), _) => {
            let mut results = compute(app, queries, plan, condition.period(), range).await?;
            let values = take(&mut results, queries, queries.result)?;
            let Some(band) = queries.band else {
                return Ok(Slots::from_values(
                    condition,
                    range,
                    values.into_iter().next().unwrap_or_default().iter(),
                ));
            };
            let edges = take(&mut results, queries, band)?;
            Ok(slots_in_band(condition, range, values, edges))
        }
        (Source::Metric(metric), _, Some(identity)) => {
            let (grid, unit, statistic) = (condition.slot_grid(), metric.unit.as_deref(), metric.statistic);
            if statistic.is_extended() {
                let read = metric_reader::read_distributions(app, identity, unit, grid, range);
                let found = read.await.map_err(ReadError::Store)?;
                return Ok(Slots::from_distributions(condition, range, statistic, &found));
            }
            let sets = metric_reader::read_sets(app, identity, unit, grid, range).await;
            Ok(Slots::from_statistics(condition, range, statistic, &sets.map_err(ReadError::Store)?))
        }
        _ => Err(ReadError::Expression("it was never planned".to_owned())),
    }
}

type Results = SortedMap<String, Result<Value, MathError>>;

/// The results of all queries, by id.
async fn compute(
    app: &App,
    source: &QuerySource,
    plan: &Plan,
    period: Period,
    range: TimeRange,
) -> Result<Results, ReadError> {
    // One slot more, so that RATE and DIFF have something to start from.
    let range = TimeRange::new(range.start.plus_secs(-period.secs()), range.end);
    let mut inputs = Inputs::default();
    for query in &source.queries {
        if let QueryBody::Metric(metric) = &query.body {
            inputs.metrics.insert(query.id.clone(), input(app, metric, period, range).await?);
        }
    }
    // What a band rests on; an alarm without one reads nothing here.
    for id in plan.history_metrics() {
        let query = source.queries.iter().find(|query| query.id == id);
        if let Some(QueryBody::Metric(metric)) = query.map(|query| &query.body) {
            let past = input(app, metric, period, history_range(range)).await?;
            inputs.history.insert(id.to_owned(), past);
        }
    }
    Ok(plan.evaluate_all(&inputs, range))
}

async fn input(
    app: &App,
    metric: &MetricSource,
    period: Period,
    range: TimeRange,
) -> Result<MetricInput, ReadError> {
    let (identity, unit) = (identity(metric), metric.unit.as_deref());
    let read = metric_reader::read(app, &identity, unit, metric.statistic, period, range);
    let series = read.await.map_err(ReadError::Store)?.series;
    Ok(MetricInput { series, ..MetricInput::default() })
}

/// The series of one query; none when nothing was found.
fn take(results: &mut Results, source: &QuerySource, index: usize) -> Result<Vec<TimeSeries>, ReadError> {
    let result = source.queries.get(index).and_then(|query| results.remove(&query.id));
    match result {
        Some(Ok(value)) => {
            Ok(value.lines().unwrap_or_default().iter().map(|line| line.series.clone()).collect())
        }
        Some(Err(error)) => Err(ReadError::Expression(error.to_string())),
        None => Ok(Vec::new()),
    }
}

/// `edges`: a band's lower and upper series. Without both there is no band at all.
fn slots_in_band(
    condition: &Condition,
    range: TimeRange,
    values: Vec<TimeSeries>,
    edges: Vec<TimeSeries>,
) -> Slots {
    let mut band: BTreeMap<Timestamp, Band> = BTreeMap::new();
    if let [lower, upper] = edges.as_slice() {
        let uppers: BTreeMap<Timestamp, f64> = upper.iter().collect();
        for (at, lower) in lower.iter() {
            if let Some(upper) = uppers.get(&at) {
                // Whichever of the two comes first.
                band.insert(at, Band { lower: lower.min(*upper), upper: lower.max(*upper) });
            }
        }
    }
    let values = values.into_iter().next().unwrap_or_default();
    Slots::from_band(condition, range, values.iter(), |at| band.get(&at).copied())
}
