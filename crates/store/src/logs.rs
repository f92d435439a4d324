//! The logs' door: groups, streams and events. A call's events are written as one fresh block; the
//! background seals those into larger ones.

use crate::handle::Store;
use crate::log_block::{self, Head};
use crate::log_group_id::group_id;
use crate::{EventPosition, LogEvent, LogQuery, StoreError, StoredLogEvent, StoredLogGroup, StoredLogStream};
use crate::{log_read, log_seal};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};
use timeseries::Timestamp;

/// What CloudWatch counts for each event beside its message.
const EVENT_OVERHEAD_BYTES: i64 = 26;

const GROUP_COLUMNS: &str = "name, created_ms, stored_bytes";
const STREAM_COLUMNS: &str = "name, created_ms, first_event_ms, last_event_ms, last_ingestion_ms";

impl Store {
    pub async fn create_log_group(&self, name: &str, now: Timestamp) -> Result<(), StoreError> {
        let name = name.to_owned();
        let work = move |connection: &Connection| {
            let sql = "INSERT INTO log_group (name, created_ms) VALUES (?1, ?2)";
            created(connection.prepare_cached(sql)?.execute(params![name, now.millis()]))
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// With all its streams and events.
    pub async fn delete_log_group(&self, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        let work = move |connection: &Connection| {
            let group = group_id(connection, &name)?;
            connection.prepare_cached("DELETE FROM log_group WHERE id = ?1")?.execute([group])?;
            connection.prepare_cached("DELETE FROM log_stream WHERE group_id = ?1")?.execute([group])?;
            // The blocks can be many; the background takes them away in small steps.
            connection.prepare_cached("INSERT INTO log_purge (group_id) VALUES (?1)")?.execute([group])?;
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await?;
        self.wake_maintenance();
        Ok(())
    }

    pub async fn log_group(&self, name: &str) -> Result<Option<StoredLogGroup>, StoreError> {
        let name = name.to_owned();
        let work = move |connection: &Connection| {
            let sql = format!("SELECT {GROUP_COLUMNS} FROM log_group WHERE name = ?1");
            Ok(connection.prepare_cached(&sql)?.query_row([name], group_from_row).optional()?)
        };
        self.shared().readers.read(work).await
    }

    /// All groups by name.
    pub async fn log_groups(&self) -> Result<Vec<StoredLogGroup>, StoreError> {
        let work = |connection: &Connection| {
            let sql = format!("SELECT {GROUP_COLUMNS} FROM log_group ORDER BY name");
            let mut statement = connection.prepare_cached(&sql)?;
            let groups = statement.query_map([], group_from_row)?;
            Ok(groups.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }

    /// `NotFound` without the group.
    pub async fn create_log_stream(
        &self,
        group: &str,
        stream: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (group, stream) = (group.to_owned(), stream.to_owned());
        let work = move |connection: &Connection| {
            let group = group_id(connection, &group)?;
            let sql = "INSERT INTO log_stream (group_id, name, created_ms) VALUES (?1, ?2, ?3)";
            created(connection.prepare_cached(sql)?.execute(params![group, stream, now.millis()]))
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// With all its events; `NotFound` without the stream.
    pub async fn delete_log_stream(&self, group: &str, stream: &str) -> Result<(), StoreError> {
        let (group, stream) = (group.to_owned(), stream.to_owned());
        let work = move |connection: &Connection| {
            let group = group_id(connection, &group)?;
            // What blocks still hold of it is no longer found, because its identifier is never used again.
            let sql = "DELETE FROM log_stream WHERE group_id = ?1 AND name = ?2 RETURNING stored_bytes";
            let freed: Option<i64> = connection
                .prepare_cached(sql)?
                .query_row(params![group, stream], |row| row.get(0))
                .optional()?;
            let freed = freed.ok_or(StoreError::NotFound)?;
            let sql = "UPDATE log_group SET stored_bytes = stored_bytes - ?2 WHERE id = ?1";
            connection.prepare_cached(sql)?.execute(params![group, freed])?;
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }

    pub async fn log_stream(&self, group: &str, stream: &str) -> Result<Option<StoredLogStream>, StoreError> {
        let (group, stream) = (group.to_owned(), stream.to_owned());
        let work = move |connection: &Connection| {
            let group = group_id(connection, &group)?;
            let sql = format!("SELECT {STREAM_COLUMNS} FROM log_stream WHERE group_id = ?1 AND name = ?2");
            let mut statement = connection.prepare_cached(&sql)?;
            Ok(statement.query_row(params![group, stream], stream_from_row).optional()?)
        };
        self.shared().readers.read(work).await
    }

    /// All streams of a group by name; `NotFound` without the group.
    pub async fn log_streams(&self, group: &str) -> Result<Vec<StoredLogStream>, StoreError> {
        let group = group.to_owned();
        let work = move |connection: &Connection| {
            let group = group_id(connection, &group)?;
            let sql = format!("SELECT {STREAM_COLUMNS} FROM log_stream WHERE group_id = ?1 ORDER BY name");
            let mut statement = connection.prepare_cached(&sql)?;
            let streams = statement.query_map([group], stream_from_row)?;
            Ok(streams.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }

    /// All or nothing, durable when it returns; `NotFound` without the stream.
    pub async fn put_log_events(
        &self,
        group: &str,
        stream: &str,
        events: Vec<LogEvent>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (group, stream) = (group.to_owned(), stream.to_owned());
        // Compressed here, so that the writer's thread need not.
        let messages = log_block::encode_messages(events.iter().map(|event| event.message.as_str()));
        let lengths = events.into_iter().map(|event| (event.at, event.message.len())).collect();
        let put = NewBlock { events: lengths, messages, now };
        let work = move |connection: &Connection| put.write(connection, &group, &stream);
        if self.shared().writer.write(work, |is_due| is_due).await? {
            self.wake_maintenance();
        }
        Ok(())
    }

    /// Ascending by position, up to the query's limits; `NotFound` without the group.
    pub async fn log_events(&self, query: LogQuery) -> Result<Vec<StoredLogEvent>, StoreError> {
        self.shared().readers.read(move |connection| log_read::log_events(connection, &query)).await
    }
}

/// One call's events.
struct NewBlock {
    events: Vec<(Timestamp, usize)>,
    messages: Vec<u8>,
    now: Timestamp,
}

impl NewBlock {
    /// Answers whether the group has become due for sealing.
    fn write(self, connection: &Connection, group: &str, stream: &str) -> Result<bool, StoreError> {
        let sql = "SELECT log_group.id, log_stream.id, next_sequence, fresh_rows, fresh_bytes
                   FROM log_group JOIN log_stream ON group_id = log_group.id
                   WHERE log_group.name = ?1 AND log_stream.name = ?2";
        let found = connection.prepare_cached(sql)?.query_row(params![group, stream], |row| {
            let ids: (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let fresh: (i64, i64) = (row.get(3)?, row.get(4)?);
            Ok((ids, fresh))
        });
        let Some(((group, stream, sequence), (fresh_rows, fresh_bytes))) = found.optional()? else {
            return Err(StoreError::NotFound);
        };
        let times = || self.events.iter().map(|(at, _)| at.millis());
        let (Some(start), Some(end)) = (times().min(), times().max()) else { return Ok(false) };
        let head = |(sequence, (at, message_bytes)): (i64, &(Timestamp, usize))| {
            let position = EventPosition { at: *at, sequence };
            Head { position, stream, ingested: self.now, message_bytes: *message_bytes }
        };
        let heads: Vec<Head> = (sequence..).zip(&self.events).map(head).collect();
        let message_bytes = self.events.iter().map(|(_, bytes)| bytes).sum::<usize>() as i64;
        let sql = "INSERT INTO log_block (group_id, start_ms, end_ms, sealed, message_bytes, heads, messages)
                   VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6)";
        let values =
            params![group, start, end, message_bytes, log_block::encode_heads(&heads), self.messages];
        connection.prepare_cached(sql)?.execute(values)?;
        let count = heads.len() as i64;
        let stored_bytes = message_bytes + count * EVENT_OVERHEAD_BYTES;
        let sql = "UPDATE log_stream SET first_event_ms = min(coalesce(first_event_ms, ?2), ?2),
                       last_event_ms = max(coalesce(last_event_ms, ?3), ?3), last_ingestion_ms = ?4,
                       stored_bytes = stored_bytes + ?5
                   WHERE id = ?1";
        let values = params![stream, start, end, self.now.millis(), stored_bytes];
        connection.prepare_cached(sql)?.execute(values)?;
        let sql = "UPDATE log_group SET stored_bytes = stored_bytes + ?2, next_sequence = next_sequence + ?3,
                       fresh_rows = fresh_rows + 1, fresh_bytes = fresh_bytes + ?4
                   WHERE id = ?1";
        let values = params![group, stored_bytes, count, message_bytes];
        connection.prepare_cached(sql)?.execute(values)?;
        Ok(log_seal::is_due(fresh_rows + 1, fresh_bytes + message_bytes))
    }
}

fn created(inserted: rusqlite::Result<usize>) -> Result<(), StoreError> {
    match inserted {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(StoreError::AlreadyExists)
        }
        inserted => Ok(inserted.map(drop)?),
    }
}

fn group_from_row(row: &Row<'_>) -> rusqlite::Result<StoredLogGroup> {
    let created = Timestamp::from_millis(row.get(1)?);
    Ok(StoredLogGroup { name: row.get(0)?, created, stored_bytes: row.get(2)? })
}

fn stream_from_row(row: &Row<'_>) -> rusqlite::Result<StoredLogStream> {
    let instant = |index: usize| row.get::<_, Option<i64>>(index).map(|at| at.map(Timestamp::from_millis));
    Ok(StoredLogStream {
        name: row.get(0)?,
        created: Timestamp::from_millis(row.get(1)?),
        first_event: instant(2)?,
        last_event: instant(3)?,
        last_ingestion: instant(4)?,
    })
}
