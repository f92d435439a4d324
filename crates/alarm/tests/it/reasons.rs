//! StateReason and StateReasonData, to the letter.

use crate::notation::{NOW, condition, decide, input};
use alarm::Decision;
use cloudwatch_api::{Metric, MetricDataQuery, MetricStat, PutMetricAlarmInput};
use expect_test::{Expect, expect};
use timeseries::Timestamp;

#[track_caller]
fn check(needed: Option<i64>, treatment: &str, points: &str, expected: Expect) {
    let mut input = input();
    input.period = Some(10);
    input.datapoints_to_alarm = needed;
    input.treat_missing_data = Some(treatment.to_owned());
    check_input(&input, points, expected);
}

#[track_caller]
fn check_input(input: &PutMetricAlarmInput, points: &str, expected: Expect) {
    let condition = condition(input);
    let Decision::Set(judgement) = decide(&condition, points) else { panic!("no decision on {points}") };
    expected.assert_eq(&format!(
        "{} {}\n{}\n",
        judgement.state,
        judgement.reason(&condition),
        judgement.reason_data(&condition, NOW)
    ));
}

#[test]
fn without_datapoints_to_alarm() {
    check(
        None,
        "missing",
        "0 X X X",
        expect![[r#"
            ALARM Threshold Crossed: 3 datapoints [100.0 (19/09/25 21:11:20), 100.0 (19/09/25 21:11:10), 100.0 (19/09/25 21:11:00)] were greater than the threshold (50.0).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:11:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0,100.0,100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000","sampleCount":1.0,"value":100.0},{"timestamp":"2025-09-19T21:11:10.000+0000","sampleCount":1.0,"value":100.0},{"timestamp":"2025-09-19T21:11:00.000+0000","sampleCount":1.0,"value":100.0}]}
        "#]],
    );
    check(
        None,
        "missing",
        "X X 0",
        expect![[r#"
            OK Threshold Crossed: 1 datapoint [0.0 (19/09/25 21:11:20)] was not greater than the threshold (50.0).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:11:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0,100.0,0.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000","sampleCount":1.0,"value":0.0}]}
        "#]],
    );
    let mut one = input();
    one.evaluation_periods = Some(1);
    one.threshold = Some(21.0);
    one.unit = Some("Seconds".to_owned());
    check_input(
        &one,
        "21.5",
        expect![[r#"
            ALARM Threshold Crossed: 1 datapoint [21.5 (19/09/25 21:06:00)] was greater than the threshold (21.0).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:06:00.000+0000","unit":"Seconds","statistic":"Average","period":300,"recentDatapoints":[21.5],"threshold":21.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:06:00.000+0000","sampleCount":1.0,"value":21.5}]}
        "#]],
    );
}

#[test]
fn with_datapoints_to_alarm() {
    check(
        Some(2),
        "missing",
        "X 0 X",
        expect![[r#"
            ALARM Threshold Crossed: 2 out of the last 3 datapoints [100.0 (19/09/25 21:11:20), 100.0 (19/09/25 21:11:00)] were greater than the threshold (50.0) (minimum 2 datapoints for OK -> ALARM transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:11:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0,0.0,100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000","sampleCount":1.0,"value":100.0},{"timestamp":"2025-09-19T21:11:00.000+0000","sampleCount":1.0,"value":100.0}]}
        "#]],
    );
    check(
        Some(3),
        "missing",
        "X 0 X",
        expect![[r#"
            OK Threshold Crossed: 1 out of the last 3 datapoints [0.0 (19/09/25 21:11:10)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:11:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0,0.0,100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:10.000+0000","sampleCount":1.0,"value":0.0}]}
        "#]],
    );
}

#[test]
fn aged_points_and_the_newest_missing_slots() {
    check(
        Some(2),
        "missing",
        "X - - - - - - - -",
        expect![[r#"
            ALARM Threshold Crossed: 1 out of the last 3 datapoints [100.0 (19/09/25 21:10:00)] was greater than the threshold (50.0) (minimum 2 datapoints for OK -> ALARM transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:10:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:10:00.000+0000","sampleCount":1.0,"value":100.0}]}
        "#]],
    );
    check(
        Some(2),
        "missing",
        "0 X - - - - - - -",
        expect![[r#"
            OK Threshold Crossed: 1 out of the last 3 datapoints [0.0 (19/09/25 21:10:00)] was not greater than the threshold (50.0) (minimum 2 datapoints for ALARM -> OK transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:10:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[0.0,100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:10:00.000+0000","sampleCount":1.0,"value":0.0}]}
        "#]],
    );
    check(
        Some(3),
        "missing",
        "X - X - - - - - -",
        expect![[r#"
            ALARM Threshold Crossed: 2 out of the last 3 datapoints [100.0 (19/09/25 21:10:20), 100.0 (19/09/25 21:10:00)] were greater than the threshold (50.0) (minimum 3 datapoints for OK -> ALARM transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:10:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0,null,100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:10:20.000+0000","sampleCount":1.0,"value":100.0},{"timestamp":"2025-09-19T21:10:00.000+0000","sampleCount":1.0,"value":100.0}]}
        "#]],
    );
}

#[test]
fn missing_data_that_breaches() {
    check(
        Some(2),
        "breaching",
        "X - -",
        expect![[r#"
            ALARM Threshold Crossed: 1 out of the last 3 datapoints [100.0 (19/09/25 21:11:00)] was greater than the threshold (50.0) and 2 missing datapoints were treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:11:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:11:00.000+0000","sampleCount":1.0,"value":100.0}]}
        "#]],
    );
    check(
        Some(2),
        "breaching",
        "-",
        expect![[r#"
            ALARM Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","statistic":"Average","period":10,"recentDatapoints":[],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:11:10.000+0000"}]}
        "#]],
    );
    check(
        Some(1),
        "breaching",
        "-",
        expect![[r#"
            ALARM Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","statistic":"Average","period":10,"recentDatapoints":[],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"}]}
        "#]],
    );
    check(
        None,
        "breaching",
        "X - -",
        expect![[r#"
            ALARM Threshold Crossed: 1 datapoint [100.0 (19/09/25 21:11:00)] was greater than the threshold (50.0) and 2 missing datapoints were treated as [Breaching].
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:11:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:11:10.000+0000"},{"timestamp":"2025-09-19T21:11:00.000+0000","sampleCount":1.0,"value":100.0}]}
        "#]],
    );
    check(
        Some(3),
        "breaching",
        "0 - X - -",
        expect![[r#"
            OK Threshold Crossed: 1 out of the last 3 datapoints [0.0 (19/09/25 21:10:40)] was not greater than the threshold (50.0) and 1 missing datapoint was treated as [Breaching] (minimum 1 datapoint for ALARM -> OK transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:10:40.000+0000","statistic":"Average","period":10,"recentDatapoints":[0.0,null,100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:40.000+0000","sampleCount":1.0,"value":0.0}]}
        "#]],
    );
}

#[test]
fn missing_data_that_does_not_breach() {
    check(
        Some(2),
        "notBreaching",
        "0 - X - -",
        expect![[r#"
            OK Threshold Crossed: 1 out of the last 3 datapoints [0.0 (19/09/25 21:10:40)] was not greater than the threshold (50.0) and 1 missing datapoint was treated as [NonBreaching] (minimum 2 datapoints for ALARM -> OK transition).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:10:40.000+0000","statistic":"Average","period":10,"recentDatapoints":[0.0,null,100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:10:40.000+0000","sampleCount":1.0,"value":0.0}]}
        "#]],
    );
    check(
        Some(3),
        "notBreaching",
        "X - -",
        expect![[r#"
            OK Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [NonBreaching].
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:11:00.000+0000","statistic":"Average","period":10,"recentDatapoints":[100.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"}]}
        "#]],
    );
    check(
        Some(2),
        "notBreaching",
        "-",
        expect![[r#"
            OK Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","statistic":"Average","period":10,"recentDatapoints":[],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:11:10.000+0000"}]}
        "#]],
    );
}

#[test]
fn nothing_at_all() {
    check(
        None,
        "missing",
        "-",
        expect![[r#"
            INSUFFICIENT_DATA Insufficient Data: 3 datapoints were unknown.
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","statistic":"Average","period":10,"recentDatapoints":[],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"},{"timestamp":"2025-09-19T21:11:10.000+0000"},{"timestamp":"2025-09-19T21:11:00.000+0000"}]}
        "#]],
    );
    check(
        Some(1),
        "missing",
        "-",
        expect![[r#"
            INSUFFICIENT_DATA Insufficient Data: 3 datapoints were unknown.
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","statistic":"Average","period":10,"recentDatapoints":[],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:11:20.000+0000"}]}
        "#]],
    );
}

#[test]
fn each_operator_and_java_numbers() {
    for (operator, points, expected) in [
        (
            "GreaterThanOrEqualToThreshold",
            "10000000",
            expect![[r#"
            ALARM Threshold Crossed: 1 datapoint [1.0E7 (19/09/25 21:06:00)] was greater than or equal to the threshold (50.0).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:06:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[1.0E7],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:06:00.000+0000","sampleCount":1.0,"value":1.0E7}]}
        "#]],
        ),
        (
            "LessThanThreshold",
            "0.0001",
            expect![[r#"
            ALARM Threshold Crossed: 1 datapoint [1.0E-4 (19/09/25 21:06:00)] was less than the threshold (50.0).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:06:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[1.0E-4],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:06:00.000+0000","sampleCount":1.0,"value":1.0E-4}]}
        "#]],
        ),
        (
            "LessThanOrEqualToThreshold",
            "-1.5",
            expect![[r#"
            ALARM Threshold Crossed: 1 datapoint [-1.5 (19/09/25 21:06:00)] was less than or equal to the threshold (50.0).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:06:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[-1.5],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:06:00.000+0000","sampleCount":1.0,"value":-1.5}]}
        "#]],
        ),
        (
            "LessThanOrEqualToThreshold",
            "51",
            expect![[r#"
            OK Threshold Crossed: 1 datapoint [51.0 (19/09/25 21:06:00)] was not less than or equal to the threshold (50.0).
            {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:06:00.000+0000","statistic":"Average","period":300,"recentDatapoints":[51.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:06:00.000+0000","sampleCount":1.0,"value":51.0}]}
        "#]],
        ),
    ] {
        let mut input = input();
        input.evaluation_periods = Some(1);
        input.comparison_operator = Some(operator.to_owned());
        check_input(&input, points, expected);
    }
}

#[test]
fn an_expression_has_no_unit_statistic_or_sample_count() {
    let stat = MetricStat {
        metric: Some(Metric {
            namespace: Some("App".to_owned()),
            metric_name: Some("Latency".to_owned()),
            dimensions: Vec::new(),
        }),
        period: Some(60),
        stat: Some("Average".to_owned()),
        unit: None,
    };
    let metric = MetricDataQuery {
        id: Some("m1".to_owned()),
        metric_stat: Some(stat),
        return_data: Some(false),
        ..MetricDataQuery::default()
    };
    let expression = MetricDataQuery {
        id: Some("e1".to_owned()),
        expression: Some("m1 * 2".to_owned()),
        ..MetricDataQuery::default()
    };
    let mut input = input();
    input.metric_name = None;
    input.namespace = None;
    input.dimensions = None;
    input.statistic = None;
    input.period = None;
    input.evaluation_periods = Some(1);
    input.metrics = Some(vec![metric, expression]);
    let condition = condition(&input);
    let range = condition.evaluation_range(NOW);
    let values = [(Timestamp::from_millis(range.end.millis() - 60_000), 80.0)];
    let slots = alarm::Slots::from_values(&condition, range, values);
    let Decision::Set(judgement) = alarm::evaluate(&condition, &slots) else { panic!("no decision") };
    expect![[r#"{"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:10:00.000+0000","period":60,"recentDatapoints":[80.0],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000","value":80.0}]}"#]].assert_eq(&judgement.reason_data(&condition, NOW));
}

#[test]
fn finer_statistic_sets_are_merged_into_sliding_slots() {
    let mut input = input();
    input.statistic = Some("Sum".to_owned());
    input.evaluation_periods = Some(1);
    let condition = condition(&input);
    assert_eq!(condition.slot_grid().secs(), 60);
    let range = condition.evaluation_range(NOW);
    // A minute before the range, its last five minutes (one slot), and the running minute.
    let minutes = [-16, -5, -4, -1, 0].map(|minute| range.end.plus_secs(minute * 60));
    let sets = minutes.map(|at| (at, timeseries::StatisticSet::from_value(20.0)));
    let slots = alarm::Slots::from_statistics(&condition, range, timeseries::Statistic::Sum, &sets);
    let Decision::Set(judgement) = alarm::evaluate(&condition, &slots) else { panic!("no decision") };
    assert_eq!(
        judgement.reason(&condition),
        "Threshold Crossed: 1 datapoint [60.0 (19/09/25 21:06:00)] was greater than the threshold (50.0)."
    );
}
