//! Queries over a real store, at a time that stands still. Input is written as on the wire.

use super::*;
use crate::operations::metrics::tests::{TestApp, input, put, said, test_app, time};
use cloudwatch_api::GetMetricDataInput;

/// AWS's recorded metric: Sum by minute from 01:08 to 01:12.
async fn recorded() -> TestApp {
    let test = test_app();
    let start = time("2026-11-20T01:08:00Z").secs();
    let datum = |(minute, value): (i64, &f64)| {
        format!(r#"{{"MetricName": "m", "Timestamp": {}, "Value": {value}}}"#, start + minute * 60)
    };
    let datums: Vec<_> = (0..).zip(&[4.0, 4.0, 8.0, 16.0, 32.0]).map(datum).collect();
    put(&test.app, "N", &datums.join(",")).await.unwrap();
    test
}

fn stat(id: &str, name: &str, more: &str) -> String {
    format!(
        r#"{{"Id": "{id}", "MetricStat": {{"Metric": {{"Namespace": "N", "MetricName": "{name}"}}, "Period": 60,
            "Stat": "Sum"}}{more}}}"#
    )
}

fn math(id: &str, expression: &str, more: &str) -> String {
    format!(r#"{{"Id": "{id}", "Expression": "{expression}"{more}}}"#)
}

fn call(queries: &[String], more: &str) -> GetMetricDataInput {
    input(&format!(
        r#"{{"MetricDataQueries": [{}], "StartTime": "2026-11-20T01:08:00Z", "EndTime": "2026-11-20T01:13:00Z"{more}}}"#,
        queries.join(", ")
    ))
}

/// `id label: value@time …` of each result, newest first unless asked otherwise.
fn rows(answer: &GetMetricDataOutput) -> Vec<String> {
    let row = |result: &MetricDataResult| {
        let points = result.timestamps.iter().zip(&result.values);
        let points: Vec<_> =
            points.map(|(at, value)| format!("{value}@{}", &at.to_string()[14..16])).collect();
        let status = if result.status_code == "Complete" { "" } else { &result.status_code };
        format!("{} {}: {} {status}", result.id, result.label, points.join(" ")).trim_end().to_owned()
    };
    answer.metric_data_results.iter().map(row).collect()
}

#[tokio::test]
async fn metrics_then_expressions_newest_first() {
    let test = recorded().await;
    let queries = [
        math("running", "RUNNING_SUM(m1)", ""),
        stat("m1", "m", ""),
        math("hidden", "AVG(m1)", r#", "ReturnData": false"#),
        math("above", "m1 > hidden", r#", "Label": "Above""#),
        stat("none", "unknown", ""),
        math("all", "METRICS()", r#", "Label": "All:""#),
    ];
    let answer = get_metric_data(&test.app, call(&queries, "")).await.unwrap();
    assert_eq!(
        rows(&answer),
        [
            "m1 m: 32@12 16@11 8@10 4@09 4@08",
            "none unknown:",
            "running running: 64@12 32@11 16@10 8@09 4@08",
            "above Above: 1@12 1@11 0@10 0@09 0@08",
            "all All: m: 32@12 16@11 8@10 4@09 4@08",
            "all All: unknown:",
        ]
    );
    assert_eq!((answer.next_token, answer.messages), (None, vec![]));
    let ascending = call(&[stat("m1", "m", "")], r#", "ScanBy": "TimestampAscending""#);
    let answer = get_metric_data(&test.app, ascending).await.unwrap();
    assert_eq!(rows(&answer), ["m1 m: 4@08 4@09 8@10 16@11 32@12"]);
}

#[tokio::test]
async fn the_range_includes_its_first_minute_and_excludes_its_last() {
    let test = recorded().await;
    let mut request = call(&[stat("m1", "m", "")], "");
    request.start_time = Some(time("2026-11-20T01:09:59Z"));
    request.end_time = Some(time("2026-11-20T01:11:59Z"));
    let answer = get_metric_data(&test.app, request).await.unwrap();
    assert_eq!(rows(&answer), ["m1 m: 8@10 4@09"]);
}

async fn pages(test: &TestApp, request: GetMetricDataInput) -> Vec<Vec<String>> {
    let (mut pages, mut token) = (Vec::new(), None);
    loop {
        let request = GetMetricDataInput { next_token: token, ..request.clone() };
        let answer = get_metric_data(&test.app, request).await.unwrap();
        pages.push(rows(&answer));
        token = answer.next_token;
        if token.is_none() {
            return pages;
        }
        assert!(pages.len() < 20, "{pages:?}");
    }
}

#[tokio::test]
async fn results_come_in_pages() {
    let test = recorded().await;
    let queries = [stat("m1", "m", "")];
    let newest_first = pages(&test, call(&queries, r#", "MaxDatapoints": 2"#)).await;
    assert_eq!(
        newest_first,
        [vec!["m1 m: 32@12 16@11 PartialData"], vec!["m1 m: 8@10 4@09 PartialData"], vec!["m1 m: 4@08"]]
    );
    let ascending = r#", "MaxDatapoints": 3, "ScanBy": "TimestampAscending""#;
    let queries = [stat("m1", "m", ""), math("e1", "m1 * 2", ""), stat("none", "unknown", "")];
    assert_eq!(
        pages(&test, call(&queries, ascending)).await,
        [
            vec!["m1 m: 4@08 4@09 8@10 PartialData", "none unknown:", "e1 e1:  PartialData"],
            vec!["m1 m: 16@11 32@12", "none unknown:", "e1 e1: 8@08 PartialData"],
            vec!["e1 e1: 8@09 16@10 32@11 PartialData"],
            vec!["e1 e1: 64@12"],
        ]
    );
}

#[tokio::test]
async fn a_token_belongs_to_its_request() {
    let test = recorded().await;
    let request = call(&[stat("m1", "m", "")], r#", "MaxDatapoints": 2"#);
    let token = get_metric_data(&test.app, request.clone()).await.unwrap().next_token.unwrap();
    let other = GetMetricDataInput {
        next_token: Some(token.clone()),
        end_time: Some(time("2026-11-20T02:00:00Z")),
        ..request.clone()
    };
    let forged = |token: &str| GetMetricDataInput { next_token: Some(token.to_owned()), ..request.clone() };
    let no_number = format!("{token}x");
    for request in [other, forged("bad"), forged(""), forged(&no_number)] {
        assert_eq!(said(get_metric_data(&test.app, request).await.unwrap_err()), "InvalidNextToken: ");
    }
}

#[tokio::test]
async fn mixed_units_are_told() {
    let test = test_app();
    let at = time("2026-11-20T01:08:00Z").secs();
    let datum = |unit: &str, value| {
        format!(r#"{{"MetricName": "m", "Timestamp": {at}, "Value": {value}, "Unit": "{unit}"}}"#)
    };
    put(&test.app, "N", &[datum("Seconds", 1), datum("Milliseconds", 1000)].join(",")).await.unwrap();
    let answer = get_metric_data(&test.app, call(&[stat("m1", "m", "")], "")).await.unwrap();
    assert_eq!(rows(&answer), ["m1 m: 1000@08"]);
    let [message] = &answer.metric_data_results[0].messages[..] else { panic!("{answer:?}") };
    assert_eq!(
        (message.code.as_str(), message.value.as_str()),
        ("MultipleUnits", "Multiple units returned: '[Milliseconds, Seconds]'")
    );
    let in_seconds = stat("m1", "m", "").replace(r#""Sum""#, r#""Sum", "Unit": "Seconds""#);
    let answer = get_metric_data(&test.app, call(&[in_seconds], "")).await.unwrap();
    assert_eq!(rows(&answer), ["m1 m: 1@08"]);
    assert_eq!(answer.metric_data_results[0].messages, []);
}

#[tokio::test]
async fn labels_tell_metrics_apart() {
    let test = recorded().await;
    let average = stat("m2", "m", "").replace("Sum", "Average");
    let queries = [stat("m1", "m", ""), average.clone(), stat("m3", "other", r#", "Label": "Given""#)];
    let answer = get_metric_data(&test.app, call(&queries, "")).await.unwrap();
    let labels = |answer: &GetMetricDataOutput| -> Vec<String> {
        answer.metric_data_results.iter().map(|result| result.label.clone()).collect()
    };
    assert_eq!(labels(&answer), ["m Sum", "m Average", "Given"]);
    let queries = [stat("m1", "m", ""), average.replace(r#""Id""#, r#""ReturnData": false, "Id""#)];
    let answer = get_metric_data(&test.app, call(&queries, "")).await.unwrap();
    assert_eq!(labels(&answer), ["m"]);
}

#[tokio::test]
async fn another_account_is_forbidden() {
    let test = recorded().await;
    let queries = [
        stat("m1", "m", r#", "AccountId": "111111111111""#),
        stat("m2", "m", r#", "AccountId": "000000000000""#),
    ];
    let answer = get_metric_data(&test.app, call(&queries, "")).await.unwrap();
    assert_eq!(rows(&answer), ["m1 m:  Forbidden", "m2 m: 32@12 16@11 8@10 4@09 4@08"]);
    assert_eq!(answer.metric_data_results[0].messages[0].code, "Forbidden");
}

#[tokio::test]
async fn queries_are_refused_in_aws_words() {
    let test = test_app();
    let with_stat = |stat_text: &str| stat("m1", "m", "").replace("Sum", stat_text);
    let cases: Vec<(Vec<String>, &str)> = vec![
        (vec![], "The parameter MetricDataQueries is required.\n"),
        (
            vec![math("e1", "SEARCH('{N} x', 'Sum', 60)", "")],
            "Error in expression 'e1': its metrics could not be read",
        ),
        (vec![math("e1", "NOPE(1)", "")], "Error in expression 'e1': Function 'NOPE' not found"),
        (vec![math("e1", "m1", "")], "Error in expression 'e1': ID 'm1' not found"),
        (
            vec![math("e1", "1 + 1", "")],
            "Error in expression 'e1': the result is a single number, a time series or an array of them is needed",
        ),
        (
            vec![stat("m1", "m", ""), stat("m1", "m", "")],
            "The values for parameter id in MetricDataQueries are not unique.",
        ),
        (
            vec![stat("M", "m", "")],
            "The value for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
        ),
        (
            vec![stat("m1", "m", r#", "Expression": "m1""#)],
            "The parameters MetricDataQueries.member.1.Expression and MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified both.",
        ),
        (
            vec![r#"{"Id": "m1"}"#.to_owned()],
            "The parameter MetricDataQueries.member.1.MetricStat is required.\n",
        ),
        (
            vec![with_stat("Bogus")],
            "The value for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.",
        ),
        (
            vec![stat("m1", "m", "").replace("60", "45")],
            "The parameter MetricDataQueries.member.1.MetricStat.Period must be a value in the set [1, 5, 10, 20, 30].",
        ),
        (
            vec![stat("m1", "m", r#", "Label": "${PROP('Stat')}""#)],
            "The parameter MetricDataQueries.member.1.Label has dynamic values (${…}), which are not supported yet.",
        ),
        (
            vec![stat("m1", "m", ""); 501],
            "The collection MetricDataQueries must not have a size greater than 500.",
        ),
    ];
    for (queries, expected) in cases {
        let error = get_metric_data(&test.app, call(&queries, "")).await.unwrap_err();
        assert_eq!(said(error), format!("ValidationError: {expected}"));
    }
}

#[tokio::test]
async fn ranges_and_orders_are_refused_in_aws_words() {
    let test = test_app();
    let queries = [stat("m1", "m", "")];
    let ranges = [
        (r#""EndTime": 60"#, "The parameter StartTime is required.\n"),
        (r#""StartTime": 60, "EndTime": 60"#, "The parameter StartTime must not equal parameter EndTime."),
        (r#""StartTime": 61, "EndTime": 60"#, "The parameter EndTime must be greater than StartTime."),
        (
            r#""StartTime": 0, "EndTime": 60, "MaxDatapoints": 100801"#,
            "1 validation error detected: Value '100801' at 'maxDatapoints' failed to satisfy constraint: Member must have value less than or equal to 100800",
        ),
        (
            r#""StartTime": 0, "EndTime": 60, "ScanBy": "Up""#,
            "1 validation error detected: Value 'Up' at 'scanBy' failed to satisfy constraint: Member must satisfy enum value set: [TimestampDescending, TimestampAscending]",
        ),
    ];
    for (members, expected) in ranges {
        let request = input(&format!(r#"{{"MetricDataQueries": [{}], {members}}}"#, queries[0]));
        assert_eq!(
            said(get_metric_data(&test.app, request).await.unwrap_err()),
            format!("ValidationError: {expected}")
        );
    }
}
