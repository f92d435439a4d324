//! Rolling up: what stands in chunks of one table is summed up into the next, coarser one. Always in the
//! background.
//!
//! Each chunk is rolled up once, whenever it comes: late data makes a chunk of its own, and what it adds to
//! a slot that is rolled up already is added there when it is read. A roll-up and the mark by which readers
//! and later roll-ups know of it are one transaction. Until then readers take the finer chunks, so no reader
//! can see a point twice or not at all.

use crate::StoreError;
use crate::metric_chunk::{self, Chunk};
use crate::metric_memory::{MetricMemory, Series};
use crate::metric_point::SeriesId;
use crate::metric_sums::Sums;
use crate::metric_table::Table;
use crate::metric_unrolled::Unrolled;
use crate::shared::Shared;
use rusqlite::{Connection, params};
use std::sync::Arc;
use timeseries::{Distribution, Period, TimeRange, Timestamp};

/// Slots of the next table that are worth a chunk.
const WORTH_SLOTS: i64 = 240;

/// More chunks than this slow readers of the next table down, however few slots they make.
const MAX_UNROLLED_CHUNKS: i64 = 64;

/// Series that are rolled up in one transaction, so that no call waits long behind one.
const SERIES_PER_STEP: usize = 64;

/// From fine to coarse, so that what one step makes the next can take.
const STEPS: [(Table, Table); 3] =
    [(Table::Second, Table::Minute), (Table::Minute, Table::FiveMinutes), (Table::FiveMinutes, Table::Hour)];

/// One series on its way from a table to the next.
struct RollUp {
    series: SeriesId,
    through_chunk: i64,
    chunks: Vec<Chunk>,
}

/// Rolls up what is worth it.
pub fn roll_up(shared: &Shared) -> Result<(), StoreError> {
    for (table, next) in STEPS {
        let is_due = |unrolled: Unrolled| {
            unrolled.chunks >= MAX_UNROLLED_CHUNKS
                || (unrolled.chunks > 0 && WORTH_SLOTS * next.period_secs() <= unrolled.secs)
        };
        roll_up_series(shared, &series_that(shared, table, is_due), table, next)?;
    }
    Ok(())
}

/// Rolls up, however little it is, what its table will soon no longer show.
pub fn roll_up_expiring(shared: &Shared, now: Timestamp) -> Result<(), StoreError> {
    for (table, next) in STEPS {
        let oldest_secs = now.secs() - table.retention_secs();
        let mut due = series_that(shared, table, |unrolled| unrolled.chunks > 0);
        shared.readers.read_blocking(|connection| {
            let mut failure = None;
            due.retain(|(series, after_chunk)| {
                let has_older =
                    metric_chunk::has_older(connection, *series, table, *after_chunk, oldest_secs);
                has_older.unwrap_or_else(|error| {
                    failure = Some(error);
                    false
                })
            });
            failure.map_or(Ok(()), Err)
        })?;
        roll_up_series(shared, &due, table, next)?;
    }
    Ok(())
}

/// The series whose debt is of that kind, each with the chunk that it begins after.
fn series_that(shared: &Shared, table: Table, has: impl Fn(Unrolled) -> bool) -> Vec<(SeriesId, i64)> {
    let memory = shared.metrics.read();
    let that = memory.series.iter().filter(|(_, series)| has(series.unrolled(table)));
    let mut that: Vec<(SeriesId, i64)> =
        that.map(|(id, series)| (*id, series.unrolled(table).after_chunk)).collect();
    that.sort_unstable();
    that
}

fn roll_up_series(
    shared: &Shared,
    due: &[(SeriesId, i64)],
    table: Table,
    next: Table,
) -> Result<(), StoreError> {
    for due in due.chunks(SERIES_PER_STEP) {
        let mut step = Vec::with_capacity(due.len());
        for (series, _) in due {
            step.extend(read(shared, *series, table, next)?);
        }
        write(shared, step, table, next)?;
    }
    Ok(())
}

fn read(shared: &Shared, id: SeriesId, table: Table, next: Table) -> Result<Option<RollUp>, StoreError> {
    let (after_chunk, last_chunk) = {
        let memory = shared.metrics.read();
        let Some(series) = memory.series.get(&id) else { return Ok(None) };
        (series.unrolled(table).after_chunk, series.last_chunk)
    };
    let period = Period::from_secs(next.period_secs())
        .map_err(|error| StoreError::Failed(format!("a table's period: {error}")))?;
    let mut sums = Sums::<Distribution>::new(TimeRange::new(Timestamp::MIN, Timestamp::MAX), period);
    // Not through the cache: nobody will ask for these again soon.
    shared.readers.read_blocking(|connection| {
        let chunks = metric_chunk::list::<Distribution>(connection, id, table, last_chunk)?;
        for chunk in chunks.iter().filter(|chunk| after_chunk < chunk.id) {
            let points = metric_chunk::read::<Distribution>(connection, id, table, chunk.id)?;
            points.iter().for_each(|(secs, samples)| sums.add(*secs, samples));
        }
        Ok(())
    })?;
    let (points, distributions) = metric_chunk::columns(sums.into_slots());
    let chunks = metric_chunk::encode(&shared.metrics, id, next, &points, |row| distributions.get(row));
    Ok(Some(RollUp { series: id, through_chunk: last_chunk, chunks }))
}

fn write(shared: &Shared, step: Vec<RollUp>, table: Table, next: Table) -> Result<(), StoreError> {
    let metrics = Arc::clone(&shared.metrics);
    let work = move |connection: &Connection| {
        for RollUp { series, through_chunk, chunks } in &step {
            metric_chunk::insert(connection, chunks)?;
            let unrolled = Unrolled { after_chunk: *through_chunk, ..Unrolled::default() };
            set_unrolled(connection, *series, table, unrolled)?;
            if next != Table::Hour {
                add_unrolled(connection, *series, next, chunks)?;
            }
        }
        Ok(step)
    };
    shared.writer.write_blocking(work, move |step| metrics.write().rolled_up(&step, table, next))
}

fn set_unrolled(
    connection: &Connection,
    series: SeriesId,
    table: Table,
    unrolled: Unrolled,
) -> Result<(), StoreError> {
    let n = table.period_secs();
    let sql =
        format!("UPDATE series SET rolled_{n} = ?2, unrolled_{n} = ?3, unrolled_{n}_secs = ?4 WHERE id = ?1");
    let Unrolled { after_chunk, chunks, secs } = unrolled;
    connection.prepare_cached(&sql)?.execute(params![series, after_chunk, chunks, secs])?;
    Ok(())
}

/// New chunks of a table are for the next one to take.
pub fn add_unrolled(
    connection: &Connection,
    series: SeriesId,
    table: Table,
    chunks: &[Chunk],
) -> Result<(), StoreError> {
    let n = table.period_secs();
    let sql = format!(
        "UPDATE series SET unrolled_{n} = unrolled_{n} + ?2, unrolled_{n}_secs = unrolled_{n}_secs + ?3
         WHERE id = ?1"
    );
    let Unrolled { chunks, secs, .. } = of_chunks(chunks);
    connection.prepare_cached(&sql)?.execute(params![series, chunks, secs])?;
    Ok(())
}

fn of_chunks(chunks: &[Chunk]) -> Unrolled {
    let secs = |chunk: &Chunk| chunk.end_secs - chunk.start_secs + chunk.table.period_secs();
    Unrolled { after_chunk: 0, chunks: chunks.len() as i64, secs: chunks.iter().map(secs).sum() }
}

impl Series {
    pub fn unrolled(&self, table: Table) -> Unrolled {
        self.unrolled.get(table as usize).copied().unwrap_or_default()
    }

    /// What `add_unrolled` wrote down.
    pub fn add_unrolled(&mut self, table: Table, chunks: &[Chunk]) {
        let Some(unrolled) = self.unrolled.get_mut(table as usize) else { return };
        let more = of_chunks(chunks);
        unrolled.chunks += more.chunks;
        unrolled.secs += more.secs;
    }
}

impl MetricMemory {
    fn rolled_up(&mut self, step: &[RollUp], table: Table, next: Table) {
        for RollUp { series, through_chunk, chunks } in step {
            let Some(series) = self.series.get_mut(series) else { continue };
            if let Some(unrolled) = series.unrolled.get_mut(table as usize) {
                *unrolled = Unrolled { after_chunk: *through_chunk, ..Unrolled::default() };
            }
            series.add_unrolled(next, chunks);
            series.last_chunk = chunks.last().map_or(series.last_chunk, |chunk| chunk.id);
        }
    }
}
