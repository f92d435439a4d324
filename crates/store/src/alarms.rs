//! Alarms: a document each, the history, and the messages that go out with it, all of one transaction.

use crate::deliveries::enqueue_publish;
use crate::handle::Store;
use crate::{
    AlarmHistoryItem, AlarmKind, Publication, StoreError, StoredAlarm, StoredTag, TaggedResource, tags,
};
use rusqlite::{Connection, Row, params, params_from_iter, types::Value};
use std::sync::Arc;
use timeseries::Timestamp;

/// What changes together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlarmWrite {
    pub put: Vec<StoredAlarm>,
    /// Names; unknown ones are passed over. Their history stays.
    pub deleted: Vec<String>,
    /// In the order in which it happened.
    pub history: Vec<HistoryEntry>,
    /// The first tags of alarms that are put, by name.
    pub tags: Vec<(String, Vec<StoredTag>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum HistoryEntry {
    Item(AlarmHistoryItem),
    Action(Box<AlarmAction>),
}

/// A message to a topic, and what the history says when the topic takes it, or when there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmAction {
    pub publication: Publication,
    pub succeeded: AlarmHistoryItem,
    pub failed: AlarmHistoryItem,
}

/// Where an item stands in the history: by time, then in the order in which it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmHistoryPosition {
    pub at: Timestamp,
    pub id: i64,
}

/// Which items are asked for. All given parts must hold.
#[derive(Clone, Debug, Default)]
pub struct AlarmHistoryQuery {
    pub alarm_name: Option<String>,
    /// Empty: of any kind.
    pub alarm_kinds: Vec<AlarmKind>,
    pub item_kind: Option<String>,
    pub start: Option<Timestamp>,
    /// Included.
    pub end: Option<Timestamp>,
    pub is_ascending: bool,
    /// The last item of the page before.
    pub after: Option<AlarmHistoryPosition>,
    pub limit: usize,
}

impl Store {
    /// All or nothing.
    pub async fn write_alarms(&self, write: AlarmWrite) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let sql = "INSERT INTO alarm (name, document) VALUES (?1, ?2)
                       ON CONFLICT (name) DO UPDATE SET document = ?2";
            let mut statement = connection.prepare_cached(sql)?;
            for alarm in &write.put {
                statement.execute(params![alarm.name, alarm.document])?;
            }
            let mut statement = connection.prepare_cached("DELETE FROM alarm WHERE name = ?1")?;
            for name in &write.deleted {
                statement.execute([name])?;
            }
            for (name, tags) in &write.tags {
                tags::write(connection, &TaggedResource::Alarm(name.clone()), tags)?;
            }
            let mut is_published = false;
            for entry in &write.history {
                is_published |= write_entry(connection, entry)?;
            }
            Ok(is_published)
        };
        let waker = Arc::clone(&self.shared().deliveries);
        let tell = move |is_published: bool| {
            if is_published {
                waker.notify_one();
            }
        };
        self.shared().writer.write(work, tell).await
    }

    /// All alarms by name.
    pub async fn alarms(&self) -> Result<Vec<StoredAlarm>, StoreError> {
        let work = |connection: &Connection| {
            let mut statement =
                connection.prepare_cached("SELECT name, document FROM alarm ORDER BY name")?;
            let alarms = statement
                .query_map([], |row| Ok(StoredAlarm { name: row.get(0)?, document: row.get(1)? }))?;
            Ok(alarms.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }

    pub async fn alarm_history(
        &self,
        query: AlarmHistoryQuery,
    ) -> Result<Vec<(AlarmHistoryPosition, AlarmHistoryItem)>, StoreError> {
        let work = move |connection: &Connection| {
            let (sql, values) = history_sql(&query);
            let mut statement = connection.prepare_cached(&sql)?;
            let items = statement.query_map(params_from_iter(values), item_from_row)?;
            Ok(items.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }
}

/// Whether something was published.
fn write_entry(connection: &Connection, entry: &HistoryEntry) -> Result<bool, StoreError> {
    match entry {
        HistoryEntry::Item(item) => write_item(connection, item).map(|()| false),
        HistoryEntry::Action(action) => match enqueue_publish(connection, &action.publication) {
            Ok(_) => write_item(connection, &action.succeeded).map(|()| true),
            // An alarm changes its state whether or not somebody can be told.
            Err(StoreError::NotFound) => write_item(connection, &action.failed).map(|()| false),
            Err(error) => Err(error),
        },
    }
}

fn write_item(connection: &Connection, item: &AlarmHistoryItem) -> Result<(), StoreError> {
    let sql = "INSERT INTO alarm_history (alarm_name, alarm_type, at_ms, kind, summary, data)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let AlarmHistoryItem { alarm_name, alarm_kind, at, kind, summary, data } = item;
    let values = params![alarm_name, alarm_kind.name(), at.millis(), kind, summary, data];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn history_sql(query: &AlarmHistoryQuery) -> (String, Vec<Value>) {
    let mut conditions = vec!["TRUE".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    let mut add = |condition: &str, given: Vec<Value>| {
        conditions.push(condition.to_owned());
        values.extend(given);
    };
    if let Some(name) = &query.alarm_name {
        add("alarm_name = ?", vec![name.clone().into()]);
    }
    if !query.alarm_kinds.is_empty() {
        let marks = vec!["?"; query.alarm_kinds.len()].join(", ");
        let kinds = query.alarm_kinds.iter().map(|kind| kind.name().to_owned().into());
        add(&format!("alarm_type IN ({marks})"), kinds.collect());
    }
    if let Some(kind) = &query.item_kind {
        add("kind = ?", vec![kind.clone().into()]);
    }
    if let Some(start) = query.start {
        add("? <= at_ms", vec![start.millis().into()]);
    }
    if let Some(end) = query.end {
        add("at_ms <= ?", vec![end.millis().into()]);
    }
    let (order, sign) = if query.is_ascending { ("ASC", ">") } else { ("DESC", "<") };
    if let Some(after) = query.after {
        add(&format!("(at_ms, id) {sign} (?, ?)"), vec![after.at.millis().into(), after.id.into()]);
    }
    values.push(i64::try_from(query.limit).unwrap_or(i64::MAX).into());
    let sql = format!(
        "SELECT id, alarm_name, alarm_type, at_ms, kind, summary, data FROM alarm_history
         WHERE {} ORDER BY at_ms {order}, id {order} LIMIT ?",
        conditions.join(" AND ")
    );
    (sql, values)
}

fn item_from_row(row: &Row<'_>) -> rusqlite::Result<(AlarmHistoryPosition, AlarmHistoryItem)> {
    let at = Timestamp::from_millis(row.get(3)?);
    let alarm_type: String = row.get(2)?;
    let item = AlarmHistoryItem {
        alarm_name: row.get(1)?,
        alarm_kind: AlarmKind::from_name(&alarm_type).unwrap_or(AlarmKind::Metric),
        at,
        kind: row.get(4)?,
        summary: row.get(5)?,
        data: row.get(6)?,
    };
    Ok((AlarmHistoryPosition { at, id: row.get(0)? }, item))
}
