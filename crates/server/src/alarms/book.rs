//! All alarms in memory, each parsed once, in front of the store.
//!
//! Whoever changes an alarm opens the book, so that changes come one after the other, and memory and store
//! agree: the store is written first. The book is filled from the store when it's first opened.

use super::history::StateChange;
use super::watch::Watch;
use crate::store::{AlarmHistoryItem, Store, StoreError, StoredAlarm};
use alarm::Condition;
use cloudwatch_api::MetricAlarm;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use timeseries::Timestamp;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

type Pages = BTreeMap<String, Arc<WatchedAlarm>>;

/// `None` until it's first opened.
#[derive(Default)]
pub struct AlarmBook(Mutex<Option<Pages>>);

/// The book in one hand; everyone else waits.
pub struct OpenBook<'a> {
    store: &'a Store,
    pages: MappedMutexGuard<'a, Pages>,
}

/// An alarm with all that its evaluation needs.
pub struct WatchedAlarm {
    pub alarm: MetricAlarm,
    /// `None`: written by a version that knew more than this one; the log said so.
    pub watch: Option<Arc<Watch>>,
    /// Which evaluation interval has been seen to, counted from the epoch.
    evaluated: AtomicI64,
}

impl AlarmBook {
    pub async fn open<'a>(&'a self, store: &'a Store) -> Result<OpenBook<'a>, StoreError> {
        let mut pages = self.0.lock().await;
        if pages.is_none() {
            *pages = Some(read(store).await?);
        }
        let pages = MutexGuard::map(pages, |pages| pages.get_or_insert_default());
        Ok(OpenBook { store, pages })
    }
}

impl OpenBook<'_> {
    pub fn get(&self, name: &str) -> Option<&Arc<WatchedAlarm>> {
        self.pages.get(name)
    }

    /// By name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<WatchedAlarm>> {
        self.pages.values()
    }

    /// Whether nobody has changed this alarm since it was taken from the book.
    pub fn is_current(&self, watched: &Arc<WatchedAlarm>) -> bool {
        self.get(&watched.alarm.alarm_name).is_some_and(|current| Arc::ptr_eq(current, watched))
    }

    /// The alarms whose evaluation interval has begun anew, and marks them as seen to.
    pub fn due(&self, now: Timestamp) -> Vec<Arc<WatchedAlarm>> {
        self.iter().filter(|watched| watched.becomes_due(now)).cloned().collect()
    }

    /// A new or an updated configuration: it is due at once.
    pub async fn put(
        &mut self,
        alarm: MetricAlarm,
        watch: Watch,
        history: AlarmHistoryItem,
    ) -> Result<(), StoreError> {
        let watched =
            WatchedAlarm { alarm, watch: Some(Arc::new(watch)), evaluated: AtomicI64::new(i64::MIN) };
        self.write(watched, history).await
    }

    /// Another state of the same configuration: its evaluations go on as they were.
    pub async fn set_state(&mut self, watched: &WatchedAlarm, change: StateChange) -> Result<(), StoreError> {
        let history = change.history(&watched.alarm);
        let watched = WatchedAlarm {
            alarm: change.apply(&watched.alarm),
            watch: watched.watch.clone(),
            evaluated: AtomicI64::new(watched.evaluated.load(Ordering::Relaxed)),
        };
        self.write(watched, history).await
    }

    pub async fn delete(&mut self, name: &str, history: AlarmHistoryItem) -> Result<(), StoreError> {
        self.store.delete_alarm(name, vec![history]).await?;
        self.pages.remove(name);
        Ok(())
    }

    async fn write(&mut self, watched: WatchedAlarm, history: AlarmHistoryItem) -> Result<(), StoreError> {
        let document =
            serde_json::to_string(&watched.alarm).map_err(|error| StoreError::Failed(error.to_string()))?;
        let name = watched.alarm.alarm_name.clone();
        self.store.put_alarm(StoredAlarm { name: name.clone(), document }, vec![history]).await?;
        self.pages.insert(name, Arc::new(watched));
        Ok(())
    }
}

impl WatchedAlarm {
    fn becomes_due(&self, now: Timestamp) -> bool {
        let Some(watch) = &self.watch else { return false };
        let interval = now.secs().div_euclid(watch.condition.evaluation_interval_secs());
        self.evaluated.swap(interval, Ordering::Relaxed) != interval
    }
}

async fn read(store: &Store) -> Result<Pages, StoreError> {
    let mut pages = Pages::new();
    for stored in store.alarms().await? {
        match serde_json::from_str::<MetricAlarm>(&stored.document) {
            Ok(alarm) => {
                let watch = Condition::of_alarm(&alarm).and_then(Watch::new);
                if let Err(error) = &watch {
                    tracing::error!(alarm = stored.name, %error, "a stored alarm is not evaluated");
                }
                let watch = watch.ok().map(Arc::new);
                let watched = WatchedAlarm { alarm, watch, evaluated: AtomicI64::new(i64::MIN) };
                pages.insert(stored.name, Arc::new(watched));
            }
            Err(error) => tracing::error!(alarm = stored.name, %error, "a stored alarm can't be read"),
        }
    }
    Ok(pages)
}
