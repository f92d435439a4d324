//! The datapoints of an evaluation range, from the store.

use super::book::Watch;
use crate::store::{MetricIdentity, Store};
use alarm::{MetricSource, Slots, Source};
use timeseries::{Period, StatisticSet, TimeRange, Timestamp};

pub async fn read(store: &Store, watch: &Watch, now: Timestamp) -> Result<Slots, String> {
    let condition = &watch.condition;
    let range = condition.evaluation_range(now);
    match condition.source() {
        Source::Metric(metric) => {
            let sets = statistics(store, metric, range, condition.slot_grid()).await?;
            Ok(Slots::from_statistics(condition, range, metric.statistic, &sets))
        }
        Source::Queries(_) => Err("alarms on Metrics are not supported yet".to_owned()),
    }
}

/// Without a unit: the first of those that the metric has, as GetMetricData picks it.
async fn statistics(
    store: &Store,
    metric: &MetricSource,
    range: TimeRange,
    period: Period,
) -> Result<Vec<(Timestamp, StatisticSet)>, String> {
    let identity = MetricIdentity {
        namespace: metric.namespace.clone(),
        metric_name: metric.metric_name.clone(),
        dimensions: metric.dimensions.clone(),
    };
    let units = store.statistics(&identity, metric.unit.as_deref(), range, period).await;
    let units = units.map_err(|error| format!("{error:?}"))?;
    Ok(units.into_iter().next().map(|unit| unit.slots).unwrap_or_default())
}
