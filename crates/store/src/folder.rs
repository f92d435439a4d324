//! The data folder: its lock, its database file, and how both come about. What tables there are stands in
//! `schema`.

use crate::{OpenError, schema};
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

const DATABASE: &str = "barograph.sqlite3";
const DRAFT: &str = "barograph.sqlite3.new";
const LOCK: &str = "lock";

/// Pages of the write-ahead log after which a commit moves them into the database.
const CHECKPOINT_PAGES: i64 = 1000;

/// After a checkpoint the write-ahead log is cut to this.
const JOURNAL_LIMIT_BYTES: i64 = 16 * 1024 * 1024;

const WRITER_CACHE_KIB: i64 = 4096;
const READER_CACHE_KIB: i64 = 1024;

/// Chunks are one or two kilobytes: in SQLite's usual pages of four too much stays empty.
const PAGE_BYTES: i64 = 8192;

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
        match schema::upgrade(&connection).map_err(|error| failed(error.to_string()))? {
            found if found > schema::VERSION => {
                return Err(OpenError::TooNew { path, found, known: schema::VERSION });
            }
            0 => return Err(failed(format!("{DATABASE} is another program's"))),
            _ => {}
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
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    // What is freed can then be given back later; it can't be asked for afterwards.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    schema::create(&connection)?;
    connection.close().map_err(|(_, error)| error)
}
