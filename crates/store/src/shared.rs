//! The open store's parts, shared by its door and the background thread.

use crate::chunk_cache::ChunkCache;
use crate::metric_memory::Metrics;
use crate::readers::Readers;
use crate::writer::Writer;
use std::sync::Arc;
use timeseries::{Distribution, StatisticSet};
use tokio::sync::Notify;

/// What the door and the background threads both use.
pub struct Shared {
    pub writer: Writer,
    pub readers: Arc<Readers>,
    pub metrics: Arc<Metrics>,
    /// Told after a commit that put something into the queue of deliveries.
    pub deliveries: Arc<Notify>,
    pub set_cache: ChunkCache<StatisticSet>,
    pub distribution_cache: ChunkCache<Distribution>,
}
