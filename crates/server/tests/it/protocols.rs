//! The same operations over awsJson, rpc-v2-cbor and awsQuery: answers, errors, and every kind of body that
//! can't be read.

use crate::client::{Call, NOW_SECS, Server};
use axum::body::{Body, Bytes};
use axum::http::Request;
use cloudwatch_api::{Dimension, ListMetricsOutput, MetricDatum, PutMetricDataInput, cbor};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use hyper::body::Frame;
use proptest::prelude::*;
use std::convert::Infallible;
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use timeseries::Timestamp;
use tower::ServiceExt;

const MISSING_ALARM: &str = r#"{"AlarmName":"none","StateValue":"OK","StateReason":"x"}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn put_metric_data(namespace: &str, name: &str) -> PutMetricDataInput {
    let datum = MetricDatum {
        metric_name: Some(name.to_owned()),
        dimensions: Some(vec![Dimension { name: "Side".to_owned(), value: "left & <right>".to_owned() }]),
        timestamp: Some(Timestamp::from_secs(NOW_SECS - 60)),
        value: Some(12.5),
        ..MetricDatum::default()
    };
    PutMetricDataInput {
        namespace: Some(namespace.to_owned()),
        metric_data: Some(vec![datum]),
        ..PutMetricDataInput::default()
    }
}

#[tokio::test]
async fn what_one_protocol_puts_the_others_list() {
    let server = Server::new();
    let body = cbor::to_vec(&put_metric_data("App", "Cbor"));
    let answer = server.send(Call::cloudwatch_cbor("PutMetricData", body).signed("monitoring")).await;
    assert_eq!((answer.status, answer.header("smithy-protocol")), (200, "rpc-v2-cbor"));
    assert_eq!(answer.header("content-type"), "application/cbor");
    let json = format!(
        r#"{{"Namespace":"App","MetricData":[{{"MetricName":"Json","Timestamp":{}.5,"Value":1,"Unit":null}}]}}"#,
        NOW_SECS - 60
    );
    let answer = server.send(Call::cloudwatch_json("PutMetricData", json).signed("monitoring")).await;
    assert_eq!(answer.shown(), "200 {}");
    let form = "Action=PutMetricData&Version=2010-08-01&Namespace=App&MetricData.member.1.MetricName=Query\
        &MetricData.member.1.Timestamp=2026-11-20T09%3A59%3A00.123000Z&MetricData.member.1.Value=2.5";
    let answer = server.send(Call::form(form).signed("monitoring")).await;
    assert_eq!(
        answer.shown(),
        "200 <PutMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><ResponseMetadata>\
         <RequestId>ID</RequestId></ResponseMetadata></PutMetricDataResponse>"
    );

    let answer = server
        .send(Call::cloudwatch_json("ListMetrics", r#"{"Namespace":"App"}"#).signed("monitoring"))
        .await;
    assert_eq!(
        answer.shown(),
        r#"200 {"Metrics":[{"Namespace":"App","MetricName":"Cbor","Dimensions":[{"Name":"Side","Value":"left & <right>"}]},{"Namespace":"App","MetricName":"Json","Dimensions":[]},{"Namespace":"App","MetricName":"Query","Dimensions":[]}]}"#
    );
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(answer.header("date"), "Fri, 20 Nov 2026 10:00:00 GMT");
    assert_eq!(answer.header("x-amzn-requestid").len(), 36);
    let answer = server.send(Call::cloudwatch_cbor("ListMetrics", b"").signed("monitoring")).await;
    let output: ListMetricsOutput = cbor::from_slice(&answer.body).unwrap();
    assert_eq!(output.metrics.len(), 3);
    let form = "Action=ListMetrics&Version=2010-08-01&MetricName=Cbor";
    let answer = server.send(Call::form(form).signed("monitoring")).await;
    assert!(answer.text().contains("<Value>left &amp; &lt;right&gt;</Value>"), "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/xml");
}

#[tokio::test]
async fn other_services_and_ways_in() {
    let server = Server::new();
    let form = "Action=GetCallerIdentity&Version=2011-06-15";
    let answer = server.send(Call::form(form).signed("sts")).await;
    let expected = "200 <GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
        <GetCallerIdentityResult><UserId>123456789012</UserId><Account>123456789012</Account>\
        <Arn>arn:aws:iam::123456789012:root</Arn></GetCallerIdentityResult>\
        <ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetCallerIdentityResponse>";
    assert_eq!(answer.shown(), expected);
    let presigned =
        Call::new("GET", &format!("/?{form}")).presigned_by(&crate::client::signer("sts"), "3600");
    assert_eq!(server.send(presigned).await.shown(), expected);
    let under_a_path =
        Call::new("POST", "/aws/service/ns%23GraniteServiceVersion20100801/operation/ListMetrics")
            .header("smithy-protocol", "rpc-v2-cbor")
            .signed("monitoring");
    assert_eq!(server.send(under_a_path).await.status, 200);
}

/// An alarm that isn't there, asked for over each protocol.
#[tokio::test]
async fn errors_in_each_protocol() {
    let server = Server::new();
    let json = Call::cloudwatch_json("SetAlarmState", MISSING_ALARM);
    let answer = server.send(json.clone().signed("monitoring")).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().starts_with(r#"{"__type":"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound""#)
    );
    assert_eq!(answer.header("x-amzn-query-error"), "ResourceNotFound;Sender");
    assert_eq!(answer.header("x-amzn-errortype"), "ResourceNotFound");
    let answer = server.send(json.header("x-amzn-query-mode", "true").signed("monitoring")).await;
    assert_eq!(answer.status, 404);

    let input: cloudwatch_api::SetAlarmStateInput = serde_json::from_str(MISSING_ALARM).unwrap();
    let call = Call::cloudwatch_cbor("SetAlarmState", cbor::to_vec(&input));
    let answer = server.send(call.clone().signed("monitoring")).await;
    assert_eq!((answer.status, answer.header("x-amzn-query-error")), (400, "ResourceNotFound;Sender"));
    assert_eq!(answer.header("smithy-protocol"), "rpc-v2-cbor");
    #[derive(serde::Deserialize)]
    struct Body {
        __type: String,
    }
    let body: Body = cbor::from_slice(&answer.body).unwrap();
    assert_eq!(body.__type, "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound");
    let answer = server.send(call.header("x-amzn-query-mode", "true").signed("monitoring")).await;
    assert_eq!(answer.status, 404);

    let form = "Action=SetAlarmState&Version=2010-08-01&AlarmName=none&StateValue=OK&StateReason=x";
    let answer = server.send(Call::form(form).signed("monitoring")).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text().starts_with(
        "<ErrorResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><Error><Type>Sender</Type>\
         <Code>ResourceNotFound</Code>"
    ));
    assert!(answer.text().ends_with("<RequestId>ID</RequestId></ErrorResponse>"));
}

/// CloudWatch Logs never spoke awsQuery: no such header, and 400 for whatever the client did wrong.
#[tokio::test]
async fn errors_of_logs() {
    let server = Server::new();
    let call = Call::json("Logs_20140328.DeleteLogGroup", r#"{"logGroupName":"none"}"#);
    let answer = server.send(call.header("x-amzn-query-mode", "true").signed("logs")).await;
    is_refused(&answer, 400, r#"{"__type":"ResourceNotFoundException","message":""#, "does not exist");
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(answer.header("x-amzn-errortype"), "ResourceNotFoundException");
    assert_eq!(answer.header("x-amzn-query-error"), "-");
}

#[tokio::test]
async fn what_is_wrong_with_a_dashboard_is_listed() {
    let server = Server::new();
    let input = cloudwatch_api::PutDashboardInput {
        dashboard_name: Some("d".to_owned()),
        dashboard_body: Some(r#"{"widgets":[{"type":"text","properties":{}}]}"#.to_owned()),
        tags: None,
    };
    let json = serde_json::to_string(&input).unwrap();
    let answer = server.send(Call::cloudwatch_json("PutDashboard", json).signed("monitoring")).await;
    let list = r#""dashboardValidationMessages":[{"DataPath":"/widgets/0/properties","Message":""#;
    is_refused(&answer, 400, "#DashboardInvalidInputError", list);
    assert_eq!(answer.header("x-amzn-query-error"), "InvalidParameterInput;Sender");
    let answer =
        server.send(Call::cloudwatch_cbor("PutDashboard", cbor::to_vec(&input)).signed("monitoring")).await;
    is_refused(&answer, 400, "#DashboardInvalidInputError", "dashboardValidationMessages");
    let form = "Action=PutDashboard&Version=2010-08-01&DashboardName=d\
        &DashboardBody=%7B%22widgets%22%3A%5B%7B%22type%22%3A%22text%22%2C%22properties%22%3A%7B%7D%7D%5D%7D";
    let answer = server.send(Call::form(form).signed("monitoring")).await;
    let list = "<dashboardValidationMessages><member><DataPath>/widgets/0/properties</DataPath><Message>";
    is_refused(&answer, 400, "<Code>InvalidParameterInput</Code>", list);
}

/// Time stands still here and leaps when everybody waits, so the limit comes at once.
#[tokio::test(start_paused = true)]
async fn a_body_that_never_comes() {
    let server = Server::new();
    let call = Call::cloudwatch_json("ListMetrics", "").signed("monitoring");
    let mut request = Request::builder().method("POST").uri("/").header("content-length", "10");
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    let response = server.router().oneshot(request.body(Body::new(Never)).unwrap()).await.unwrap();
    assert_eq!(response.status(), 400);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&body).contains("didn't arrive within 30 seconds"));
}

/// A body that is always still to come.
struct Never;

impl hyper::body::Body for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[track_caller]
fn is_refused(answer: &crate::client::Answer, status: u16, code: &str, part: &str) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert!(text.contains(code) && text.contains(part), "{text}\n should name {code} and {part}");
}

#[tokio::test]
async fn unknown_operations() {
    let server = Server::new();
    let answer = server.send(Call::cloudwatch_json("PutInsightRule", "{}").signed("monitoring")).await;
    is_refused(&answer, 400, "UnknownOperationException", "PutInsightRule");
    assert_eq!(answer.header("x-amzn-query-error"), "InvalidAction;Sender");
    let answer = server.send(Call::json("Logs_20140328.StartQuery2", "{}").signed("logs")).await;
    is_refused(&answer, 400, "UnknownOperationException", "StartQuery2");
    assert_eq!(answer.header("x-amzn-query-error"), "-");
    let answer = server.send(Call::json("S3.PutObject", "{}").signed("logs")).await;
    is_refused(&answer, 400, "UnknownOperationException", "S3.PutObject");
    let answer = server.send(Call::json("", "{}").signed("logs")).await;
    is_refused(&answer, 400, "UnknownOperationException", "X-Amz-Target");
    let answer = server.send(Call::cloudwatch_cbor("Nothing", "").signed("monitoring")).await;
    is_refused(&answer, 404, "UnknownOperationException", "Nothing");
    let answer = server.send(Call::form("Action=Nothing&Version=2010-08-01").signed("monitoring")).await;
    is_refused(
        &answer,
        400,
        "<Code>InvalidAction</Code>",
        "Could not find operation Nothing for version 2010-08-01",
    );
    let answer = server.send(Call::form("Action=ListMetrics&Version=1999").signed("monitoring")).await;
    is_refused(&answer, 400, "<Code>InvalidAction</Code>", "1999");
    let answer = server.send(Call::form("").signed("monitoring")).await;
    is_refused(&answer, 400, "<Code>InvalidAction</Code>", "Action is missing");
    let answer = server.send(Call::new("POST", "/").body("<soap/>").signed("monitoring")).await;
    is_refused(&answer, 400, "none of CloudWatch's protocols", "awsQuery");
    let answer = server.send(Call::new("PUT", "/").signed("monitoring")).await;
    is_refused(&answer, 400, "none of CloudWatch's protocols", "awsQuery");
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let server = Server::new();
    for (body, part) in [
        ("{", "the body isn't JSON"),
        ("[]", "expected struct"),
        (r#"{"MetricData":[{"Value":"high"}]}"#, "MetricData.0.Value: invalid type: string"),
        (r#"{"MetricData":[{"Timestamp":"soon"}]}"#, "MetricData.0.Timestamp: not an ISO 8601 timestamp"),
        (r#"{"Namespace":"a","Namespace":"b"}"#, "duplicate field `Namespace`"),
        (&"[".repeat(500_000), "recursion limit"),
    ] {
        let answer = server.send(Call::cloudwatch_json("PutMetricData", body).signed("monitoring")).await;
        is_refused(&answer, 400, "SerializationException", part);
    }
    for (body, part) in [
        (&b"\xa1"[..], "too early"),
        (b"\xa1\x69Namespace\x05", "Namespace: invalid type: integer"),
        (b"\xa1\x6aMetricData\x9b\xff\xff\xff\xff\xff\xff\xff\xff", "too early"),
        (b"\x80", "invalid type: sequence, expected struct PutMetricDataInput"),
        (&[b"\xa1\x61x", &[0x9f; 500_000][..]].concat(), "nested more than"),
        (b"\xa0\xa0", "after the end"),
    ] {
        let answer = server.send(Call::cloudwatch_cbor("PutMetricData", body).signed("monitoring")).await;
        is_refused(&answer, 400, "SerializationException", part);
    }
    for (form, part) in [
        ("MetricData.member.1.Value=high", "MetricData.0.Value: invalid value"),
        ("MetricData.member.one.Value=1", "`one` is no position of a list"),
        ("Namespace=a&Namespace=b", "given more than once"),
    ] {
        let form = format!("Action=PutMetricData&Version=2010-08-01&{form}");
        let answer = server.send(Call::form(form).signed("monitoring")).await;
        is_refused(&answer, 400, "<Code>MalformedInput</Code>", part);
    }
}

#[tokio::test]
async fn compressed_bodies() {
    let server = Server::new();
    let call = |body: &[u8], encoding: &str| {
        Call::cloudwatch_json("PutMetricData", body).header("content-encoding", encoding).signed("monitoring")
    };
    let json = format!(
        r#"{{"Namespace":"App","MetricData":[{{"MetricName":"Zip","Timestamp":{NOW_SECS},"Value":1}}]}}"#
    );
    let whole = gzip(json.as_bytes());
    assert_eq!(server.send(call(&whole, "gzip")).await.shown(), "200 {}");
    assert_eq!(server.send(call(&whole, "GZIP")).await.shown(), "200 {}");
    assert_eq!(server.send(call(json.as_bytes(), "identity")).await.shown(), "200 {}");
    let (first, second) = json.as_bytes().split_at(20);
    assert_eq!(server.send(call(&[gzip(first), gzip(second)].concat(), "gzip")).await.shown(), "200 {}");

    let truncated = &whole[..whole.len() - 9];
    is_refused(&server.send(call(truncated, "gzip")).await, 400, "SerializationException", "gzip");
    let mut damaged = whole.clone();
    let at = damaged.len() - 6;
    damaged[at] ^= 1;
    is_refused(&server.send(call(&damaged, "gzip")).await, 400, "SerializationException", "gzip");
    is_refused(&server.send(call(json.as_bytes(), "gzip")).await, 400, "SerializationException", "gzip");
    for encoding in ["br", "zstd", "gzip, gzip"] {
        is_refused(&server.send(call(&whole, encoding)).await, 400, "SerializationException", encoding);
    }
    // 400 MB of zeros in 400 KB.
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..400 {
        bomb.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    is_refused(&server.send(call(&bomb, "gzip")).await, 413, "RequestEntityTooLarge", "larger than");
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let server = Server::new();
    let call = |bytes: usize| {
        let body = format!(r#"{{"Namespace":"{}"}}"#, "x".repeat(bytes));
        Call::cloudwatch_json("PutMetricData", body).signed("monitoring")
    };
    is_refused(&server.send(call(1 << 20)).await, 413, "RequestEntityTooLarge", "1048576 bytes");
    is_refused(&server.send(call(7 << 20)).await, 413, "RequestEntityTooLarge", "6815744 bytes");
    let answer = server.send(call(1000)).await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    let form = format!("Action=ListMetrics&Version=2010-08-01&Namespace={}", "x".repeat(7 << 20));
    let answer = server.send(Call::form(form).signed("monitoring")).await;
    is_refused(&answer, 413, "<Code>RequestEntityTooLarge</Code>", "larger than");
}

/// A call for each protocol, whose body is still to come.
fn skeletons() -> Vec<(Call, &'static str)> {
    let zipped = |call: Call| call.header("content-encoding", "gzip");
    vec![
        (Call::cloudwatch_json("PutMetricData", ""), "monitoring"),
        (Call::cloudwatch_json("GetMetricData", ""), "monitoring"),
        (Call::cloudwatch_json("PutMetricAlarm", ""), "monitoring"),
        (Call::cloudwatch_cbor("PutMetricData", ""), "monitoring"),
        (Call::cloudwatch_cbor("GetMetricStatistics", ""), "monitoring"),
        (Call::form(""), "monitoring"),
        (Call::form(""), "sts"),
        (zipped(Call::cloudwatch_cbor("ListMetrics", "")), "monitoring"),
        (Call::new("POST", "/").header("content-type", "application/json"), "monitoring"),
    ]
}

/// Bytes of every kind: random ones, and near misses of real bodies.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let near = prop_oneof![
        Just(cbor::to_vec(&put_metric_data("App", "x"))),
        Just(serde_json::to_vec(&put_metric_data("App", "x")).unwrap()),
        Just(b"Action=PutMetricData&Version=2010-08-01&MetricData.member.1.Value=1".to_vec()),
        Just(gzip(b"\xa0")),
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        "\\PC{0,200}".prop_map(String::into_bytes),
        (near, any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut body, at, byte)| {
            let at = at.index(body.len());
            body[at] = byte;
            body
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_body_is_answered_and_none_breaks_the_server(bodies in proptest::collection::vec(bodies(), 8)) {
        thread_local! {
            static SERVER: Server = {
                let runtime = runtime();
                let _guard = runtime.enter();
                Server::new()
            };
        }
        SERVER.with(|server| {
            runtime().block_on(async {
                for body in &bodies {
                    for (call, service) in skeletons() {
                        let sending = server.send(call.body(body).signed(service));
                        let answer = tokio::time::timeout(Duration::from_secs(10), sending).await;
                        let answer = answer.expect("an answer comes in time");
                        assert!(answer.status < 500, "{} for {body:?}", answer.shown());
                    }
                }
            });
        });
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
