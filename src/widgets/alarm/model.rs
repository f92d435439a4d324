//! What an alarm widget shows: alarms of both kinds as one, and which of them stand in which order. Pure.

use crate::widgets::alarm::fetch::name_of_arn;
use cloudwatch_api::{CompositeAlarm, Dimension, MetricAlarm, MetricDataQuery};
use dashboard::{AlarmSort, AlarmWidget};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use timeseries::Timestamp;

/// A metric alarm or a composite one, with as much of it as the app shows. What one kind doesn't have is
/// empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alarm {
    pub alarm_name: String,
    pub alarm_arn: String,
    pub alarm_description: Option<String>,
    pub alarm_configuration_updated_timestamp: Timestamp,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state_value: String,
    pub state_reason: String,
    pub state_updated_timestamp: Timestamp,
    pub metric_name: Option<String>,
    pub namespace: Option<String>,
    pub statistic: Option<String>,
    pub extended_statistic: Option<String>,
    pub dimensions: Vec<Dimension>,
    pub period: Option<i64>,
    pub evaluation_periods: i64,
    pub datapoints_to_alarm: Option<i64>,
    pub threshold: Option<f64>,
    pub comparison_operator: String,
    pub treat_missing_data: Option<String>,
    pub metrics: Vec<MetricDataQuery>,
    /// Of a composite alarm.
    pub alarm_rule: Option<String>,
}

impl From<MetricAlarm> for Alarm {
    fn from(alarm: MetricAlarm) -> Self {
        Alarm {
            alarm_name: alarm.alarm_name,
            alarm_arn: alarm.alarm_arn,
            alarm_description: alarm.alarm_description,
            alarm_configuration_updated_timestamp: alarm.alarm_configuration_updated_timestamp,
            state_value: alarm.state_value,
            state_reason: alarm.state_reason,
            state_updated_timestamp: alarm.state_updated_timestamp,
            metric_name: alarm.metric_name,
            namespace: alarm.namespace,
            statistic: alarm.statistic,
            extended_statistic: alarm.extended_statistic,
            dimensions: alarm.dimensions,
            period: alarm.period,
            evaluation_periods: alarm.evaluation_periods,
            datapoints_to_alarm: alarm.datapoints_to_alarm,
            threshold: alarm.threshold,
            comparison_operator: alarm.comparison_operator,
            treat_missing_data: alarm.treat_missing_data,
            metrics: alarm.metrics,
            alarm_rule: None,
        }
    }
}

impl From<CompositeAlarm> for Alarm {
    fn from(alarm: CompositeAlarm) -> Self {
        Alarm {
            alarm_name: alarm.alarm_name,
            alarm_arn: alarm.alarm_arn,
            alarm_description: alarm.alarm_description,
            alarm_configuration_updated_timestamp: alarm.alarm_configuration_updated_timestamp,
            state_value: alarm.state_value,
            state_reason: alarm.state_reason,
            state_updated_timestamp: alarm.state_updated_timestamp,
            alarm_rule: Some(alarm.alarm_rule),
            ..Alarm::default()
        }
    }
}

/// One tile.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmRow {
    /// As the widget has it.
    pub arn: String,
    pub name: String,
    /// `None`: there is no such alarm.
    pub alarm: Option<Alarm>,
}

impl AlarmRow {
    /// `OK`, `ALARM`, `INSUFFICIENT_DATA`, or `MISSING`.
    pub fn state(&self) -> &str {
        self.alarm.as_ref().map_or("MISSING", |alarm| alarm.state_value.as_str())
    }
}

/// One row for each ARN. Alarms that are named but missing are shown whatever the filter: that they are is
/// worth knowing.
pub fn rows(widget: &AlarmWidget, found: &[Alarm]) -> Vec<AlarmRow> {
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for arn in widget.alarms.iter().filter(|arn| seen.insert(*arn)) {
        let name = name_of_arn(arn);
        let alarm = found.iter().find(|alarm| Some(alarm.alarm_name.as_str()) == name);
        let is_shown = |alarm: &Alarm| widget.states.is_empty() || widget.states.contains(&alarm.state_value);
        if alarm.is_none_or(is_shown) {
            let name = name.unwrap_or(arn).to_owned();
            rows.push(AlarmRow { arn: arn.clone(), name, alarm: alarm.cloned() });
        }
    }
    rows.sort_by(|a, b| order(widget.sort_by, a, b).then_with(|| a.name.cmp(&b.name)));
    rows
}

fn order(sort_by: AlarmSort, a: &AlarmRow, b: &AlarmRow) -> Ordering {
    let updated = |row: &AlarmRow| row.alarm.as_ref().map(|alarm| alarm.state_updated_timestamp);
    let newest_first = || updated(b).cmp(&updated(a));
    match sort_by {
        AlarmSort::Default => Ordering::Equal,
        AlarmSort::StateUpdatedTimestamp => rank(a.state()).cmp(&rank(b.state())).then_with(newest_first),
        AlarmSort::Timestamp => newest_first(),
    }
}

fn rank(state: &str) -> u8 {
    match state {
        "ALARM" => 0,
        "INSUFFICIENT_DATA" => 1,
        "OK" => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn arn(name: &str) -> String {
        format!("arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}")
    }

    #[track_caller]
    fn check(sort_by: AlarmSort, states: &[&str], expected: &str) {
        let alarms = [("b", "OK", 1), ("a", "ALARM", 2), ("d", "OK", 3), ("c", "INSUFFICIENT_DATA", 9)];
        let found: Vec<Alarm> = alarms
            .iter()
            .map(|(name, state, at)| Alarm {
                alarm_name: (*name).to_owned(),
                state_value: (*state).to_owned(),
                state_updated_timestamp: Timestamp::from_secs(*at),
                ..Alarm::default()
            })
            .collect();
        let widget = AlarmWidget {
            alarms: ["b", "a", "gone", "d", "c", "a"].iter().map(|name| arn(name)).collect(),
            sort_by,
            states: states.iter().map(|state| (*state).to_owned()).collect(),
        };
        let names: Vec<String> = rows(&widget, &found).into_iter().map(|row| row.name).collect();
        assert_eq!(names.join(" "), expected);
    }

    #[wasm_bindgen_test]
    fn orders() {
        check(AlarmSort::Default, &[], "a b c d gone");
        check(AlarmSort::StateUpdatedTimestamp, &[], "a c d b gone");
        check(AlarmSort::Timestamp, &[], "c d a b gone");
    }

    #[wasm_bindgen_test]
    fn a_filter_hides_states_but_not_what_is_missing() {
        check(AlarmSort::Default, &["ALARM"], "a gone");
        check(AlarmSort::Default, &["OK", "ALARM"], "a b d gone");
    }

    #[wasm_bindgen_test]
    fn both_kinds_of_alarms_become_one() {
        let dimensions = vec![Dimension { name: "Host".to_owned(), value: "a".to_owned() }];
        let metric = MetricAlarm {
            alarm_name: "cpu".to_owned(),
            state_value: "ALARM".to_owned(),
            state_updated_timestamp: Timestamp::from_secs(60),
            actions_enabled: Some(true),
            threshold: Some(0.5),
            dimensions: dimensions.clone(),
            ..MetricAlarm::default()
        };
        let composite = CompositeAlarm {
            alarm_name: "both".to_owned(),
            alarm_rule: "ALARM(cpu)".to_owned(),
            ..CompositeAlarm::default()
        };
        let expected = Alarm {
            alarm_name: "cpu".to_owned(),
            state_value: "ALARM".to_owned(),
            state_updated_timestamp: Timestamp::from_secs(60),
            threshold: Some(0.5),
            dimensions,
            ..Alarm::default()
        };
        assert_eq!(Alarm::from(metric), expected);
        let expected = Alarm {
            alarm_name: "both".to_owned(),
            alarm_rule: Some("ALARM(cpu)".to_owned()),
            ..Alarm::default()
        };
        assert_eq!(Alarm::from(composite), expected);
    }
}
