//! ListMetrics: filters, pages and refusals.

use super::*;
use cloudwatch_api::Metric;

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
