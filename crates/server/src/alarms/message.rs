//! What an alarm tells a topic: a subject, and the alarm's JSON. Key order and number text are CloudWatch's.
//! What people read in an e-mail stands in `email`.

use super::email;
use super::record::AlarmRecord;
use super::regions;
use super::transition::{Transition, period_secs, triggering_children};
use alarm::{AlarmState, JsonObject, java_double, json_array, json_text, time_text};
use cloudwatch_api::{Dimension, MetricAlarm, MetricDataQuery, MetricStat};

/// AWS (SNS): a subject has at most 100 characters.
const MAX_SUBJECT_CHARS: usize = 100;

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
    message.text("email", &email::text(transition));
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
