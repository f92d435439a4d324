//! The tables, as steps from one format to the next. Nothing else may create or alter a table.
//!
//! A step that has been released is never changed: whoever needs another table or column appends a step, and
//! older folders take it when they are opened.
//!
//! Times are whole seconds or milliseconds since 1970, as the columns say. Identifiers that stay behind in
//! other rows are never given out again (AUTOINCREMENT).

use rusqlite::Connection;

/// The format that this version writes: how many steps lead to it.
pub const VERSION: i64 = STEPS.len() as i64;

const STEPS: &[&str] = &[FIRST, NOTIFICATIONS, ROLLED_UP, TAGS, ALARM_TYPES];

/// Makes all tables in an empty database.
pub fn create(connection: &Connection) -> rusqlite::Result<()> {
    take(connection, STEPS, VERSION)
}

/// As a version that knew only the first steps would.
#[cfg(test)]
pub fn create_up_to(connection: &Connection, version: i64) -> rusqlite::Result<()> {
    take(connection, &STEPS[..version as usize], version)
}

/// Takes the steps that a folder lacks, all or none. The version that was found: 0 is no database of ours,
/// and one above [`VERSION`] is left as it is.
pub fn upgrade(connection: &Connection) -> rusqlite::Result<i64> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match usize::try_from(found) {
        Ok(taken) if (1..STEPS.len()).contains(&taken) => {
            tracing::info!(found, version = VERSION, "bringing the data folder to this version's format");
            take(connection, &STEPS[taken..], VERSION)?;
        }
        _ => {}
    }
    Ok(found.max(0))
}

fn take(connection: &Connection, steps: &[&str], version: i64) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    for step in steps {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", version)?;
    transaction.commit()
}

/// `series.sealed_batch`: the arrivals up to this one are in chunks. `log_block.sealed = 0`: one call's
/// events, waiting for sealing.
const FIRST: &str = "
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    metric_name TEXT NOT NULL,
    dimensions TEXT NOT NULL,
    unit TEXT NOT NULL,
    resolution_secs INTEGER NOT NULL,
    last_secs INTEGER NOT NULL,
    sealed_end_secs INTEGER NOT NULL,
    sealed_batch INTEGER NOT NULL,
    UNIQUE (namespace, metric_name, dimensions, unit, resolution_secs)
) STRICT;
CREATE TABLE metric_arrival (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE metric_chunk (
    id INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL,
    start_secs INTEGER NOT NULL,
    end_secs INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE INDEX metric_chunk_by_time ON metric_chunk (series_id, end_secs, start_secs);

CREATE TABLE dashboard (
    name TEXT PRIMARY KEY,
    last_modified_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE alarm (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
CREATE TABLE alarm_history (
    id INTEGER PRIMARY KEY,
    alarm_name TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    summary TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE INDEX alarm_history_by_name ON alarm_history (alarm_name, at_ms);
CREATE INDEX alarm_history_by_time ON alarm_history (at_ms);

CREATE TABLE log_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL DEFAULT 0,
    next_sequence INTEGER NOT NULL DEFAULT 1,
    fresh_rows INTEGER NOT NULL DEFAULT 0,
    fresh_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE log_stream (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    first_event_ms INTEGER,
    last_event_ms INTEGER,
    last_ingestion_ms INTEGER,
    stored_bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (group_id, name)
) STRICT;
CREATE TABLE log_block (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    sealed INTEGER NOT NULL,
    message_bytes INTEGER NOT NULL,
    heads BLOB NOT NULL,
    messages BLOB NOT NULL
) STRICT;
CREATE INDEX log_block_by_time ON log_block (group_id, end_ms, start_ms);
CREATE INDEX log_block_fresh ON log_block (group_id) WHERE sealed = 0;
CREATE TABLE log_purge (group_id INTEGER PRIMARY KEY) STRICT;
";

/// `publication`: what was published, once for all who get it. `delivery`: each message that still has to
/// reach one endpoint; without a publication it is about the subscription itself.
const NOTIFICATIONS: &str = "
CREATE TABLE topic (arn TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
CREATE TABLE subscription (
    arn TEXT PRIMARY KEY,
    topic_arn TEXT NOT NULL,
    protocol TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    token TEXT NOT NULL,
    token_expires_ms INTEGER NOT NULL,
    confirmed_by_owner INTEGER NOT NULL,
    authenticate_on_unsubscribe INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX subscription_by_topic ON subscription (topic_arn, state, arn);
CREATE TABLE publication (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL,
    topic_arn TEXT NOT NULL,
    subject TEXT,
    message TEXT NOT NULL,
    is_structured INTEGER NOT NULL,
    attributes TEXT,
    at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX publication_by_topic ON publication (topic_arn);
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    message_id TEXT NOT NULL,
    topic_arn TEXT NOT NULL,
    subscription_arn TEXT NOT NULL,
    publication_id INTEGER,
    enqueued_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX delivery_by_due ON delivery (due_ms);
CREATE INDEX delivery_by_subscription ON delivery (subscription_arn, due_ms);
CREATE INDEX delivery_by_publication ON delivery (publication_id);
CREATE INDEX delivery_by_topic ON delivery (topic_arn);
";

/// Chunks of several periods. `series.rolled_N`: the chunks of N seconds up to this one are also in chunks of
/// the next longer period; `unrolled_N` and `unrolled_N_secs`: how many aren't, and what time they span.
const ROLLED_UP: &str = "
ALTER TABLE metric_chunk RENAME TO old_metric_chunk;
DROP INDEX metric_chunk_by_time;
CREATE TABLE metric_chunk (
    id INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL,
    period_secs INTEGER NOT NULL,
    start_secs INTEGER NOT NULL,
    end_secs INTEGER NOT NULL,
    data BLOB NOT NULL,
    distributions BLOB
) STRICT;
INSERT INTO metric_chunk (id, series_id, period_secs, start_secs, end_secs, data)
    SELECT chunk.id, series_id, resolution_secs, start_secs, end_secs, data
    FROM old_metric_chunk AS chunk JOIN series ON series.id = series_id;
DROP TABLE old_metric_chunk;
CREATE INDEX metric_chunk_by_time ON metric_chunk (series_id, period_secs, end_secs, start_secs);
ALTER TABLE series ADD COLUMN rolled_1 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN rolled_60 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN rolled_300 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN unrolled_1 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN unrolled_60 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN unrolled_300 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN unrolled_1_secs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN unrolled_60_secs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN unrolled_300_secs INTEGER NOT NULL DEFAULT 0;
UPDATE series SET
    unrolled_1 = (SELECT count(*) FROM metric_chunk WHERE series_id = series.id AND period_secs = 1),
    unrolled_60 = (SELECT count(*) FROM metric_chunk WHERE series_id = series.id AND period_secs = 60),
    unrolled_1_secs = (SELECT coalesce(sum(end_secs - start_secs + 1), 0) FROM metric_chunk
        WHERE series_id = series.id AND period_secs = 1),
    unrolled_60_secs = (SELECT coalesce(sum(end_secs - start_secs + 60), 0) FROM metric_chunk
        WHERE series_id = series.id AND period_secs = 60);
";

/// Tags go with what they are tied to, whoever deletes it.
const TAGS: &str = "
CREATE TABLE tag (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, name, key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER tag_of_alarm AFTER DELETE ON alarm BEGIN
    DELETE FROM tag WHERE kind = 'alarm' AND name = OLD.name;
END;
CREATE TRIGGER tag_of_dashboard AFTER DELETE ON dashboard BEGIN
    DELETE FROM tag WHERE kind = 'dashboard' AND name = OLD.name;
END;
";

/// Histories of composite alarms stand beside those of metric alarms.
const ALARM_TYPES: &str = "
ALTER TABLE alarm_history ADD COLUMN alarm_type TEXT NOT NULL DEFAULT 'MetricAlarm';
";
