//! GetMetricStatistics: numbers as recorded of CloudWatch, and refusals.

use super::*;
use cloudwatch_api::{Datapoint, Timestamp};

fn sums(datapoints: &[Datapoint]) -> Vec<(String, f64, &str)> {
    let row = |point: &'_ Datapoint| point.timestamp.to_string()[11..19].to_owned();
    datapoints.iter().map(|point| (row(point), point.sum.unwrap(), point.unit.as_deref().unwrap())).collect()
}

#[tokio::test]
async fn statistics_of_one_metric_in_every_unit() {
    let test = test_app();
    let start = time("2026-11-20T01:08:00Z").secs();
    let datums = format!(
        r#"{{"MetricName": "m", "Timestamp": {start}, "Values": [2, 4, 5, 9], "Counts": [1, 1, 1, 0]}},
           {{"MetricName": "m", "Timestamp": {}, "Value": 1, "Unit": "Seconds"}},
           {{"MetricName": "m", "Timestamp": {}, "StatisticValues": {{"SampleCount": 2, "Sum": 6, "Minimum": 1, "Maximum": 5}}}}"#,
        start + 59,
        start + 60
    );
    put(&test.app, "N", &datums).await.unwrap();
    let call = |more: &str| {
        format!(
            r#"{{"Namespace": "N", "MetricName": "m", "StartTime": "2026-11-20T01:08:01Z", "EndTime": "2026-11-20T01:10:00Z",
                "Period": 60, {more}}}"#
        )
    };
    let answer = get_metric_statistics(&test.app, input(&call(r#""Statistics": ["Sum"]"#))).await.unwrap();
    assert_eq!(answer.label, "m");
    let expected = [("01:08:00", 11.0, "None"), ("01:08:00", 1.0, "Seconds"), ("01:09:00", 6.0, "None")];
    assert_eq!(sums(&answer.datapoints), expected.map(|(at, sum, unit)| (at.to_owned(), sum, unit)));
    let all = r#""Statistics": ["SampleCount", "Average", "Sum", "Minimum", "Maximum"], "Unit": "None""#;
    let answer = get_metric_statistics(&test.app, input(&call(all))).await.unwrap();
    assert_eq!(
        answer.datapoints[0],
        Datapoint {
            timestamp: Timestamp::from_secs(start),
            sample_count: Some(3.0),
            average: Some(3.6666666666666665),
            sum: Some(11.0),
            minimum: Some(2.0),
            maximum: Some(5.0),
            unit: Some("None".to_owned()),
            extended_statistics: Default::default(),
        }
    );
    assert_eq!(answer.datapoints.len(), 2);
}

/// Datums at one minute, and what each extended statistic comes to; `-` is none.
#[tokio::test]
async fn extended_statistics_as_recorded_of_cloudwatch() {
    let test = test_app();
    let cases: [(&str, &str); 6] = [
        (
            r#"{"Values": [2, 10], "Counts": [2, 3]}"#,
            "p50=9.874619498547638 p90=9.974797183077614 tm90=6.427655324937657 wm90=6.784889792443892 tc90=4.5
             ts90=28.924448962219458 IQM=7.5604922241921155 PR(2:10)=100 p0=2 p100=10",
        ),
        (r#"{"Values": [2, 10], "Counts": [0.5, 1.5]}"#, "p50=9.8995692015674 p90=9.979832659876456"),
        // The same samples one by one.
        (r#"{"Value": 2} {"Value": 10} {"Value": 2} {"Value": 10} {"Value": 10}"#, "p50=9.874619498547638 tc90=4.5"),
        (r#"{"StatisticValues": {"SampleCount": 3, "Sum": 15, "Minimum": 1, "Maximum": 9}}"#, "p0=1 p100=9 p50=- tm90=-"),
        (
            r#"{"StatisticValues": {"SampleCount": 2, "Sum": 4, "Minimum": 2, "Maximum": 2}} {"Values": [10], "Counts": [3]}"#,
            "p50=9.874619498547638 PR(2:10)=100",
        ),
        (r#"{"Value": -1} {"Value": 3}"#, "p0=-1 p100=3 p50=- PR(0:3)=-"),
    ];
    for (number, (datums, expected)) in cases.into_iter().enumerate() {
        let start = time("2026-11-20T01:08:00Z").secs();
        let members = format!(r#""MetricName": "m{number}", "Timestamp": {start}, "#);
        let datums = datums.replace("} {", "}, {").replace(r#"{"V"#, &format!(r#"{{{members}"V"#));
        let datums = datums.replace(r#"{"StatisticV"#, &format!(r#"{{{members}"StatisticV"#));
        put(&test.app, "N", &datums).await.unwrap();
        let expected: Vec<(&str, &str)> =
            expected.split_whitespace().filter_map(|statistic| statistic.split_once('=')).collect();
        let names: Vec<String> = expected.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let call = format!(
            r#"{{"Namespace": "N", "MetricName": "m{number}", "StartTime": "2026-11-20T01:08:00Z",
                "EndTime": "2026-11-20T01:10:00Z", "Period": 60, "Statistics": ["SampleCount"],
                "ExtendedStatistics": [{}]}}"#,
            names.join(", ")
        );
        let answer = get_metric_statistics(&test.app, input(&call)).await.unwrap();
        let [datapoint] = &answer.datapoints[..] else { panic!("one datapoint: {answer:?}") };
        assert!(datapoint.sample_count.is_some());
        for (name, value) in expected {
            let found = datapoint.extended_statistics.get(name).map_or("-".to_owned(), f64::to_string);
            assert_eq!(found, value, "{name} of {datums}");
        }
    }
}

#[tokio::test]
async fn a_slot_without_any_of_the_statistics_is_no_datapoint() {
    let test = test_app();
    put(&test.app, "N", r#"{"MetricName": "m", "Value": -1}, {"MetricName": "m", "Value": 1}"#)
        .await
        .unwrap();
    let call = |statistics: &str| {
        format!(
            r#"{{"Namespace": "N", "MetricName": "m", "StartTime": "2026-11-20T01:00:00Z",
                "EndTime": "2026-11-20T02:00:00Z", "Period": 60, {statistics}}}"#
        )
    };
    let none =
        get_metric_statistics(&test.app, input(&call(r#""ExtendedStatistics": ["p50", "tm99"]"#))).await;
    assert_eq!(none.unwrap().datapoints, []);
    let both = r#""ExtendedStatistics": ["p50"], "Statistics": ["Sum"]"#;
    let both = get_metric_statistics(&test.app, input(&call(both))).await.unwrap().datapoints;
    assert_eq!((both.len(), both[0].sum, both[0].extended_statistics.len()), (1, Some(0.0), 0));
}

/// Members of a call that is complete but for them, and the refusal.
const REFUSED: &str = r#"
 => MissingParameter: The parameter Period is required.
"Period": 60 => InvalidParameterCombination: Must specify either Statistics or ExtendedStatistics
"Period": 7, "Statistics": ["Sum"] => InvalidParameterValue: The parameter Period must be a value in the set [1, 5, 10, 20, 30].
"Period": 90, "Statistics": ["Sum"] => InvalidParameterValue: The parameter Period must be a multiple of 60.
"Period": 60, "Statistics": ["Median"] => InvalidParameterValue: The parameter Statistics.member.1.<list element> must be a value in the set [SampleCount, Average, Sum, Minimum, Maximum].
"Period": 60, "ExtendedStatistics": ["p101"] => InvalidParameterValue: The value p101 for parameter ExtendedStatistics.member.1.<list element> is not supported.
"Period": 60, "ExtendedStatistics": ["p99", "PR(-1:0)"] => InvalidParameterValue: The value PR(-1:0) for parameter ExtendedStatistics.member.2.<list element> is not supported.
"Period": 60, "ExtendedStatistics": ["Average"] => InvalidParameterValue: The value Average for parameter ExtendedStatistics.member.1.<list element> is not supported.
"Period": 60, "Statistics": ["p99"] => InvalidParameterValue: The parameter Statistics.member.1.<list element> must be a value in the set [SampleCount, Average, Sum, Minimum, Maximum].
"Period": 60, "Statistics": ["Sum", "Sum", "Sum", "Sum", "Sum", "Sum"] => InvalidParameterValue: The collection Statistics must not have a size greater than 5.
"Period": 60, "ExtendedStatistics": ["p1","p1","p1","p1","p1","p1","p1","p1","p1","p1","p1"] => InvalidParameterValue: The collection ExtendedStatistics must not have a size greater than 10.
"Period": 0, "Statistics": ["Sum"] => InvalidParameterValue: The parameter Period must be a value in the set [1, 5, 10, 20, 30].
"Period": 86460, "Statistics": ["Sum"] => InvalidParameterValue: The parameter Period is longer than 86400 seconds, which is not supported.
"Period": 60, "Statistics": ["Sum"], "Unit": "seconds" => InvalidParameterValue: The parameter Unit must be a value in the set [ Seconds, Microseconds, Milliseconds, Bytes, Kilobytes, Megabytes, Gigabytes, Terabytes, Bits, Kilobits, Megabits, Gigabits, Terabits, Percent, Count, Bytes/Second, Kilobytes/Second, Megabytes/Second, Gigabytes/Second, Terabytes/Second, Bits/Second, Kilobits/Second, Megabits/Second, Gigabits/Second, Terabits/Second, Count/Second, None ].
"Period": 1, "Statistics": ["Sum"], "EndTime": "2026-11-21T01:00:00Z" => InvalidParameterCombination: You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.
"Period": 60, "Statistics": ["Sum"], "EndTime": "2026-11-20T01:00:00Z" => InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime.
"#;

#[tokio::test]
async fn statistics_are_refused_in_aws_words() {
    let test = test_app();
    let mut checked = 0;
    for (members, expected) in REFUSED.lines().filter_map(|row| row.split_once(" => ")) {
        let end = if members.contains("EndTime") { "" } else { r#""EndTime": "2026-11-20T02:00:00Z","# };
        let comma = if members.is_empty() { "" } else { "," };
        let json = format!(
            r#"{{"Namespace": "N", {end} {members}{comma} "MetricName": "m", "StartTime": "2026-11-20T01:00:00Z"}}"#
        );
        let error = get_metric_statistics(&test.app, input(&json)).await.expect_err(members);
        assert_eq!(said(error), expected, "{json}");
        checked += 1;
    }
    assert_eq!(checked, 16);
}
