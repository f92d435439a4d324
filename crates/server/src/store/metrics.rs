//! The metrics' door: put, sum up, list.

use super::metric_chunk::{self, ChunkRange, NONE_OF_TABLE};
use super::metric_disk::{self, Batch};
use super::metric_memory::{MetricMemory, Point, Series};
use super::metric_sums::Sums;
use super::metric_table::Table;
use super::{MetricFilter, MetricIdentity, MetricPoint, Store, StoreError, UnitStatistics};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;
use timeseries::{Period, TimeRange, Timestamp, align_range};

impl Store {
    /// All or nothing, durable when it returns.
    pub async fn put_metric_data(&self, points: Vec<MetricPoint>) -> Result<(), StoreError> {
        if points.is_empty() {
            return Ok(());
        }
        let metrics = Arc::clone(&self.shared().metrics);
        let write = move |connection: &Connection| {
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
        let sources = sources(&self.shared().metrics.read(), metric, unit, range, period);
        if sources.iter().all(|source| source.chunks.is_none()) {
            return by_unit(sources, range, period, |_, _| Ok(()));
        }
        let read = move |connection: &Connection| {
            by_unit(sources, range, period, |chunks, sums| {
                metric_chunk::read(connection, chunks, |points| sums.add(points))
            })
        };
        self.shared().readers.read(read).await
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

/// Where the points of one series are: in memory, and in which chunks.
struct Source {
    unit: String,
    points: Vec<Point>,
    chunks: Option<ChunkRange>,
}

/// The series that have something in this range, as of one instant.
fn sources(
    memory: &MetricMemory,
    metric: &MetricIdentity,
    unit: Option<&str>,
    range: TimeRange,
    period: Period,
) -> Vec<Source> {
    let (start_secs, end_secs) = (range.start.secs(), range.end.secs() - 1);
    let mut sources = Vec::new();
    for (id, known) in memory.of_metric(metric) {
        if unit.is_some_and(|unit| unit != known.unit) {
            continue;
        }
        let mut points = Vec::new();
        for tail in known.sealing.as_deref().into_iter().chain([&known.tail]) {
            let first = tail.points.partition_point(|point| point.secs < start_secs);
            let end = tail.points.partition_point(|point| point.secs <= end_secs);
            points.extend_from_slice(tail.points.get(first..end).unwrap_or_default());
        }
        let chunks = (start_secs <= known.sealed_end_secs).then(|| {
            let (after, last_chunk) = (chunks_for(known, period), known.last_chunk);
            ChunkRange { series: id, after, last_chunk, start_secs, end_secs }
        });
        if chunks.is_some() || !points.is_empty() {
            sources.push(Source { unit: known.unit.clone(), points, chunks });
        }
    }
    sources
}

/// All of the coarsest table that the period allows, and of finer ones what isn't in there yet.
fn chunks_for(series: &Series, period: Period) -> [i64; Table::ALL.len()] {
    let coarsest = Table::for_period(period).max(Table::of_resolution(series.resolution_secs));
    Table::ALL.map(|table| match series.unrolled(table) {
        _ if table == coarsest => 0,
        unrolled if table < coarsest && 0 < unrolled.chunks => unrolled.after_chunk,
        _ => NONE_OF_TABLE,
    })
}

/// Sums up each source, and those of one unit together: they differ in their storage resolution.
fn by_unit(
    sources: Vec<Source>,
    range: TimeRange,
    period: Period,
    read: impl Fn(&ChunkRange, &mut Sums) -> Result<(), StoreError>,
) -> Result<Vec<UnitStatistics>, StoreError> {
    let mut units: BTreeMap<String, Sums> = BTreeMap::new();
    for Source { unit, points, chunks } in sources {
        let sums = units.entry(unit).or_insert_with(|| Sums::new(range, period));
        if let Some(chunks) = chunks {
            read(&chunks, sums)?;
        }
        sums.add(&points);
    }
    let units = units.into_iter().map(|(unit, sums)| UnitStatistics { unit, slots: sums.into_slots() });
    Ok(units.filter(|unit| !unit.slots.is_empty()).collect())
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
