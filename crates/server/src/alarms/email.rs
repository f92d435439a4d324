//! An alarm's change as a person reads it in an e-mail, in CloudWatch's words. One line of AWS's is left out:
//! the link into its console, where this alarm can't be found.

use super::record::AlarmRecord;
use super::regions;
use super::transition::{Transition, period_secs, triggering_children};
use alarm::{AlarmState, java_double, long_time_text};
use cloudwatch_api::{Dimension, MetricAlarm, MetricStat};
use std::fmt::Write;

/// So many triggering children stand in an e-mail.
const MAX_CHILDREN: usize = 10;

pub fn text(transition: &Transition<'_>) -> String {
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
        AlarmRecord::Metric(alarm) => write_metric(&mut text, alarm),
        AlarmRecord::Composite(_) => {
            let _ = writeln!(text, "\nTriggering children (max. {MAX_CHILDREN}):");
            for child in triggering_children(record).iter().take(MAX_CHILDREN) {
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

fn write_metric(text: &mut String, alarm: &MetricAlarm) {
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
