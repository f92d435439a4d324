//! Metrics in and out of a real store, at a time that stands still. Input is written as on the wire.

use super::*;
use crate::app::{Account, App, Clock};
use crate::store::Store;
use cloudwatch_api::{ApiError, Datapoint, Metric};
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use timeseries::{Timestamp, civil};

/// What the clock shows.
pub const NOW: &str = "2026-11-20T01:30:00Z";

pub struct TestApp {
    pub app: App,
    _folder: TempDir,
}

pub fn test_app() -> TestApp {
    let folder = tempfile::tempdir().unwrap();
    let account = Account { id: "000000000000".to_owned(), region: "eu-central-1".to_owned() };
    let now = time(NOW);
    let app = App::new(Store::open(folder.path()).unwrap(), account, Clock::from_fn(move || now));
    TestApp { app, _folder: folder }
}

pub fn time(text: &str) -> Timestamp {
    civil::parse_iso(text).unwrap()
}

#[track_caller]
pub fn input<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// Puts `datums`, the inside of a list.
pub async fn put(app: &App, namespace: &str, datums: &str) -> Result<(), ApiError> {
    let json = format!(r#"{{"Namespace": "{namespace}", "MetricData": [{datums}]}}"#);
    put_metric_data(app, input(&json)).await.map(|_| ())
}

/// Code and message, as the wire says them.
pub fn said(error: ApiError) -> String {
    format!("{}: {}", error.kind.row().query_code, error.message.unwrap_or_default())
}

/// Members of a datum beside its name, and the refusal; `P` is the datum's path.
const REFUSED_DATUMS: &str = r#"
"Unit": "None" => InvalidParameterCombination: At least one of the parameters must be specified.
"Value": 1, "Values": [1] => InvalidParameterCombination: The parameters P.Value and P.Values are mutually exclusive and you have specified both.
"Value": 1, "StatisticValues": {"SampleCount": 1, "Sum": 1, "Minimum": 1, "Maximum": 1} => InvalidParameterCombination: The parameters P.Value and P.StatisticValues are mutually exclusive and you have specified both.
"Counts": [1] => InvalidParameterCombination: The parameter values must appears when the counts parameter is specified.
"Values": [1, 2], "Counts": [1] => InvalidParameterValue: The parameters P.Values and P.Counts must be of the same size.
"Values": [1], "Counts": [-1] => InvalidParameterValue: The parameter P.Counts must contain only values greater than 0.
"StatisticValues": {"SampleCount": 0, "Sum": 1, "Minimum": 1, "Maximum": 1} => InvalidParameterValue: The parameter P.StatisticValues.SampleCount must be greater than 0.
"StatisticValues": {"SampleCount": 1, "Sum": 1, "Minimum": 2, "Maximum": 1} => InvalidParameterValue: The parameter P.StatisticValues.Maximum must be greater than P.StatisticValues.Minimum.
"StatisticValues": {"SampleCount": 1, "Minimum": 1, "Maximum": 1} => MissingParameter: The parameter P.StatisticValues.Sum is required.
"Value": 1, "StorageResolution": 2 => InvalidParameterValue: The parameter P.StorageResolution must be a value in the set [ 1, 60 ].
"Value": 4.6970851655476665E108 => InvalidParameterValue: The value 4.6970851655476665E108 for parameter P.Value is invalid.
"Value": 1, "Dimensions": [{"Name": "a", "Value": "1"}, {"Name": "a", "Value": "2"}] => InvalidParameterValue: No metric may specify the same dimension name twice.
"Value": 1, "Dimensions": [{"Name": "a", "Value": " "}] => MissingParameter: The parameter P.Dimensions.member.1.Value is required.
"Value": 1, "Dimensions": [{"Name": ":a", "Value": "1"}] => InvalidParameterValue: The value :a for parameter P.Dimensions.member.1.Name is invalid.
"Value": 1, "Dimensions": [{"Name": "a", "Value": "ä"}] => InvalidParameterValue: The parameter P.Dimensions.member.1.Value must contain only ASCII characters.
"Value": 1, "Dimensions": [{"Name": "a"}] => MissingParameter: The parameter P.Dimensions.member.1.Value is required.
"Value": 1, "StorageResolution": 0 => InvalidParameterValue: The parameter P.StorageResolution must be a value in the set [ 1, 60 ].
"Values": [1], "StatisticValues": {"SampleCount": 1, "Sum": 1, "Minimum": 2, "Maximum": 1} => InvalidParameterValue: The parameter P.StatisticValues.Maximum must be greater than P.StatisticValues.Minimum.
"Value": 1, "Counts": [1] => InvalidParameterCombination: The parameter values must appears when the counts parameter is specified.
"Values": [1, 1e109] => InvalidParameterValue: The value 1.0E109 for parameter P.Values.member.2 is invalid.
"Value": 1, "Timestamp": "2026-11-06T01:29:59Z" => InvalidParameterValue: The parameter P.Timestamp must specify a time within the past two weeks.
"Value": 1, "Timestamp": "2026-11-20T03:30:01Z" => InvalidParameterValue: The parameter P.Timestamp must specify a time no more than two hours in the future.
"Value": 1, "Unit": "count" => InvalidParameterValue: The parameter P.Unit must be a value in the set [ Seconds, Microseconds, Milliseconds, Bytes, Kilobytes, Megabytes, Gigabytes, Terabytes, Bits, Kilobits, Megabits, Gigabits, Terabits, Percent, Count, Bytes/Second, Kilobytes/Second, Megabytes/Second, Gigabytes/Second, Terabytes/Second, Bits/Second, Kilobits/Second, Megabits/Second, Gigabits/Second, Terabits/Second, Count/Second, None ].
"#;

#[tokio::test]
async fn datums_are_refused_in_aws_words() {
    let test = test_app();
    let mut checked = 0;
    for (members, expected) in REFUSED_DATUMS.lines().filter_map(|row| row.split_once(" => ")) {
        let datums = format!(r#"{{"MetricName": "good", "Value": 1}}, {{"MetricName": "m", {members}}}"#);
        let error = put(&test.app, "N", &datums).await.expect_err(members);
        assert_eq!(said(error).replace("MetricData.member.2", "P"), expected, "{members}");
        checked += 1;
    }
    assert_eq!(checked, 23);
    let bell = r#"{"MetricName": "m", "Value": 1, "Dimensions": [{"Name": "a", "Value": "x\u0007"}]}"#;
    assert_eq!(
        said(put(&test.app, "N", bell).await.unwrap_err()),
        "InvalidParameterValue: The value x\u{7} for parameter MetricData.member.1.Dimensions.member.1.Value is invalid."
    );
    let error = put(&test.app, "N", r#"{"Value": 1}"#).await.unwrap_err();
    assert_eq!(said(error), "MissingParameter: The parameter MetricData.member.1.MetricName is required.");
    let listed = list_metrics(&test.app, input("{}")).await.unwrap();
    assert_eq!(listed.metrics, [], "a refused call keeps nothing, the good datum neither");
}

#[tokio::test]
async fn datums_at_the_limits_are_taken() {
    let test = test_app();
    let values: Vec<_> = (0..150).map(|value| value.to_string()).collect();
    let dimensions: Vec<_> =
        (0..30).map(|index| format!(r#"{{"Name": "d{index}", "Value": "v"}}"#)).collect();
    let datums = format!(
        r#"{{"MetricName": "m", "Value": 1, "Timestamp": "2026-11-06T01:30:00Z"}},
           {{"MetricName": "m", "Value": -1e108, "Timestamp": "2026-11-20T03:30:00Z"}},
           {{"MetricName": "m", "Values": [{}], "Dimensions": [{}]}},
           {{"MetricName": "none", "Values": [1], "Counts": [0]}}"#,
        values.join(","),
        dimensions.join(",")
    );
    put(&test.app, "N", &datums).await.unwrap();
    let listed = list_metrics(&test.app, input("{}")).await.unwrap().metrics;
    assert_eq!(listed.iter().map(|metric| metric.dimensions.len()).collect::<Vec<_>>(), [0, 30]);
}

#[tokio::test]
async fn calls_are_refused_in_aws_words() {
    let test = test_app();
    let refused = async |json: String| said(put_metric_data(&test.app, input(&json)).await.expect_err(&json));
    let datum = r#"{"MetricName": "m", "Value": 1}"#;
    let namespace = |name: &str| format!(r#"{{"Namespace": "{name}", "MetricData": [{datum}]}}"#);
    assert_eq!(
        refused(namespace("AWS/EC2")).await,
        "InvalidParameterValue: The value AWS/ for parameter Namespace is invalid."
    );
    assert_eq!(
        refused(namespace("Shöp")).await,
        "InvalidParameterValue: The value Shöp for parameter Namespace is invalid."
    );
    assert_eq!(refused(namespace("")).await, "MissingParameter: The parameter Namespace is required.");
    assert_eq!(
        refused(namespace(&"n".repeat(256))).await,
        "InvalidParameterValue: The parameter Namespace must be shorter than 256 characters."
    );
    assert_eq!(
        refused(r#"{"Namespace": "N", "MetricData": []}"#.to_owned()).await,
        "MissingParameter: At least one MetricDatum object must be present in the request."
    );
    let many = vec![datum; 1001].join(", ");
    assert_eq!(
        refused(format!(r#"{{"Namespace": "N", "MetricData": [{many}]}}"#)).await,
        "InvalidParameterValue: The collection MetricData must not have a size greater than 1000."
    );
    assert_eq!(
        refused(format!(r#"{{"Namespace": "N", "EntityMetricData": [{{"MetricData": [{datum}]}}]}}"#)).await,
        "InvalidParameterCombination: Field StrictEntityValidation is required when setting EntityMetricData"
    );
    let entity = r#"{"Namespace": "N", "StrictEntityValidation": false,
        "EntityMetricData": [{"MetricData": [{"MetricName": "m", "Value": 1}, {"MetricName": "n"}]}]}"#;
    assert_eq!(
        refused(entity.to_owned()).await,
        "InvalidParameterCombination: At least one of the parameters must be specified."
    );
    let entity = entity.replace(r#", {"MetricName": "n"}"#, "");
    put_metric_data(&test.app, input(&entity)).await.unwrap();
    let strict = entity.replace("false", "true");
    assert_eq!(refused(strict.clone()).await, "InvalidParameterValue: InvalidTypeValue: Unknown entity type");
    let known = r#"[{"Entity": {"KeyAttributes": {"Type": "Service", "Name": "shop"}}, "MetricData""#;
    assert_eq!(
        refused(strict.replace(r#"[{"MetricData""#, known)).await,
        "InvalidParameterValue: The parameter EntityMetricData.member.1.Entity is not supported: no entity is \
         kept. Set StrictEntityValidation to false to store the metrics without it."
    );
}

#[tokio::test]
async fn numbers_that_are_none_are_refused() {
    let test = test_app();
    for (number, text) in [(f64::NAN, "NaN"), (f64::INFINITY, "Infinity"), (-3e108, "-3.0E108")] {
        let mut call: cloudwatch_api::PutMetricDataInput =
            input(r#"{"Namespace": "N", "MetricData": [{"MetricName": "m", "Values": [1, 2]}]}"#);
        call.metric_data.as_mut().unwrap()[0].values.as_mut().unwrap()[1] = number;
        let error = put_metric_data(&test.app, call).await.unwrap_err();
        let expected = format!(
            "InvalidParameterValue: The value {text} for parameter MetricData.member.1.Values.member.2 is invalid."
        );
        assert_eq!(said(error), expected);
    }
}

fn names(metrics: &[Metric]) -> Vec<String> {
    let name = |metric: &Metric| {
        let dimensions: Vec<_> =
            metric.dimensions.iter().map(|d| format!("{}={}", d.name, d.value)).collect();
        let (namespace, name) =
            (metric.namespace.as_deref().unwrap(), metric.metric_name.as_deref().unwrap());
        format!("{namespace} {name} {}", dimensions.join(",")).trim_end().to_owned()
    };
    metrics.iter().map(name).collect()
}

#[tokio::test]
async fn metrics_are_listed_by_filter() {
    let test = test_app();
    let old = time(NOW).plus_secs(-4 * 3600).secs();
    let datums = format!(
        r#"{{"MetricName": "b", "Value": 1, "Dimensions": [{{"Name": "Z", "Value": "1"}}, {{"Name": "A", "Value": "2"}}]}},
           {{"MetricName": "b", "Value": 1, "Dimensions": [{{"Name": "A", "Value": "3"}}]}},
           {{"MetricName": "a", "Value": 1, "Timestamp": {old}}}"#
    );
    put(&test.app, "N2", &datums).await.unwrap();
    put(&test.app, "N1", r#"{"MetricName": "b", "Value": 1}"#).await.unwrap();
    let all = ["N1 b", "N2 a", "N2 b A=2,Z=1", "N2 b A=3"];
    let cases: [(&str, &[&str]); 8] = [
        ("{}", &all),
        (r#"{"Namespace": "N2"}"#, &all[1..]),
        (r#"{"MetricName": "b"}"#, &[all[0], all[2], all[3]]),
        (r#"{"Dimensions": [{"Name": "A"}]}"#, &all[2..]),
        (r#"{"Dimensions": [{"Name": "A", "Value": "2"}, {"Name": "Z"}]}"#, &all[2..3]),
        (r#"{"RecentlyActive": "PT3H"}"#, &[all[0], all[2], all[3]]),
        (r#"{"OwningAccount": "000000000000", "Namespace": "N1"}"#, &all[..1]),
        (r#"{"OwningAccount": "111111111111"}"#, &[]),
    ];
    for (json, expected) in cases {
        assert_eq!(names(&list_metrics(&test.app, input(json)).await.unwrap().metrics), expected, "{json}");
    }
    let linked = r#"{"IncludeLinkedAccounts": true, "Namespace": "N1"}"#;
    let answer = list_metrics(&test.app, input(linked)).await.unwrap();
    assert_eq!(answer.owning_accounts, ["000000000000"]);
    for (json, expected) in [
        (
            r#"{"RecentlyActive": "PT1H"}"#,
            "InvalidParameterValue: Request parameter recentlyActive value is invalid",
        ),
        (
            r#"{"Dimensions": [{"Name": "a"}, {"Value": "x"}]}"#,
            "MissingParameter: The parameter Dimensions.member.2.Name is required.",
        ),
        (
            r#"{"Namespace": ""}"#,
            "ValidationError: 1 validation error detected: Value '' at 'namespace' failed to satisfy constraint: \
             Member must have length greater than or equal to 1",
        ),
        (r#"{"NextToken": "bad"}"#, "InvalidParameterValue: Request parameter NextToken is invalid"),
    ] {
        assert_eq!(said(list_metrics(&test.app, input(json)).await.unwrap_err()), expected);
    }
}

#[tokio::test]
async fn lists_come_in_pages_of_500() {
    let test = test_app();
    let datum = |index| {
        format!(
            r#"{{"MetricName": "m{index:04}", "Value": 1, "Dimensions": [{{"Name": "D", "Value": "v"}}]}}"#
        )
    };
    let datums: Vec<_> = (0..1000).map(datum).collect();
    put(&test.app, "N", &datums.join(",")).await.unwrap();
    put(&test.app, "O", r#"{"MetricName": "last", "Value": 1}"#).await.unwrap();
    let (mut seen, mut pages, mut token) = (Vec::new(), Vec::new(), None);
    loop {
        let mut call: cloudwatch_api::ListMetricsInput = input("{}");
        call.next_token = token;
        let answer = list_metrics(&test.app, call).await.unwrap();
        pages.push(answer.metrics.len());
        seen.extend(names(&answer.metrics));
        token = answer.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(pages, [500, 500, 1]);
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
}

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

#[tokio::test]
async fn statistics_are_refused_in_aws_words() {
    let test = test_app();
    let cases = [
        ("", "", "MissingParameter: The parameter Period is required."),
        (
            r#""Period": 60"#,
            "",
            "InvalidParameterCombination: Must specify either Statistics or ExtendedStatistics",
        ),
        (
            r#""Period": 7, "Statistics": ["Sum"]"#,
            "",
            "InvalidParameterValue: The parameter Period must be a value in the set [1, 5, 10, 20, 30].",
        ),
        (
            r#""Period": 90, "Statistics": ["Sum"]"#,
            "",
            "InvalidParameterValue: The parameter Period must be a multiple of 60.",
        ),
        (
            r#""Period": 60, "Statistics": ["Median"]"#,
            "",
            "InvalidParameterValue: The parameter Statistics.member.1.<list element> must be a value in the set [SampleCount, Average, Sum, Minimum, Maximum].",
        ),
        (
            r#""Period": 60, "ExtendedStatistics": ["p101"]"#,
            "",
            "InvalidParameterValue: The value p101 for parameter ExtendedStatistics.member.1.<list element> is not supported.",
        ),
        (
            r#""Period": 60, "ExtendedStatistics": ["p99", "PR(-1:0)"]"#,
            "",
            "InvalidParameterValue: The value PR(-1:0) for parameter ExtendedStatistics.member.2.<list element> is not supported.",
        ),
        (
            r#""Period": 60, "ExtendedStatistics": ["Average"]"#,
            "",
            "InvalidParameterValue: The value Average for parameter ExtendedStatistics.member.1.<list element> is not supported.",
        ),
        (
            r#""Period": 60, "Statistics": ["p99"]"#,
            "",
            "InvalidParameterValue: The parameter Statistics.member.1.<list element> must be a value in the set [SampleCount, Average, Sum, Minimum, Maximum].",
        ),
        (
            r#""Period": 60, "Statistics": ["Sum", "Sum", "Sum", "Sum", "Sum", "Sum"]"#,
            "",
            "InvalidParameterValue: The collection Statistics must not have a size greater than 5.",
        ),
        (
            r#""Period": 60, "ExtendedStatistics": ["p1","p1","p1","p1","p1","p1","p1","p1","p1","p1","p1"]"#,
            "",
            "InvalidParameterValue: The collection ExtendedStatistics must not have a size greater than 10.",
        ),
        (
            r#""Period": 0, "Statistics": ["Sum"]"#,
            "",
            "InvalidParameterValue: The parameter Period must be a value in the set [1, 5, 10, 20, 30].",
        ),
        (
            r#""Period": 86460, "Statistics": ["Sum"]"#,
            "",
            "InvalidParameterValue: The parameter Period is longer than 86400 seconds, which is not supported.",
        ),
        (
            r#""Period": 60, "Statistics": ["Sum"], "Unit": "seconds""#,
            "",
            "InvalidParameterValue: The parameter Unit must be a value in the set [ Seconds, Microseconds, Milliseconds, Bytes, Kilobytes, Megabytes, Gigabytes, Terabytes, Bits, Kilobits, Megabits, Gigabits, Terabits, Percent, Count, Bytes/Second, Kilobytes/Second, Megabytes/Second, Gigabytes/Second, Terabytes/Second, Bits/Second, Kilobits/Second, Megabits/Second, Gigabits/Second, Terabits/Second, Count/Second, None ].",
        ),
        (
            r#""Period": 1, "Statistics": ["Sum"]"#,
            "2026-11-21T01:00:00Z",
            "InvalidParameterCombination: You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
        ),
        (
            r#""Period": 60, "Statistics": ["Sum"]"#,
            "2026-11-20T01:00:00Z",
            "InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime.",
        ),
    ];
    for (members, end, expected) in cases {
        let end = if end.is_empty() { "2026-11-20T02:00:00Z" } else { end };
        let comma = if members.is_empty() { "" } else { "," };
        let json = format!(
            r#"{{"Namespace": "N", "MetricName": "m", "StartTime": "2026-11-20T01:00:00Z", "EndTime": "{end}"{comma} {members}}}"#
        );
        assert_eq!(
            said(get_metric_statistics(&test.app, input(&json)).await.unwrap_err()),
            expected,
            "{json}"
        );
    }
}
