//! A small pool of connections that only read, each call in one snapshot, off the runtime's threads.

use super::{StoreError, folder, lock};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Reads at one time; more wait.
const CONCURRENT: usize = 8;

/// Connections kept between reads; each holds a page cache.
const IDLE: usize = 4;

pub struct Readers {
    database: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub fn new(database: PathBuf) -> Self {
        let permits = Arc::new(Semaphore::new(CONCURRENT));
        Readers { database, idle: Mutex::default(), permits }
    }

    pub async fn read<T, W>(self: &Arc<Self>, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let failed = |error: String| StoreError::Failed(error);
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|error| failed(error.to_string()))?;
        let readers = Arc::clone(self);
        let reading = tokio::task::spawn_blocking(move || {
            let answer = readers.read_blocking(work);
            drop(permit);
            answer
        });
        reading.await.map_err(|error| failed(error.to_string()))?
    }

    pub fn read_blocking<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let kept = lock(&self.idle).pop();
        let connection = match kept {
            Some(connection) => connection,
            None => folder::open_reader(&self.database)?,
        };
        let snapshot = connection.unchecked_transaction()?;
        let answer = work(&snapshot)?;
        snapshot.finish()?;
        let mut idle = lock(&self.idle);
        if idle.len() < IDLE {
            idle.push(connection);
        }
        Ok(answer)
    }

    pub fn close(&self) {
        lock(&self.idle).clear();
    }
}
