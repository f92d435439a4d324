//! The chunks' SQL: many points of one series in one row, in the table of their period.

use super::StoreError;
use super::codec::{decode_chunk, encode_chunk};
use super::metric_memory::{Metrics, Point, SeriesId};
use super::metric_table::Table;
use rusqlite::{Connection, params};

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

/// No chunk is after this.
pub const NONE_OF_TABLE: i64 = i64::MAX;

/// Ascending points into as many chunks as they need.
pub fn encode(metrics: &Metrics, series: SeriesId, table: Table, points: &[Point]) -> Vec<Chunk> {
    let chunk = |points: &[Point]| {
        let (first, last) = (points.first()?, points.last()?);
        Some(Chunk {
            id: metrics.next_chunk(),
            series,
            table,
            start_secs: first.secs,
            end_secs: last.secs,
            data: encode_chunk(points),
        })
    };
    points.chunks(MAX_CHUNK_POINTS).filter_map(chunk).collect()
}

pub fn insert(connection: &Connection, chunks: &[Chunk]) -> Result<(), StoreError> {
    let sql = "INSERT INTO metric_chunk (id, series_id, period_secs, start_secs, end_secs, data)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = connection.prepare_cached(sql)?;
    for Chunk { id, series, table, start_secs, end_secs, data } in chunks {
        insert.execute(params![id, series, table.period_secs(), start_secs, end_secs, data])?;
    }
    Ok(())
}

/// Hands the points of the chunks in this range to `take`, chunk by chunk, so that a year of them needs no
/// more memory than one. A damaged chunk is reported and left out.
pub fn read(
    connection: &Connection,
    range: &ChunkRange,
    mut take: impl FnMut(&[Point]),
) -> Result<(), StoreError> {
    let sql = "SELECT id, data FROM metric_chunk
               WHERE series_id = ?1 AND period_secs = ?2 AND ?3 <= end_secs AND start_secs <= ?4
                   AND ?5 < id AND id <= ?6
               ORDER BY end_secs";
    let mut statement = connection.prepare_cached(sql)?;
    let ChunkRange { series, start_secs, end_secs, last_chunk, .. } = range;
    // The coarsest first: it holds what came first.
    for (table, after) in Table::ALL.iter().zip(range.after).rev() {
        if after == NONE_OF_TABLE {
            continue;
        }
        let values = params![series, table.period_secs(), start_secs, end_secs, after, last_chunk];
        let mut rows = statement.query(values)?;
        while let Some(row) = rows.next()? {
            match decode_chunk(row.get_ref(1)?.as_bytes().unwrap_or_default()) {
                Ok(points) => take(&points),
                Err(error) => {
                    let chunk: i64 = row.get(0)?;
                    let period_secs = table.period_secs();
                    tracing::error!(chunk, series, period_secs, %error, "a chunk can't be read and is left out");
                }
            }
        }
    }
    Ok(())
}

/// Chunks that ended before this and that the next table has too, up to this one.
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
