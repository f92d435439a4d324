//! What an alarm went into and came from, and what both the message and the e-mail about it read there.

use super::record::AlarmRecord;
use crate::account::Account;
use cloudwatch_api::{MetricAlarm, MetricDataQuery};
use serde::Deserialize;

/// An alarm in the state that it went into.
pub struct Transition<'a> {
    pub account: &'a Account,
    pub record: &'a AlarmRecord,
    pub old_state: &'a str,
}

/// The period of all that the alarm looks at.
pub fn period_secs(alarm: &MetricAlarm) -> Option<i64> {
    let of_query =
        |query: &MetricDataQuery| query.metric_stat.as_ref().and_then(|stat| stat.period).or(query.period);
    alarm.period.or_else(|| alarm.metrics.iter().find_map(of_query))
}

#[derive(Deserialize)]
struct ReasonData {
    #[serde(rename = "triggeringAlarms", default)]
    triggering_alarms: Vec<Child>,
}

#[derive(Deserialize)]
pub struct Child {
    pub arn: String,
    pub state: ChildState,
}

#[derive(Deserialize)]
pub struct ChildState {
    pub value: String,
    pub timestamp: String,
}

/// From StateReasonData; none when a person set the state.
pub fn triggering_children(record: &AlarmRecord) -> Vec<Child> {
    let data = record.state_reason_data().and_then(|data| serde_json::from_str::<ReasonData>(data).ok());
    data.map(|data| data.triggering_alarms).unwrap_or_default()
}
