//! Alarms with as much of them as the app shows. What else DescribeAlarms tells is skipped in its answer:
//! reading a member costs the browser code.

use cloudwatch_api::{Dimension, MetricDataQuery, members};
use timeseries::Timestamp;

/// A metric alarm, or a composite one: what one kind doesn't have is empty.
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

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alarms {
    pub metric_alarms: Vec<Alarm>,
    pub composite_alarms: Vec<Alarm>,
    pub next_token: Option<String>,
}

members!(Alarm, optional {
    "AlarmName": alarm_name,
    "AlarmArn": alarm_arn,
    "AlarmDescription": alarm_description,
    "AlarmConfigurationUpdatedTimestamp": alarm_configuration_updated_timestamp,
    "StateValue": state_value,
    "StateReason": state_reason,
    "StateUpdatedTimestamp": state_updated_timestamp,
    "MetricName": metric_name,
    "Namespace": namespace,
    "Statistic": statistic,
    "ExtendedStatistic": extended_statistic,
    "Dimensions": dimensions,
    "Period": period,
    "EvaluationPeriods": evaluation_periods,
    "DatapointsToAlarm": datapoints_to_alarm,
    "Threshold": threshold,
    "ComparisonOperator": comparison_operator,
    "TreatMissingData": treat_missing_data,
    "Metrics": metrics,
    "AlarmRule": alarm_rule,
});

members!(Alarms, optional {
    "MetricAlarms": metric_alarms, "CompositeAlarms": composite_alarms, "NextToken": next_token,
});

#[cfg(test)]
mod tests {
    use super::*;
    use cloudwatch_api::{CompositeAlarm, DescribeAlarmsOutput, MetricAlarm, cbor};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn an_answer_is_read_whatever_else_is_in_it() {
        let output = DescribeAlarmsOutput {
            metric_alarms: vec![MetricAlarm {
                alarm_name: "cpu".to_owned(),
                state_value: "ALARM".to_owned(),
                state_updated_timestamp: Timestamp::from_secs(60),
                actions_enabled: Some(true),
                threshold: Some(0.5),
                dimensions: vec![Dimension { name: "Host".to_owned(), value: "a".to_owned() }],
                ..MetricAlarm::default()
            }],
            composite_alarms: vec![CompositeAlarm {
                alarm_name: "both".to_owned(),
                alarm_rule: "ALARM(cpu)".to_owned(),
                ..CompositeAlarm::default()
            }],
            next_token: Some("more".to_owned()),
        };
        let alarm = Alarm {
            alarm_name: "cpu".to_owned(),
            state_value: "ALARM".to_owned(),
            state_updated_timestamp: Timestamp::from_secs(60),
            threshold: Some(0.5),
            dimensions: vec![Dimension { name: "Host".to_owned(), value: "a".to_owned() }],
            ..Alarm::default()
        };
        let composite = Alarm {
            alarm_name: "both".to_owned(),
            alarm_rule: Some("ALARM(cpu)".to_owned()),
            ..Alarm::default()
        };
        let expected = Alarms {
            metric_alarms: vec![alarm],
            composite_alarms: vec![composite],
            next_token: Some("more".to_owned()),
        };
        let mut read = Alarms::default();
        assert_eq!(cbor::read_into(&cbor::to_vec(&output), &mut read), Ok(()));
        assert_eq!(read, expected);
    }
}
