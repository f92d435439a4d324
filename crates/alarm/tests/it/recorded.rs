//! Sentences as CloudWatch wrote them, recorded on real alarms: what was seen is held to the letter.

use crate::notation::{BAD, condition, decide, input};
use alarm::{AlarmState, Decision};
use cloudwatch_api::PutMetricAlarmInput;

/// Average > 50, three periods of ten seconds, as the recordings have it.
fn recorded(needed: i64, treatment: &str) -> PutMetricAlarmInput {
    let mut input = input();
    (input.period, input.datapoints_to_alarm) = (Some(10), Some(needed));
    input.treat_missing_data = Some(treatment.to_owned());
    input
}

/// The state and the sentence, without the datapoints' times.
#[track_caller]
fn check(input: &PutMetricAlarmInput, points: &str, expected: &str) {
    let condition = condition(input);
    let Decision::Set(judgement) = decide(&condition, points) else { panic!("no decision on {points}") };
    let reason = judgement.reason(&condition);
    let mut without_times = String::new();
    let mut rest = reason.as_str();
    // Only times have slashes between parentheses.
    while let Some((before, after)) = rest.split_once(" (") {
        without_times.push_str(before);
        match after.split_once(')') {
            Some((inside, after)) if inside.contains('/') => rest = after,
            _ => {
                without_times.push_str(" (");
                rest = after;
            }
        }
    }
    without_times.push_str(rest);
    assert_eq!(format!("{} {without_times}", judgement.state), expected, "{points}");
}

#[test]
fn three_periods_of_ten_seconds() {
    check(
        &recorded(3, "missing"),
        "X - X - - - - - -",
        "ALARM Threshold Crossed: 2 out of the last 3 datapoints [100.0, 100.0] were greater than the threshold \
         (50.0) (minimum 3 datapoints for OK -> ALARM transition).",
    );
    check(
        &recorded(3, "breaching"),
        "X - X - - - - - -",
        "ALARM Threshold Crossed: 2 out of the last 3 datapoints [100.0, 100.0] were greater than the threshold \
         (50.0) and 1 missing datapoint was treated as [Breaching] (minimum 3 datapoints for OK -> ALARM transition).",
    );
    check(
        &recorded(3, "breaching"),
        "0",
        "OK Threshold Crossed: 1 out of the last 3 datapoints [0.0] was not greater than the threshold (50.0) and 2 \
         missing datapoints were treated as [Breaching] (minimum 1 datapoint for ALARM -> OK transition).",
    );
    check(
        &recorded(3, "breaching"),
        "0 - X - X - -",
        "OK Threshold Crossed: 1 out of the last 3 datapoints [0.0] was not greater than the threshold (50.0) \
         (minimum 1 datapoint for ALARM -> OK transition).",
    );
    check(
        &recorded(2, "missing"),
        "0",
        "OK Threshold Crossed: 1 out of the last 3 datapoints [0.0] was not greater than the threshold (50.0) \
         (minimum 2 datapoints for ALARM -> OK transition).",
    );
    for needed in [2, 3] {
        let unknown = "INSUFFICIENT_DATA Insufficient Data: 3 datapoints were unknown.";
        check(&recorded(needed, "missing"), "- - -", unknown);
    }
    check(
        &recorded(3, "breaching"),
        "- - -",
        "ALARM Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as \
         [Breaching].",
    );
    check(
        &recorded(3, "notBreaching"),
        "- - -",
        "OK Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as \
         [NonBreaching].",
    );
}

#[test]
fn one_of_many_periods() {
    let mut input = input();
    (input.evaluation_periods, input.datapoints_to_alarm) = (Some(20), Some(1));
    input.treat_missing_data = Some("notBreaching".to_owned());
    check(
        &input,
        "613",
        "ALARM Threshold Crossed: 1 out of the last 20 datapoints [613.0] was greater than the threshold (50.0) and 19 \
         missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).",
    );
    (input.evaluation_periods, input.datapoints_to_alarm) = (Some(8), None);
    input.treat_missing_data = Some("breaching".to_owned());
    check(
        &input,
        "2",
        "OK Threshold Crossed: 1 datapoint [2.0] was not greater than the threshold (50.0) and 7 missing datapoints \
         were treated as [Breaching].",
    );
}

#[test]
fn of_many_datapoints_the_newest_five_are_listed() {
    let mut input = input();
    (input.evaluation_periods, input.datapoints_to_alarm) = (Some(5), None);
    let listed = "[100.0, 100.0, 100.0, 100.0, 100.0]";
    check(
        &input,
        "X X X X X",
        &format!(
            "ALARM Threshold Crossed: 5 datapoints were greater than the threshold (50.0). The most recent datapoints \
             which crossed the threshold: {listed}."
        ),
    );
    (input.evaluation_periods, input.datapoints_to_alarm) = (Some(30), Some(30));
    check(
        &input,
        &vec!["X"; 30].join(" "),
        &format!(
            "ALARM Threshold Crossed: 30 out of the last 30 datapoints were greater than the threshold (50.0). The most \
             recent datapoints which crossed the threshold: {listed} (minimum 30 datapoints for OK -> ALARM \
             transition)."
        ),
    );
    (input.evaluation_periods, input.datapoints_to_alarm) = (Some(3), None);
    check(
        &input,
        "X X X",
        "ALARM Threshold Crossed: 3 datapoints [100.0, 100.0, 100.0] were greater than the threshold (50.0).",
    );
}

#[test]
fn a_received_datapoint_that_speaks_against_the_state() {
    check(
        &recorded(2, "breaching"),
        "0",
        "ALARM Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as \
         [Breaching].",
    );
}

#[test]
fn the_evidence_of_the_longest_alarm_is_short_enough() {
    for periods in [24, 100, 1440] {
        let mut input = input();
        (input.period, input.evaluation_periods) = (Some(60), Some(periods));
        let condition = condition(&input);
        let marks = vec![(BAD + 0.123_456_789_012_345).to_string(); periods as usize].join(" ");
        let Decision::Set(judgement) = decide(&condition, &marks) else { panic!("decided") };
        assert_eq!(judgement.state, AlarmState::Alarm);
        let (reason, data) =
            (judgement.reason(&condition), judgement.reason_data(&condition, crate::notation::NOW));
        assert!(reason.len() <= 1023, "{}: {reason}", reason.len());
        assert!(data.len() <= 4000 && 2500 < data.len(), "{}: {data}", data.len());
        // The newest are told.
        assert!(
            data.contains(r#""evaluatedDatapoints":[{"timestamp":"2025-09-19T21:10:00.000+0000""#),
            "{data}"
        );
    }
}
