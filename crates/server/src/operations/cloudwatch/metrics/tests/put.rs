//! PutMetricData: what is taken, and what is refused in which words.

use super::*;

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
           {{"MetricName": "m", "Value": -2.3485425827738332e108, "Timestamp": "2026-11-20T03:30:00Z"}},
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
