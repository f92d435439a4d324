//! What an alarm's history says about it: summaries and HistoryData, in CloudWatch's words.

use crate::store::AlarmHistoryItem;
use alarm::{AlarmState, json_text, time_text};
use cloudwatch_api::MetricAlarm;
use serde_json::{Map, Value};
use timeseries::Timestamp;

/// From one state to another.
#[derive(Clone, Debug, PartialEq)]
pub struct StateChange {
    pub state: AlarmState,
    pub reason: String,
    /// JSON.
    pub reason_data: Option<String>,
    pub at: Timestamp,
}

impl StateChange {
    pub fn apply(self, alarm: &MetricAlarm) -> MetricAlarm {
        MetricAlarm {
            state_value: self.state.name().to_owned(),
            state_reason: self.reason,
            state_reason_data: self.reason_data,
            state_updated_timestamp: self.at,
            state_transitioned_timestamp: self.at,
            ..alarm.clone()
        }
    }

    pub fn history(&self, old: &MetricAlarm) -> AlarmHistoryItem {
        let old_state = state_json(&old.state_value, &old.state_reason, old.state_reason_data.as_deref());
        let new_state = state_json(self.state.name(), &self.reason, self.reason_data.as_deref());
        AlarmHistoryItem {
            alarm_name: old.alarm_name.clone(),
            at: self.at,
            kind: "StateUpdate".to_owned(),
            summary: format!("Alarm updated from {} to {}", old.state_value, self.state),
            data: format!(r#"{{"version":"1.0","oldState":{old_state},"newState":{new_state}}}"#),
        }
    }
}

pub fn configuration_created(alarm: &MetricAlarm, at: Timestamp) -> AlarmHistoryItem {
    configuration(alarm, at, "created", "Create", "createdAlarm", None)
}

/// `old` as it was before.
pub fn configuration_updated(old: &MetricAlarm, new: &MetricAlarm, at: Timestamp) -> AlarmHistoryItem {
    let (old, after) = (alarm_json(old), alarm_json(new));
    let changed = old.into_iter().filter(|(key, value)| after.get(key) != Some(value)).collect();
    configuration(new, at, "updated", "Update", "updatedAlarm", Some(changed))
}

pub fn configuration_deleted(alarm: &MetricAlarm, at: Timestamp) -> AlarmHistoryItem {
    configuration(alarm, at, "deleted", "Delete", "deletedAlarm", None)
}

fn configuration(
    alarm: &MetricAlarm,
    at: Timestamp,
    verb: &str,
    kind: &str,
    key: &str,
    original: Option<Map<String, Value>>,
) -> AlarmHistoryItem {
    let mut data = Map::new();
    data.insert("version".to_owned(), Value::from("1.0"));
    data.insert("type".to_owned(), Value::from(kind));
    data.insert(key.to_owned(), Value::Object(alarm_json(alarm)));
    if let Some(original) = original {
        data.insert("originalUpdatedFields".to_owned(), Value::Object(original));
    }
    AlarmHistoryItem {
        alarm_name: alarm.alarm_name.clone(),
        at,
        kind: "ConfigurationUpdate".to_owned(),
        summary: format!("Alarm \"{}\" {verb}", alarm.alarm_name),
        data: Value::Object(data).to_string(),
    }
}

/// StateReasonData is an object here, not text; its own number text is kept.
fn state_json(value: &str, reason: &str, reason_data: Option<&str>) -> String {
    let data = reason_data.map(|data| format!(",\"stateReasonData\":{data}")).unwrap_or_default();
    format!(r#"{{"stateValue":"{value}","stateReason":{}{data}}}"#, json_text(reason))
}

/// The alarm with keys that start small and times as text, as HistoryData has it.
fn alarm_json(alarm: &MetricAlarm) -> Map<String, Value> {
    let times = [
        ("alarmConfigurationUpdatedTimestamp", alarm.alarm_configuration_updated_timestamp),
        ("stateUpdatedTimestamp", alarm.state_updated_timestamp),
        ("stateTransitionedTimestamp", alarm.state_transitioned_timestamp),
    ];
    // A MetricAlarm is always an object in JSON; the default stands for what can't happen.
    let value = serde_json::to_value(alarm).map(with_small_keys).unwrap_or_default();
    let Value::Object(mut object) = value else { return Map::new() };
    for (key, at) in times {
        object.insert(key.to_owned(), Value::from(time_text(at)));
    }
    object
}

fn with_small_keys(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object.into_iter().map(|(key, value)| (small(&key), with_small_keys(value))).collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(with_small_keys).collect()),
        other => other,
    }
}

fn small(key: &str) -> String {
    if key == "OKActions" {
        return "okActions".to_owned();
    }
    let mut chars = key.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}
