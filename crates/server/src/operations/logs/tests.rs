//! The operations on a store of their own, with the clock in hand.

use super::*;
use crate::account::Account;
use crate::app::App;
use crate::clock::Clock;
use cloudwatch_api::*;
use store::Store;
use tempfile::TempDir;
use timeseries::Timestamp;

/// 2026-11-20T10:00:00Z.
const NOW_MS: i64 = 1_795_168_800_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The folder lives as long as the store.
struct Fixture {
    app: App,
    _folder: TempDir,
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

impl Fixture {
    async fn new(streams: &[&str]) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let account = Account { id: "123456789012".to_owned(), region: "eu-central-1".to_owned() };
        let app = App::new(store, account, Clock::from_fn(|| Timestamp::from_millis(NOW_MS)));
        let fixture = Fixture { app, _folder: folder };
        fixture.create_group("app").await.unwrap();
        for stream in streams {
            fixture.create_stream("app", stream).await.unwrap();
        }
        fixture
    }

    async fn create_group(&self, name: &str) -> Result<NoOutput, ApiError> {
        let input = CreateLogGroupInput { log_group_name: some(name), ..CreateLogGroupInput::default() };
        create_log_group(&self.app, input).await
    }

    async fn create_stream(&self, group: &str, stream: &str) -> Result<NoOutput, ApiError> {
        let input = CreateLogStreamInput { log_group_name: some(group), log_stream_name: some(stream) };
        create_log_stream(&self.app, input).await
    }

    async fn put(&self, stream: &str, events: &[(i64, &str)]) -> Result<PutLogEventsOutput, ApiError> {
        let event = |(timestamp, message): &(i64, &str)| InputLogEvent {
            timestamp: Some(*timestamp),
            message: some(message),
        };
        let input = PutLogEventsInput {
            log_group_name: some("app"),
            log_stream_name: some(stream),
            log_events: Some(events.iter().map(event).collect()),
            sequence_token: None,
        };
        put_log_events(&self.app, input).await
    }

    async fn get(&self, input: GetLogEventsInput) -> Result<(Vec<String>, String, String), ApiError> {
        let input = GetLogEventsInput { log_group_name: some("app"), log_stream_name: some("s"), ..input };
        let output = get_log_events(&self.app, input).await?;
        let messages = output.events.into_iter().map(|event| event.message).collect();
        Ok((messages, output.next_forward_token, output.next_backward_token))
    }

    async fn filter(&self, input: FilterLogEventsInput) -> Result<(Vec<String>, Option<String>), ApiError> {
        let output =
            filter_log_events(&self.app, FilterLogEventsInput { log_group_name: some("app"), ..input });
        let output = output.await?;
        Ok((output.events.into_iter().map(|event| event.message).collect(), output.next_token))
    }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, ApiError>, shape: &str, message: &str) {
    let error = outcome.unwrap_err();
    assert_eq!((error.kind.row().shape, error.message.as_deref().unwrap_or_default()), (shape, message));
}

const INVALID: &str = "InvalidParameterException";
const MISSING: &str = "ResourceNotFoundException";
const EXISTS: &str = "ResourceAlreadyExistsException";
const NO_GROUP: &str = "The specified log group does not exist.";
const NO_STREAM: &str = "The specified log stream does not exist.";

#[tokio::test]
async fn groups_and_streams_are_refused_in_aws_words() {
    let fixture = Fixture::new(&["s"]).await;
    refused(fixture.create_group("app").await, EXISTS, "The specified log group already exists");
    refused(fixture.create_stream("app", "s").await, EXISTS, "The specified log stream already exists");
    refused(fixture.create_stream("none", "s").await, MISSING, NO_GROUP);
    refused(
        fixture.create_group("aws/x").await,
        INVALID,
        "Log groups starting with AWS/ are reserved for AWS.",
    );
    refused(
        fixture.create_group("a b").await,
        INVALID,
        "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    );
    refused(
        fixture.create_stream("app", "a:b").await,
        INVALID,
        "1 validation error detected: Value 'a:b' at 'logStreamName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [^:*]*",
    );
    let with = |input: CreateLogGroupInput| {
        create_log_group(&fixture.app, CreateLogGroupInput { log_group_name: some("new"), ..input })
    };
    let input = CreateLogGroupInput { kms_key_id: some("key"), ..CreateLogGroupInput::default() };
    refused(with(input).await, INVALID, "kmsKeyId is not supported.");
    let input = CreateLogGroupInput { log_group_class: some("DELIVERY"), ..CreateLogGroupInput::default() };
    refused(with(input).await, INVALID, "logGroupClass DELIVERY is not supported.");
    let delete_stream = async |group: &str, stream: &str| {
        let input = DeleteLogStreamInput { log_group_name: some(group), log_stream_name: some(stream) };
        delete_log_stream(&fixture.app, input).await
    };
    refused(delete_stream("none", "s").await, MISSING, NO_GROUP);
    refused(delete_stream("app", "none").await, MISSING, NO_STREAM);
    delete_stream("app", "s").await.unwrap();
    let delete_group =
        async || delete_log_group(&fixture.app, DeleteLogGroupInput { log_group_name: some("app") }).await;
    delete_group().await.unwrap();
    refused(delete_group().await, MISSING, NO_GROUP);
}

#[tokio::test]
async fn groups_are_described_by_name_in_pages() {
    let fixture = Fixture::new(&[]).await;
    for name in ["b/2", "b/1", "App"] {
        fixture.create_group(name).await.unwrap();
    }
    let describe = async |input: DescribeLogGroupsInput| describe_log_groups(&fixture.app, input).await;
    let names = async |input: DescribeLogGroupsInput| {
        let output = describe(input).await.unwrap();
        let names: Vec<String> = output.log_groups.into_iter().map(|group| group.log_group_name).collect();
        (names.join(" "), output.next_token)
    };
    let all = DescribeLogGroupsInput::default;
    assert_eq!(names(all()).await, ("App app b/1 b/2".to_owned(), None));
    let by = |prefix: Option<&str>, pattern: Option<&str>| DescribeLogGroupsInput {
        log_group_name_prefix: prefix.map(str::to_owned),
        log_group_name_pattern: pattern.map(str::to_owned),
        ..all()
    };
    assert_eq!(names(by(Some("b/"), None)).await.0, "b/1 b/2");
    assert_eq!(names(by(None, Some("pp"))).await.0, "App app");
    refused(
        describe(by(Some("b"), Some("b"))).await,
        INVALID,
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    );
    let (first, token) = names(DescribeLogGroupsInput { limit: Some(3), ..all() }).await;
    assert_eq!(first, "App app b/1");
    assert_eq!(names(DescribeLogGroupsInput { next_token: token, ..all() }).await, ("b/2".to_owned(), None));
    let token = some("nonsense");
    refused(
        describe(DescribeLogGroupsInput { next_token: token, ..all() }).await,
        INVALID,
        "The specified nextToken is invalid.",
    );
    let arn = "arn:aws:logs:eu-central-1:123456789012:log-group:b/2";
    let input = DescribeLogGroupsInput { log_group_identifiers: Some(vec![arn.to_owned()]), ..all() };
    let expected = LogGroup {
        log_group_name: "b/2".to_owned(),
        arn: format!("{arn}:*"),
        log_group_arn: arn.to_owned(),
        creation_time: NOW_MS,
        log_group_class: "STANDARD".to_owned(),
        ..LogGroup::default()
    };
    assert_eq!(describe(input).await.unwrap().log_groups, [expected]);
    let frequent = DescribeLogGroupsInput { log_group_class: some("INFREQUENT_ACCESS"), ..all() };
    assert_eq!(names(frequent).await.0, "");
}

#[tokio::test]
async fn streams_are_described_by_name_or_by_their_last_event() {
    let fixture = Fixture::new(&["a1", "a2", "b"]).await;
    fixture.put("a1", &[(NOW_MS - 7, "x"), (NOW_MS - 5, "x")]).await.unwrap();
    fixture.put("b", &[(NOW_MS - 6, "x")]).await.unwrap();
    let describe = async |input: DescribeLogStreamsInput| {
        let input = DescribeLogStreamsInput { log_group_name: some("app"), ..input };
        describe_log_streams(&fixture.app, input).await
    };
    let names = async |input: DescribeLogStreamsInput| {
        let output = describe(input).await.unwrap();
        let names: Vec<String> =
            output.log_streams.into_iter().map(|stream| stream.log_stream_name).collect();
        (names.join(" "), output.next_token)
    };
    let by = |order: &str, descending| DescribeLogStreamsInput {
        order_by: some(order),
        descending: Some(descending),
        ..DescribeLogStreamsInput::default()
    };
    assert_eq!(names(DescribeLogStreamsInput::default()).await.0, "a1 a2 b");
    assert_eq!(names(by("LogStreamName", true)).await.0, "b a2 a1");
    assert_eq!(names(by("LastEventTime", false)).await.0, "a2 b a1");
    let newest = by("LastEventTime", true);
    let (first, next_token) = names(DescribeLogStreamsInput { limit: Some(2), ..newest.clone() }).await;
    assert_eq!(first, "a1 b");
    assert_eq!(
        names(DescribeLogStreamsInput { next_token, ..newest.clone() }).await,
        ("a2".to_owned(), None)
    );
    let prefix = DescribeLogStreamsInput { log_stream_name_prefix: some("a"), ..by("LogStreamName", false) };
    assert_eq!(names(prefix).await.0, "a1 a2");
    refused(
        describe(DescribeLogStreamsInput { log_stream_name_prefix: some("a"), ..newest }).await,
        INVALID,
        "Cannot order by LastEventTime with a logStreamNamePrefix.",
    );
    let stream = describe(DescribeLogStreamsInput::default()).await.unwrap().log_streams.remove(0);
    assert_eq!(stream.arn, "arn:aws:logs:eu-central-1:123456789012:log-group:app:log-stream:a1");
    assert_eq!((stream.creation_time, stream.last_ingestion_time), (NOW_MS, Some(NOW_MS)));
    assert_eq!(stream.first_event_timestamp, Some(NOW_MS - 7));
    assert_eq!(stream.last_event_timestamp, Some(NOW_MS - 5));
    let both = DescribeLogStreamsInput {
        log_group_name: some("app"),
        log_group_identifier: some("app"),
        ..DescribeLogStreamsInput::default()
    };
    refused(
        describe_log_streams(&fixture.app, both).await,
        "ValidationException",
        "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    );
}

#[tokio::test]
async fn a_batch_is_refused_as_a_whole() {
    let fixture = Fixture::new(&["s"]).await;
    refused(fixture.put("none", &[(NOW_MS, "x")]).await, MISSING, NO_STREAM);
    refused(
        fixture.put("s", &[(NOW_MS, "x"), (NOW_MS - 1, "x")]).await,
        INVALID,
        "Log events in a single PutLogEvents request must be in chronological order.",
    );
    refused(
        fixture.put("s", &[(NOW_MS - DAY_MS - 1, "x"), (NOW_MS, "x")]).await,
        INVALID,
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
    let half = "x".repeat(1_048_576 / 2 - 26);
    fixture.put("s", &[(NOW_MS - DAY_MS, &half), (NOW_MS, &half)]).await.unwrap();
    refused(
        fixture.put("s", &[(NOW_MS, &half), (NOW_MS, &format!("{half}x"))]).await,
        INVALID,
        "Upload too large: 1048577 bytes exceeds limit of 1048576",
    );
    refused(
        fixture.put("s", &[]).await,
        INVALID,
        "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: \
         Member must have length greater than or equal to 1",
    );
    refused(
        fixture.put("s", &[(NOW_MS, "x"), (-1, "")]).await,
        INVALID,
        "2 validation errors detected: Value '-1' at 'logEvents.2.member.timestamp' failed to satisfy \
         constraint: Member must have value greater than or equal to 0; Value '' at \
         'logEvents.2.member.message' failed to satisfy constraint: Member must have length greater than or \
         equal to 1",
    );
    refused(
        fixture.put("s", &[(NOW_MS, "x"); 10_001]).await,
        INVALID,
        "1 validation error detected: Value '[10001 events]' at 'logEvents' failed to satisfy constraint: \
         Member must have length less than or equal to 10000",
    );
}

#[tokio::test]
async fn events_too_old_or_too_new_are_left_out_and_named() {
    let fixture = Fixture::new(&["s"]).await;
    let rejected = async |events: &[(i64, &str)]| {
        let output = fixture.put("s", events).await.unwrap();
        assert!(output.next_sequence_token.bytes().all(|byte| byte.is_ascii_digit()));
        let rejected = output.rejected_log_events_info;
        rejected.map(|info| (info.too_old_log_event_end_index, info.too_new_log_event_start_index))
    };
    let oldest = NOW_MS - 14 * DAY_MS;
    let newest = NOW_MS + 2 * HOUR_MS;
    assert_eq!(rejected(&[(oldest, "oldest")]).await, None);
    assert_eq!(
        rejected(&[(oldest - 2, "-"), (oldest - 1, "-"), (oldest, "old")]).await,
        Some((Some(2), None))
    );
    assert_eq!(rejected(&[(newest, "newest"), (newest + 1, "-")]).await, Some((None, Some(1))));
    assert_eq!(rejected(&[(newest + 1, "-")]).await, Some((None, Some(0))));
    let (messages, ..) = fixture.get(GetLogEventsInput::default()).await.unwrap();
    assert_eq!(messages, ["oldest", "old", "newest"]);
    refused(fixture.put("none", &[(oldest - 1, "-")]).await, MISSING, NO_STREAM);
}

#[tokio::test]
async fn the_latest_page_comes_first_and_tokens_lead_both_ways() {
    let fixture = Fixture::new(&["s", "other"]).await;
    let texts = ["0", "1", "2", "3", "4", "5", "6"];
    let events: Vec<(i64, &str)> = texts.iter().map(|text| (NOW_MS, *text)).collect();
    fixture.put("s", &events).await.unwrap();
    fixture.put("other", &[(NOW_MS, "not asked for")]).await.unwrap();
    let page =
        |next_token: Option<String>| GetLogEventsInput { limit: Some(3), next_token, ..Default::default() };
    let (messages, forward, backward) = fixture.get(page(None)).await.unwrap();
    assert_eq!(messages, ["4", "5", "6"]);
    let (messages, same, back) = fixture.get(page(Some(forward.clone()))).await.unwrap();
    assert_eq!((messages.len(), same.as_str()), (0, forward.as_str()));
    assert_eq!(fixture.get(page(Some(back))).await.unwrap().0, ["4", "5", "6"]);
    let (messages, _, backward) = fixture.get(page(Some(backward))).await.unwrap();
    assert_eq!(messages, ["1", "2", "3"]);
    let (messages, onward, backward) = fixture.get(page(Some(backward))).await.unwrap();
    assert_eq!(messages, ["0"]);
    assert_eq!(fixture.get(page(Some(onward))).await.unwrap().0, ["1", "2", "3"]);
    let (messages, _, same) = fixture.get(page(Some(backward.clone()))).await.unwrap();
    assert_eq!((messages.len(), same), (0, backward));
    // What arrives later is found where the forward token stands.
    fixture.put("s", &[(NOW_MS + 1, "7")]).await.unwrap();
    assert_eq!(fixture.get(page(Some(forward))).await.unwrap().0, ["7"]);
    let from_head = GetLogEventsInput { start_from_head: Some(true), ..page(None) };
    assert_eq!(fixture.get(from_head).await.unwrap().0, ["0", "1", "2"]);
    for token in ["", "f/", "x/1", "f/12", &format!("f/{}", "9".repeat(40)), "f/éé"] {
        refused(fixture.get(page(some(token))).await, INVALID, "The specified nextToken is invalid.");
    }
    refused(
        fixture.get(GetLogEventsInput { limit: Some(10_001), ..Default::default() }).await,
        INVALID,
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: \
         Member must have value less than or equal to 10000",
    );
}

#[tokio::test]
async fn an_empty_stream_has_tokens_that_find_its_first_events() {
    let fixture = Fixture::new(&["s"]).await;
    let (messages, forward, _) = fixture.get(GetLogEventsInput::default()).await.unwrap();
    assert_eq!(messages.len(), 0);
    fixture.put("s", &[(NOW_MS, "first")]).await.unwrap();
    let input = GetLogEventsInput { next_token: Some(forward), ..Default::default() };
    assert_eq!(fixture.get(input).await.unwrap().0, ["first"]);
}

#[tokio::test]
async fn the_end_is_excluded_from_get_and_included_in_filter() {
    let fixture = Fixture::new(&["s"]).await;
    fixture.put("s", &[(NOW_MS - 1, "before"), (NOW_MS, "at"), (NOW_MS + 1, "after")]).await.unwrap();
    let (start_time, end_time) = (Some(NOW_MS), Some(NOW_MS + 1));
    let (got, ..) =
        fixture.get(GetLogEventsInput { start_time, end_time, ..Default::default() }).await.unwrap();
    assert_eq!(got, ["at"]);
    let input = FilterLogEventsInput { start_time, end_time, ..Default::default() };
    assert_eq!(fixture.filter(input).await.unwrap().0, ["at", "after"]);
}

#[tokio::test]
async fn filter_searches_streams_for_a_pattern_page_by_page() {
    let fixture = Fixture::new(&["a1", "a2", "b"]).await;
    fixture.put("a1", &[(NOW_MS, "ERROR 1"), (NOW_MS + 3, "ERROR 4")]).await.unwrap();
    fixture.put("a2", &[(NOW_MS + 1, "ERROR 2"), (NOW_MS + 1, "INFO")]).await.unwrap();
    fixture.put("b", &[(NOW_MS + 2, "ERROR 3")]).await.unwrap();
    let errors = || FilterLogEventsInput { filter_pattern: some("ERROR"), ..Default::default() };
    let all = fixture.filter(errors()).await.unwrap();
    assert_eq!(all, (["ERROR 1", "ERROR 2", "ERROR 3", "ERROR 4"].map(str::to_owned).to_vec(), None));
    let in_a = FilterLogEventsInput { log_stream_name_prefix: some("a"), ..errors() };
    assert_eq!(fixture.filter(in_a.clone()).await.unwrap().0, ["ERROR 1", "ERROR 2", "ERROR 4"]);
    let of = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    let in_b = FilterLogEventsInput { log_stream_names: of(&["b"]), ..errors() };
    assert_eq!(fixture.filter(in_b).await.unwrap().0, ["ERROR 3"]);
    let unknown = FilterLogEventsInput { log_stream_names: of(&["b", "none"]), ..errors() };
    refused(fixture.filter(unknown).await, MISSING, NO_STREAM);
    let both = FilterLogEventsInput { log_stream_names: of(&["b"]), ..in_a };
    refused(
        fixture.filter(both).await,
        INVALID,
        "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.",
    );
    let (mut found, mut next_token) = (Vec::new(), None);
    loop {
        let page = FilterLogEventsInput { limit: Some(1), next_token, ..errors() };
        let (messages, token) = fixture.filter(page).await.unwrap();
        assert!(messages.len() <= 1);
        found.extend(messages);
        next_token = token;
        if next_token.is_none() {
            break;
        }
    }
    assert_eq!(found, all.0);
    for (pattern, message) in [
        ("{ $.a = 1 }", "Invalid filter pattern: JSON patterns ({ … }) are not supported yet"),
        ("[a, b]", "Invalid filter pattern: space-delimited patterns ([ … ]) are not supported yet"),
        ("%a%", "Invalid filter pattern: regular expressions (%…%) are not supported yet"),
        ("a-b", "Invalid filter pattern: '-' may only stand between double quotes"),
    ] {
        let input = FilterLogEventsInput { filter_pattern: some(pattern), ..Default::default() };
        refused(fixture.filter(input).await, INVALID, message);
    }
    let elsewhere = FilterLogEventsInput { log_group_name: some("none"), ..Default::default() };
    refused(filter_log_events(&fixture.app, elsewhere).await, MISSING, NO_GROUP);
}

#[tokio::test]
async fn a_page_ends_at_a_megabyte() {
    let fixture = Fixture::new(&["s"]).await;
    let large = "x".repeat(700_000);
    for at in 0..3 {
        fixture.put("s", &[(NOW_MS + at, &large)]).await.unwrap();
    }
    let (first, forward, _) =
        fixture.get(GetLogEventsInput { start_from_head: Some(true), ..Default::default() }).await.unwrap();
    assert_eq!(first.len(), 1);
    let input = GetLogEventsInput { next_token: Some(forward), ..Default::default() };
    assert_eq!(fixture.get(input).await.unwrap().0.len(), 1);
    let (messages, token) = fixture.filter(FilterLogEventsInput::default()).await.unwrap();
    assert_eq!(messages.len(), 1);
    let rest = FilterLogEventsInput { next_token: token, ..Default::default() };
    assert!(fixture.filter(rest).await.unwrap().1.is_some());
}
