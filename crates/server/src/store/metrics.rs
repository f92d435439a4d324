//! The metrics' door: put, sum up, list.

use super::metric_disk::{self, Batch, ChunkRange};
use super::metric_memory::{MetricMemory, Point};
use super::{MetricFilter, MetricIdentity, MetricPoint, Store, StoreError, UnitStatistics};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use timeseries::{Period, StatisticSet, TimeRange, Timestamp, aggregate, align_range};

impl Store {
    /// All or nothing, durable when it returns.
    pub async fn put_metric_data(&self, points: Vec<MetricPoint>) -> Result<(), StoreError> {
        if points.is_empty() {
            return Ok(());
        }
        let metrics = Arc::clone(&self.shared().metrics);
        let write = move |connection: &rusqlite::Connection| {
            let batch = metric_disk::write_batch(connection, &metrics, points)?;
            Ok((metrics, batch))
        };
        let is_due = self.shared().writer.write(write, |(metrics, batch)| {
            let Batch { id, bytes, arrived, new_series } = batch;
            let mut memory = metrics.write();
            for (series, key, sealed_batch) in new_series {
                memory.register(series, key, sealed_batch);
            }
            memory.apply(id, bytes, &arrived);
            memory.is_sealing_due(&arrived)
        });
        if is_due.await? {
            self.inner.maintenance.wake();
        }
        Ok(())
    }

    /// One entry per unit that has data in the range, ascending by unit. `range` is aligned by the store.
    pub async fn statistics(
        &self,
        metric: &MetricIdentity,
        unit: Option<&str>,
        range: TimeRange,
        period: Period,
    ) -> Result<Vec<UnitStatistics>, StoreError> {
        let range = align_range(range, period);
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let (tails, ranges) = tails_in_range(&self.shared().metrics.read(), metric, unit, range);
        let mut chunks = Vec::new();
        if !ranges.is_empty() {
            let read = move |connection: &rusqlite::Connection| {
                let units: Vec<String> = ranges.iter().map(|(unit, _)| unit.clone()).collect();
                let ranges: Vec<ChunkRange> = ranges.into_iter().map(|(_, range)| range).collect();
                let points = metric_disk::read_chunks(connection, &ranges)?;
                Ok(units.into_iter().zip(points).collect::<Vec<_>>())
            };
            chunks = self.shared().readers.read(read).await?;
        }
        let mut by_unit: BTreeMap<String, Vec<Point>> = BTreeMap::new();
        for (unit, points) in chunks.into_iter().chain(tails) {
            by_unit.entry(unit).or_default().extend(points);
        }
        let in_slots = |(unit, points): (String, Vec<Point>)| {
            let points = points.into_iter().map(|point| (Timestamp::from_secs(point.secs), point.set));
            let slots: Vec<(Timestamp, StatisticSet)> = aggregate(points, range, period);
            (!slots.is_empty()).then_some(UnitStatistics { unit, slots })
        };
        Ok(by_unit.into_iter().filter_map(in_slots).collect())
    }

    /// In order of namespace, metric name and dimensions, those after `after`, at most `limit`.
    pub async fn list_metrics(
        &self,
        filter: &MetricFilter,
        after: Option<&MetricIdentity>,
        limit: usize,
    ) -> Result<Vec<MetricIdentity>, StoreError> {
        let memory = self.shared().metrics.read();
        let first_of_namespace = filter.namespace.as_ref().map(|namespace| MetricIdentity {
            namespace: namespace.clone(),
            metric_name: filter.metric_name.clone().unwrap_or_default(),
            dimensions: Vec::new(),
        });
        let start = match (after, &first_of_namespace) {
            (Some(after), Some(first)) if after < first => Bound::Included(first),
            (Some(after), _) => Bound::Excluded(after),
            (None, Some(first)) => Bound::Included(first),
            (None, None) => Bound::Unbounded,
        };
        let in_namespace = |metric: &MetricIdentity| {
            filter.namespace.as_ref().is_none_or(|namespace| *namespace == metric.namespace)
        };
        let metrics = memory
            .in_order()
            .range::<MetricIdentity, _>((start, Bound::Unbounded))
            .take_while(|metric| in_namespace(metric))
            .filter(|metric| matches(&memory, filter, metric))
            .take(limit);
        Ok(metrics.map(|metric| MetricIdentity::clone(metric)).collect())
    }
}

type InUnit<T> = (String, T);

/// What memory has of this range, and where on the disk the rest is: both as of one instant.
fn tails_in_range(
    memory: &MetricMemory,
    metric: &MetricIdentity,
    unit: Option<&str>,
    range: TimeRange,
) -> (Vec<InUnit<Vec<Point>>>, Vec<InUnit<ChunkRange>>) {
    let (start_secs, end_secs) = (range.start.secs(), range.end.secs() - 1);
    let (mut tails, mut ranges) = (Vec::new(), Vec::new());
    for (id, series) in memory.of_metric(metric) {
        if unit.is_some_and(|unit| unit != series.unit) {
            continue;
        }
        for tail in series.sealing.as_deref().into_iter().chain([&series.tail]) {
            let first = tail.points.partition_point(|point| point.secs < start_secs);
            let end = tail.points.partition_point(|point| point.secs <= end_secs);
            if first < end {
                tails.push((series.unit.clone(), tail.points[first..end].to_vec()));
            }
        }
        if start_secs <= series.sealed_end_secs {
            let last_chunk = series.last_chunk;
            ranges.push((series.unit.clone(), ChunkRange { series: id, last_chunk, start_secs, end_secs }));
        }
    }
    (tails, ranges)
}

fn matches(memory: &MetricMemory, filter: &MetricFilter, metric: &MetricIdentity) -> bool {
    let has_dimension = |(name, value): &(String, Option<String>)| {
        let value = value.as_ref();
        metric.dimensions.iter().any(|(other, has)| other == name && value.is_none_or(|value| value == has))
    };
    let is_active = |since: Timestamp| {
        let mut series = memory.of_metric(metric);
        series.any(|(_, series)| {
            since.secs() < series.last_secs.saturating_add(i64::from(series.resolution_secs))
        })
    };
    filter.metric_name.as_ref().is_none_or(|name| *name == metric.metric_name)
        && filter.dimensions.iter().all(has_dimension)
        && filter.active_since.is_none_or(is_active)
}
