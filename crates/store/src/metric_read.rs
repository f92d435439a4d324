//! The metrics' door for readers: many metrics at a time, summed up by period and unit.
//!
//! What is asked for together is read as of one instant, and in parallel where chunks must be read.

use crate::chunk_cache::ChunkCache;
use crate::handle::Store;
use crate::metric_chunk::{ChunkRange, Decoded, NONE_OF_TABLE};
use crate::metric_memory::{MetricMemory, Series};
use crate::metric_sums::{SumUp, Sums};
use crate::metric_table::Table;
use crate::shared::Shared;
use crate::{DatapointQuery, MetricIdentity, StoreError, UnitDistributions, UnitSlots, UnitStatistics};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use timeseries::{Distribution, Period, StatisticSet, TimeRange, align_range};
use tokio::task::JoinHandle;

impl Store {
    /// One entry per unit that has data in the range, ascending by unit. `range` is aligned by the store.
    pub async fn statistics(
        &self,
        metric: &MetricIdentity,
        unit: Option<&str>,
        range: TimeRange,
        period: Period,
    ) -> Result<Vec<UnitStatistics>, StoreError> {
        let query = DatapointQuery { metric, unit, range, period };
        Ok(self.statistics_of(&[query], |_, units| units).await?.pop().unwrap_or_default())
    }

    /// [`Store::statistics`] of many, in their order, as `then` makes them of a query's place and its units:
    /// where they were summed up, so that nobody holds the slots of all.
    pub async fn statistics_of<R: Default + Send + 'static>(
        &self,
        queries: &[DatapointQuery<'_>],
        then: impl Fn(usize, Vec<UnitStatistics>) -> R + Send + Sync + 'static,
    ) -> Result<Vec<R>, StoreError> {
        self.read_slots(queries, then).await
    }

    /// [`Store::statistics_of`] with how the samples lie, for percentiles and their kin. It reads more.
    pub async fn distributions_of<R: Default + Send + 'static>(
        &self,
        queries: &[DatapointQuery<'_>],
        then: impl Fn(usize, Vec<UnitDistributions>) -> R + Send + Sync + 'static,
    ) -> Result<Vec<R>, StoreError> {
        self.read_slots(queries, then).await
    }

    /// In shares, one of them by who asks: threads are woken for more than that, and for what must be read.
    async fn read_slots<S: Cached, R: Default + Send + 'static>(
        &self,
        queries: &[DatapointQuery<'_>],
        then: impl Fn(usize, Vec<UnitSlots<S>>) -> R + Send + Sync + 'static,
    ) -> Result<Vec<R>, StoreError> {
        let mut answers: Vec<R> = Vec::with_capacity(queries.len());
        answers.resize_with(queries.len(), R::default);
        let mut readings = readings::<S>(&self.shared().metrics.read(), queries);
        let share = readings.len().div_ceil(threads()).max(S::WORTH_A_THREAD);
        let then = Arc::new(then);
        let mut shares = Vec::new();
        while share < readings.len() {
            shares.push(self.read_share(readings.split_off(readings.len() - share), &then).await?);
        }
        let mut in_chunks = Vec::new();
        for mut reading in readings {
            if reading.find(|chunks| Ok(S::cache(self.shared()).get(chunks)))? {
                let query = reading.query;
                answers[query] = then(query, reading.sum_up());
            } else {
                in_chunks.push(reading);
            }
        }
        if !in_chunks.is_empty() {
            shares.push(self.read_share(in_chunks, &then).await?);
        }
        for share in shares {
            let found = share.await.map_err(|error| StoreError::Failed(error.to_string()))??;
            for (query, answer) in found {
                answers[query] = answer;
            }
        }
        Ok(answers)
    }

    /// What is started here goes on by itself.
    async fn read_share<S: Cached, R: Send + 'static>(
        &self,
        share: Vec<Reading<S>>,
        then: &Arc<impl Fn(usize, Vec<UnitSlots<S>>) -> R + Send + Sync + 'static>,
    ) -> Result<JoinHandle<Result<Vec<(usize, R)>, StoreError>>, StoreError> {
        let (shared, then) = (Arc::clone(self.shared()), Arc::clone(then));
        let read = move |connection: &Connection| {
            let read = |mut reading: Reading<S>| {
                reading.find(|chunks| S::cache(&shared).read(connection, chunks).map(Some))?;
                let query = reading.query;
                Ok((query, then(query, reading.sum_up())))
            };
            share.into_iter().map(read).collect()
        };
        self.shared().readers.start(read).await
    }
}

/// A kind of sum-up with a cache of its own.
trait Cached: SumUp {
    /// Where those that were read before are.
    fn cache(shared: &Shared) -> &ChunkCache<Self>;
}

impl Cached for StatisticSet {
    fn cache(shared: &Shared) -> &ChunkCache<Self> {
        &shared.set_cache
    }
}

impl Cached for Distribution {
    fn cache(shared: &Shared) -> &ChunkCache<Self> {
        &shared.distribution_cache
    }
}

/// Asked once: the system answers from several files.
fn threads() -> usize {
    static THREADS: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, usize::from));
    *THREADS
}

/// What one query needs.
struct Reading<S> {
    /// Its place among the queries.
    query: usize,
    range: TimeRange,
    period: Period,
    sources: Vec<Source<S>>,
}

/// Where the points of one series are: in memory, and in which chunks.
struct Source<S> {
    unit: String,
    /// What is in memory.
    tail: Vec<(i64, S)>,
    chunks: Option<ChunkRange>,
    /// What those hold, once it is known.
    decoded: Option<Vec<Decoded<S>>>,
}

fn readings<S: SumUp>(memory: &MetricMemory, queries: &[DatapointQuery<'_>]) -> Vec<Reading<S>> {
    let mut readings = Vec::with_capacity(queries.len());
    for (number, query) in queries.iter().enumerate() {
        let range = align_range(query.range, query.period);
        if !range.is_empty() {
            let sources = sources(memory, query, range);
            readings.push(Reading { query: number, range, period: query.period, sources });
        }
    }
    readings
}

/// The series that have something in this range.
fn sources<S: SumUp>(memory: &MetricMemory, query: &DatapointQuery<'_>, range: TimeRange) -> Vec<Source<S>> {
    let (start_secs, end_secs) = (range.start.secs(), range.end.secs() - 1);
    let mut sources = Vec::new();
    for (id, known) in memory.of_metric(query.metric) {
        if query.unit.is_some_and(|unit| unit != known.unit) {
            continue;
        }
        let tails = known.sealing.as_deref().into_iter().chain([&known.tail]);
        let tail: Vec<(i64, S)> = tails.flat_map(|tail| tail.samples(start_secs, end_secs)).collect();
        let chunks = (start_secs <= known.sealed_end_secs).then(|| {
            let (after, last_chunk) = (chunks_for(known, query.period), known.last_chunk);
            ChunkRange { series: id, after, last_chunk, start_secs, end_secs }
        });
        if chunks.is_some() || !tail.is_empty() {
            sources.push(Source { unit: known.unit.clone(), tail, chunks, decoded: None });
        }
    }
    sources
}

/// All of the coarsest table that the period allows, and of finer ones what isn't in there yet.
fn chunks_for(series: &Series, period: Period) -> [i64; Table::ALL.len()] {
    let coarsest = Table::for_period(period).max(Table::of_resolution(series.resolution_secs));
    Table::ALL.map(|table| match series.unrolled(table) {
        _ if table == coarsest => 0,
        unrolled if table < coarsest && unrolled.chunks > 0 => unrolled.after_chunk,
        _ => NONE_OF_TABLE,
    })
}

impl<S: SumUp> Reading<S> {
    /// Whether the chunks of every source have been found.
    fn find(
        &mut self,
        mut chunks: impl FnMut(&ChunkRange) -> Result<Option<Vec<Decoded<S>>>, StoreError>,
    ) -> Result<bool, StoreError> {
        for source in &mut self.sources {
            if let Some(range) = &source.chunks {
                source.decoded = chunks(range)?;
                if source.decoded.is_none() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Each source by itself, and those of one unit together: they differ in their storage resolution.
    fn sum_up(self) -> Vec<UnitSlots<S>> {
        let (start_secs, end_secs) = (self.range.start.secs(), self.range.end.secs());
        let mut units: BTreeMap<String, Sums<S>> = BTreeMap::new();
        for Source { unit, tail, decoded, .. } in self.sources {
            let sums = units.entry(unit).or_insert_with(|| Sums::new(self.range, self.period));
            for points in decoded.into_iter().flatten() {
                let first = points.partition_point(|(secs, _)| *secs < start_secs);
                let end = points.partition_point(|(secs, _)| *secs < end_secs);
                let wanted = points.get(first..end).unwrap_or_default();
                wanted.iter().for_each(|(secs, samples)| sums.add(*secs, samples));
            }
            tail.iter().for_each(|(secs, samples)| sums.add(*secs, samples));
        }
        let units = units.into_iter().map(|(unit, sums)| UnitSlots { unit, slots: sums.into_slots() });
        units.filter(|unit| !unit.slots.is_empty()).collect()
    }
}
