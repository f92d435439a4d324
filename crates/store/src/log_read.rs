//! Reads log events: blocks in order of time, their heads first, until a page is full; then the messages
//! of what was found.

use crate::log_block::{self, Head};
use crate::log_group_id::group_id;
use crate::{EventPosition, LogQuery, StoreError, StoredLogEvent};
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, HashMap};
use timeseries::Timestamp;

/// An event that the page may hold, and where it lies.
struct Candidate {
    block: i64,
    row: usize,
    head: Head,
}

/// The streams to read, by their names, and the first and the last instant that can matter, both included.
struct Scope {
    group: i64,
    names: HashMap<i64, String>,
    first: Timestamp,
    last: Timestamp,
}

pub fn log_events(connection: &Connection, query: &LogQuery) -> Result<Vec<StoredLogEvent>, StoreError> {
    let group = group_id(connection, &query.group)?;
    let scope = scope(connection, group, query)?;
    if scope.names.is_empty() || query.limit == 0 {
        return Ok(Vec::new());
    }
    let candidates = candidates(connection, &scope, query)?;
    let page = cut_to_bytes(candidates, query);
    read_messages(connection, &scope.names, &page)
}

/// Streams without events need no reading, and what was deleted has no name, and is thereby left out.
fn scope(connection: &Connection, group: i64, query: &LogQuery) -> Result<Scope, StoreError> {
    let mut names = HashMap::new();
    let (mut start_ms, mut end_ms) = (i64::MAX, i64::MIN);
    let mut add = |row: &Row<'_>| -> Result<(), StoreError> {
        let name: String = row.get(1)?;
        let bounds: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
        let has_prefix = query.stream_prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix));
        if let ((Some(first), Some(last)), true) = (bounds, has_prefix) {
            (start_ms, end_ms) = (start_ms.min(first), end_ms.max(last));
            names.insert(row.get(0)?, name);
        }
        Ok(())
    };
    let sql = "SELECT id, name, first_event_ms, last_event_ms FROM log_stream WHERE group_id = ?1";
    if query.streams.is_empty() {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([group])?;
        while let Some(row) = rows.next()? {
            add(row)?;
        }
    }
    for stream in &query.streams {
        let mut statement = connection.prepare_cached(&format!("{sql} AND name = ?2"))?;
        let mut rows = statement.query(params![group, stream])?;
        if let Some(row) = rows.next()? {
            add(row)?;
        }
    }
    let LogQuery { range, after, before, .. } = query;
    let first = after.map_or(range.start, |after| range.start.max(after.at));
    let last = Timestamp::from_millis(range.end.millis() - 1);
    let last = before.map_or(last, |before| last.min(before.at));
    let first = first.max(Timestamp::from_millis(start_ms));
    Ok(Scope { group, names, first, last: last.min(Timestamp::from_millis(end_ms)) })
}

fn candidates(
    connection: &Connection,
    scope: &Scope,
    query: &LogQuery,
) -> Result<BTreeMap<EventPosition, Candidate>, StoreError> {
    // Backwards the index has this very order, so that the newest page reads few rows of it.
    let order = if query.newest_first { "end_ms DESC" } else { "start_ms" };
    let sql = format!(
        "SELECT id, start_ms, end_ms FROM log_block
         WHERE group_id = ?1 AND ?2 <= end_ms AND start_ms <= ?3 ORDER BY {order}"
    );
    let mut spans = connection.prepare_cached(&sql)?;
    let mut heads = connection.prepare_cached("SELECT heads FROM log_block WHERE id = ?1")?;
    let mut found = BTreeMap::new();
    let mut rows = spans.query(params![scope.group, scope.first.millis(), scope.last.millis()])?;
    while let Some(row) = rows.next()? {
        let (block, start, end): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if found.len() == query.limit && is_beyond(&found, start, end, query.newest_first) {
            break;
        }
        let blob: Vec<u8> = heads.query_row([block], |row| row.get(0))?;
        let heads = match log_block::decode_heads(&blob) {
            Ok(heads) => heads,
            Err(error) => {
                tracing::error!(block, %error, "a block of log events can't be read and is left out");
                continue;
            }
        };
        for (row, head) in heads.into_iter().enumerate() {
            if scope.names.contains_key(&head.stream) && is_asked_for(query, head.position) {
                found.insert(head.position, Candidate { block, row, head });
                if query.limit < found.len() {
                    if query.newest_first {
                        found.pop_first()
                    } else {
                        found.pop_last()
                    };
                }
            }
        }
    }
    Ok(found)
}

fn is_asked_for(query: &LogQuery, position: EventPosition) -> bool {
    query.range.contains(position.at)
        && query.after.is_none_or(|after| after < position)
        && query.before.is_none_or(|before| position < before)
}

/// Whether a block, and thereby every further one, lies past a page that is full.
fn is_beyond(
    found: &BTreeMap<EventPosition, Candidate>,
    start_ms: i64,
    end_ms: i64,
    newest_first: bool,
) -> bool {
    if newest_first {
        found.first_key_value().is_some_and(|(first, _)| end_ms < first.at.millis())
    } else {
        found.last_key_value().is_some_and(|(last, _)| last.at.millis() < start_ms)
    }
}

/// Ascending. The first event of a page is always in it, however long.
fn cut_to_bytes(candidates: BTreeMap<EventPosition, Candidate>, query: &LogQuery) -> Vec<Candidate> {
    let mut bytes = 0_usize;
    let mut fits = |candidate: &Candidate| {
        let is_first = bytes == 0;
        bytes = bytes.saturating_add(candidate.head.message_bytes.max(1));
        is_first || bytes <= query.limit_bytes
    };
    if query.newest_first {
        let mut page: Vec<Candidate> = candidates.into_values().rev().take_while(&mut fits).collect();
        page.reverse();
        page
    } else {
        candidates.into_values().take_while(&mut fits).collect()
    }
}

fn read_messages(
    connection: &Connection,
    names: &HashMap<i64, String>,
    page: &[Candidate],
) -> Result<Vec<StoredLogEvent>, StoreError> {
    let mut by_block: BTreeMap<i64, Vec<&Candidate>> = BTreeMap::new();
    for candidate in page {
        by_block.entry(candidate.block).or_default().push(candidate);
    }
    let mut statement = connection.prepare_cached("SELECT heads, messages FROM log_block WHERE id = ?1")?;
    let mut events = Vec::with_capacity(page.len());
    for (block, candidates) in by_block {
        let (heads, messages): (Vec<u8>, Vec<u8>) =
            statement.query_row([block], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let decoded =
            log_block::decode_heads(&heads).and_then(|heads| log_block::decode_messages(&messages, &heads));
        let mut messages = match decoded {
            Ok(messages) => messages,
            Err(error) => {
                tracing::error!(block, %error, "a block of log events can't be read and is left out");
                continue;
            }
        };
        for Candidate { row, head, .. } in candidates {
            let stream = names.get(&head.stream).cloned().unwrap_or_default();
            let message = std::mem::take(&mut messages[*row]);
            let Head { position, ingested, .. } = *head;
            events.push(StoredLogEvent { position, stream, ingested, message });
        }
    }
    events.sort_unstable_by_key(|event| event.position);
    Ok(events)
}
