//! A small pool of connections that only read, each call in one snapshot, off the runtime's threads.

use crate::lock::lock;
use crate::{StoreError, folder};
use rusqlite::Connection;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

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
        self.start(work).await?.await.map_err(failed)?
    }

    /// [`Readers::read`] that is under way once this returns.
    pub async fn start<T, W>(
        self: &Arc<Self>,
        work: W,
    ) -> Result<JoinHandle<Result<T, StoreError>>, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(failed)?;
        let readers = Arc::clone(self);
        Ok(tokio::task::spawn_blocking(move || {
            let answer = readers.read_blocking(work);
            drop(permit);
            answer
        }))
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

fn failed(error: impl Display) -> StoreError {
    StoreError::Failed(error.to_string())
}
