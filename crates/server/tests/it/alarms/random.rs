//! Whatever happens to alarms in whatever order: what must always hold of composite alarms.

use super::START;
use alarm::{AlarmState, CompositeCondition, Suppression};
use cloudwatch_api::{CompositeAlarm, MetricAlarm};
use proptest::prelude::*;
use server::account::Account;
use server::alarms::{AlarmRecord, Composite, CompositeRecord, Draft, KeptAlarm, Logic, Pages, StateChange};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::HistoryEntry;
use timeseries::Timestamp;

const METRIC: [&str; 3] = ["m0", "m1", "m2"];
/// Each may name all that stand before it, so that no circle is possible.
const COMPOSITE: [&str; 3] = ["c0", "c1", "c2"];
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";

#[derive(Clone, Debug)]
enum Event {
    Set { alarm: usize, state: AlarmState },
    Compose { alarm: usize, parts: Vec<(usize, AlarmState, bool)>, any: bool, suppressor: Option<usize> },
    Delete { alarm: usize },
    Pass { secs: i64 },
}

fn event() -> impl Strategy<Value = Event> {
    let state =
        || prop::sample::select(vec![AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData]);
    let part = (0..6_usize, state(), any::<bool>());
    prop_oneof![
        4 => (0..METRIC.len(), state()).prop_map(|(alarm, state)| Event::Set { alarm, state }),
        2 => (0..COMPOSITE.len(), prop::collection::vec(part, 1..4), any::<bool>(), prop::option::of(0..METRIC.len()))
            .prop_map(|(alarm, parts, any, suppressor)| Event::Compose { alarm, parts, any, suppressor }),
        1 => (0..COMPOSITE.len()).prop_map(|alarm| Event::Delete { alarm }),
        3 => (1..8_i64).prop_map(|secs| Event::Pass { secs }),
    ]
}

struct Simulation {
    account: Account,
    pages: Pages,
    now: Timestamp,
    /// State changes and actions since an alarm was last created.
    changes: BTreeMap<String, (String, usize, usize)>,
}

impl Simulation {
    fn new() -> Self {
        let account = Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() };
        let pages = Pages::default();
        let mut simulation = Simulation { account, pages, now: START, changes: BTreeMap::new() };
        for name in METRIC {
            let alarm = MetricAlarm {
                alarm_name: name.to_owned(),
                alarm_arn: simulation.account.alarm_arn(name),
                state_value: "INSUFFICIENT_DATA".to_owned(),
                ..MetricAlarm::default()
            };
            let kept = KeptAlarm::new(AlarmRecord::Metric(Box::new(alarm)), Logic::Unknown);
            simulation.draft(|draft| draft.put(kept, Vec::new()));
        }
        simulation
    }

    fn draft(&mut self, change: impl FnOnce(&mut Draft<'_>)) {
        let mut draft = Draft::new(&self.account, &self.pages, self.now);
        change(&mut draft);
        draft.end_waits();
        let changes = draft.finish();
        for entry in &changes.history {
            self.record(entry);
        }
        self.pages.apply(changes.alarms, changes.links);
    }

    fn record(&mut self, entry: &HistoryEntry) {
        let (item, is_action) = match entry {
            HistoryEntry::Item(item) => (item, item.kind == "Action"),
            HistoryEntry::Action(action) => (&action.succeeded, true),
        };
        let known = self.changes.entry(item.alarm_name.clone()).or_default();
        if item.summary.ends_with(" created") {
            *known = ("INSUFFICIENT_DATA".to_owned(), 0, 0);
        } else if let Some(after) = item.summary.strip_prefix(&format!("Alarm updated from {} to ", known.0))
        {
            (known.0, known.1) = (after.to_owned(), known.1 + 1);
        } else {
            assert!(item.kind != "StateUpdate", "{} after {}", item.summary, known.0);
            known.2 += usize::from(is_action);
        }
    }

    fn happen(&mut self, event: &Event) {
        match event {
            Event::Set { alarm, state } => {
                let name = METRIC[*alarm];
                if self.pages.alarms[name].record.state() != *state {
                    let (reason, at) = (String::new(), self.now);
                    self.draft(|draft| {
                        draft.set_state(name, StateChange { state: *state, reason, reason_data: None, at });
                    });
                }
            }
            Event::Compose { alarm, parts, any, suppressor } => {
                self.compose(*alarm, parts, *any, *suppressor)
            }
            Event::Delete { alarm } => {
                let name = COMPOSITE[*alarm];
                if self.pages.links.parents(name).next().is_none() {
                    self.draft(|draft| {
                        draft.delete(name);
                    });
                }
            }
            Event::Pass { secs } => {
                self.now = self.now.plus_secs(*secs);
                self.draft(|_| {});
            }
        }
    }

    fn compose(
        &mut self,
        alarm: usize,
        parts: &[(usize, AlarmState, bool)],
        any: bool,
        suppressor: Option<usize>,
    ) {
        let (name, earlier) = (COMPOSITE[alarm], METRIC.iter().chain(&COMPOSITE[..alarm]));
        let there: Vec<&&str> = earlier.filter(|name| self.pages.alarms.contains_key(**name)).collect();
        let parts: Vec<String> = parts
            .iter()
            .map(|(child, state, not)| {
                format!("{}{state}({})", if *not { "NOT " } else { "" }, there[child % there.len()])
            })
            .collect();
        let old = match self.pages.alarms.get(name).map(|kept| &kept.record) {
            Some(AlarmRecord::Composite(old)) => (**old).clone(),
            _ => CompositeRecord {
                composite_alarm: CompositeAlarm {
                    state_value: "INSUFFICIENT_DATA".to_owned(),
                    ..CompositeAlarm::default()
                },
                ..CompositeRecord::default()
            },
        };
        let composite_alarm = CompositeAlarm {
            alarm_name: name.to_owned(),
            alarm_arn: self.account.alarm_arn(name),
            alarm_rule: parts.join(if any { " OR " } else { " AND " }),
            ok_actions: vec![TOPIC.to_owned()],
            alarm_actions: vec![TOPIC.to_owned()],
            actions_suppressor: suppressor.map(|index| METRIC[index].to_owned()),
            actions_suppressor_wait_period: suppressor.map(|_| 3),
            actions_suppressor_extension_period: suppressor.map(|_| 5),
            ..old.composite_alarm
        };
        let condition = CompositeCondition::of_alarm(&composite_alarm).unwrap();
        let logic = Logic::Composite(Arc::new(Composite::new(&self.account, condition)));
        let record = CompositeRecord { composite_alarm, ..old };
        let kept = KeptAlarm::new(AlarmRecord::Composite(Box::new(record)), logic);
        self.draft(|draft| draft.put(kept, Vec::new()));
    }

    fn check(&self) {
        for (name, kept) in &self.pages.alarms {
            let (state, changes, actions) = &self.changes[name];
            assert_eq!(kept.record.state_value(), state, "{name}'s history ends with its state");
            let (AlarmRecord::Composite(record), Some(composite)) = (&kept.record, kept.composite()) else {
                continue;
            };
            let state_of = |text: &str| Some(self.pages.alarms.get(text)?.record.state());
            let is_alarm = record.composite_alarm.state_value == "ALARM";
            assert_eq!(is_alarm, composite.rule.holds(&state_of), "{name} follows its rule");
            let suppressor = composite.suppressor().and_then(state_of);
            match record.suppression() {
                Suppression::Idle => assert!(*actions > 0, "{name} has acted on its state"),
                Suppression::Alarm => assert_eq!(suppressor, Some(AlarmState::Alarm), "{name}"),
                Suppression::Wait { until } | Suppression::Extension { until } => {
                    assert!(
                        self.now < until && suppressor.is_some() && suppressor != Some(AlarmState::Alarm),
                        "{name}"
                    );
                }
            }
            // Another suppressor, or none, lets go once more.
            assert!(actions <= changes, "{name}: {actions} actions on {changes} changes");
        }
    }
}

proptest! {
    #[test]
    fn any_events_leave_composite_alarms_in_order(events in prop::collection::vec(event(), 1..60)) {
        let mut simulation = Simulation::new();
        for event in &events {
            simulation.happen(event);
            simulation.check();
        }
    }
}
