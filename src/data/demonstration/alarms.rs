//! DescribeAlarms of the demonstration: the states follow from the same metrics that are drawn.

use super::catalog::{ENTRIES, Quantity};
use super::{ACCOUNT_ID, REGION, metrics};
use cloudwatch_api::{DescribeAlarmsInput, DescribeAlarmsOutput, MetricAlarm};
use timeseries::{Period, Statistic, TimeRange, Timestamp};

/// How far back the last change of a state is looked for.
const HISTORY_SECS: i64 = 12 * 3600;

struct Definition {
    name: &'static str,
    description: &'static str,
    quantity: Quantity,
    statistic: Statistic,
    threshold: f64,
    /// The threshold as text of the reason.
    threshold_text: &'static str,
}

const DEFINITIONS: [Definition; 5] = [
    Definition {
        name: "checkout-queue-depth",
        description: "Orders wait for longer than they should.",
        quantity: Quantity::QueueDepth,
        statistic: Statistic::Maximum,
        threshold: 60.0,
        threshold_text: "60.0",
    },
    Definition {
        name: "web-1-cpu",
        description: "Little is left for a burst of visitors.",
        quantity: Quantity::Cpu(0),
        statistic: Statistic::Average,
        threshold: 70.0,
        threshold_text: "70.0",
    },
    Definition {
        name: "web-1-disk",
        description: "The disk fills up.",
        quantity: Quantity::Disk(0),
        statistic: Statistic::Maximum,
        threshold: 90.0,
        threshold_text: "90.0",
    },
    Definition {
        name: "web-errors",
        description: "Visitors see errors.",
        quantity: Quantity::Http5xx,
        statistic: Statistic::Sum,
        threshold: 20.0,
        threshold_text: "20.0",
    },
    Definition {
        name: "web-latency",
        description: "Pages come slowly.",
        quantity: Quantity::TargetResponseTime,
        statistic: Statistic::Average,
        threshold: 0.3,
        threshold_text: "0.3",
    },
];

pub fn describe_alarms(input: &DescribeAlarmsInput, now: Timestamp) -> DescribeAlarmsOutput {
    let names = input.alarm_names.as_deref();
    let wanted = |alarm: &MetricAlarm| {
        names.is_none_or(|names| names.contains(&alarm.alarm_name))
            && input.alarm_name_prefix.as_deref().is_none_or(|prefix| alarm.alarm_name.starts_with(prefix))
            && input.state_value.as_deref().is_none_or(|state| alarm.state_value == state)
    };
    let evaluated = DEFINITIONS.iter().map(|definition| evaluate(definition, now));
    let metric_alarms = evaluated.chain([without_data(now)]).filter(wanted).collect();
    DescribeAlarmsOutput { metric_alarms, ..DescribeAlarmsOutput::default() }
}

fn evaluate(definition: &Definition, now: Timestamp) -> MetricAlarm {
    let range = TimeRange::new(now.plus_secs(-HISTORY_SECS), now);
    let mut alarm = base(definition.name, definition.description);
    alarm.threshold = Some(definition.threshold);
    alarm.statistic = Some(definition.statistic.to_string());
    if let Some(entry) = ENTRIES.iter().find(|entry| entry.quantity == definition.quantity) {
        let metric = entry.metric();
        alarm.namespace = metric.namespace;
        alarm.metric_name = metric.metric_name;
        alarm.dimensions = metric.dimensions;
    }
    // Unchanged for as long as one looks back: since some midnight, so that it doesn't move with the clock.
    let mut since = now.floor(86_400).plus_secs(-86_400);
    let mut last = None;
    for (at, set) in metrics::sets(definition.quantity, range, Period::MINUTE, now) {
        let Some(value) = set.basic_value(definition.statistic) else { continue };
        let is_alarm = value > definition.threshold;
        if last.is_some_and(|(_, _, before)| before != is_alarm) {
            since = at.plus_secs(60);
        }
        last = Some((at, value, is_alarm));
    }
    let Some((at, value, is_alarm)) = last else { return alarm };
    alarm.state_value = if is_alarm { "ALARM" } else { "OK" }.to_owned();
    alarm.state_reason = format!(
        "Threshold Crossed: 1 datapoint [{value:.3} ({at})] was {}greater than the threshold ({}).",
        if is_alarm { "" } else { "not " },
        definition.threshold_text,
    );
    alarm.state_updated_timestamp = since;
    alarm.state_transitioned_timestamp = since;
    alarm
}

/// An alarm on a metric that nobody publishes, as there is one in every account.
fn without_data(now: Timestamp) -> MetricAlarm {
    let mut alarm = base("backup-age", "The nightly backup is late.");
    let since = now.floor(86_400).plus_secs(-6 * 86_400);
    alarm.namespace = Some("Shop".to_owned());
    alarm.metric_name = Some("BackupAgeHours".to_owned());
    alarm.statistic = Some(Statistic::Maximum.to_string());
    alarm.threshold = Some(26.0);
    alarm.state_value = "INSUFFICIENT_DATA".to_owned();
    alarm.state_reason = "Insufficient Data: 1 datapoint was unknown.".to_owned();
    alarm.state_updated_timestamp = since;
    alarm.state_transitioned_timestamp = since;
    alarm
}

fn base(name: &str, description: &str) -> MetricAlarm {
    MetricAlarm {
        alarm_name: name.to_owned(),
        alarm_arn: arn(name),
        alarm_description: Some(description.to_owned()),
        actions_enabled: Some(true),
        period: Some(60),
        evaluation_periods: 1,
        datapoints_to_alarm: Some(1),
        comparison_operator: "GreaterThanThreshold".to_owned(),
        treat_missing_data: Some("missing".to_owned()),
        ..MetricAlarm::default()
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:{REGION}:{ACCOUNT_ID}:alarm:{name}")
}

#[cfg(test)]
mod tests {
    use super::super::catalog;
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn states(now: i64) -> Vec<(String, String)> {
        let output = describe_alarms(&DescribeAlarmsInput::default(), Timestamp::from_secs(now));
        output.metric_alarms.into_iter().map(|alarm| (alarm.alarm_name, alarm.state_value)).collect()
    }

    #[wasm_bindgen_test]
    fn states_follow_the_metrics() {
        let start = 1_795_230_000;
        let bad = (start..start + 86_400).step_by(60).find(|at| catalog::incident(*at as f64) > 0.6).unwrap();
        assert!(states(bad + 180).contains(&("web-errors".to_owned(), "ALARM".to_owned())));
        let good = (start..)
            .step_by(60)
            .find(|at| (0..30).all(|minute| catalog::incident((*at + minute * 60) as f64) == 0.0));
        let good = states(good.unwrap() + 1800);
        assert!(good.contains(&("web-errors".to_owned(), "OK".to_owned())), "{good:?}");
        assert!(good.contains(&("backup-age".to_owned(), "INSUFFICIENT_DATA".to_owned())));
    }

    #[wasm_bindgen_test]
    fn alarms_are_asked_for_by_name() {
        let input = DescribeAlarmsInput {
            alarm_names: Some(vec!["web-latency".to_owned(), "nobody".to_owned()]),
            ..DescribeAlarmsInput::default()
        };
        let output = describe_alarms(&input, Timestamp::from_secs(1_795_230_000));
        assert_eq!(output.metric_alarms.len(), 1);
        assert!(!output.metric_alarms[0].state_reason.is_empty());
    }
}
