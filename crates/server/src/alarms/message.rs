//! What an alarm tells a topic: a subject, the alarm's JSON for machines, a text for e-mail.
//!
//! Key order and number text are CloudWatch's. One line of AWS's e-mail is left out: the link into its
//! console, where this alarm can't be found.

use super::record::AlarmRecord;
use super::regions;
use crate::app::Account;
use alarm::{AlarmState, JsonObject, java_double, json_array, json_text, long_time_text, time_text};
use cloudwatch_api::{Dimension, MetricAlarm, MetricDataQuery, MetricStat};
use serde::Deserialize;
use std::fmt::Write;

/// AWS (SNS): a subject has at most 100 characters.
const MAX_SUBJECT_CHARS: usize = 100;
/// So many triggering children stand in an e-mail.
const MAX_EMAILED_CHILDREN: usize = 10;

/// An alarm in the state that it went into.
pub struct Transition<'a> {
    pub account: &'a Account,
    pub record: &'a AlarmRecord,
    pub old_state: &'a str,
}

/// `ALARM: "NAME" in US East (N. Virginia)`, the name cut so that it fits.
pub fn subject(transition: &Transition<'_>) -> String {
    let record = transition.record;
    let region = regions::long_name(&transition.account.region);
    let with_name = |name: &str| as_ascii(&format!("{}: \"{name}\" in {region}", record.state_value()));
    let whole = with_name(record.name());
    let over = whole.len().saturating_sub(MAX_SUBJECT_CHARS);
    if over == 0 {
        return whole;
    }
    let ascii_name = as_ascii(record.name());
    let kept = ascii_name.len().saturating_sub(over + "...".len());
    with_name(&format!("{}...", ascii_name.get(..kept).unwrap_or_default()))
}

/// A message for each protocol, as SNS takes them with MessageStructure `json`.
pub fn structured(transition: &Transition<'_>) -> String {
    let mut message = JsonObject::new();
    message.text("default", &json(transition));
    message.text("sms", &subject(transition));
    message.text("email", &email(transition));
    message.finish()
}

/// The alarm's JSON.
pub fn json(transition: &Transition<'_>) -> String {
    let Transition { account, record, old_state } = transition;
    let mut message = JsonObject::new();
    message.text("AlarmName", record.name());
    message.raw("AlarmDescription", &or_null(record.description()));
    message.text("AWSAccountId", &account.id);
    if let AlarmRecord::Metric(alarm) = record {
        let updated = time_text(alarm.alarm_configuration_updated_timestamp);
        message.text("AlarmConfigurationUpdatedTimestamp", &updated);
    }
    message.text("NewStateValue", record.state_value());
    message.text("NewStateReason", record.state_reason());
    message.text("StateChangeTime", &time_text(record.state_since()));
    message.text("Region", regions::long_name(&account.region));
    message.text("AlarmArn", record.arn());
    message.text("OldStateValue", old_state);
    message.raw("ActionExecutedAfterMuteWindow", "false");
    for (key, state) in [
        ("OKActions", AlarmState::Ok),
        ("AlarmActions", AlarmState::Alarm),
        ("InsufficientDataActions", AlarmState::InsufficientData),
    ] {
        message.raw(key, &json_array(record.actions(state).iter().map(|arn| json_text(arn))));
    }
    match record {
        AlarmRecord::Metric(alarm) => message.raw("Trigger", &trigger(alarm)),
        AlarmRecord::Composite(composite) => {
            message.text("AlarmRule", &composite.composite_alarm.alarm_rule);
            let children = triggering_children(record).into_iter().map(|child| {
                let mut state = JsonObject::new();
                state.text("Value", &child.state.value);
                state.text("Timestamp", &child.state.timestamp);
                let mut entry = JsonObject::new();
                entry.text("Arn", &child.arn);
                entry.raw("State", &state.finish());
                entry.finish()
            });
            message.raw("TriggeringChildren", &json_array(children));
        }
    }
    message.finish()
}

fn trigger(alarm: &MetricAlarm) -> String {
    let mut trigger = JsonObject::new();
    if alarm.metrics.is_empty() {
        trigger.text("MetricName", alarm.metric_name.as_deref().unwrap_or_default());
        trigger.text("Namespace", alarm.namespace.as_deref().unwrap_or_default());
        match (&alarm.statistic, &alarm.extended_statistic) {
            (Some(statistic), _) => {
                trigger.text("StatisticType", "Statistic");
                trigger.text("Statistic", statistic_constant(statistic));
            }
            (None, extended) => {
                trigger.text("StatisticType", "ExtendedStatistic");
                trigger.text("ExtendedStatistic", extended.as_deref().unwrap_or_default());
            }
        }
        trigger.raw("Unit", &or_null(alarm.unit.as_deref()));
        trigger.raw("Dimensions", &dimensions(&alarm.dimensions));
    }
    if let Some(secs) = period_secs(alarm) {
        trigger.raw("Period", &secs.to_string());
    }
    trigger.raw("EvaluationPeriods", &alarm.evaluation_periods.to_string());
    if let Some(datapoints) = alarm.datapoints_to_alarm {
        trigger.raw("DatapointsToAlarm", &datapoints.to_string());
    }
    trigger.text("ComparisonOperator", &alarm.comparison_operator);
    if let Some(threshold) = alarm.threshold {
        trigger.raw("Threshold", &java_double(threshold));
    }
    if let Some(id) = &alarm.threshold_metric_id {
        trigger.text("ThresholdMetricId", id);
    }
    trigger.text("TreatMissingData", alarm.treat_missing_data.as_deref().unwrap_or_default());
    let low_samples = alarm.evaluate_low_sample_count_percentile.as_deref();
    trigger.text("EvaluateLowSampleCountPercentile", low_samples.unwrap_or_default());
    if !alarm.metrics.is_empty() {
        trigger.raw("Metrics", &json_array(alarm.metrics.iter().map(query)));
    }
    trigger.finish()
}

fn query(query: &MetricDataQuery) -> String {
    let mut entry = JsonObject::new();
    let text = |entry: &mut JsonObject, key: &str, value: &Option<String>| {
        if let Some(value) = value {
            entry.text(key, value);
        }
    };
    text(&mut entry, "Expression", &query.expression);
    text(&mut entry, "Id", &query.id);
    text(&mut entry, "Label", &query.label);
    if let Some(stat) = &query.metric_stat {
        entry.raw("MetricStat", &metric_stat(stat));
    }
    entry.raw("ReturnData", if query.return_data == Some(false) { "false" } else { "true" });
    if let Some(secs) = query.period {
        entry.raw("Period", &secs.to_string());
    }
    text(&mut entry, "AccountId", &query.account_id);
    entry.finish()
}

fn metric_stat(stat: &MetricStat) -> String {
    let mut metric = JsonObject::new();
    if let Some(of) = &stat.metric {
        metric.raw("Dimensions", &dimensions(&of.dimensions));
        metric.text("MetricName", of.metric_name.as_deref().unwrap_or_default());
        metric.text("Namespace", of.namespace.as_deref().unwrap_or_default());
    }
    let mut entry = JsonObject::new();
    entry.raw("Metric", &metric.finish());
    if let Some(secs) = stat.period {
        entry.raw("Period", &secs.to_string());
    }
    entry.text("Stat", stat.stat.as_deref().unwrap_or_default());
    if let Some(unit) = &stat.unit {
        entry.text("Unit", unit);
    }
    entry.finish()
}

/// Small letters, value first.
fn dimensions(dimensions: &[Dimension]) -> String {
    json_array(dimensions.iter().map(|dimension| {
        let mut entry = JsonObject::new();
        entry.text("value", &dimension.value);
        entry.text("name", &dimension.name);
        entry.finish()
    }))
}

fn statistic_constant(statistic: &str) -> &str {
    match statistic {
        "Average" => "AVERAGE",
        "Sum" => "SUM",
        "Minimum" => "MINIMUM",
        "Maximum" => "MAXIMUM",
        "SampleCount" => "SAMPLE_COUNT",
        other => other,
    }
}

/// The period of all that the alarm looks at.
fn period_secs(alarm: &MetricAlarm) -> Option<i64> {
    let of_query =
        |query: &MetricDataQuery| query.metric_stat.as_ref().and_then(|stat| stat.period).or(query.period);
    alarm.period.or_else(|| alarm.metrics.iter().find_map(of_query))
}

fn or_null(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), json_text)
}

/// Runs of what isn't printable ASCII become one underscore.
fn as_ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    let mut in_run = false;
    for char in text.chars() {
        let is_plain = (' '..='~').contains(&char);
        if is_plain {
            ascii.push(char);
        } else if !in_run {
            ascii.push('_');
        }
        in_run = !is_plain;
    }
    ascii
}

#[derive(Deserialize)]
struct ReasonData {
    #[serde(rename = "triggeringAlarms", default)]
    triggering_alarms: Vec<Child>,
}

#[derive(Deserialize)]
struct Child {
    arn: String,
    state: ChildState,
}

#[derive(Deserialize)]
struct ChildState {
    value: String,
    timestamp: String,
}

/// From StateReasonData; none when a person set the state.
fn triggering_children(record: &AlarmRecord) -> Vec<Child> {
    let data = record.state_reason_data().and_then(|data| serde_json::from_str::<ReasonData>(data).ok());
    data.map(|data| data.triggering_alarms).unwrap_or_default()
}

fn email(transition: &Transition<'_>) -> String {
    let Transition { account, record, old_state } = transition;
    let (name, state, reason) = (record.name(), record.state_value(), record.state_reason());
    let region = regions::long_name(&account.region);
    let at = long_time_text(record.state_since());
    let opening = match record {
        AlarmRecord::Metric(_) => format!("has entered the {state} state, because \"{reason}\" at \"{at}\"."),
        AlarmRecord::Composite(_) => {
            format!("has transitioned to {state} state on {at}, because \"{reason}\".")
        }
    };
    let mut text = format!(
        "You are receiving this email because your Amazon CloudWatch Alarm \"{name}\" in the {region} region \
         {opening}\n\nAlarm Details:\n"
    );
    let mut line = |key: &str, value: &str| {
        // Writing to a String can't fail.
        let _ = writeln!(text, "- {:<27} {value}", format!("{key}:"));
    };
    line("Name", name);
    line("Description", record.description().unwrap_or_default());
    line("State Change", &format!("{old_state} -> {state}"));
    if let AlarmRecord::Composite(composite) = record {
        line("Alarm Rule", &composite.composite_alarm.alarm_rule);
    }
    line("Reason for State Change", reason);
    line("Timestamp", &at);
    line("AWS Account", &account.id);
    line("Alarm Arn", record.arn());
    match record {
        AlarmRecord::Metric(alarm) => email_metric(&mut text, alarm),
        AlarmRecord::Composite(_) => {
            let _ = writeln!(text, "\nTriggering children (max. {MAX_EMAILED_CHILDREN}):");
            for child in triggering_children(record).iter().take(MAX_EMAILED_CHILDREN) {
                let _ = writeln!(text, "- {} {} at {}", child.arn, child.state.value, child.state.timestamp);
            }
        }
    }
    let _ = writeln!(text, "\nState Change Actions:");
    for (key, state) in [
        ("OK", AlarmState::Ok),
        ("ALARM", AlarmState::Alarm),
        ("INSUFFICIENT_DATA", AlarmState::InsufficientData),
    ] {
        let actions: Vec<String> = record.actions(state).iter().map(|arn| format!("[{arn}]")).collect();
        let _ = writeln!(text, "- {key}: {}", actions.join(" "));
    }
    text
}

fn email_metric(text: &mut String, alarm: &MetricAlarm) {
    let secs = period_secs(alarm).unwrap_or_default();
    let needed = alarm.datapoints_to_alarm.unwrap_or(alarm.evaluation_periods);
    let threshold = match (alarm.threshold, &alarm.threshold_metric_id) {
        (Some(threshold), _) => java_double(threshold),
        (None, id) => id.clone().unwrap_or_default(),
    };
    let _ = writeln!(
        text,
        "\nThreshold:\n- The alarm is in the ALARM state when the metric is {} {threshold} for at least {needed} \
         of the last {} period(s) of {secs} seconds.",
        alarm.comparison_operator, alarm.evaluation_periods
    );
    let _ = writeln!(text, "\nMonitored Metric{}:", if alarm.metrics.is_empty() { "" } else { "s" });
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(text, "- {:<36} {value}", format!("{key}:"));
    };
    if alarm.metrics.is_empty() {
        line("MetricNamespace", alarm.namespace.as_deref().unwrap_or_default());
        line("MetricName", alarm.metric_name.as_deref().unwrap_or_default());
        line("Dimensions", &dimension_list(&alarm.dimensions));
        line("Period", &format!("{secs} seconds"));
        let statistic = alarm.statistic.as_ref().or(alarm.extended_statistic.as_ref());
        line("Statistic", statistic.map_or("", String::as_str));
        line("Unit", alarm.unit.as_deref().unwrap_or("not specified"));
    }
    for query in &alarm.metrics {
        let what = match (&query.expression, &query.metric_stat) {
            (Some(expression), _) => expression.clone(),
            (None, stat) => stat.as_ref().map(metric_line).unwrap_or_default(),
        };
        line(query.id.as_deref().unwrap_or_default(), &what);
    }
    line("TreatMissingData", alarm.treat_missing_data.as_deref().unwrap_or("missing"));
}

fn metric_line(stat: &MetricStat) -> String {
    let metric = stat.metric.clone().unwrap_or_default();
    format!(
        "{} {} {} {}",
        metric.namespace.unwrap_or_default(),
        metric.metric_name.unwrap_or_default(),
        dimension_list(&metric.dimensions),
        stat.stat.as_deref().unwrap_or_default()
    )
}

fn dimension_list(dimensions: &[Dimension]) -> String {
    let pairs: Vec<String> =
        dimensions.iter().map(|dimension| format!("[{} = {}]", dimension.name, dimension.value)).collect();
    pairs.join(" ")
}
