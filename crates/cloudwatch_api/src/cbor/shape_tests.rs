//! Whole answers, as they are, cut, damaged and of any bytes.

use super::{from_slice, to_vec};
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

/// What is written comes back, and what is cut or damaged is read or refused.
fn check<T>(value: &T, at: usize, byte: u8)
where
    T: Serialize + DeserializeOwned + Debug + PartialEq,
{
    let mut body = to_vec(value);
    assert_eq!(from_slice::<T>(&body).as_ref(), Ok(value));
    let at = at % body.len();
    assert!(from_slice::<T>(&body[..at]).is_err() || at == 0, "cut at {at}");
    body[at] = byte;
    let _ = from_slice::<T>(&body);
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
    fn metric_data_reads_back(output in metric_data(), at: usize, byte: u8) {
        check(&output, at, byte);
    }

    #[test]
    fn metrics_read_back(metrics in proptest::collection::vec(metrics(), 0..4), number: i64, at: usize, byte: u8) {
        for metric in &metrics {
            check(&query(metric.clone(), number), at, byte);
        }
        let owning_accounts = vec!["1".to_owned(); metrics.len()];
        check(&ListMetricsOutput { metrics, next_token: None, owning_accounts }, at, byte);
    }

    #[test]
    fn dashboards_read_back(text in "\\PC{0,300}", number: i64, at: usize, byte: u8) {
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
    fn logs_read_back(text in "\\PC{0,40}", number: i64, at: usize, byte: u8) {
        let log_groups = vec![log_group(text.clone(), number), log_group(text.clone(), 0)];
        check(&DescribeLogGroupsOutput { log_groups, next_token: None }, at, byte);
        let event = FilteredLogEvent { message: text, timestamp: number, ..FilteredLogEvent::default() };
        let searched_log_streams = vec![NoOutput {}];
        check(&FilterLogEventsOutput { events: vec![event], searched_log_streams, next_token: None }, at, byte);
        check(&NoOutput {}, at, byte);
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = from_slice::<GetMetricDataOutput>(&body);
        let _ = from_slice::<MetricDataQuery>(&body);
        let _ = from_slice::<NoOutput>(&body);
    }
}

/// A number in one of its forms, written by another implementation.
fn form(number: i16, form: usize) -> Vec<u8> {
    let mut encoder = minicbor::Encoder::new(Vec::new());
    match form {
        0 => encoder.f64(number.into()),
        1 => encoder.f32(number.into()),
        _ => encoder.i16(number),
    }
    .unwrap();
    encoder.into_writer()
}

proptest! {
    /// The way of the doubles and the way of all other numbers meet in one list.
    #[test]
    fn a_list_may_mix_all_forms_of_numbers(
        numbers in proptest::collection::vec((any::<i16>(), 0usize..3, any::<bool>()), 0..40),
        is_definite: bool,
    ) {
        let mut list = if is_definite { vec![0x98, numbers.len() as u8] } else { vec![0x9f] };
        for (number, kind, is_tagged) in &numbers {
            list.extend(is_tagged.then_some(0xc1));
            list.extend(form(*number, *kind));
        }
        list.extend((!is_definite).then_some(0xff));
        let expected: Vec<f64> = numbers.iter().map(|(number, ..)| f64::from(*number)).collect();
        prop_assert_eq!(from_slice::<Vec<f64>>(&list), Ok(expected));
        let expected: Vec<Timestamp> =
            numbers.iter().map(|(number, ..)| Timestamp::from_secs(i64::from(*number))).collect();
        prop_assert_eq!(from_slice::<Vec<Timestamp>>(&list), Ok(expected));
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
    fn any_items_are_read_or_refused(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..30)) {
        let body = pieces.concat();
        let _ = from_slice::<GetMetricDataOutput>(&body);
        let _ = from_slice::<MetricDataQuery>(&body);
    }
}

#[test]
fn an_error_names_its_place() {
    #[track_caller]
    fn refuses<T: DeserializeOwned + Debug>(body: &[u8], expected: &str) {
        assert_eq!(from_slice::<T>(body).expect_err(expected).to_string(), expected);
    }
    refuses::<GetMetricDataOutput>(
        b"\xa1\x71MetricDataResults\x82\xa0\xa1\x66Values\x82\x01\x61x",
        "MetricDataResults.1.Values.1: invalid type: string \"x\", expected f64",
    );
    refuses::<GetMetricDataOutput>(
        b"\xa1\x71MetricDataResults\x81\xa1\x6aTimestamps\x81\xf4",
        "MetricDataResults.0.Timestamps.0: invalid type: boolean `false`, expected a timestamp: \
         epoch seconds or ISO 8601",
    );
    refuses::<GetMetricDataOutput>(
        b"\xa1\x71MetricDataResults\xa0",
        "MetricDataResults: invalid type: map, expected a sequence",
    );
    refuses::<NoOutput>(b"\x80", "invalid type: sequence, expected struct NoOutput");
    refuses::<GetDashboardOutput>(b"\xa0", "missing field `DashboardArn`");
    refuses::<MetricStat>(b"\xa2\x66Period\x01\x66Period\x02", "duplicate field `Period`");
    refuses::<NoOutput>(b"\xa0\xa0", "bytes after the end of the body");
    let deep = [&[0xa1, 0x61, b'x'][..], &[0x81; 1000]].concat();
    refuses::<NoOutput>(&deep, "x: nested more than 128 deep");
}
