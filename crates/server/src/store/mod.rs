//! The one door to storage, in domain terms: metrics and their statistic sets, dashboards, alarms with
//! their history, log groups, streams and events.
//!
//! SQLite's name appears only below this module. Nothing here knows HTTP or the API's shapes. Every write
//! that has returned `Ok` survives kill -9.
//!
//! Read on in `writer` (one thread, group commit), `metrics` (arrival log, memory, sealed chunks), `logs`
//! (fresh rows, sealed blocks), `deliveries` (the queue of notifications) and `maintenance` (what happens in
//! the background).

mod alarms;
mod chunk_cache;
mod codec;
mod dashboards;
mod deliveries;
mod folder;
mod log_block;
mod log_read;
mod log_seal;
mod logs;
mod maintenance;
mod metric_chunk;
mod metric_disk;
mod metric_memory;
mod metric_read;
mod metric_roll_up;
mod metric_seal;
mod metric_sums;
mod metric_table;
mod metric_tail;
mod metrics;
mod notifications;
mod readers;
mod retention;
mod schema;
mod tags;
#[cfg(test)]
mod tests;
mod types;
mod writer;

pub use alarms::{AlarmAction, AlarmHistoryPosition, AlarmHistoryQuery, AlarmWrite, HistoryEntry};
pub use deliveries::{Delivery, DeliveryKind, DueDelivery, Publication};
pub use metric_table::visible_range;
pub use notifications::{StoredSubscription, StoredTopic, SubscriptionCounts, SubscriptionState};
pub use tags::{StoredTag, TaggedResource};
pub use types::{
    AlarmHistoryItem, AlarmKind, DashboardSummary, DatapointQuery, EventPosition, LogEvent, LogQuery,
    MetricFilter, MetricIdentity, MetricPoint, OpenError, StoreError, StoredAlarm, StoredDashboard,
    StoredLogEvent, StoredLogGroup, StoredLogStream, UnitDistributions, UnitSlots, UnitStatistics,
};

use chunk_cache::ChunkCache;
use folder::Folder;
use maintenance::Maintenance;
use metric_memory::Metrics;
use readers::Readers;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use timeseries::{Distribution, StatisticSet};
use tokio::sync::Notify;
use writer::Writer;

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

/// What the door and the background threads both use.
struct Shared {
    writer: Writer,
    readers: Arc<Readers>,
    metrics: Arc<Metrics>,
    /// Told after a commit that put something into the queue of deliveries.
    deliveries: Arc<Notify>,
    set_cache: ChunkCache<StatisticSet>,
    distribution_cache: ChunkCache<Distribution>,
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

    fn shared(&self) -> &Arc<Shared> {
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

/// A poisoned lock only says that another thread panicked; what it guards is replaced whole, never half.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
