//! All alarms in memory, each parsed once, in front of the store.
//!
//! Whoever changes an alarm opens the book, so that changes come one after the other, and memory and store
//! agree: the store is written first. The book is filled from the store when it's first opened.

use super::draft::{Changes, Draft};
use super::links::Links;
use super::record::AlarmRecord;
use super::watch::Watch;
use crate::app::{Account, App};
use crate::store::{AlarmWrite, StoreError};
use alarm::{CompositeCondition, Condition, Periods, Rule};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use timeseries::Timestamp;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, Notify};

/// `None` until it's first opened.
#[derive(Default)]
pub struct AlarmBook {
    pages: Mutex<Option<Pages>>,
    /// Told when an alarm has begun to wait for a moment of its own.
    pub waiting: Notify,
}

#[derive(Default)]
pub struct Pages {
    pub alarms: BTreeMap<String, Arc<KeptAlarm>>,
    pub links: Arc<Links>,
}

/// The book in one hand; everyone else waits.
pub struct OpenBook<'a> {
    app: &'a App,
    pages: MappedMutexGuard<'a, Pages>,
}

/// An alarm with all that its evaluation needs.
pub struct KeptAlarm {
    pub record: AlarmRecord,
    pub logic: Logic,
    /// Which evaluation interval has been seen to, counted from the epoch.
    evaluated: AtomicI64,
}

#[derive(Clone)]
pub enum Logic {
    Metric(Arc<Watch>),
    Composite(Arc<Composite>),
    /// Written by a version that knew more than this one; the log said so.
    Unknown,
}

/// A rule whose alarms are known by name.
#[derive(Debug)]
pub struct Composite {
    pub rule: Rule,
    /// By the text that the rule has, in its order. What names another account's or region's alarm is left out.
    names: Vec<(String, String)>,
    pub suppressor: Option<(String, Periods)>,
}

impl AlarmBook {
    pub async fn open<'a>(&'a self, app: &'a App) -> Result<OpenBook<'a>, StoreError> {
        let mut pages = self.pages.lock().await;
        if pages.is_none() {
            *pages = Some(read(app).await?);
        }
        let pages = MutexGuard::map(pages, |pages| pages.get_or_insert_default());
        Ok(OpenBook { app, pages })
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
        Draft::new(&self.app.account, &self.pages, now)
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
        self.app.store.write_alarms(write).await?;
        let waits = self.pages.apply(alarms, links);
        if waits {
            self.app.alarms.waiting.notify_one();
        }
        Ok(())
    }
}

impl Pages {
    /// Whether one of these alarms waits for a moment of its own.
    pub fn apply(&mut self, alarms: BTreeMap<String, Option<Arc<KeptAlarm>>>, links: Arc<Links>) -> bool {
        let mut waits = false;
        for (name, kept) in alarms {
            match kept {
                Some(kept) => {
                    waits |= kept.record.suppressed_until().is_some();
                    self.alarms.insert(name, kept);
                }
                None => drop(self.alarms.remove(&name)),
            }
        }
        self.links = links;
        waits
    }
}

impl KeptAlarm {
    /// A new or an updated configuration: it is due at once.
    pub fn new(record: AlarmRecord, logic: Logic) -> Self {
        KeptAlarm { record, logic, evaluated: AtomicI64::new(i64::MIN) }
    }

    /// Another state of the same configuration: its evaluations go on as they were.
    pub fn with_record(&self, record: AlarmRecord) -> Self {
        let evaluated = AtomicI64::new(self.evaluated.load(Ordering::Relaxed));
        KeptAlarm { record, logic: self.logic.clone(), evaluated }
    }

    pub fn watch(&self) -> Option<&Watch> {
        match &self.logic {
            Logic::Metric(watch) => Some(watch),
            _ => None,
        }
    }

    pub fn composite(&self) -> Option<&Arc<Composite>> {
        match &self.logic {
            Logic::Composite(composite) => Some(composite),
            _ => None,
        }
    }

    fn becomes_due(&self, now: Timestamp) -> bool {
        let Some(watch) = self.watch() else { return false };
        let interval = now.secs().div_euclid(watch.condition.evaluation_interval_secs());
        self.evaluated.swap(interval, Ordering::Relaxed) != interval
    }
}

impl Composite {
    pub fn new(account: &Account, condition: CompositeCondition) -> Self {
        let CompositeCondition { rule, suppressor } = condition;
        let texts = rule.alarms();
        let names = texts.into_iter().filter_map(|text| Some((text.to_owned(), account.alarm_name(text)?)));
        let names = names.collect();
        let suppressor =
            suppressor.and_then(|found| Some((account.alarm_name(&found.alarm)?, found.periods)));
        Composite { rule, names, suppressor }
    }

    /// The names of the alarms in its rule, each once.
    pub fn children(&self) -> impl Iterator<Item = &str> {
        let earlier =
            |index: usize, name: &String| self.names[..index].iter().any(|(_, other)| other == name);
        let names = self.names.iter().enumerate();
        names.filter(move |(index, (_, name))| !earlier(*index, name)).map(|(_, (_, name))| name.as_str())
    }

    /// By the text that the rule has for it.
    pub fn child(&self, text: &str) -> Option<&str> {
        self.names.iter().find(|(known, _)| known == text).map(|(_, name)| name.as_str())
    }

    pub fn suppressor(&self) -> Option<&str> {
        self.suppressor.as_ref().map(|(name, _)| name.as_str())
    }
}

async fn read(app: &App) -> Result<Pages, StoreError> {
    let mut alarms = BTreeMap::new();
    for stored in app.store.alarms().await? {
        match AlarmRecord::from_stored(&stored) {
            Ok(record) => {
                let logic = logic(&app.account, &record);
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

fn logic(account: &Account, record: &AlarmRecord) -> Result<Logic, cloudwatch_api::ApiError> {
    Ok(match record {
        AlarmRecord::Metric(alarm) => Logic::Metric(Arc::new(Watch::new(Condition::of_alarm(alarm)?)?)),
        AlarmRecord::Composite(record) => {
            let condition = CompositeCondition::of_alarm(&record.composite_alarm)?;
            Logic::Composite(Arc::new(Composite::new(account, condition)))
        }
    })
}
