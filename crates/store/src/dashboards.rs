//! Dashboards: named texts, kept byte for byte.

use crate::handle::Store;
use crate::{DashboardSummary, StoreError, StoredDashboard, StoredTag, TaggedResource, tags};
use rusqlite::{Connection, OptionalExtension, params};
use timeseries::Timestamp;

impl Store {
    /// Creates it or takes the place of what has this name.
    pub async fn put_dashboard(&self, dashboard: StoredDashboard) -> Result<(), StoreError> {
        self.put_tagged_dashboard(dashboard, Vec::new()).await
    }

    /// [`Store::put_dashboard`], and where it is new its tags with it.
    pub async fn put_tagged_dashboard(
        &self,
        dashboard: StoredDashboard,
        tags: Vec<StoredTag>,
    ) -> Result<(), StoreError> {
        let resource = TaggedResource::Dashboard(dashboard.name.clone());
        let work = move |connection: &Connection| {
            let is_new = !resource.is_there(connection)?;
            let sql = "INSERT INTO dashboard (name, last_modified_ms, body) VALUES (?1, ?2, ?3)
                       ON CONFLICT (name) DO UPDATE SET last_modified_ms = ?2, body = ?3";
            let StoredDashboard { name, body, last_modified } = dashboard;
            connection.prepare_cached(sql)?.execute(params![name, last_modified.millis(), body])?;
            if is_new { tags::write(connection, &resource, &tags) } else { Ok(()) }
        };
        self.shared().writer.write(work, |()| ()).await
    }

    pub async fn dashboard(&self, name: &str) -> Result<Option<StoredDashboard>, StoreError> {
        let name = name.to_owned();
        let work = move |connection: &Connection| {
            let sql = "SELECT body, last_modified_ms FROM dashboard WHERE name = ?1";
            let found = connection.prepare_cached(sql)?.query_row([&name], |row| {
                Ok(StoredDashboard {
                    name: name.clone(),
                    body: row.get(0)?,
                    last_modified: Timestamp::from_millis(row.get(1)?),
                })
            });
            Ok(found.optional()?)
        };
        self.shared().readers.read(work).await
    }

    /// By name, those after `after`, at most `limit`.
    pub async fn dashboards(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<DashboardSummary>, StoreError> {
        let (prefix, after) = (prefix.to_owned(), after.map(str::to_owned));
        let work = move |connection: &Connection| {
            let sql = "SELECT name, last_modified_ms, octet_length(body) FROM dashboard
                       WHERE ?1 <= name AND (?2 IS NULL OR ?2 < name) ORDER BY name";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![prefix, after])?;
            let mut found = Vec::new();
            while found.len() < limit
                && let Some(row) = rows.next()?
            {
                let name: String = row.get(0)?;
                if !name.starts_with(&prefix) {
                    break;
                }
                let last_modified = Timestamp::from_millis(row.get(1)?);
                found.push(DashboardSummary { name, last_modified, size_bytes: row.get(2)? });
            }
            Ok(found)
        };
        self.shared().readers.read(work).await
    }

    /// Unknown names are passed over.
    pub async fn delete_dashboards(&self, names: &[String]) -> Result<(), StoreError> {
        let names = names.to_vec();
        let work = move |connection: &Connection| {
            let mut statement = connection.prepare_cached("DELETE FROM dashboard WHERE name = ?1")?;
            for name in names {
                statement.execute([name])?;
            }
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }
}
