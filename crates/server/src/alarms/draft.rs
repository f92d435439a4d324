//! Changes to alarms that happen at one instant, with everything that follows from them: composite alarms
//! that go along, actions that are executed or held back. Nothing is written here: a draft becomes
//! [`Changes`], and those the book writes in one transaction.

use super::actions;
use super::composite::Composite;
use super::history;
use super::kept::KeptAlarm;
use super::links::Links;
use super::pages::Pages;
use super::record::{AlarmRecord, CompositeRecord, StateChange};
use crate::account::Account;
use alarm::{AlarmState, Periods, SuppressionEvent, long_time_text};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{HistoryEntry, StoredTag};
use timeseries::Timestamp;

pub struct Draft<'a> {
    account: &'a Account,
    pages: &'a Pages,
    now: Timestamp,
    /// `None`: deleted.
    changed: BTreeMap<String, Option<Arc<KeptAlarm>>>,
    history: Vec<HistoryEntry>,
    tags: Vec<(String, Vec<StoredTag>)>,
    links: Arc<Links>,
    /// Composite alarms that are to be looked at, lowest first, with the children that changed.
    triggered: BTreeMap<(usize, String), Vec<String>>,
}

/// What a draft came to.
pub struct Changes {
    /// `None`: deleted.
    pub alarms: BTreeMap<String, Option<Arc<KeptAlarm>>>,
    pub history: Vec<HistoryEntry>,
    pub tags: Vec<(String, Vec<StoredTag>)>,
    pub links: Arc<Links>,
}

/// Why a composite alarm is evaluated without a child having changed.
enum Occasion {
    Created,
    Updated,
}

impl<'a> Draft<'a> {
    pub fn new(account: &'a Account, pages: &'a Pages, now: Timestamp) -> Self {
        let links = Arc::clone(&pages.links);
        let (changed, triggered) = (BTreeMap::new(), BTreeMap::new());
        Draft { account, pages, now, changed, history: Vec::new(), tags: Vec::new(), links, triggered }
    }

    /// As it is after the changes so far.
    pub fn get(&self, name: &str) -> Option<&Arc<KeptAlarm>> {
        match self.changed.get(name) {
            Some(changed) => changed.as_ref(),
            None => self.pages.alarms.get(name),
        }
    }

    /// A new or updated configuration; tags are for a new one only. A composite alarm is evaluated at once.
    pub fn put(&mut self, kept: KeptAlarm, tags: Vec<StoredTag>) {
        let name = kept.record.name().to_owned();
        let old = self.get(&name).cloned();
        let item = match &old {
            None => history::created(&kept.record, self.now),
            Some(old) => history::updated(&old.record, &kept.record, self.now),
        };
        self.history.push(HistoryEntry::Item(item));
        if old.is_none() && !tags.is_empty() {
            self.tags.push((name.clone(), tags));
        }
        let composite = kept.composite().cloned();
        self.changed.insert(name.clone(), Some(Arc::new(kept)));
        let Some(composite) = composite else { return };
        self.relink();
        let old_suppressor = old.as_ref().and_then(|old| old.composite()?.suppressor().map(str::to_owned));
        if old_suppressor.as_deref() != composite.suppressor() {
            let in_alarm = self.is_suppressor_in_alarm(&composite);
            self.suppress(&name, SuppressionEvent::SuppressorReplaced { in_alarm });
        }
        self.evaluate_all(
            &name,
            &composite,
            if old.is_some() { Occasion::Updated } else { Occasion::Created },
        );
    }

    /// The same configuration with actions enabled or disabled.
    pub fn set_actions_enabled(&mut self, name: &str, enabled: bool) {
        let Some(kept) = self.get(name).cloned() else { return };
        if kept.record.actions_enabled() == enabled {
            return;
        }
        let mut record = kept.record.clone();
        record.set_actions_enabled(enabled, self.now);
        self.history.push(HistoryEntry::Item(history::updated(&kept.record, &record, self.now)));
        self.replace(&kept, record);
    }

    /// Whether it was there.
    pub fn delete(&mut self, name: &str) -> bool {
        let Some(kept) = self.get(name).cloned() else { return false };
        self.history.push(HistoryEntry::Item(history::deleted(&kept.record, self.now)));
        self.changed.insert(name.to_owned(), None);
        if kept.composite().is_some() {
            self.relink();
        }
        true
    }

    /// What a metric alarm's last evaluation was troubled by; no history, for it isn't a state.
    pub fn set_evaluation_state(&mut self, name: &str, state: Option<&str>) {
        let Some(kept) = self.get(name).cloned() else { return };
        if let AlarmRecord::Metric(alarm) = &kept.record
            && alarm.evaluation_state.as_deref() != state
        {
            let mut alarm = alarm.clone();
            alarm.evaluation_state = state.map(str::to_owned);
            self.replace(&kept, AlarmRecord::Metric(alarm));
        }
    }

    /// Another state, with its history, its actions, and word to the composite alarms above it.
    pub fn set_state(&mut self, name: &str, change: StateChange) {
        let Some(kept) = self.get(name).cloned() else { return };
        let before = kept.record.state();
        self.history.push(HistoryEntry::Item(history::state_changed(&kept.record, &change)));
        let in_alarm = change.state == AlarmState::Alarm;
        let mut record = kept.record.clone();
        record.apply(change);
        let acts = match (&mut record, kept.composite()) {
            (AlarmRecord::Composite(record), Some(composite)) if composite.suppressor.is_some() => {
                let suppressor_in_alarm = self.is_suppressor_in_alarm(composite);
                self.advance(record, composite, SuppressionEvent::CompositeChanged { suppressor_in_alarm })
            }
            _ => true,
        };
        if acts {
            self.history.extend(actions::execute(self.account, &record, before.name(), self.now));
        }
        self.replace(&kept, record);
        let links = Arc::clone(&self.links);
        for parent in links.parents(name) {
            let key = (links.rank(parent), parent.clone());
            self.triggered.entry(key).or_default().push(name.to_owned());
        }
        if (before == AlarmState::Alarm) != in_alarm {
            for composite in links.suppressed_by(name) {
                self.suppress(composite, SuppressionEvent::SuppressorChanged { in_alarm });
            }
        }
    }

    /// Lets go of what composite alarms have held back long enough.
    pub fn end_waits(&mut self) {
        let links = Arc::clone(&self.links);
        for name in links.composites() {
            let until = self.get(name).and_then(|kept| kept.record.suppressed_until());
            if until.is_some_and(|until| until <= self.now) {
                self.suppress(name, SuppressionEvent::Tick);
            }
        }
    }

    /// Brings every composite alarm above a changed one to its state.
    pub fn finish(mut self) -> Changes {
        while let Some(((_, name), children)) = self.triggered.pop_first() {
            let Some(composite) = self.get(&name).and_then(|kept| kept.composite().cloned()) else {
                continue;
            };
            let child = children.first().and_then(|child| self.get(child));
            let Some(child) = child.map(|kept| &kept.record) else { continue };
            let at = long_time_text(child.state_since());
            let reason = format!("{} transitioned to {} at {at}", child.arn(), child.state_value());
            self.evaluate(&name, &composite, reason, &children);
        }
        Changes { alarms: self.changed, history: self.history, tags: self.tags, links: self.links }
    }

    fn evaluate_all(&mut self, name: &str, composite: &Composite, occasion: Occasion) {
        let Some(arn) = self.get(name).map(|kept| kept.record.arn().to_owned()) else { return };
        let verb = match occasion {
            Occasion::Created => "created",
            Occasion::Updated => "updated",
        };
        let state = self.state_by(composite);
        let children: Vec<String> = composite.children().map(str::to_owned).collect();
        let reason = format!("{arn} was {verb} and its alarm rule evaluates to {state}");
        self.evaluate(name, composite, reason, &children);
    }

    fn evaluate(&mut self, name: &str, composite: &Composite, reason: String, triggering: &[String]) {
        let state = self.state_by(composite);
        if self.get(name).is_none_or(|kept| kept.record.state() == state) {
            return;
        }
        let records = triggering.iter().filter_map(|child| self.get(child)).map(|kept| &kept.record);
        let reason_data = Some(history::triggering_alarms(records));
        self.set_state(name, StateChange { state, reason, reason_data, at: self.now });
    }

    fn state_by(&self, composite: &Composite) -> AlarmState {
        let state_of = |text: &str| Some(self.get(composite.child(text)?)?.record.state());
        if composite.rule.holds(&state_of) { AlarmState::Alarm } else { AlarmState::Ok }
    }

    fn is_suppressor_in_alarm(&self, composite: &Composite) -> bool {
        let suppressor = composite.suppressor().and_then(|name| self.get(name));
        suppressor.is_some_and(|kept| kept.record.state() == AlarmState::Alarm)
    }

    /// Tells a composite alarm's suppression what happened, and acts if that lets its actions go.
    fn suppress(&mut self, name: &str, event: SuppressionEvent) {
        let Some(kept) = self.get(name).cloned() else { return };
        let (AlarmRecord::Composite(record), Some(composite)) = (&kept.record, kept.composite()) else {
            return;
        };
        let mut changed = record.clone();
        let acts = self.advance(&mut changed, composite, event);
        if changed == *record && !acts {
            return;
        }
        let before = changed.previous_state_value.clone();
        let record = AlarmRecord::Composite(changed);
        if acts {
            self.history.extend(actions::execute(self.account, &record, &before, self.now));
        }
        self.replace(&kept, record);
    }

    /// Whether the actions are to be executed now.
    fn advance(&self, record: &mut CompositeRecord, composite: &Composite, event: SuppressionEvent) -> bool {
        let none = Periods { wait_secs: 0, extension_secs: 0 };
        let periods = composite.suppressor.as_ref().map_or(none, |(_, periods)| *periods);
        let (next, acts) = record.suppression().after(event, periods, self.now);
        if next != record.suppression() {
            record.set_suppression(next, || {
                let suppressor = composite.suppressor().and_then(|name| self.get(name));
                suppressor.map_or_else(String::new, |kept| {
                    let since = long_time_text(kept.record.state_since());
                    format!("{} that transitioned to ALARM at {since}", kept.record.arn())
                })
            });
        }
        acts
    }

    fn replace(&mut self, kept: &KeptAlarm, record: AlarmRecord) {
        let name = record.name().to_owned();
        self.changed.insert(name, Some(Arc::new(kept.with_record(record))));
    }

    fn relink(&mut self) {
        let names = self.pages.alarms.keys().chain(self.changed.keys());
        let mut composites: BTreeMap<&str, &Composite> = BTreeMap::new();
        for name in names {
            if let Some(composite) = self.get(name).and_then(|kept| kept.composite()) {
                composites.insert(name, composite);
            }
        }
        self.links = Arc::new(Links::new(composites.into_iter()));
    }
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.alarms.is_empty() && self.history.is_empty()
    }

    /// How many alarms changed their state.
    pub fn transitions(&self) -> usize {
        let is_state =
            |entry: &&HistoryEntry| matches!(entry, HistoryEntry::Item(item) if item.kind == "StateUpdate");
        self.history.iter().filter(is_state).count()
    }
}
