//! The datapoints of an evaluation range, by the same path as a chart's.

use super::watch::{Watch, identity};
use crate::math;
use crate::metric_reader::{MetricReader, SlotRead};
use alarm::{Band, Condition, MetricSource, QueryBody, QuerySource, Slots, Source};
use metric_math::{Inputs, MathError, MetricInput, Plan, Value, history_range};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use store::StoreError;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

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

/// For each of the alarms, in their order. What rests on one metric's statistic sets is read in one go.
pub async fn read_all(
    reader: MetricReader<'_>,
    watches: &[&Watch],
    now: Timestamp,
) -> Vec<Result<Slots, ReadError>> {
    let mut answers: Vec<Option<Result<Slots, ReadError>>> = watches.iter().map(|_| None).collect();
    let plain: Vec<(usize, SlotRead<'_>)> = watches
        .iter()
        .enumerate()
        .filter_map(|(index, watch)| Some((index, slot_read(watch, now)?)))
        .collect();
    let reads: Vec<SlotRead<'_>> = plain.iter().map(|(_, read)| *read).collect();
    match reader.read_many_sets(&reads).await {
        Ok(found) => {
            for ((index, read), sets) in plain.into_iter().zip(found) {
                let condition = &watches[index].condition;
                if let Source::Metric(metric) = condition.source() {
                    let slots = Slots::from_statistics(condition, read.range, metric.statistic, &sets);
                    answers[index] = Some(Ok(slots));
                }
            }
        }
        Err(error) => {
            for (index, _) in plain {
                answers[index] = Some(Err(ReadError::Store(error.clone())));
            }
        }
    }
    let mut all = Vec::with_capacity(answers.len());
    for (answer, watch) in answers.into_iter().zip(watches) {
        all.push(match answer {
            Some(answer) => answer,
            None => read(reader, watch, now).await,
        });
    }
    all
}

/// What an alarm on a basic statistic looks at.
fn slot_read(watch: &Watch, now: Timestamp) -> Option<SlotRead<'_>> {
    let condition = &watch.condition;
    match (condition.source(), &watch.metric) {
        (Source::Metric(metric), Some(identity)) if !metric.statistic.is_extended() => Some(SlotRead {
            metric: identity,
            unit: metric.unit.as_deref(),
            period: condition.slot_grid(),
            range: condition.evaluation_range(now),
        }),
        _ => None,
    }
}

/// Everything but what [`slot_read`] knows.
async fn read(reader: MetricReader<'_>, watch: &Watch, now: Timestamp) -> Result<Slots, ReadError> {
    let condition = &watch.condition;
    let range = condition.evaluation_range(now);
    match (condition.source(), &watch.plan, &watch.metric) {
        (Source::Queries(queries), Some(plan), _) => {
            let (values, edges) = compute(reader, queries, plan, condition.period(), range).await?;
            let values = values.into_iter().next().unwrap_or_default();
            match edges {
                None => Ok(Slots::from_values(condition, range, values.iter())),
                Some(edges) => Ok(slots_in_band(condition, range, &values, &edges)),
            }
        }
        (Source::Metric(metric), _, Some(identity)) => {
            let (grid, unit) = (condition.slot_grid(), metric.unit.as_deref());
            let read = reader.read_distributions(identity, unit, grid, range);
            let found = read.await.map_err(ReadError::Store)?;
            Ok(Slots::from_distributions(condition, range, metric.statistic, &found))
        }
        _ => Err(ReadError::Expression("it was never planned".to_owned())),
    }
}

fn broken() -> ReadError {
    ReadError::Expression("its evaluation failed".to_owned())
}

/// The series that are looked at, and the edges of their band where there is one.
type Computed = (Vec<TimeSeries>, Option<Vec<TimeSeries>>);

async fn compute(
    reader: MetricReader<'_>,
    source: &QuerySource,
    plan: &Arc<Plan>,
    period: Period,
    range: TimeRange,
) -> Result<Computed, ReadError> {
    // One slot more, so that RATE and DIFF have something to start from.
    let range = TimeRange::new(range.start.plus_secs(-period.secs()), range.end);
    let mut inputs = Inputs::default();
    for query in &source.queries {
        if let QueryBody::Metric(metric) = &query.body {
            inputs.metrics.insert(query.id.clone(), input(reader, metric, period, range).await?);
        }
    }
    // What a band rests on; an alarm without one reads nothing here.
    for id in plan.history_metrics() {
        let query = source.queries.iter().find(|query| query.id == id);
        if let Some(QueryBody::Metric(metric)) = query.map(|query| &query.body) {
            let past = input(reader, metric, period, history_range(range)).await?;
            inputs.history.insert(id.to_owned(), past);
        }
    }
    let mut results =
        math::evaluate(Arc::clone(plan), inputs, range).await.map_err(|math::Broken| broken())?;
    let mut take = |index: usize| {
        let query = source.queries.get(index);
        lines(query.and_then(|query| results.remove(&query.id)))
    };
    let values = take(source.result)?;
    let edges = source.band.map(take).transpose()?;
    Ok((values, edges))
}

async fn input(
    reader: MetricReader<'_>,
    metric: &MetricSource,
    period: Period,
    range: TimeRange,
) -> Result<MetricInput, ReadError> {
    let (identity, unit) = (identity(metric), metric.unit.as_deref());
    let read = reader.read(&identity, unit, metric.statistic, period, range);
    let series = read.await.map_err(ReadError::Store)?.series;
    Ok(MetricInput { series, ..MetricInput::default() })
}

/// The series of one query; none when nothing was found.
fn lines(result: Option<Result<Value, MathError>>) -> Result<Vec<TimeSeries>, ReadError> {
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
    values: &TimeSeries,
    edges: &[TimeSeries],
) -> Slots {
    let mut band: BTreeMap<Timestamp, Band> = BTreeMap::new();
    if let [lower, upper] = edges {
        let uppers: BTreeMap<Timestamp, f64> = upper.iter().collect();
        for (at, lower) in lower.iter() {
            if let Some(upper) = uppers.get(&at) {
                // Whichever of the two comes first.
                band.insert(at, Band { lower: lower.min(*upper), upper: lower.max(*upper) });
            }
        }
    }
    Slots::from_band(condition, range, values.iter(), |at| band.get(&at).copied())
}
