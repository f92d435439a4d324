//! AWS's notation for an evaluation range: oldest at the left, `0` good, `X` breaching, `-` missing.
//! A number stands for itself.

use alarm::{AlarmState, Condition, Decision, Slots};
use cloudwatch_api::{Dimension, PutMetricAlarmInput};
use timeseries::{StatisticSet, Timestamp};

pub const GOOD: f64 = 0.0;
pub const BAD: f64 = 100.0;
/// 2025-09-19T21:11:41Z.
pub const NOW: Timestamp = Timestamp::from_secs(1_758_316_301);

/// Average > 50, 3 periods of five minutes.
pub fn input() -> PutMetricAlarmInput {
    PutMetricAlarmInput {
        alarm_name: Some("a".to_owned()),
        metric_name: Some("Latency".to_owned()),
        namespace: Some("App".to_owned()),
        dimensions: Some(vec![Dimension { name: "Host".to_owned(), value: "h".to_owned() }]),
        statistic: Some("Average".to_owned()),
        period: Some(300),
        evaluation_periods: Some(3),
        threshold: Some(50.0),
        comparison_operator: Some("GreaterThanThreshold".to_owned()),
        ..PutMetricAlarmInput::default()
    }
}

#[track_caller]
pub fn condition(input: &PutMetricAlarmInput) -> Condition {
    Condition::parse(input).expect("a valid alarm")
}

/// The newest slots as the text says, older ones missing.
#[track_caller]
pub fn slots(condition: &Condition, text: &str) -> Slots {
    let range = condition.evaluation_range(NOW);
    let marks: Vec<&str> = text.split_whitespace().collect();
    let older = condition.slot_count().checked_sub(marks.len()).expect("more marks than slots");
    let sets: Vec<_> = marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| {
            let value = match *mark {
                "-" => return None,
                "0" => GOOD,
                "X" => BAD,
                number => number.parse().expect("a mark"),
            };
            let at = range.start.plus_secs((older + index) as i64 * condition.period().secs());
            Some((at, StatisticSet::from_value(value)))
        })
        .collect();
    Slots::from_statistics(condition, range, timeseries::Statistic::Average, &sets)
}

#[track_caller]
pub fn decide(condition: &Condition, text: &str) -> Decision {
    alarm::evaluate(condition, &slots(condition, text))
}

pub fn word(state: Option<AlarmState>) -> &'static str {
    state.map_or("retain", AlarmState::name)
}
