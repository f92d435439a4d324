//! Sealing: a series' tail becomes a compressed chunk, and the arrival log gets shorter, in one
//! transaction. Always in the background.

use crate::StoreError;
use crate::metric_chunk::{self, Chunk};
use crate::metric_memory::{MetricMemory, Series};
use crate::metric_point::{Arrived, SeriesId};
use crate::metric_roll_up::add_unrolled;
use crate::metric_table::Table;
use crate::metric_tail::Tail;
use crate::shared::Shared;
use rusqlite::{Connection, params};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

/// Points after which a series is sealed; its identifier adds up to [`SEAL_SPREAD`] more, so that series
/// that started together aren't all due in the same minute.
const SEAL_POINTS: usize = 240;
const SEAL_SPREAD: i64 = 16;

/// Points that wait in a tail no longer than this, however few they are.
const SEAL_AGE: Duration = Duration::from_secs(6 * 3600);

/// With more points than this in all tails (40 bytes each), everything is sealed.
const MAX_TAIL_WEIGHT: usize = 1_000_000;

/// With more bytes than this in the arrival log, everything is sealed: the log is replayed at start.
const MAX_LOG_BYTES: usize = 64 * 1024 * 1024;

/// Series that are sealed in one transaction, so that no call waits long behind one.
const SERIES_PER_STEP: usize = 128;

/// Tails on their way into chunks.
struct Step {
    tails: Vec<Aside>,
    through_batch: i64,
    /// The arrivals up to this one are then all in chunks.
    drop_through: i64,
}

struct Aside {
    series: SeriesId,
    table: Table,
    last_secs: i64,
    tail: Arc<Tail>,
}

/// One series' part of a step, as it is written.
struct Sealed {
    series: SeriesId,
    last_secs: i64,
    chunks: Vec<Chunk>,
}

/// Seals what is due; with `everything`, all there is.
pub fn seal(shared: &Shared, everything: bool) -> Result<(), StoreError> {
    let everything = everything || shared.metrics.read().is_too_large();
    let due: Vec<SeriesId> = {
        let memory = shared.metrics.read();
        let is_due = |id: SeriesId, series: &Series| {
            series.is_due(id) || (everything && !series.tail.points.is_empty())
        };
        let mut due: Vec<SeriesId> =
            memory.series.iter().filter(|(id, series)| is_due(**id, series)).map(|(id, _)| *id).collect();
        due.sort_unstable();
        due
    };
    for ids in due.chunks(SERIES_PER_STEP) {
        let step = shared.metrics.write().set_aside(ids);
        let sealed: Vec<Sealed> = step.tails.iter().map(|aside| encode(shared, aside)).collect();
        let metrics = Arc::clone(&shared.metrics);
        let (through_batch, drop_through) = (step.through_batch, step.drop_through);
        let outcome = shared.writer.write_blocking(
            move |connection| {
                write(connection, &sealed, through_batch, drop_through)?;
                Ok(sealed)
            },
            move |sealed| metrics.write().sealed(&sealed, through_batch, drop_through),
        );
        if let Err(error) = outcome {
            shared.metrics.write().put_back(step);
            return Err(error);
        }
    }
    Ok(())
}

fn encode(shared: &Shared, aside: &Aside) -> Sealed {
    let Aside { series, table, last_secs, tail } = aside;
    let distribution = |row: usize| tail.distribution(tail.points.get(row)?.secs);
    let chunks = metric_chunk::encode(&shared.metrics, *series, *table, &tail.points, distribution);
    Sealed { series: *series, last_secs: *last_secs, chunks }
}

fn write(
    connection: &Connection,
    sealed: &[Sealed],
    through_batch: i64,
    drop_through: i64,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE series SET sealed_batch = ?2, last_secs = ?3, sealed_end_secs = max(sealed_end_secs, ?4)
               WHERE id = ?1";
    let mut update = connection.prepare_cached(sql)?;
    for Sealed { series, last_secs, chunks } in sealed {
        let Some(last) = chunks.last() else { continue };
        metric_chunk::insert(connection, chunks)?;
        update.execute(params![series, through_batch, last_secs, last.end_secs])?;
        add_unrolled(connection, *series, last.table, chunks)?;
    }
    let mut delete = connection.prepare_cached("DELETE FROM metric_arrival WHERE id <= ?1")?;
    delete.execute([drop_through])?;
    Ok(())
}

impl Series {
    fn is_due(&self, id: SeriesId) -> bool {
        let spread = id.rem_euclid(SEAL_SPREAD) as usize;
        self.tail.points.len() >= SEAL_POINTS + spread
            || self.tail.since.is_some_and(|since| since.elapsed() > SEAL_AGE)
    }
}

impl MetricMemory {
    /// Whether what just arrived gives the background something to do.
    pub fn is_sealing_due(&self, arrived: &[Arrived]) -> bool {
        let is_due = |arrived: &Arrived| {
            self.series.get(&arrived.series).is_some_and(|series| series.is_due(arrived.series))
        };
        self.is_too_large() || arrived.iter().any(is_due)
    }

    fn is_too_large(&self) -> bool {
        self.tail_weight > MAX_TAIL_WEIGHT || self.log_bytes > MAX_LOG_BYTES
    }

    fn set_aside(&mut self, ids: &[SeriesId]) -> Step {
        let mut tails = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(series) = self.series.get_mut(id) else { continue };
            if series.sealing.is_none() && !series.tail.points.is_empty() {
                let tail = Arc::new(mem::take(&mut series.tail));
                series.sealing = Some(Arc::clone(&tail));
                let table = Table::of_resolution(series.resolution_secs);
                tails.push(Aside { series: *id, table, last_secs: series.last_secs, tail });
            }
        }
        // What is set aside here is in chunks when the step is durable; every other tail holds on to the
        // log from its first batch on.
        let waiting = self.series.values().map(|series| &series.tail).filter(|tail| !tail.points.is_empty());
        let first_waiting = waiting.map(|tail| tail.first_batch).min().unwrap_or(i64::MAX);
        let drop_through = self.applied_batch.min(first_waiting.saturating_sub(1));
        Step { tails, through_batch: self.applied_batch, drop_through }
    }

    fn sealed(&mut self, sealed: &[Sealed], through_batch: i64, drop_through: i64) {
        for Sealed { series, chunks, .. } in sealed {
            let (Some(series), Some(last)) = (self.series.get_mut(series), chunks.last()) else { continue };
            series.last_chunk = last.id;
            series.sealed_batch = through_batch;
            series.sealed_end_secs = series.sealed_end_secs.max(last.end_secs);
            series.add_unrolled(last.table, chunks);
            if let Some(tail) = series.sealing.take() {
                self.tail_weight -= tail.weight();
            }
        }
        self.drop_log(drop_through);
    }

    fn put_back(&mut self, step: Step) {
        for Aside { series: id, .. } in step.tails {
            let Some(series) = self.series.get_mut(&id) else { continue };
            let Some(aside) = series.sealing.take() else { continue };
            let newer = mem::replace(&mut series.tail, Tail::clone(&aside));
            self.tail_weight -= aside.weight() + newer.weight();
            series.tail.append(newer);
            self.tail_weight += series.tail.weight();
        }
    }
}
