//! The handle to an open store: opens it, starts its threads, and ends them in order.

use crate::chunk_cache::ChunkCache;
use crate::folder::Folder;
use crate::lock::lock;
use crate::maintenance::Maintenance;
use crate::metric_disk;
use crate::readers::Readers;
use crate::shared::Shared;
use crate::types::{OpenError, StoreError};
use crate::writer::Writer;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A handle to the open store; cheap to clone. The folder is closed when the last one is dropped, or by
/// [`Store::close`].
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// Dropped from top to bottom: the background first, then the writer, the lock last.
struct Inner {
    maintenance: Maintenance,
    shared: Arc<Shared>,
    lock: Mutex<Option<File>>,
}

impl Store {
    /// Opens or creates the data folder and takes its lock.
    pub fn open(data_dir: &Path) -> Result<Store, OpenError> {
        let folder = Folder::open(data_dir)?;
        let failed = |error: StoreError| OpenError::Io {
            path: data_dir.display().to_string(),
            reason: error.to_string(),
        };
        let metrics = Arc::new(metric_disk::load(&folder.connection).map_err(failed)?);
        let readers = Arc::new(Readers::new(folder.database));
        let writer = Writer::start(folder.connection).map_err(failed)?;
        let shared = Arc::new(Shared {
            writer,
            readers,
            metrics,
            deliveries: Arc::default(),
            set_cache: ChunkCache::default(),
            distribution_cache: ChunkCache::default(),
        });
        let maintenance = Maintenance::start(Arc::clone(&shared)).map_err(failed)?;
        Ok(Store { inner: Arc::new(Inner { maintenance, shared, lock: Mutex::new(Some(folder.lock)) }) })
    }

    /// Ends the background work, finishes what is queued, and lets go of the folder. Every later write
    /// fails.
    pub async fn close(&self) {
        let inner = Arc::clone(&self.inner);
        let closing = tokio::task::spawn_blocking(move || inner.close());
        if let Err(error) = closing.await {
            tracing::error!(%error, "closing the store failed");
        }
    }

    /// Seals everything that is buffered and applies retention, now instead of later in the background.
    pub async fn seal(&self) {
        self.inner.maintenance.seal_everything().await;
    }

    /// Something may be due in the background.
    pub(crate) fn wake_maintenance(&self) {
        self.inner.maintenance.wake();
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.inner.shared
    }
}

impl Inner {
    fn close(&self) {
        self.maintenance.stop();
        self.shared.writer.stop();
        self.shared.readers.close();
        lock(&self.lock).take();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
