//! Tags of alarms and dashboards: names and values, kept as long as what they are tied to. A trigger takes
//! them away with it, so whoever deletes an alarm need not know of them.

use crate::StoreError;
use crate::handle::Store;
use rusqlite::{Connection, params};

/// What can have tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaggedResource {
    Alarm(String),
    Dashboard(String),
}

/// Key and value.
pub type StoredTag = (String, String);

impl TaggedResource {
    fn kind(&self) -> &'static str {
        match self {
            TaggedResource::Alarm(_) => "alarm",
            TaggedResource::Dashboard(_) => "dashboard",
        }
    }

    fn name(&self) -> &str {
        match self {
            TaggedResource::Alarm(name) | TaggedResource::Dashboard(name) => name,
        }
    }

    /// [`StoreError::NotFound`] unless it is there.
    fn find(&self, connection: &Connection) -> Result<(), StoreError> {
        if self.is_there(connection)? { Ok(()) } else { Err(StoreError::NotFound) }
    }

    pub(super) fn is_there(&self, connection: &Connection) -> Result<bool, StoreError> {
        let sql = match self {
            TaggedResource::Alarm(_) => "SELECT 1 FROM alarm WHERE name = ?1",
            TaggedResource::Dashboard(_) => "SELECT 1 FROM dashboard WHERE name = ?1",
        };
        Ok(connection.prepare_cached(sql)?.exists([self.name()])?)
    }
}

impl Store {
    /// Adds tags, and puts new values in the place of old ones. `false` if there would be more than `most`;
    /// then nothing is changed.
    pub async fn put_tags(
        &self,
        resource: TaggedResource,
        tags: Vec<StoredTag>,
        most: usize,
    ) -> Result<bool, StoreError> {
        let work = move |connection: &Connection| {
            resource.find(connection)?;
            let mut all = read(connection, &resource)?;
            for (key, value) in tags {
                match all.iter_mut().find(|(known, _)| *known == key) {
                    Some(tag) => tag.1 = value,
                    None => all.push((key, value)),
                }
            }
            if most < all.len() {
                return Ok(false);
            }
            write(connection, &resource, &all)?;
            Ok(true)
        };
        self.shared().writer.write(work, |is_done| is_done).await
    }

    /// Keys that it doesn't have are passed over.
    pub async fn delete_tags(&self, resource: TaggedResource, keys: Vec<String>) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            resource.find(connection)?;
            let sql = "DELETE FROM tag WHERE kind = ?1 AND name = ?2 AND key = ?3";
            let mut statement = connection.prepare_cached(sql)?;
            for key in keys {
                statement.execute(params![resource.kind(), resource.name(), key])?;
            }
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// By key.
    pub async fn tags(&self, resource: TaggedResource) -> Result<Vec<StoredTag>, StoreError> {
        let work = move |connection: &Connection| {
            resource.find(connection)?;
            read(connection, &resource)
        };
        self.shared().readers.read(work).await
    }
}

/// Within the transaction of who creates the resource: its first tags, each key once.
pub(super) fn write(
    connection: &Connection,
    resource: &TaggedResource,
    tags: &[StoredTag],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO tag (kind, name, key, value) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (kind, name, key) DO UPDATE SET value = ?4";
    let mut statement = connection.prepare_cached(sql)?;
    for (key, value) in tags {
        statement.execute(params![resource.kind(), resource.name(), key, value])?;
    }
    Ok(())
}

fn read(connection: &Connection, resource: &TaggedResource) -> Result<Vec<StoredTag>, StoreError> {
    let sql = "SELECT key, value FROM tag WHERE kind = ?1 AND name = ?2 ORDER BY key";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map([resource.kind(), resource.name()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
