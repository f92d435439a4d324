//! Alarms on an anomaly detection band: states and texts.

use crate::notation::{NOW, input, word};
use alarm::{Band, Condition, Decision, Slots};
use cloudwatch_api::{Metric, MetricDataQuery, MetricStat, PutMetricAlarmInput};
use expect_test::{Expect, expect};

fn band_alarm(operator: &str, needed: Option<i64>) -> PutMetricAlarmInput {
    let metric = Metric {
        namespace: Some("App".to_owned()),
        metric_name: Some("m".to_owned()),
        dimensions: Vec::new(),
    };
    let stat =
        MetricStat { metric: Some(metric), period: Some(60), stat: Some("Sum".to_owned()), unit: None };
    let query = |id: &str| MetricDataQuery { id: Some(id.to_owned()), ..MetricDataQuery::default() };
    let metrics = vec![
        MetricDataQuery { metric_stat: Some(stat), ..query("m1") },
        MetricDataQuery { expression: Some("ANOMALY_DETECTION_BAND(m1, 2)".to_owned()), ..query("ad1") },
    ];
    PutMetricAlarmInput {
        alarm_name: input().alarm_name,
        evaluation_periods: Some(2),
        datapoints_to_alarm: needed,
        comparison_operator: Some(operator.to_owned()),
        metrics: Some(metrics),
        threshold_metric_id: Some("ad1".to_owned()),
        ..PutMetricAlarmInput::default()
    }
}

/// The newest datapoints, `-` where there is none. The band is from 10 to 20; at a number in brackets there is
/// none.
fn decide(input: &PutMetricAlarmInput, points: &str) -> (Condition, Decision) {
    let condition = Condition::parse(input).expect("a valid alarm");
    let range = condition.evaluation_range(NOW);
    let marks: Vec<&str> = points.split_whitespace().collect();
    let older = condition.slot_count() - marks.len();
    let at = |index: usize| range.start.plus_secs((older + index) as i64 * 60);
    let number = |mark: &str| mark.trim_matches(['[', ']']).parse::<f64>().ok();
    let values: Vec<_> =
        marks.iter().enumerate().filter_map(|(index, mark)| Some((at(index), number(mark)?))).collect();
    let without: Vec<_> = (0..marks.len()).filter(|index| marks[*index].starts_with('[')).map(at).collect();
    let band = |at| (!without.contains(&at)).then_some(Band { lower: 10.0, upper: 20.0 });
    let slots = Slots::from_band(&condition, range, values, band);
    let decision = alarm::evaluate(&condition, &slots);
    (condition, decision)
}

#[test]
fn each_operator_looks_at_its_edges() {
    for (operator, below, at_lower, inside, at_upper, above) in [
        ("LessThanLowerOrGreaterThanUpperThreshold", "ALARM", "OK", "OK", "OK", "ALARM"),
        ("LessThanLowerThreshold", "ALARM", "OK", "OK", "OK", "OK"),
        ("GreaterThanUpperThreshold", "OK", "OK", "OK", "OK", "ALARM"),
    ] {
        for (value, expected) in
            [(9.9, below), (10.0, at_lower), (15.0, inside), (20.0, at_upper), (20.1, above)]
        {
            let mut input = band_alarm(operator, None);
            input.evaluation_periods = Some(1);
            let (_, decision) = decide(&input, &value.to_string());
            assert_eq!(word(decision.state()), expected, "{operator} {value}");
        }
    }
}

#[test]
fn without_a_band_there_is_nothing_to_judge() {
    let input = band_alarm("LessThanLowerThreshold", None);
    assert_eq!(word(decide(&input, "[5] [5] [5] [5]").1.state()), "INSUFFICIENT_DATA");
    assert_eq!(word(decide(&input, "[5] 5 [5] 5").1.state()), "ALARM");
    assert_eq!(word(decide(&input, "5 [5] [50] 15").1.state()), "OK");
}

#[track_caller]
fn check(input: &PutMetricAlarmInput, points: &str, expected: Expect) {
    let (condition, decision) = decide(input, points);
    let Decision::Set(judgement) = decision else { panic!("no decision") };
    let (reason, data) = (judgement.reason(&condition), judgement.reason_data(&condition, NOW));
    expected.assert_eq(&format!("{} {reason}\n{data}\n", judgement.state));
}

#[test]
fn the_texts() {
    let both = "LessThanLowerOrGreaterThanUpperThreshold";
    check(
        &band_alarm(both, Some(1)),
        "15 - 25",
        expect![[r#"
        ALARM Thresholds Crossed: 1 out of the last 2 datapoints [25.0 (19/09/25 21:10:00)] was less than the lower thresholds [10.0] or greater than the upper thresholds [20.0] (minimum 1 datapoint for OK -> ALARM transition).
        {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:08:00.000+0000","period":60,"recentDatapoints":[15.0,null,25.0],"recentLowerThresholds":[10.0,null,10.0],"recentUpperThresholds":[20.0,null,20.0],"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000","value":25.0}]}
    "#]],
    );
    check(
        &band_alarm(both, Some(2)),
        "5 25",
        expect![[r#"
        ALARM Thresholds Crossed: 2 out of the last 2 datapoints [25.0 (19/09/25 21:10:00), 5.0 (19/09/25 21:09:00)] were less than the lower thresholds [10.0, 10.0] or greater than the upper thresholds [20.0, 20.0] (minimum 2 datapoints for OK -> ALARM transition).
        {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:09:00.000+0000","period":60,"recentDatapoints":[5.0,25.0],"recentLowerThresholds":[10.0,10.0],"recentUpperThresholds":[20.0,20.0],"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000","value":25.0},{"timestamp":"2025-09-19T21:09:00.000+0000","value":5.0}]}
    "#]],
    );
    check(
        &band_alarm(both, Some(2)),
        "5 15",
        expect![[r#"
        OK Thresholds Crossed: 1 out of the last 2 datapoints [15.0 (19/09/25 21:10:00)] was not less than the lower thresholds [10.0] or not greater than the upper thresholds [20.0] (minimum 1 datapoint for ALARM -> OK transition).
        {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:09:00.000+0000","period":60,"recentDatapoints":[5.0,15.0],"recentLowerThresholds":[10.0,10.0],"recentUpperThresholds":[20.0,20.0],"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000","value":15.0}]}
    "#]],
    );
    check(
        &band_alarm("LessThanLowerThreshold", None),
        "5 5",
        expect![[r#"
        ALARM Thresholds Crossed: 2 datapoints [5.0 (19/09/25 21:10:00), 5.0 (19/09/25 21:09:00)] were less than the lower thresholds [10.0, 10.0].
        {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:09:00.000+0000","period":60,"recentDatapoints":[5.0,5.0],"recentLowerThresholds":[10.0,10.0],"recentUpperThresholds":[20.0,20.0],"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000","value":5.0},{"timestamp":"2025-09-19T21:09:00.000+0000","value":5.0}]}
    "#]],
    );
    check(
        &band_alarm("GreaterThanUpperThreshold", None),
        "15 15",
        expect![[r#"
        OK Thresholds Crossed: 1 datapoint [15.0 (19/09/25 21:10:00)] was not greater than the upper thresholds [20.0].
        {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:09:00.000+0000","period":60,"recentDatapoints":[15.0,15.0],"recentLowerThresholds":[10.0,10.0],"recentUpperThresholds":[20.0,20.0],"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000","value":15.0}]}
    "#]],
    );
    let mut breaching = band_alarm(both, Some(2));
    breaching.treat_missing_data = Some("breaching".to_owned());
    check(
        &breaching,
        "25 - - -",
        expect![[r#"
        ALARM Thresholds Crossed: 1 out of the last 2 datapoints [25.0 (19/09/25 21:07:00)] was less than the lower thresholds [10.0] or greater than the upper thresholds [20.0] and 1 missing datapoint was treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).
        {"version":"1.0","queryDate":"2025-09-19T21:11:41.000+0000","startDate":"2025-09-19T21:07:00.000+0000","period":60,"recentDatapoints":[25.0],"recentLowerThresholds":[10.0],"recentUpperThresholds":[20.0],"evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000"},{"timestamp":"2025-09-19T21:07:00.000+0000","value":25.0}]}
    "#]],
    );
}
