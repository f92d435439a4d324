//! Queries over a real store, at a time that stands still. Input is written as on the wire.

use super::*;
use crate::operations::cloudwatch::test_app::{TestApp, input, put, said, test_app, time};
use cloudwatch_api::MetricDataResult;

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

fn said_of(error: ApiError) -> String {
    error.message.unwrap_or_default()
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
            vec![math("e1", "SEARCH('{N} x', 'Sum')", "")],
            "Error in expression 'e1': Period is a required field when using SEARCH function within an expression",
        ),
        (
            vec![math("e1", "SEARCH('{N', 'Sum', 60)", "")],
            "Error in expression 'e1': expected ',' or '}', found the end (character 11)",
        ),
        (
            vec![math("e1", "SERVICE_QUOTA(m1)", ""), stat("m1", "m", "")],
            "Error in expression 'e1': Function 'SERVICE_QUOTA' is not supported",
        ),
        (
            vec![math("e1", "METRICS()", r#", "AccountId": "111111111111""#)],
            "The parameter MetricDataQueries.member.1.AccountId is of an account that is not linked: expressions are computed over the metrics of account 000000000000.",
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
            vec![stat("m1", "m", r#", "Label": "a ${P99}""#)],
            "The dynamic value ${P99} in parameter MetricDataQueries.member.1.Label is not known, or is more than a label can have.",
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
            r#""StartTime": 0, "EndTime": 60, "LabelOptions": {"Timezone": "CET"}"#,
            "The value for parameter LabelOptions.Timezone is not matching the expected pattern ^[+-][0-9]{4}$.",
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

#[tokio::test]
async fn labels_tell_what_the_datapoints_do() {
    let test = recorded().await;
    let queries = [
        stat("m1", "m", r#", "Label": "${LABEL} from ${MIN} to ${MAX} at ${MAX_TIME}""#),
        math("e1", "m1 / 2", r#", "Label": "half: ${AVG}, ${LABEL}""#),
        math(
            "e2",
            "FILL(SEARCH('{N} m', 'Sum', 60), 0)",
            r#", "Label": "${PROP('MetricName')} ${PROP('Stat')} in ${PROP('Region')} of ${PROP('AccountId')}""#,
        ),
        math("e3", "[m1]", r#", "Label": "All""#),
    ];
    let request = call(&queries, r#", "LabelOptions": {"Timezone": "-0230"}, "MaxDatapoints": 1"#);
    let answer = get_metric_data(&test.app, request).await.unwrap();
    let labels: Vec<_> = answer.metric_data_results.iter().map(|result| result.label.as_str()).collect();
    let own = "m from 4 to 32 at 2026-11-19 22:42:00";
    // Over all datapoints, however few a page has.
    let all = format!("All {own}");
    assert_eq!(labels, [own, "half: 6.4, e1", "m Sum in eu-central-1 of 000000000000", &all]);
}

#[tokio::test]
async fn searches_find_what_was_published() {
    let test = test_app();
    let at = time("2026-11-20T01:08:00Z").secs();
    let datum = |name: &str, host: &str, value| {
        format!(
            r#"{{"MetricName": "{name}", "Dimensions": [{{"Name": "host", "Value": "{host}"}}], "Timestamp": {at},
                "Value": {value}}}"#
        )
    };
    let datums =
        [datum("CpuUsage", "web-1", 10), datum("CpuUsage", "web-2", 30), datum("DiskUsage", "web-1", 7)];
    put(&test.app, "App", &datums.join(",")).await.unwrap();
    put(&test.app, "Other", &datum("CpuUsage", "web-1", 99)).await.unwrap();
    let search = |id: &str, text: &str, more: &str| math(id, &text.replace('"', r#"\""#), more);
    let queries = [
        search("all", r#"SEARCH('{App,host} MetricName="CpuUsage"', 'Average', 60)"#, r#", "Label": "CPU""#),
        search("usage", "SUM(SEARCH('{App,host} usage host=web', 'Maximum'))", r#", "Period": 60"#),
        search("top", r#"SORT(all, MAX, DESC, 1)"#, ""),
        search("none", "SEARCH('{App} nothing', 'Average', 60)", ""),
    ];
    let answer = get_metric_data(&test.app, call(&queries, "")).await.unwrap();
    assert_eq!(
        rows(&answer),
        ["all CPU web-1: 10@08", "all CPU web-2: 30@08", "usage usage: 47@08", "top web-2: 30@08"]
    );
    assert_eq!(answer.messages, []);
}

#[tokio::test]
async fn a_search_finds_500_series_and_says_that_there_are_more() {
    let test = test_app();
    let at = time("2026-11-20T01:08:00Z").secs();
    let datum =
        |index: i64| format!(r#"{{"MetricName": "m{index:03}", "Timestamp": {at}, "Value": {index}}}"#);
    let datums: Vec<_> = (0..501).map(datum).collect();
    put(&test.app, "N", &datums.join(",")).await.unwrap();
    let queries = [math("all", "SEARCH('{N}', 'Sum', 60)", "")];
    let answer = get_metric_data(&test.app, call(&queries, "")).await.unwrap();
    assert_eq!(rows(&answer).len(), 500);
    assert_eq!(rows(&answer)[499], "all m499: 499@08");
    let said: Vec<_> = answer.messages.iter().map(|message| message.value.as_str()).collect();
    assert_eq!(said, ["Maximum number of allowed metrics exceeded"]);
    // Eleven searches are eleven times as many.
    let searches = (0..11)
        .map(|index| math(&format!("e{index}"), &format!("SEARCH('{{N}} NOT x{index}', 'Sum', 60)"), ""));
    let error = get_metric_data(&test.app, call(&searches.collect::<Vec<_>>(), "")).await.unwrap_err();
    assert_eq!(said_of(error), "The searches find more than 5000 metrics together, ask for less at a time.");
}

#[tokio::test]
async fn a_band_rests_on_what_is_stored_from_before() {
    let test = test_app();
    // Ten hours of 5 before the range, and an anomaly in it.
    let end = time("2026-11-20T01:00:00Z").secs();
    let datum = |(hour, value): (i64, i64)| {
        format!(r#"{{"MetricName": "m", "Timestamp": {}, "Value": {value}}}"#, end - hour * 3600)
    };
    let datums: Vec<_> = (1..=10).map(|hour| (hour, 5)).chain([(0, 500)]).map(datum).collect();
    put(&test.app, "N", &datums.join(",")).await.unwrap();
    let queries = [
        stat("m1", "m", "").replace("60", "3600"),
        math("ad", "ANOMALY_DETECTION_BAND(m1)", ""),
        math("above", "m1 > FIRST(ad)", ""),
    ];
    let mut request = call(&queries, "");
    request.start_time = Some(time("2026-11-20T01:00:00Z"));
    request.end_time = Some(time("2026-11-20T02:00:00Z"));
    let answer = get_metric_data(&test.app, request).await.unwrap();
    assert_eq!(
        rows(&answer),
        ["m1 m: 500@00", "ad m (expected, upper): 5@00", "ad m (expected, lower): 5@00", "above above: 1@00"]
    );
}

#[tokio::test]
async fn every_statistic_is_answered() {
    let test = test_app();
    let at = time("2026-11-20T01:08:00Z").secs();
    let datum = format!(r#"{{"MetricName": "m", "Timestamp": {at}, "Values": [2, 10], "Counts": [2, 3]}}"#);
    put(&test.app, "N", &datum).await.unwrap();
    // Recorded from CloudWatch.
    for (name, expected) in [
        ("p50", "9.874619498547638"),
        ("p90", "9.974797183077614"),
        ("tc90", "4.5"),
        ("PR(2:10)", "100"),
        ("p0", "2"),
        ("p100", "10"),
        ("SampleCount", "5"),
    ] {
        let query = stat("m1", "m", "").replace("Sum", name);
        let answer = get_metric_data(&test.app, call(&[query], "")).await.unwrap();
        assert_eq!(rows(&answer), [format!("m1 m: {expected}@08")], "{name}");
    }
}

/// As many queries as a call has, each an expression over the one behind it, the metric last.
#[tokio::test]
async fn five_hundred_queries_refer_to_each_other_in_any_order() {
    let test = recorded().await;
    let hidden = r#", "ReturnData": false"#;
    let mut queries: Vec<String> = (0..499)
        .map(|index| {
            let next = if index == 498 { "m1".to_owned() } else { format!("e{} + 1", index + 1) };
            math(&format!("e{index}"), &next, if index == 0 { "" } else { hidden })
        })
        .collect();
    queries.push(stat("m1", "m", hidden));
    let answer = get_metric_data(&test.app, call(&queries, "")).await.unwrap();
    assert_eq!(rows(&answer), ["e0 e0: 530@12 514@11 506@10 502@09 502@08"]);
    queries[498] = math("e498", "e0", hidden);
    let error = said(get_metric_data(&test.app, call(&queries, "")).await.unwrap_err());
    assert!(
        error.starts_with(
            "ValidationError: Error in expression 'e0': the ids refer to each other in a circle: e0 -> e1"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn nested_arrays_are_refused_and_the_server_goes_on() {
    let test = recorded().await;
    let many = |id: &str| format!("[{}]", vec![id; 400].join(","));
    let queries = [
        stat("m1", "m", ""),
        math("a", &many("m1"), r#", "ReturnData": false"#),
        math("b", &many("a"), r#", "ReturnData": false"#),
        math("c", &many("b"), ""),
    ];
    let error = get_metric_data(&test.app, call(&queries, "")).await.unwrap_err();
    assert_eq!(said_of(error), "Error in expression 'c': 'b' has an error of its own");
    let queries = [&queries[..2], &[math("b", &many("a"), "")]].concat();
    let error = get_metric_data(&test.app, call(&queries, "")).await.unwrap_err();
    assert_eq!(said_of(error), "Error in expression 'b': its computation takes more than 50000 time series");
    let answer = get_metric_data(&test.app, call(&[stat("m1", "m", "")], "")).await.unwrap();
    assert_eq!(rows(&answer), ["m1 m: 32@12 16@11 8@10 4@09 4@08"]);
}
