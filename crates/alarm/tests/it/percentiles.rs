//! Alarms on extended statistics, and what few samples mean for percentiles.

use crate::notation::{NOW, input, word};
use alarm::{Condition, Decision, Slots, Source};
use cloudwatch_api::PutMetricAlarmInput;
use timeseries::Distribution;

fn percentile_alarm(statistic: &str, option: Option<&str>) -> PutMetricAlarmInput {
    let mut input = input();
    (input.statistic, input.extended_statistic) = (None, Some(statistic.to_owned()));
    input.evaluate_low_sample_count_percentile = option.map(str::to_owned);
    input.evaluation_periods = Some(1);
    input
}

/// The newest datapoints as `value*samples`, `-` where there is none.
fn decide(input: &PutMetricAlarmInput, points: &str) -> (Condition, Decision) {
    let condition = Condition::parse(input).expect("a valid alarm");
    let range = condition.evaluation_range(NOW);
    let marks: Vec<&str> = points.split_whitespace().collect();
    let older = condition.slot_count() - marks.len();
    let found: Vec<_> = marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| {
            let (value, count) = mark.split_once('*')?;
            let samples =
                Distribution::from_repeated(value.parse().expect("a value"), count.parse().expect("a count"));
            Some((range.start.plus_secs((older + index) as i64 * condition.period().secs()), samples))
        })
        .collect();
    let Source::Metric(metric) = condition.source() else { panic!("a metric") };
    let slots = Slots::from_distributions(&condition, range, metric.statistic, &found);
    let decision = alarm::evaluate(&condition, &slots);
    (condition, decision)
}

#[track_caller]
fn check(statistic: &str, option: Option<&str>, points: &str, expected: &str) {
    assert_eq!(word(decide(&percentile_alarm(statistic, option), points).1.state()), expected, "{points}");
}

#[test]
fn a_percentile_needs_ten_samples_beyond_it_or_keeps_the_state() {
    // As recorded: p90 with 99 samples keeps the state, with 100 it is evaluated.
    check("p90", Some("ignore"), "100*99", "retain");
    check("p90", Some("ignore"), "100*100", "ALARM");
    check("p10", Some("ignore"), "100*99", "retain");
    check("p10", Some("ignore"), "100*100", "ALARM");
    check("p50", Some("ignore"), "100*19", "retain");
    check("p50", Some("ignore"), "100*20", "ALARM");
    check("p99.9", Some("ignore"), "100*9999", "retain");
    check("p99.9", Some("ignore"), "100*10000", "ALARM");
    for option in [None, Some("evaluate")] {
        check("p90", option, "100*1", "ALARM");
        check("p90", option, "0*1", "OK");
    }
}

#[test]
fn one_datapoint_of_few_samples_keeps_the_state_of_several() {
    let mut input = percentile_alarm("p90", Some("ignore"));
    input.evaluation_periods = Some(2);
    assert_eq!(word(decide(&input, "100*100 100*99").1.state()), "retain");
    assert_eq!(word(decide(&input, "100*99 100*100").1.state()), "retain");
    // It has left the datapoints that count.
    assert_eq!(word(decide(&input, "100*99 100*100 100*100").1.state()), "ALARM");
    assert_eq!(word(decide(&input, "- - -").1.state()), "INSUFFICIENT_DATA");
}

#[test]
fn the_statistic_is_called_as_it_was_asked_for() {
    let (condition, decision) = decide(&percentile_alarm("TM(:99%)", None), "100*5");
    let Decision::Set(judgement) = decision else { panic!("decided") };
    let data = judgement.reason_data(&condition, NOW);
    assert!(data.contains(r#""statistic":"TM(:99%)","period":300,"recentDatapoints":[100.0]"#), "{data}");
    assert!(data.contains(r#""sampleCount":5.0,"value":100.0"#), "{data}");
}
