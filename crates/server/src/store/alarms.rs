//! Alarms: a document each, and the history that is written in the same transaction.

use super::{AlarmHistoryItem, Store, StoreError, StoredAlarm};
use rusqlite::{Connection, OptionalExtension, params};
use timeseries::Timestamp;

impl Store {
    /// Writes an alarm and the history that goes with it in one transaction.
    pub async fn put_alarm(
        &self,
        alarm: StoredAlarm,
        history: Vec<AlarmHistoryItem>,
    ) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let sql = "INSERT INTO alarm (name, document) VALUES (?1, ?2)
                       ON CONFLICT (name) DO UPDATE SET document = ?2";
            connection.prepare_cached(sql)?.execute(params![alarm.name, alarm.document])?;
            write_history(connection, &history)
        };
        self.shared().writer.write(work, |()| ()).await
    }

    pub async fn alarm(&self, name: &str) -> Result<Option<StoredAlarm>, StoreError> {
        let name = name.to_owned();
        let work = move |connection: &Connection| {
            let mut statement =
                connection.prepare_cached("SELECT name, document FROM alarm WHERE name = ?1")?;
            Ok(statement.query_row([name], alarm_from_row).optional()?)
        };
        self.shared().readers.read(work).await
    }

    /// All alarms by name.
    pub async fn alarms(&self) -> Result<Vec<StoredAlarm>, StoreError> {
        let work = |connection: &Connection| {
            let mut statement =
                connection.prepare_cached("SELECT name, document FROM alarm ORDER BY name")?;
            let alarms = statement.query_map([], alarm_from_row)?;
            Ok(alarms.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }

    /// Deletes an alarm; its history stays. Unknown names are passed over.
    pub async fn delete_alarm(&self, name: &str, history: Vec<AlarmHistoryItem>) -> Result<(), StoreError> {
        let name = name.to_owned();
        let work = move |connection: &Connection| {
            connection.prepare_cached("DELETE FROM alarm WHERE name = ?1")?.execute([name])?;
            write_history(connection, &history)
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// Newest first.
    pub async fn alarm_history(&self, name: &str, limit: usize) -> Result<Vec<AlarmHistoryItem>, StoreError> {
        let name = name.to_owned();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let work = move |connection: &Connection| {
            let sql = "SELECT alarm_name, at_ms, kind, summary, data FROM alarm_history
                       WHERE alarm_name = ?1 ORDER BY at_ms DESC, id DESC LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let items = statement.query_map(params![name, limit], |row| {
                Ok(AlarmHistoryItem {
                    alarm_name: row.get(0)?,
                    at: Timestamp::from_millis(row.get(1)?),
                    kind: row.get(2)?,
                    summary: row.get(3)?,
                    data: row.get(4)?,
                })
            })?;
            Ok(items.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }
}

fn alarm_from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredAlarm> {
    Ok(StoredAlarm { name: row.get(0)?, document: row.get(1)? })
}

fn write_history(connection: &Connection, history: &[AlarmHistoryItem]) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO alarm_history (alarm_name, at_ms, kind, summary, data) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut statement = connection.prepare_cached(sql)?;
    for AlarmHistoryItem { alarm_name, at, kind, summary, data } in history {
        statement.execute(params![alarm_name, at.millis(), kind, summary, data])?;
    }
    Ok(())
}
