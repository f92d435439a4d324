//! Sealing: a series' tail becomes a compressed chunk, and the arrival log gets shorter, in one
//! transaction. Always in the background.

use super::metric_memory::{Arrived, MetricMemory, Metrics, Point, Series, SeriesId, Tail};
use super::{Shared, StoreError, codec};
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
const MAX_TAIL_POINTS: usize = 1_000_000;

/// With more bytes than this in the arrival log, everything is sealed: the log is replayed at start.
const MAX_LOG_BYTES: usize = 64 * 1024 * 1024;

/// Series that are sealed in one transaction, so that no call waits long behind one.
const SERIES_PER_STEP: usize = 128;

/// Tails on their way into chunks.
struct Step {
    tails: Vec<(SeriesId, i64, Arc<Tail>)>,
    through_batch: i64,
    /// The arrivals up to this one are then all in chunks.
    drop_through: i64,
}

struct Chunk {
    id: i64,
    series: SeriesId,
    start_secs: i64,
    end_secs: i64,
    last_secs: i64,
    data: Vec<u8>,
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
        let chunks: Vec<Chunk> = step.tails.iter().filter_map(|tail| chunk(&shared.metrics, tail)).collect();
        let sealed: Vec<(SeriesId, i64, i64)> =
            chunks.iter().map(|chunk| (chunk.series, chunk.id, chunk.end_secs)).collect();
        let metrics = Arc::clone(&shared.metrics);
        let (through_batch, drop_through) = (step.through_batch, step.drop_through);
        let outcome = shared.writer.write_blocking(
            move |connection| write_chunks(connection, &chunks, through_batch, drop_through),
            move |()| metrics.write().sealed(&sealed, through_batch, drop_through),
        );
        if let Err(error) = outcome {
            shared.metrics.write().put_back(step);
            return Err(error);
        }
    }
    Ok(())
}

fn chunk(metrics: &Metrics, (series, last_secs, tail): &(SeriesId, i64, Arc<Tail>)) -> Option<Chunk> {
    let (first, last) = (tail.points.first()?, tail.points.last()?);
    Some(Chunk {
        id: metrics.next_chunk(),
        series: *series,
        start_secs: first.secs,
        end_secs: last.secs,
        last_secs: *last_secs,
        data: codec::encode_chunk(&tail.points),
    })
}

fn write_chunks(
    connection: &Connection,
    chunks: &[Chunk],
    through_batch: i64,
    drop_through: i64,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO metric_chunk (id, series_id, start_secs, end_secs, data) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut insert = connection.prepare_cached(sql)?;
    let sql =
        "UPDATE series SET sealed_batch = ?2, last_secs = ?3, sealed_end_secs = max(sealed_end_secs, ?4)
               WHERE id = ?1";
    let mut update = connection.prepare_cached(sql)?;
    for Chunk { id, series, start_secs, end_secs, last_secs, data } in chunks {
        insert.execute(params![id, series, start_secs, end_secs, data])?;
        update.execute(params![series, through_batch, last_secs, end_secs])?;
    }
    let mut delete = connection.prepare_cached("DELETE FROM metric_arrival WHERE id <= ?1")?;
    delete.execute([drop_through])?;
    Ok(())
}

impl Series {
    fn is_due(&self, id: SeriesId) -> bool {
        let spread = id.rem_euclid(SEAL_SPREAD) as usize;
        SEAL_POINTS + spread <= self.tail.points.len()
            || self.tail.since.is_some_and(|since| SEAL_AGE < since.elapsed())
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
        MAX_TAIL_POINTS < self.tail_points || MAX_LOG_BYTES < self.log_bytes
    }

    fn set_aside(&mut self, ids: &[SeriesId]) -> Step {
        let mut tails = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(series) = self.series.get_mut(id) else { continue };
            if series.sealing.is_none() && !series.tail.points.is_empty() {
                let tail = Arc::new(mem::take(&mut series.tail));
                series.sealing = Some(Arc::clone(&tail));
                tails.push((*id, series.last_secs, tail));
            }
        }
        // What is set aside here is in chunks when the step is durable; every other tail holds on to the
        // log from its first batch on.
        let waiting = self.series.values().map(|series| &series.tail).filter(|tail| !tail.points.is_empty());
        let first_waiting = waiting.map(|tail| tail.first_batch).min().unwrap_or(i64::MAX);
        let drop_through = self.applied_batch.min(first_waiting.saturating_sub(1));
        Step { tails, through_batch: self.applied_batch, drop_through }
    }

    fn sealed(&mut self, sealed: &[(SeriesId, i64, i64)], through_batch: i64, drop_through: i64) {
        for (id, chunk, end_secs) in sealed {
            let Some(series) = self.series.get_mut(id) else { continue };
            series.last_chunk = *chunk;
            series.sealed_batch = through_batch;
            series.sealed_end_secs = series.sealed_end_secs.max(*end_secs);
            if let Some(tail) = series.sealing.take() {
                self.tail_points -= tail.points.len();
            }
        }
        self.drop_log(drop_through);
    }

    fn put_back(&mut self, step: Step) {
        for (id, _, _) in step.tails {
            let Some(series) = self.series.get_mut(&id) else { continue };
            let Some(aside) = series.sealing.take() else { continue };
            let newer: Vec<Point> = mem::take(&mut series.tail.points);
            self.tail_points -= newer.len();
            series.tail =
                Tail { points: aside.points.clone(), first_batch: aside.first_batch, since: aside.since };
            for point in newer {
                self.tail_points += series.tail.add(aside.first_batch, point);
            }
        }
    }
}
