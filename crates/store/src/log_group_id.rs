//! The number that stands for a log group's name in every table.

use crate::types::StoreError;
use rusqlite::{Connection, OptionalExtension};

pub fn group_id(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM log_group WHERE name = ?1")?;
    statement.query_row([name], |row| row.get(0)).optional()?.ok_or(StoreError::NotFound)
}
