//! An alarm of either kind: its configuration and its state, as the store keeps them.

use alarm::{AlarmState, Suppression};
use cloudwatch_api::{CompositeAlarm, MetricAlarm};
use serde::{Deserialize, Serialize};
use store::{AlarmKind, StoreError, StoredAlarm};
use timeseries::Timestamp;

#[derive(Clone, Debug, PartialEq)]
pub enum AlarmRecord {
    Metric(Box<MetricAlarm>),
    Composite(Box<CompositeRecord>),
}

/// A composite alarm with what DescribeAlarms doesn't tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompositeRecord {
    pub composite_alarm: CompositeAlarm,
    /// When its wait or its extension is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed_until: Option<Timestamp>,
    /// What it came from, for actions that are executed later.
    pub previous_state_value: String,
}

/// From one state to another.
#[derive(Clone, Debug, PartialEq)]
pub struct StateChange {
    pub state: AlarmState,
    pub reason: String,
    /// JSON.
    pub reason_data: Option<String>,
    pub at: Timestamp,
}

/// The same member of either kind.
macro_rules! of_both {
    ($record:expr, $alarm:ident => $value:expr) => {
        match $record {
            AlarmRecord::Metric($alarm) => $value,
            AlarmRecord::Composite(record) => {
                let $alarm = &record.composite_alarm;
                $value
            }
        }
    };
}

impl AlarmRecord {
    pub fn kind(&self) -> AlarmKind {
        match self {
            AlarmRecord::Metric(_) => AlarmKind::Metric,
            AlarmRecord::Composite(_) => AlarmKind::Composite,
        }
    }

    pub fn name(&self) -> &str {
        of_both!(self, alarm => &alarm.alarm_name)
    }

    pub fn arn(&self) -> &str {
        of_both!(self, alarm => &alarm.alarm_arn)
    }

    pub fn description(&self) -> Option<&str> {
        of_both!(self, alarm => alarm.alarm_description.as_deref())
    }

    pub fn state(&self) -> AlarmState {
        AlarmState::from_name(self.state_value()).unwrap_or(AlarmState::InsufficientData)
    }

    pub fn state_value(&self) -> &str {
        of_both!(self, alarm => &alarm.state_value)
    }

    pub fn state_reason(&self) -> &str {
        of_both!(self, alarm => &alarm.state_reason)
    }

    pub fn state_reason_data(&self) -> Option<&str> {
        of_both!(self, alarm => alarm.state_reason_data.as_deref())
    }

    /// Since when it is in its state.
    pub fn state_since(&self) -> Timestamp {
        of_both!(self, alarm => alarm.state_transitioned_timestamp)
    }

    pub fn actions_enabled(&self) -> bool {
        of_both!(self, alarm => alarm.actions_enabled != Some(false))
    }

    /// What happens when it goes into a state.
    pub fn actions(&self, state: AlarmState) -> &[String] {
        of_both!(self, alarm => match state {
            AlarmState::Ok => &alarm.ok_actions,
            AlarmState::Alarm => &alarm.alarm_actions,
            AlarmState::InsufficientData => &alarm.insufficient_data_actions,
        })
    }

    /// Another state of the same configuration.
    pub fn apply(&mut self, change: StateChange) {
        let StateChange { state, reason, reason_data, at } = change;
        macro_rules! set {
            ($alarm:expr) => {{
                $alarm.state_value = state.name().to_owned();
                $alarm.state_reason = reason;
                $alarm.state_reason_data = reason_data;
                $alarm.state_updated_timestamp = at;
                $alarm.state_transitioned_timestamp = at;
            }};
        }
        match self {
            AlarmRecord::Metric(alarm) => set!(alarm),
            AlarmRecord::Composite(record) => {
                record.previous_state_value = record.composite_alarm.state_value.clone();
                set!(record.composite_alarm);
            }
        }
    }

    pub fn set_actions_enabled(&mut self, enabled: bool, at: Timestamp) {
        let (member, updated) = match self {
            AlarmRecord::Metric(alarm) => {
                (&mut alarm.actions_enabled, &mut alarm.alarm_configuration_updated_timestamp)
            }
            AlarmRecord::Composite(record) => (
                &mut record.composite_alarm.actions_enabled,
                &mut record.composite_alarm.alarm_configuration_updated_timestamp,
            ),
        };
        (*member, *updated) = (Some(enabled), at);
    }

    pub fn to_stored(&self) -> Result<StoredAlarm, StoreError> {
        let document = match self {
            AlarmRecord::Metric(alarm) => serde_json::to_string(alarm),
            AlarmRecord::Composite(record) => serde_json::to_string(record),
        };
        let document = document.map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(StoredAlarm { name: self.name().to_owned(), document })
    }

    pub fn from_stored(stored: &StoredAlarm) -> Result<Self, serde_json::Error> {
        // A composite alarm's document has one key that no metric alarm has, and it comes first.
        if stored.document.starts_with(r#"{"CompositeAlarm":"#) {
            return serde_json::from_str(&stored.document).map(AlarmRecord::Composite);
        }
        serde_json::from_str(&stored.document).map(AlarmRecord::Metric)
    }
}

impl CompositeRecord {
    pub fn suppression(&self) -> Suppression {
        let until = self.suppressed_until;
        match (self.composite_alarm.actions_suppressed_by.as_deref(), until) {
            (Some("WaitPeriod"), Some(until)) => Suppression::Wait { until },
            (Some("ExtensionPeriod"), Some(until)) => Suppression::Extension { until },
            (Some("Alarm"), _) => Suppression::Alarm,
            _ => Suppression::Idle,
        }
    }

    /// `suppressor`: its ARN, and when it went into ALARM, as the reason tells it.
    pub fn set_suppression(&mut self, suppression: Suppression, suppressor: impl FnOnce() -> String) {
        self.suppressed_until = suppression.until();
        self.composite_alarm.actions_suppressed_by = suppression.name().map(str::to_owned);
        self.composite_alarm.actions_suppressed_reason = suppression.name().map(|name| match suppression {
            Suppression::Alarm => format!("Actions suppressed by {}", suppressor()),
            _ => format!("Actions suppressed by {name}"),
        });
    }
}

impl AlarmRecord {
    /// When a composite alarm's wait or extension is over.
    pub fn suppressed_until(&self) -> Option<Timestamp> {
        match self {
            AlarmRecord::Metric(_) => None,
            AlarmRecord::Composite(record) => record.suppressed_until,
        }
    }
}
