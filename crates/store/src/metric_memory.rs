//! What of the metrics is in memory: every series' identity, and the points that no chunk holds yet.
//!
//! When a series is sealed its tail moves aside, still readable, until the chunk is durable: a reader sees each point exactly once, because it takes the tails
//! and the newest chunk that belongs to them under one lock.

use crate::MetricIdentity;
use crate::metric_point::{Arrived, SeriesId};
use crate::metric_tail::Tail;
use crate::metric_unrolled::Unrolled;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What tells one series from another: a metric has one for each unit and storage resolution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesKey {
    pub metric: MetricIdentity,
    pub unit: String,
    pub resolution_secs: u32,
}

/// Shared by the door, the writer's thread and the background.
pub struct Metrics {
    memory: RwLock<MetricMemory>,
    next_batch: AtomicI64,
    next_chunk: AtomicI64,
}

#[derive(Default)]
pub struct MetricMemory {
    pub series: HashMap<SeriesId, Series, BuildHasherDefault<IdHasher>>,
    metrics: HashMap<Arc<MetricIdentity>, Vec<SeriesId>>,
    order: BTreeSet<Arc<MetricIdentity>>,
    /// The newest batch that is in the tails.
    pub applied_batch: i64,
    /// How often series have been forgotten: who found one before must look again.
    pub forgettings: u64,
    /// The arrival log: batches and their bytes.
    pub log: VecDeque<(i64, usize)>,
    pub log_bytes: usize,
    /// Of all tails; see `Tail::weight`.
    pub tail_weight: usize,
}

pub struct Series {
    pub metric: Arc<MetricIdentity>,
    pub unit: String,
    pub resolution_secs: u32,
    pub last_secs: i64,
    /// The latest slot that any chunk holds.
    pub sealed_end_secs: i64,
    /// Chunks with a greater identifier aren't known to this memory yet.
    pub last_chunk: i64,
    /// The arrivals up to this one are in chunks.
    pub sealed_batch: i64,
    /// By the table's place in `Table::ALL`; the last one owes nobody.
    pub unrolled: [Unrolled; 3],
    pub tail: Tail,
    /// On its way into a chunk.
    pub sealing: Option<Arc<Tail>>,
}

/// Spreads identifiers that we gave out ourselves; nobody can choose them to collide.
#[derive(Default)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, id: u64) {
        // The golden ratio's bits: neighbours end far apart.
        self.0 = (self.0 ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }

    fn write_i64(&mut self, id: i64) {
        self.write_u64(id as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Metrics {
    pub fn new(memory: MetricMemory, next_batch: i64, next_chunk: i64) -> Self {
        Metrics {
            memory: RwLock::new(memory),
            next_batch: AtomicI64::new(next_batch),
            next_chunk: AtomicI64::new(next_chunk),
        }
    }

    pub fn read(&self) -> RwLockReadGuard<'_, MetricMemory> {
        self.memory.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self) -> RwLockWriteGuard<'_, MetricMemory> {
        self.memory.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Never given out twice, not even after a rollback.
    pub fn next_batch(&self) -> i64 {
        self.next_batch.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether a batch is being written that the tails don't hold yet. Only the writer's thread can tell.
    pub fn has_batch_on_its_way(&self) -> bool {
        self.read().applied_batch + 1 != self.next_batch.load(Ordering::Relaxed)
    }

    pub fn next_chunk(&self) -> i64 {
        self.next_chunk.fetch_add(1, Ordering::Relaxed)
    }
}

impl MetricMemory {
    pub fn find(&self, metric: &MetricIdentity, unit: &str, resolution_secs: u32) -> Option<SeriesId> {
        self.of_metric(metric)
            .find(|(_, series)| series.unit == unit && series.resolution_secs == resolution_secs)
            .map(|(id, _)| id)
    }

    pub fn of_metric(&self, metric: &MetricIdentity) -> impl Iterator<Item = (SeriesId, &Series)> {
        let ids = self.metrics.get(metric).map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| Some((*id, self.series.get(id)?)))
    }

    pub fn in_order(&self) -> &BTreeSet<Arc<MetricIdentity>> {
        &self.order
    }

    /// A series that is known already stays as it is.
    pub fn register(&mut self, id: SeriesId, key: SeriesKey, sealed_batch: i64) -> &mut Series {
        let SeriesKey { metric, unit, resolution_secs } = key;
        let metric = match self.metrics.get_key_value(&metric) {
            Some((shared, _)) => Arc::clone(shared),
            None => Arc::new(metric),
        };
        let ids = self.metrics.entry(Arc::clone(&metric)).or_default();
        if !ids.contains(&id) {
            ids.push(id);
            self.order.insert(Arc::clone(&metric));
        }
        self.series.entry(id).or_insert_with(|| Series {
            metric,
            unit,
            resolution_secs,
            last_secs: i64::MIN,
            sealed_end_secs: i64::MIN,
            last_chunk: 0,
            sealed_batch,
            unrolled: [Unrolled::default(); 3],
            tail: Tail::default(),
            sealing: None,
        })
    }

    /// Series without any points since then, in memory or in chunks.
    pub fn forget_idle_since(&mut self, oldest_secs: i64) -> Vec<SeriesId> {
        let is_idle = |series: &Series| {
            series.last_secs < oldest_secs && series.tail.points.is_empty() && series.sealing.is_none()
        };
        let idle: Vec<SeriesId> =
            self.series.iter().filter(|(_, series)| is_idle(series)).map(|(id, _)| *id).collect();
        for id in &idle {
            self.forget(*id);
        }
        self.forgettings += u64::from(!idle.is_empty());
        idle
    }

    fn forget(&mut self, id: SeriesId) {
        let Some(series) = self.series.remove(&id) else { return };
        if let Some(ids) = self.metrics.get_mut(&series.metric) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.metrics.remove(&series.metric);
                self.order.remove(&series.metric);
            }
        }
    }

    /// Batches come in ascending order. Points that are in chunks already are left out.
    pub fn apply(&mut self, batch: i64, bytes: usize, arrived: &[Arrived]) {
        for Arrived { series, point, histogram } in arrived {
            let Some(series) = self.series.get_mut(series) else { continue };
            if series.sealed_batch < batch {
                series.last_secs = series.last_secs.max(point.secs);
                self.tail_weight -= series.tail.weight();
                series.tail.add(batch, *point, histogram);
                self.tail_weight += series.tail.weight();
            }
        }
        self.log.push_back((batch, bytes));
        self.log_bytes += bytes;
        self.applied_batch = batch;
    }

    /// The arrivals up to this one are all in chunks.
    pub fn drop_log(&mut self, through: i64) {
        while let Some((batch, bytes)) = self.log.front().copied()
            && batch <= through
        {
            self.log.pop_front();
            self.log_bytes -= bytes;
        }
    }
}
