//! Sealing logs: the fresh blocks of a group, one for each call, become few large ones in order of time.
//! And the blocks of deleted groups go. Always in the background, in small steps.

use crate::StoreError;
use crate::log_block::{self, Head};
use crate::shared::Shared;
use rusqlite::{Connection, params};

/// Bytes of messages in a sealed block.
const BLOCK_BYTES: i64 = 1024 * 1024;

/// Calls whose events are sealed however few bytes they have: each costs a row that searches look at.
const MAX_FRESH_ROWS: i64 = 2000;

/// Blocks of a deleted group that are freed in one transaction.
const PURGED_AT_ONCE: i64 = 16;

pub fn is_due(fresh_rows: i64, fresh_bytes: i64) -> bool {
    fresh_bytes >= BLOCK_BYTES || fresh_rows >= MAX_FRESH_ROWS
}

/// Fresh blocks and what they become. Of a damaged one nothing is taken over, so it stays.
#[derive(Default)]
struct Merged {
    group: i64,
    ids: Vec<i64>,
    damaged: Vec<i64>,
    message_bytes: i64,
    heads: Vec<Head>,
    blob_heads: Vec<u8>,
    blob_messages: Vec<u8>,
}

/// Seals what is due; with `everything`, all there is. Then frees what deleted groups left behind.
pub fn seal(shared: &Shared, everything: bool) -> Result<(), StoreError> {
    for group in due_groups(shared, everything)? {
        while let Some(merged) =
            shared.readers.read_blocking(|connection| merge(connection, group, everything))?
        {
            shared.writer.write_blocking(move |connection| merged.write(connection), |()| ())?;
        }
    }
    while shared.writer.write_blocking(purge_step, |is_more| is_more)? {}
    Ok(())
}

fn due_groups(shared: &Shared, everything: bool) -> Result<Vec<i64>, StoreError> {
    shared.readers.read_blocking(|connection| {
        let sql =
            "SELECT id FROM log_group WHERE fresh_bytes >= ?1 OR fresh_rows >= ?2 OR (?3 AND fresh_rows > 1)";
        let mut statement = connection.prepare_cached(sql)?;
        let groups =
            statement.query_map(params![BLOCK_BYTES, MAX_FRESH_ROWS, everything], |row| row.get(0))?;
        Ok(groups.collect::<Result<_, _>>()?)
    })
}

/// The oldest fresh blocks of a group as one; nothing where that isn't due.
fn merge(connection: &Connection, group: i64, everything: bool) -> Result<Option<Merged>, StoreError> {
    let sql = "SELECT id, message_bytes, heads, messages FROM log_block
               WHERE group_id = ?1 AND sealed = 0 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([group])?;
    let mut merged = Merged { group, ..Merged::default() };
    let mut events: Vec<(Head, String)> = Vec::new();
    let is_full =
        |merged: &Merged| is_due((merged.ids.len() + merged.damaged.len()) as i64, merged.message_bytes);
    while !is_full(&merged)
        && let Some(row) = rows.next()?
    {
        let id: i64 = row.get(0)?;
        merged.message_bytes += row.get::<_, i64>(1)?;
        let blob = |index| row.get_ref(index).map(|value| value.as_bytes().unwrap_or_default());
        let (heads, messages) = (blob(2)?, blob(3)?);
        let decoded = log_block::decode_heads(heads)
            .and_then(|heads| Ok((log_block::decode_messages(messages, &heads)?, heads)));
        match decoded {
            Ok((messages, heads)) => {
                events.extend(heads.into_iter().zip(messages));
                merged.ids.push(id);
            }
            Err(error) => {
                tracing::error!(block = id, %error, "a block of log events can't be read and is left as it is");
                merged.damaged.push(id);
            }
        }
    }
    let is_worth_it =
        is_full(&merged) || (everything && !(merged.ids.is_empty() && merged.damaged.is_empty()));
    if !is_worth_it {
        return Ok(None);
    }
    events.sort_unstable_by_key(|(head, _)| head.position);
    merged.blob_messages = log_block::encode_messages(events.iter().map(|(_, message)| message.as_str()));
    merged.heads = events.into_iter().map(|(head, _)| head).collect();
    merged.blob_heads = log_block::encode_heads(&merged.heads);
    Ok(Some(merged))
}

impl Merged {
    fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut delete = connection.prepare_cached("DELETE FROM log_block WHERE id = ?1 AND sealed = 0")?;
        let mut deleted = 0;
        for id in &self.ids {
            deleted += delete.execute([id])?;
        }
        if deleted != self.ids.len() {
            return Err(StoreError::Failed("log events changed while they were sealed".to_owned()));
        }
        for id in &self.damaged {
            connection.prepare_cached("UPDATE log_block SET sealed = 1 WHERE id = ?1")?.execute([id])?;
        }
        if let (Some(first), Some(last)) = (self.heads.first(), self.heads.last()) {
            let sql =
                "INSERT INTO log_block (group_id, start_ms, end_ms, sealed, message_bytes, heads, messages)
                       VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)";
            let (start, end) = (first.position.at.millis(), last.position.at.millis());
            let values =
                params![self.group, start, end, self.message_bytes, self.blob_heads, self.blob_messages];
            connection.prepare_cached(sql)?.execute(values)?;
        }
        let sql =
            "UPDATE log_group SET fresh_rows = fresh_rows - ?2, fresh_bytes = fresh_bytes - ?3 WHERE id = ?1";
        let rows = (self.ids.len() + self.damaged.len()) as i64;
        connection.prepare_cached(sql)?.execute(params![self.group, rows, self.message_bytes])?;
        Ok(())
    }
}

/// Answers whether more is left.
fn purge_step(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "DELETE FROM log_block WHERE id IN
                   (SELECT id FROM log_block WHERE group_id IN (SELECT group_id FROM log_purge) LIMIT ?1)";
    let freed = connection.prepare_cached(sql)?.execute([PURGED_AT_ONCE])?;
    if freed == 0 {
        connection.prepare_cached("DELETE FROM log_purge")?.execute([])?;
    }
    Ok(freed != 0)
}
