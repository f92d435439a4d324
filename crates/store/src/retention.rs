//! Letting go of what has expired, in small steps.

use crate::metric_memory::Series;
use crate::metric_point::SeriesId;
use crate::metric_table::Table;
use crate::shared::Shared;
use crate::{StoreError, metric_chunk, metric_roll_up};
use rusqlite::Connection;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use timeseries::Timestamp;

/// CloudWatch keeps an alarm's history for 30 days.
const ALARM_HISTORY_RETENTION_DAYS: i64 = 30;

const DAY_SECS: i64 = 86_400;

/// Series that are looked at in one transaction.
const SERIES_PER_STEP: usize = 256;

/// Free pages (of 8 KiB) that the database may keep, or this part of all of its pages, if that is more.
const MAX_FREE_PAGES: i64 = 2048;
const MAX_FREE_SHARE: i64 = 4;

/// Free pages that are given back in one transaction.
const PAGES_PER_STEP: i64 = 256;

pub fn expire(shared: &Shared, now: Timestamp) -> Result<(), StoreError> {
    expire_chunks(shared, now)?;
    // What is rolled up now is deleted the next time: until then readers may be under way that take it from
    // where it was.
    metric_roll_up::roll_up_expiring(shared, now)?;
    expire_series(shared, Table::Hour.expiry_secs(now))?;
    let oldest = now.plus_secs(-ALARM_HISTORY_RETENTION_DAYS * DAY_SECS);
    let work = move |connection: &Connection| {
        connection.execute("DELETE FROM alarm_history WHERE at_ms < ?1", [oldest.millis()])?;
        Ok(())
    };
    shared.writer.write_blocking(work, |()| ())
}

fn expire_chunks(shared: &Shared, now: Timestamp) -> Result<(), StoreError> {
    let through = |series: &Series, table: Table| match table {
        Table::Hour => i64::MAX,
        _ => series.unrolled(table).after_chunk,
    };
    let mut series: Vec<(SeriesId, [i64; 4])> = {
        let memory = shared.metrics.read();
        let of_tables = |series: &Series| Table::ALL.map(|table| through(series, table));
        memory.series.iter().map(|(id, series)| (*id, of_tables(series))).collect()
    };
    series.sort_unstable();
    for step in series.chunks(SERIES_PER_STEP) {
        let step = step.to_vec();
        let work = move |connection: &Connection| {
            for (series, through) in step {
                for (table, through) in Table::ALL.into_iter().zip(through) {
                    let oldest_secs = table.expiry_secs(now);
                    metric_chunk::delete_expired(connection, series, table, oldest_secs, through)?;
                }
            }
            Ok(())
        };
        shared.writer.write_blocking(work, |()| ())?;
    }
    Ok(())
}

/// Gives pages that were freed back to the file system, when they are many; some are soon used again.
pub fn give_back(shared: &Shared) -> Result<(), StoreError> {
    let mut free = i64::MAX;
    loop {
        let (pages, still_free) = shared.readers.read_blocking(|connection| {
            let count = |what| connection.pragma_query_value(None, what, |row| row.get::<_, i64>(0));
            Ok((count("page_count")?, count("freelist_count")?))
        })?;
        // No progress: the database was made without the possibility.
        if still_free <= MAX_FREE_PAGES.max(pages / MAX_FREE_SHARE) || free <= still_free {
            return Ok(());
        }
        free = still_free;
        let step = |connection: &Connection| {
            Ok(connection.execute_batch(&format!("PRAGMA incremental_vacuum({PAGES_PER_STEP})"))?)
        };
        shared.writer.write_blocking(step, |()| ())?;
    }
}

/// Forgets series of which nothing is left.
fn expire_series(shared: &Shared, oldest_secs: i64) -> Result<(), StoreError> {
    let metrics = Arc::clone(&shared.metrics);
    let work = move |connection: &Connection| {
        // A put of the same group may have found one of these series, and not yet added to its tail.
        if metrics.has_batch_on_its_way() {
            return Ok(());
        }
        let gone = metrics.write().forget_idle_since(oldest_secs);
        let mut statement = connection.prepare_cached("DELETE FROM series WHERE id = ?1")?;
        for series in gone {
            statement.execute([series])?;
        }
        Ok(())
    };
    shared.writer.write_blocking(work, |()| ())
}

pub fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_secs(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}
