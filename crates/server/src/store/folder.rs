//! The data folder: its lock, its database file and the schema. Migrations live here, and nothing else may
//! create or alter a table.

use super::OpenError;
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

const DATABASE: &str = "barograph.sqlite3";
const DRAFT: &str = "barograph.sqlite3.new";
const LOCK: &str = "lock";

/// The format that this version writes.
const SCHEMA_VERSION: i64 = 1;

/// Pages of the write-ahead log after which a commit moves them into the database.
const CHECKPOINT_PAGES: i64 = 2000;

/// After a checkpoint the write-ahead log is cut to this.
const JOURNAL_LIMIT_BYTES: i64 = 16 * 1024 * 1024;

const WRITER_CACHE_KIB: i64 = 4096;
const READER_CACHE_KIB: i64 = 1024;

/// Prepared statements that a connection keeps.
const STATEMENT_CACHE: usize = 64;

/// An open folder, with the connection that will write.
pub struct Folder {
    pub connection: Connection,
    pub database: PathBuf,
    pub lock: File,
}

impl Folder {
    pub fn open(data_dir: &Path) -> Result<Folder, OpenError> {
        let path = data_dir.display().to_string();
        let failed = |reason: String| OpenError::Io { path: path.clone(), reason };
        create_private(data_dir).map_err(|error| failed(error.to_string()))?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(data_dir.join(LOCK))
            .map_err(|error| failed(error.to_string()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Locked { path }),
            Err(TryLockError::Error(error)) => return Err(failed(error.to_string())),
        }
        let database = data_dir.join(DATABASE);
        if !database.exists() {
            create_database(data_dir, &database).map_err(failed)?;
        }
        let connection = open_writer(&database).map_err(|error| failed(error.to_string()))?;
        match schema_version(&connection).map_err(|error| failed(error.to_string()))? {
            SCHEMA_VERSION => {}
            found if SCHEMA_VERSION < found => {
                return Err(OpenError::TooNew { path, found, known: SCHEMA_VERSION });
            }
            found => return Err(failed(format!("{DATABASE} has the unknown format {found}"))),
        }
        Ok(Folder { connection, database, lock })
    }
}

pub fn open_reader(database: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    Ok(connection)
}

/// A folder that we make is nobody else's to read.
fn create_private(data_dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(data_dir)
}

fn open_writer(database: &Path) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_LIMIT_BYTES)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    Ok(connection)
}

fn schema_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// A new database is made under another name without waiting for the disk, and takes its name once it is on
/// the disk as a whole: one wait instead of a dozen, and nothing half-made is ever found.
fn create_database(data_dir: &Path, database: &Path) -> Result<(), String> {
    let draft = data_dir.join(DRAFT);
    if draft.exists() {
        fs::remove_file(&draft).map_err(|error| error.to_string())?;
    }
    create_schema(&draft).map_err(|error| error.to_string())?;
    let publish = || {
        File::open(&draft)?.sync_all()?;
        fs::rename(&draft, database)?;
        // So that the name is on the disk too; not every system can say so.
        if cfg!(unix) { File::open(data_dir)?.sync_all() } else { Ok(()) }
    };
    publish().map_err(|error: std::io::Error| error.to_string())
}

fn create_schema(draft: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(draft)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "journal_mode", "MEMORY")?;
    // What is freed can then be given back later; it can't be asked for afterwards.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.execute_batch(&format!("BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"))?;
    connection.close().map_err(|(_, error)| error)
}

/// Times are whole seconds or milliseconds since 1970, as the columns say. `series.sealed_batch`: the
/// arrivals up to this one are in chunks. `log_block.sealed = 0`: one call's events, waiting for sealing.
/// Identifiers that stay behind in other rows are never given out again (AUTOINCREMENT).
const SCHEMA: &str = "
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
