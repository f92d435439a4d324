//! When a composite alarm's actions are held back by its suppressor, and when they are let go.
//!
//! A change of the composite alarm doesn't act at once: it waits for the suppressor to go into ALARM
//! (WaitPeriod), is held back while the suppressor is in ALARM, and for a while after (ExtensionPeriod). What
//! is acted upon in the end is the state that the alarm has then. Pure: time comes in with each event.

use timeseries::Timestamp;

/// What holds the actions back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Suppression {
    /// Nothing waits to be done.
    #[default]
    Idle,
    Wait {
        until: Timestamp,
    },
    /// The suppressor is in ALARM.
    Alarm,
    Extension {
        until: Timestamp,
    },
}

/// The suppressor's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    pub wait_secs: i64,
    pub extension_secs: i64,
}

/// Something that happened at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressionEvent {
    /// The composite alarm changed its state.
    CompositeChanged { suppressor_in_alarm: bool },
    /// The suppressor changed its state.
    SuppressorChanged { in_alarm: bool },
    /// The alarm was given another suppressor, or none.
    SuppressorReplaced { in_alarm: bool },
    /// Time went by.
    Tick,
}

impl Suppression {
    /// What comes of it, and whether the actions of the alarm's current state are to be executed now.
    pub fn after(self, event: SuppressionEvent, periods: Periods, now: Timestamp) -> (Suppression, bool) {
        match (self, event) {
            (_, SuppressionEvent::CompositeChanged { suppressor_in_alarm: true }) => {
                (Suppression::Alarm, false)
            }
            (_, SuppressionEvent::CompositeChanged { suppressor_in_alarm: false }) => {
                // Also out of an extension: that ends, and the wait begins anew.
                (Suppression::Wait { until: now.plus_secs(periods.wait_secs) }, false).due(now)
            }
            (Suppression::Idle, _) => (Suppression::Idle, false),
            (_, SuppressionEvent::SuppressorChanged { in_alarm: true }) => (Suppression::Alarm, false),
            (Suppression::Alarm, SuppressionEvent::SuppressorChanged { in_alarm: false }) => {
                (Suppression::Extension { until: now.plus_secs(periods.extension_secs) }, false).due(now)
            }
            (waiting, SuppressionEvent::SuppressorChanged { in_alarm: false }) => (waiting, false).due(now),
            (_, SuppressionEvent::SuppressorReplaced { in_alarm: true }) => (Suppression::Alarm, false),
            // Both periods belonged to the one before: nothing holds the actions back any more.
            (_, SuppressionEvent::SuppressorReplaced { in_alarm: false }) => (Suppression::Idle, true),
            (waiting, SuppressionEvent::Tick) => (waiting, false).due(now),
        }
    }

    /// When the actions will be let go if nothing else happens.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Suppression::Wait { until } | Suppression::Extension { until } => Some(until),
            Suppression::Idle | Suppression::Alarm => None,
        }
    }

    /// ActionsSuppressedBy.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Suppression::Idle => None,
            Suppression::Wait { .. } => Some("WaitPeriod"),
            Suppression::Alarm => Some("Alarm"),
            Suppression::Extension { .. } => Some("ExtensionPeriod"),
        }
    }
}

trait Due {
    /// Lets go of what has waited long enough.
    fn due(self, now: Timestamp) -> Self;
}

impl Due for (Suppression, bool) {
    fn due(self, now: Timestamp) -> Self {
        if self.0.until().is_some_and(|until| until <= now) { (Suppression::Idle, true) } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::SuppressionEvent::{CompositeChanged, SuppressorChanged, SuppressorReplaced, Tick};
    use super::*;

    const PERIODS: Periods = Periods { wait_secs: 2, extension_secs: 3 };

    /// The user guide's examples: WaitPeriod 2, ExtensionPeriod 3. Each second brings its events and a tick;
    /// `expected`: when actions were executed, and what held them back after each second.
    #[track_caller]
    fn check(in_alarm_before: bool, events: &[(i64, SuppressionEvent)], expected: &str) {
        let mut suppression = Suppression::Idle;
        let mut in_alarm = in_alarm_before;
        let mut story = String::new();
        for second in 1..=12 {
            let now = Timestamp::from_secs(second);
            let at_this: Vec<_> =
                events.iter().filter(|(at, _)| *at == second).map(|(_, event)| *event).collect();
            for event in at_this.into_iter().chain([Tick]) {
                let event = match event {
                    SuppressorChanged { in_alarm: now_in_alarm } => {
                        in_alarm = now_in_alarm;
                        event
                    }
                    CompositeChanged { .. } => CompositeChanged { suppressor_in_alarm: in_alarm },
                    other => other,
                };
                let (next, acts) = suppression.after(event, PERIODS, now);
                suppression = next;
                if acts {
                    story.push_str(&format!("acts t{second} "));
                }
            }
            story.push_str(match suppression {
                Suppression::Idle => ".",
                Suppression::Wait { .. } => "W",
                Suppression::Alarm => "A",
                Suppression::Extension { .. } => "E",
            });
        }
        assert_eq!(story, expected);
    }

    const CHANGE: SuppressionEvent = CompositeChanged { suppressor_in_alarm: false };
    const ALARM: SuppressionEvent = SuppressorChanged { in_alarm: true };
    const OK: SuppressionEvent = SuppressorChanged { in_alarm: false };

    #[test]
    fn the_user_guides_six_examples() {
        check(false, &[(2, CHANGE)], ".WWacts t4 .........");
        check(false, &[(2, CHANGE), (3, ALARM)], ".WAAAAAAAAAA");
        check(false, &[(2, CHANGE), (3, CHANGE)], ".WWWacts t5 ........");
        check(true, &[(2, CHANGE)], ".AAAAAAAAAAA");
        check(false, &[(2, CHANGE), (3, ALARM), (6, OK)], ".WAAAEEEacts t9 ....");
        check(false, &[(2, CHANGE), (3, ALARM), (6, OK), (7, CHANGE)], ".WAAAEWWacts t9 ....");
    }

    #[test]
    fn a_suppressor_with_nothing_to_suppress_changes_nothing() {
        check(false, &[(2, ALARM), (5, OK)], "............");
        check(false, &[(2, CHANGE), (6, ALARM), (8, OK)], ".WWacts t4 .........");
    }

    #[test]
    fn a_suppressor_that_comes_back_in_its_extension_suppresses_on() {
        check(true, &[(2, CHANGE), (4, OK), (5, ALARM), (8, OK)], ".AAEAAAEEEacts t11 ..");
        check(true, &[(2, CHANGE), (4, CHANGE), (6, OK)], ".AAAAEEEacts t9 ....");
    }

    #[test]
    fn another_suppressor_ends_both_periods() {
        check(false, &[(2, CHANGE), (3, SuppressorReplaced { in_alarm: false })], ".Wacts t3 ..........");
        check(false, &[(2, CHANGE), (3, SuppressorReplaced { in_alarm: true })], ".WAAAAAAAAAA");
        check(true, &[(2, CHANGE), (3, SuppressorReplaced { in_alarm: false })], ".Aacts t3 ..........");
        check(false, &[(3, SuppressorReplaced { in_alarm: false })], "............");
    }

    #[test]
    fn periods_of_no_length_act_at_once() {
        let none = Periods { wait_secs: 0, extension_secs: 0 };
        let now = Timestamp::from_secs(5);
        assert_eq!(Suppression::Idle.after(CHANGE, none, now), (Suppression::Idle, true));
        assert_eq!(Suppression::Alarm.after(OK, none, now), (Suppression::Idle, true));
    }
}
