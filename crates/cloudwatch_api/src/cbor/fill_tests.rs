//! The browser's reader against serde's, on answers as they are, cut, damaged and of any bytes.

use super::{CborError, Shape, from_slice, read_into, to_vec};
use crate::{
    DashboardEntry, DashboardValidationMessage, DescribeLogGroupsOutput, Dimension, FilterLogEventsOutput,
    FilteredLogEvent, GetDashboardOutput, GetMetricDataOutput, ListDashboardsOutput, ListMetricsOutput,
    LogGroup, MessageData, Metric, MetricDataQuery, MetricDataResult, MetricStat, NoOutput,
    PutDashboardOutput, Timestamp,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// The place of an error and its reason, without what each reader says that it expected.
fn found(error: CborError) -> (String, String) {
    (error.path, error.reason.split(", expected").next().unwrap().to_owned())
}

/// Reads with both and tells what the browser's reader made of it.
#[track_caller]
fn both<T: Shape + Default + DeserializeOwned + Debug>(body: &[u8]) -> Result<T, CborError> {
    let mut value = T::default();
    let ours = read_into(body, &mut value).map(|()| value);
    let theirs = from_slice::<T>(body);
    // Only serde's reader looks for a time in a text.
    if theirs.as_ref().is_err_and(|error| error.reason == "not an ISO 8601 timestamp") {
        assert!(ours.is_err(), "{body:02x?}");
        return ours;
    }
    // As text, because a NaN isn't equal to itself.
    assert_eq!(
        format!("{:?}", ours.as_ref().map_err(|error| found(error.clone()))),
        format!("{:?}", theirs.map_err(found)),
        "{body:02x?}"
    );
    ours
}

/// What is written comes back, and both readers agree on it when it is cut or damaged.
fn check<T>(value: &T, at: usize, byte: u8)
where
    T: Serialize + Shape + Default + DeserializeOwned + Debug + PartialEq,
{
    let mut body = to_vec(value);
    assert_eq!(both::<T>(&body).as_ref(), Ok(value));
    let at = at % body.len();
    let _ = both::<T>(&body[..at]);
    body[at] = byte;
    let _ = both::<T>(&body);
}

prop_compose! {
    fn metrics()(text in "\\PC{0,20}", optional in proptest::option::of("[a-z]{0,8}"), count in 0usize..3) -> Metric {
        let dimension = Dimension { name: text.clone(), value: optional.clone().unwrap_or_default() };
        Metric { namespace: Some(text), metric_name: optional, dimensions: vec![dimension; count] }
    }
}

prop_compose! {
    fn metric_data()(
        text in "\\PC{0,40}",
        values in proptest::collection::vec(any::<f64>().prop_filter("compares", |value| !value.is_nan()), 0..20),
        millis in proptest::collection::vec(Timestamp::MIN.millis()..=Timestamp::MAX.millis(), 0..20),
        next_token in proptest::option::of("[a-z]{0,8}"),
    ) -> GetMetricDataOutput {
        let messages = vec![MessageData { code: text.clone(), value: "x".to_owned() }];
        let result = MetricDataResult {
            id: text.clone(),
            label: text,
            timestamps: millis.into_iter().map(Timestamp::from_millis).collect(),
            values,
            status_code: "Complete".to_owned(),
            messages: messages.clone(),
        };
        GetMetricDataOutput { metric_data_results: vec![result.clone(), result], next_token, messages }
    }
}

fn query(metric: Metric, number: i64) -> MetricDataQuery {
    let metric_stat = MetricStat {
        metric: Some(metric),
        period: Some(number),
        stat: Some("p99".to_owned()),
        unit: (number % 2 == 0).then(|| "Seconds".to_owned()),
    };
    MetricDataQuery {
        id: Some("a".to_owned()),
        metric_stat: (number % 3 != 0).then_some(metric_stat),
        expression: Some("a".to_owned()),
        label: Some("l".to_owned()),
        return_data: Some(number % 2 == 0),
        period: Some(number),
        account_id: Some("1".to_owned()),
    }
}

fn log_group(text: String, number: i64) -> LogGroup {
    LogGroup {
        log_group_name: text,
        creation_time: number,
        retention_in_days: (number % 2 == 0).then_some(number),
        ..LogGroup::default()
    }
}

proptest! {
    #[test]
    fn both_read_metric_data(output in metric_data(), at: usize, byte: u8) {
        check(&output, at, byte);
    }

    #[test]
    fn both_read_metrics(metrics in proptest::collection::vec(metrics(), 0..4), number: i64, at: usize, byte: u8) {
        for metric in &metrics {
            check(&query(metric.clone(), number), at, byte);
        }
        let owning_accounts = vec!["1".to_owned(); metrics.len()];
        check(&ListMetricsOutput { metrics, next_token: None, owning_accounts }, at, byte);
    }

    #[test]
    fn both_read_dashboards(text in "\\PC{0,300}", number: i64, at: usize, byte: u8) {
        let entry = DashboardEntry {
            dashboard_name: text.clone(),
            last_modified: Timestamp::from_secs(number % 100_000),
            size: number,
            ..DashboardEntry::default()
        };
        let dashboard_entries = vec![entry; 2];
        check(&ListDashboardsOutput { dashboard_entries, next_token: Some(text.clone()) }, at, byte);
        let message = DashboardValidationMessage { data_path: "/".to_owned(), message: text.clone() };
        check(&PutDashboardOutput { dashboard_validation_messages: vec![message] }, at, byte);
        check(&GetDashboardOutput { dashboard_body: text, ..GetDashboardOutput::default() }, at, byte);
    }

    #[test]
    fn both_read_logs(text in "\\PC{0,40}", number: i64, at: usize, byte: u8) {
        let log_groups = vec![log_group(text.clone(), number), log_group(text.clone(), 0)];
        check(&DescribeLogGroupsOutput { log_groups, next_token: None }, at, byte);
        let event = FilteredLogEvent { message: text, timestamp: number, ..FilteredLogEvent::default() };
        let searched_log_streams = vec![NoOutput {}];
        check(&FilterLogEventsOutput { events: vec![event], searched_log_streams, next_token: None }, at, byte);
        check(&NoOutput {}, at, byte);
    }

    #[test]
    fn both_read_or_refuse_any_bytes(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = both::<GetMetricDataOutput>(&body);
        let _ = both::<MetricDataQuery>(&body);
        let _ = both::<NoOutput>(&body);
    }
}

/// Names of members and items of every kind in any order: more of it is understood than of any bytes.
const PIECES: &[&[u8]] = &[
    b"\xa1",
    b"\xa2",
    b"\xbf",
    b"\x81",
    b"\x82",
    b"\x9f",
    b"\xff",
    b"\x60",
    b"\x61x",
    b"\x7f\x61x\xff",
    b"\x41x",
    b"\x41\xff",
    b"\x01",
    b"\x20",
    b"\xf4",
    b"\xf6",
    b"\xf7",
    b"\xf9\x3e\0",
    b"\xfb\x3f\xf0\0\0\0\0\0\0",
    b"\xc1\xfb\x3f\xf0\0\0\0\0\0\0",
    b"\xc1\x01",
    b"\xc2\x01",
    b"\xc1\xfb\x7f\xf0\0\0\0\0\0\0",
    b"\x71MetricDataResults",
    b"\x6aTimestamps",
    b"\x66Values",
    b"\x68Messages",
    b"\x64Code",
    b"\x65Value",
    b"\x62Id",
    b"\x6aMetricStat",
    b"\x66Metric",
    b"\x66Period",
    b"\x6aReturnData",
    b"\x6aDimensions",
];

proptest! {
    #[test]
    fn both_read_or_refuse_any_items(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..30)) {
        let body = pieces.concat();
        let _ = both::<GetMetricDataOutput>(&body);
        let _ = both::<MetricDataQuery>(&body);
    }
}

#[test]
fn an_error_names_its_place() {
    #[track_caller]
    fn refuses<T: Shape + Default + DeserializeOwned + Debug>(body: &[u8], expected: &str) {
        assert_eq!(both::<T>(body).expect_err(expected).to_string(), expected);
    }
    refuses::<GetMetricDataOutput>(
        b"\xa1\x71MetricDataResults\x82\xa0\xa1\x66Values\x82\x01\x61x",
        "MetricDataResults.1.Values.1: invalid type: string \"x\", expected f64",
    );
    refuses::<GetMetricDataOutput>(
        b"\xa1\x71MetricDataResults\x81\xa1\x6aTimestamps\x81\xf4",
        "MetricDataResults.0.Timestamps.0: invalid type: boolean `false`, expected a timestamp: epoch seconds",
    );
    refuses::<GetMetricDataOutput>(
        b"\xa1\x71MetricDataResults\xa0",
        "MetricDataResults: invalid type: map, expected a sequence",
    );
    refuses::<NoOutput>(b"\x80", "invalid type: sequence, expected a structure");
    refuses::<GetDashboardOutput>(b"\xa0", "missing field `DashboardArn`");
    refuses::<MetricStat>(b"\xa2\x66Period\x01\x66Period\x02", "duplicate field `Period`");
    refuses::<NoOutput>(b"\xa0\xa0", "bytes after the end of the body");
    let deep = [&[0xa1, 0x61, b'x'][..], &[0x81; 1000]].concat();
    refuses::<NoOutput>(&deep, "x: nested more than 128 deep");
}
