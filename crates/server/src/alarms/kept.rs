//! An alarm as it is kept in memory: its record, what its evaluation needs, and when it was evaluated last.

use super::composite::Composite;
use super::record::AlarmRecord;
use super::watch::Watch;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use timeseries::Timestamp;

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

    /// Whether its evaluation interval has begun anew; marks that as seen to.
    pub fn becomes_due(&self, now: Timestamp) -> bool {
        let Some(watch) = self.watch() else { return false };
        let interval = now.secs().div_euclid(watch.condition.evaluation_interval_secs());
        self.evaluated.swap(interval, Ordering::Relaxed) != interval
    }
}
