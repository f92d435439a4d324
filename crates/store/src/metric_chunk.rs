//! The chunks' SQL: many points of one series in one row, in the table of their period. How samples lie is a
//! column of its own, and only read for who asks.

use crate::StoreError;
use crate::codec::{Histograms, decode_chunk, decode_histograms, encode_chunk, encode_histograms};
use crate::metric_memory::Metrics;
use crate::metric_point::{Point, SeriesId};
use crate::metric_sums::SumUp;
use crate::metric_table::Table;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::Arc;
use timeseries::{DamagedDistribution, Distribution, StatisticSet, Timestamp};

/// A reader of little needn't decode more than this for it.
const MAX_CHUNK_POINTS: usize = 512;

/// About to be written.
pub struct Chunk {
    pub id: i64,
    pub series: SeriesId,
    pub table: Table,
    pub start_secs: i64,
    pub end_secs: i64,
    data: Vec<u8>,
    distributions: Option<Vec<u8>>,
}

/// Which chunks of a series to read: of each table those after a certain one, as its place in
/// [`Table::ALL`] says.
#[derive(Clone, Copy)]
pub struct ChunkRange {
    pub series: SeriesId,
    pub after: [i64; Table::ALL.len()],
    pub last_chunk: i64,
    /// Both included.
    pub start_secs: i64,
    pub end_secs: i64,
}

/// A chunk's points.
pub type Decoded<S> = Arc<[(i64, S)]>;

/// A chunk whose points may not have been read yet.
#[derive(Clone)]
pub struct Known<S> {
    pub id: i64,
    pub start_secs: i64,
    pub end_secs: i64,
    pub points: Option<Decoded<S>>,
}

impl<S> Known<S> {
    /// Whether a range reads it.
    pub fn is_in(&self, range: &ChunkRange, after: i64) -> bool {
        after < self.id && range.start_secs <= self.end_secs && self.start_secs <= range.end_secs
    }
}

/// No chunk is after this.
pub const NONE_OF_TABLE: i64 = i64::MAX;

/// Ascending points into as many chunks as they need. `distribution` is asked for each, and answers where the
/// statistic set doesn't say it all.
pub fn encode<'a>(
    metrics: &Metrics,
    series: SeriesId,
    table: Table,
    points: &[Point],
    distribution: impl Fn(usize) -> Option<&'a Distribution>,
) -> Vec<Chunk> {
    let chunk = |(number, points): (usize, &[Point])| {
        let (first, last) = (points.first()?, points.last()?);
        let rows = number * MAX_CHUNK_POINTS..;
        let histogram = |(row, _)| distribution(row).map(Distribution::histogram_bytes).unwrap_or_default();
        let histograms: Vec<Vec<u8>> = rows.zip(points).map(histogram).collect();
        let has_any = histograms.iter().any(|histogram| !histogram.is_empty());
        Some(Chunk {
            id: metrics.next_chunk(),
            series,
            table,
            start_secs: first.secs,
            end_secs: last.secs,
            data: encode_chunk(points),
            distributions: has_any.then(|| encode_histograms(&histograms)),
        })
    };
    points.chunks(MAX_CHUNK_POINTS).enumerate().filter_map(chunk).collect()
}

pub fn insert(connection: &Connection, chunks: &[Chunk]) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO metric_chunk (id, series_id, period_secs, start_secs, end_secs, data, distributions)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut insert = connection.prepare_cached(sql)?;
    for Chunk { id, series, table, start_secs, end_secs, data, distributions } in chunks {
        let period_secs = table.period_secs();
        insert.execute(params![id, series, period_secs, start_secs, end_secs, data, distributions])?;
    }
    Ok(())
}

/// What a table has of a series, up to that chunk, ascending by their end; nothing is decoded.
pub fn list<S>(
    connection: &Connection,
    series: SeriesId,
    table: Table,
    last_chunk: i64,
) -> Result<Vec<Known<S>>, StoreError> {
    let sql = "SELECT id, start_secs, end_secs FROM metric_chunk
               WHERE series_id = ?1 AND period_secs = ?2 AND id <= ?3 ORDER BY end_secs";
    let mut select = connection.prepare_cached(sql)?;
    let known = |row: &Row<'_>| {
        Ok(Known { id: row.get(0)?, start_secs: row.get(1)?, end_secs: row.get(2)?, points: None })
    };
    let rows = select.query_map(params![series, table.period_secs(), last_chunk], known)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The points of a chunk. A damaged one is reported and has none; one that expired meanwhile hasn't either.
pub fn read<S: SumUp>(
    connection: &Connection,
    series: SeriesId,
    table: Table,
    chunk: i64,
) -> Result<Decoded<S>, StoreError> {
    let column = if S::HAS_HISTOGRAM { "distributions" } else { "NULL" };
    let sql = format!("SELECT data, {column} FROM metric_chunk WHERE id = ?1");
    let mut select = connection.prepare_cached(&sql)?;
    let decoded = select.query_row([chunk], |row| Ok(decode_row(row))).optional()?;
    Ok(decoded.unwrap_or_else(|| Ok([].into())).unwrap_or_else(|damage| {
        let period_secs = table.period_secs();
        tracing::error!(chunk, series, period_secs, damage, "a chunk can't be read and is left out");
        [].into()
    }))
}

/// All points of a chunk, or what is wrong with it.
fn decode_row<S: SumUp>(row: &Row<'_>) -> Result<Decoded<S>, String> {
    let bytes = |column: usize| {
        let value = row.get_ref(column).map_err(|error| error.to_string())?;
        value.as_bytes_or_null().map_err(|error| error.to_string())
    };
    let points = decode_chunk(bytes(0)?.unwrap_or_default()).map_err(|error| error.to_string())?;
    match bytes(1)? {
        None => Ok(points.into_iter().map(|point| (point.secs, S::from_set(point.set))).collect()),
        Some(blob) => {
            let histograms = decode_histograms(blob, points.len()).map_err(|error| error.to_string())?;
            with_histograms(&points, &histograms)
        }
    }
}

fn with_histograms<S: SumUp>(points: &[Point], histograms: &Histograms) -> Result<Decoded<S>, String> {
    let both =
        |(row, point): (usize, &Point)| Ok((point.secs, S::from_parts(point.set, histograms.row(row))?));
    let all: Result<_, DamagedDistribution> = points.iter().enumerate().map(both).collect();
    all.map_err(|error| error.to_string())
}

/// Slots as they are stored: what each statistic set leaves out stands beside it.
pub fn columns(slots: Vec<(Timestamp, Distribution)>) -> (Vec<Point>, Vec<Distribution>) {
    let column = |(slot, distribution): (Timestamp, Distribution)| {
        let set: StatisticSet = distribution.statistics;
        (Point { secs: slot.secs(), set }, distribution)
    };
    slots.into_iter().map(column).unzip()
}

/// Deletes chunks that ended before this and that the next table has too, up to that one.
pub fn delete_expired(
    connection: &Connection,
    series: SeriesId,
    table: Table,
    oldest_secs: i64,
    through: i64,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM metric_chunk
               WHERE series_id = ?1 AND period_secs = ?2 AND end_secs < ?3 AND id <= ?4";
    let mut delete = connection.prepare_cached(sql)?;
    delete.execute(params![series, table.period_secs(), oldest_secs, through])?;
    Ok(())
}

/// Whether any chunk after this one starts before that time.
pub fn has_older(
    connection: &Connection,
    series: SeriesId,
    table: Table,
    after: i64,
    oldest_secs: i64,
) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM metric_chunk
               WHERE series_id = ?1 AND period_secs = ?2 AND start_secs < ?3 AND ?4 < id)";
    let mut select = connection.prepare_cached(sql)?;
    Ok(select.query_row(params![series, table.period_secs(), oldest_secs, after], |row| row.get(0))?)
}
