//! All alarms in memory, each parsed once, in front of the store.
//!
//! Whoever changes an alarm opens the book, so that changes come one after the other, and memory and store
//! agree: the store is written first. The book is filled from the store when it's first opened.

use super::composite::Composite;
use super::draft::{Changes, Draft};
use super::kept::{KeptAlarm, Logic};
use super::links::Links;
use super::pages::Pages;
use super::record::AlarmRecord;
use super::watch::Watch;
use crate::account::Account;
use crate::metric_reader::MetricReader;
use alarm::{CompositeCondition, Condition};
use cloudwatch_api::ApiError;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{AlarmWrite, Store, StoreError};
use timeseries::Timestamp;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, Notify};

pub struct AlarmBook {
    store: Store,
    account: Arc<Account>,
    /// `None` until it's first opened.
    pages: Mutex<Option<Pages>>,
    /// Told when an alarm has begun to wait for a moment of its own.
    pub waiting: Notify,
}

/// The book in one hand; everyone else waits.
pub struct OpenBook<'a> {
    book: &'a AlarmBook,
    pages: MappedMutexGuard<'a, Pages>,
}

impl AlarmBook {
    pub fn new(store: Store, account: Arc<Account>) -> Self {
        AlarmBook { store, account, pages: Mutex::default(), waiting: Notify::default() }
    }

    pub async fn open(&self) -> Result<OpenBook<'_>, StoreError> {
        let mut pages = self.pages.lock().await;
        if pages.is_none() {
            *pages = Some(read(&self.store, &self.account).await?);
        }
        let pages = MutexGuard::map(pages, |pages| pages.get_or_insert_default());
        Ok(OpenBook { book: self, pages })
    }

    /// The datapoints that alarms are decided on.
    pub fn metric_reader(&self, now: Timestamp) -> MetricReader<'_> {
        MetricReader::new(&self.store, now)
    }
}

impl OpenBook<'_> {
    pub fn get(&self, name: &str) -> Option<&Arc<KeptAlarm>> {
        self.pages.alarms.get(name)
    }

    /// By name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<KeptAlarm>> {
        self.pages.alarms.values()
    }

    pub fn links(&self) -> &Links {
        &self.pages.links
    }

    /// Whether nobody has changed this alarm since it was taken from the book.
    pub fn is_current(&self, kept: &Arc<KeptAlarm>) -> bool {
        self.get(kept.record.name()).is_some_and(|current| Arc::ptr_eq(current, kept))
    }

    /// The alarms whose evaluation interval has begun anew, and marks them as seen to.
    pub fn due(&self, now: Timestamp) -> Vec<Arc<KeptAlarm>> {
        self.iter().filter(|kept| kept.becomes_due(now)).cloned().collect()
    }

    /// When the first composite alarm that waits is to let its actions go.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let kept = self.pages.links.composites().filter_map(|name| self.get(name));
        kept.filter_map(|kept| kept.record.suppressed_until()).min()
    }

    /// Changes to come, all at one instant.
    pub fn draft(&self, now: Timestamp) -> Draft<'_> {
        Draft::new(&self.book.account, &self.pages, now)
    }

    /// Writes them down, all or nothing.
    pub async fn commit(&mut self, changes: Changes) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let Changes { alarms, history, tags, links } = changes;
        let mut write = AlarmWrite { history, tags, ..AlarmWrite::default() };
        for (name, kept) in &alarms {
            match kept {
                Some(kept) => write.put.push(kept.record.to_stored()?),
                None => write.deleted.push(name.clone()),
            }
        }
        self.book.store.write_alarms(write).await?;
        let waits = self.pages.apply(alarms, links);
        if waits {
            self.book.waiting.notify_one();
        }
        Ok(())
    }
}

async fn read(store: &Store, account: &Account) -> Result<Pages, StoreError> {
    let mut alarms = BTreeMap::new();
    for stored in store.alarms().await? {
        match AlarmRecord::from_stored(&stored) {
            Ok(record) => {
                let logic = logic(account, &record);
                if let Err(error) = &logic {
                    tracing::error!(alarm = stored.name, %error, "a stored alarm is not evaluated");
                }
                let kept = KeptAlarm::new(record, logic.unwrap_or(Logic::Unknown));
                alarms.insert(stored.name, Arc::new(kept));
            }
            Err(error) => tracing::error!(alarm = stored.name, %error, "a stored alarm can't be read"),
        }
    }
    let composites = alarms.iter().filter_map(|(name, kept): (&String, &Arc<KeptAlarm>)| {
        kept.composite().map(|composite| (name.as_str(), &**composite))
    });
    let links = Arc::new(Links::new(composites));
    Ok(Pages { alarms, links })
}

fn logic(account: &Account, record: &AlarmRecord) -> Result<Logic, ApiError> {
    Ok(match record {
        AlarmRecord::Metric(alarm) => Logic::Metric(Arc::new(Watch::new(Condition::of_alarm(alarm)?)?)),
        AlarmRecord::Composite(record) => {
            let condition = CompositeCondition::of_alarm(&record.composite_alarm)?;
            Logic::Composite(Arc::new(Composite::new(account, condition)))
        }
    })
}
