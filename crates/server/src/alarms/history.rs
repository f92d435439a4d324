//! What an alarm's history says about it: summaries and HistoryData, in CloudWatch's words.

use super::record::{AlarmRecord, StateChange};
use alarm::{JsonObject, json_array, json_text, time_text};
use cloudwatch_api::ApiError;
use serde_json::{Map, Value};
use store::AlarmHistoryItem;
use timeseries::Timestamp;

pub fn created(record: &AlarmRecord, at: Timestamp) -> AlarmHistoryItem {
    configuration(record, at, ["created", "Create", "createdAlarm"], None)
}

/// `old` as it was before.
pub fn updated(old: &AlarmRecord, new: &AlarmRecord, at: Timestamp) -> AlarmHistoryItem {
    let after = alarm_json(new);
    let changed = alarm_json(old).into_iter().filter(|(key, value)| after.get(key) != Some(value)).collect();
    configuration(new, at, ["updated", "Update", "updatedAlarm"], Some(changed))
}

pub fn deleted(record: &AlarmRecord, at: Timestamp) -> AlarmHistoryItem {
    configuration(record, at, ["deleted", "Delete", "deletedAlarm"], None)
}

pub fn state_changed(old: &AlarmRecord, change: &StateChange) -> AlarmHistoryItem {
    let mut data = JsonObject::new();
    data.text("version", "1.0");
    data.raw("oldState", &state_json(old.state_value(), old.state_reason(), old.state_reason_data()));
    let new_state = state_json(change.state.name(), &change.reason, change.reason_data.as_deref());
    data.raw("newState", &new_state);
    let summary = format!("Alarm updated from {} to {}", old.state_value(), change.state);
    item(old, change.at, "StateUpdate", summary, data.finish())
}

/// `failure`: why the action could not be executed.
pub fn action(
    record: &AlarmRecord,
    at: Timestamp,
    arn: &str,
    published: Option<&str>,
    failure: Option<&str>,
) -> AlarmHistoryItem {
    let (state, summary) = match failure {
        None => ("Succeeded", format!("Successfully executed action {arn}")),
        Some(_) => ("Failed", format!("Failed to execute action {arn}")),
    };
    let or_null = |text: Option<&str>| text.map_or_else(|| "null".to_owned(), json_text);
    let mut data = JsonObject::new();
    data.text("actionState", state);
    data.raw("stateUpdateTimestamp", &record.state_since().millis().to_string());
    data.text("notificationResource", arn);
    data.raw("publishedMessage", &or_null(published));
    data.raw("error", &or_null(failure));
    item(record, at, "Action", summary, data.finish())
}

/// StateReasonData of a composite alarm.
pub fn triggering_alarms<'a>(children: impl Iterator<Item = &'a AlarmRecord>) -> String {
    let children = children.map(|child| {
        let mut state = JsonObject::new();
        state.text("value", child.state_value());
        state.text("timestamp", &time_text(child.state_since()));
        let mut entry = JsonObject::new();
        entry.text("arn", child.arn());
        entry.raw("state", &state.finish());
        entry.finish()
    });
    let mut data = JsonObject::new();
    data.raw("triggeringAlarms", &json_array(children));
    data.finish()
}

/// Whether a text may stand as StateReasonData: JSON of any kind.
pub fn check_reason_data(text: &str) -> Result<(), ApiError> {
    let parsed = serde_json::from_str::<serde::de::IgnoredAny>(text);
    parsed.map(drop).map_err(|_| {
        ApiError::new(cloudwatch_api::ErrorKind::InvalidFormat, "StateReasonData is not valid JSON")
    })
}

/// `words`: the summary's verb, the type, and the key of the alarm.
fn configuration(
    record: &AlarmRecord,
    at: Timestamp,
    words: [&str; 3],
    original: Option<Map<String, Value>>,
) -> AlarmHistoryItem {
    let [verb, kind, key] = words;
    let mut data = JsonObject::new();
    data.text("version", "1.0");
    data.text("type", kind);
    data.raw(key, &Value::Object(alarm_json(record)).to_string());
    if let Some(original) = original {
        data.raw("originalUpdatedFields", &Value::Object(original).to_string());
    }
    let summary = format!("Alarm \"{}\" {verb}", record.name());
    item(record, at, "ConfigurationUpdate", summary, data.finish())
}

fn item(record: &AlarmRecord, at: Timestamp, kind: &str, summary: String, data: String) -> AlarmHistoryItem {
    AlarmHistoryItem {
        alarm_name: record.name().to_owned(),
        alarm_kind: record.kind(),
        at,
        kind: kind.to_owned(),
        summary,
        data,
    }
}

/// StateReasonData is an object here, not text; its own number text is kept.
fn state_json(value: &str, reason: &str, reason_data: Option<&str>) -> String {
    let mut state = JsonObject::new();
    state.text("stateValue", value);
    state.text("stateReason", reason);
    if let Some(data) = reason_data {
        state.raw("stateReasonData", data);
    }
    state.finish()
}

/// The alarm with keys that start small and times as text, as HistoryData has it.
fn alarm_json(record: &AlarmRecord) -> Map<String, Value> {
    // An alarm is always an object in JSON; the default stands for what can't happen.
    let (value, times) = match record {
        AlarmRecord::Metric(alarm) => (
            serde_json::to_value(alarm),
            [
                alarm.alarm_configuration_updated_timestamp,
                alarm.state_updated_timestamp,
                alarm.state_transitioned_timestamp,
            ],
        ),
        AlarmRecord::Composite(record) => {
            let alarm = &record.composite_alarm;
            let times = [
                alarm.alarm_configuration_updated_timestamp,
                alarm.state_updated_timestamp,
                alarm.state_transitioned_timestamp,
            ];
            (serde_json::to_value(alarm), times)
        }
    };
    let Value::Object(mut object) = value.map(with_small_keys).unwrap_or_default() else { return Map::new() };
    let keys = ["alarmConfigurationUpdatedTimestamp", "stateUpdatedTimestamp", "stateTransitionedTimestamp"];
    for (key, at) in keys.into_iter().zip(times) {
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
