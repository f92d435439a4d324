//! The operations by themselves, each on a store of its own, and AWS's words where they refuse.

use super::*;
use crate::account::Account;
use crate::app::App;
use crate::clock::Clock;
use crate::notifications::NotificationSettings;
use cloudwatch_api::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Store, StoredSubscription};
use tempfile::TempDir;

const TOPIC: &str = "arn:aws:sns:eu-north-1:123456789012:ops";

struct Room {
    app: App,
    secs: Arc<AtomicI64>,
    _folder: TempDir,
}

/// An app that may send e-mail, with the topic `ops`.
async fn room() -> Room {
    let folder = tempfile::tempdir().unwrap();
    let account = Account { id: "123456789012".to_owned(), region: "eu-north-1".to_owned() };
    let secs = Arc::new(AtomicI64::new(1_000_000));
    let clock = Arc::clone(&secs);
    let clock = Clock::from_fn(move || Timestamp::from_secs(clock.load(Ordering::Relaxed)));
    let settings = NotificationSettings {
        mail: Some(crate::notifications::MailSettings {
            relay: "smtp://127.0.0.1:1".parse().unwrap(),
            from: "alarms@example.com".parse().unwrap(),
        }),
        ..NotificationSettings::default()
    };
    let app = App::new(Store::open(folder.path()).unwrap(), account, clock).with_notifications(settings);
    create(&app, "ops", &[]).await.unwrap();
    Room { app, secs, _folder: folder }
}

fn map(pairs: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
    Some(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

async fn create(app: &App, name: &str, attributes: &[(&str, &str)]) -> Result<String, ApiError> {
    let input = CreateTopicInput { name: some(name), attributes: map(attributes), ..Default::default() };
    create_topic(app, input).await.map(|output| output.topic_arn)
}

async fn join(
    app: &App,
    protocol: &str,
    endpoint: &str,
    attributes: &[(&str, &str)],
) -> Result<String, ApiError> {
    let input = SubscribeInput {
        topic_arn: some(TOPIC),
        protocol: some(protocol),
        endpoint: some(endpoint),
        attributes: map(attributes),
        return_subscription_arn: Some(true),
    };
    subscribe(app, input).await.map(|output| output.subscription_arn)
}

async fn stored(app: &App, arn: &str) -> StoredSubscription {
    app.store.subscription(arn).await.unwrap().unwrap()
}

fn confirmation(token: &str) -> ConfirmSubscriptionInput {
    ConfirmSubscriptionInput { topic_arn: some(TOPIC), token: some(token), ..Default::default() }
}

fn letter(message: &str) -> PublishInput {
    PublishInput { topic_arn: some(TOPIC), message: some(message), ..Default::default() }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, ApiError>, expected: &str) {
    let error = result.expect_err(expected);
    assert_eq!(format!("{} {error}", error.kind.row().query_code), expected);
}

#[tokio::test]
async fn topics_are_made_once() {
    let Room { app, .. } = &room().await;
    assert_eq!(create(app, "ops", &[]).await.unwrap(), TOPIC);
    create(app, "named", &[("DisplayName", "N")]).await.unwrap();
    assert!(create(app, "named", &[]).await.is_ok());
    refused(
        create(app, "named", &[("DisplayName", "Other")]).await,
        "InvalidParameter Invalid parameter: Attributes Reason: Topic already exists with different attributes",
    );
    for name in ["", "a b", "a:b", &"x".repeat(257)] {
        refused(create(app, name, &[]).await, "InvalidParameter Invalid parameter: Topic Name");
    }
    refused(
        create(app, "a.fifo", &[]).await,
        "InvalidParameter Invalid parameter: Topic Name Reason: FIFO topics are not supported here",
    );
    refused(
        create(app, "a", &[("Colour", "red")]).await,
        "InvalidParameter Invalid parameter: Attributes Reason: Unknown attribute: Colour",
    );
}

#[tokio::test]
async fn arns_that_name_nothing() {
    let Room { app, .. } = &room().await;
    let get =
        async |arn: &str| get_topic_attributes(app, GetTopicAttributesInput { topic_arn: some(arn) }).await;
    refused(
        get("ops").await,
        "InvalidParameter Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
    );
    refused(get("arn:aws:sns:eu-north-1:123456789012:none").await, "NotFound Topic does not exist");
    for foreign in [
        "arn:aws:sns:eu-north-1:999999999999:ops",
        "arn:aws:sns:us-east-1:123456789012:ops",
        "arn:aws:sqs:eu-north-1:123456789012:ops",
        "arn:aws:sns:eu-north-1:123456789012:ops:x",
    ] {
        refused(get(foreign).await, "InvalidParameter Invalid parameter: TopicArn");
    }
    let none = GetTopicAttributesInput { topic_arn: None };
    refused(
        get_topic_attributes(app, none).await,
        "InvalidParameter Invalid parameter: TopicArn Reason: no value for required parameter",
    );
    let gone = DeleteTopicInput { topic_arn: some("arn:aws:sns:eu-north-1:123456789012:none") };
    assert_eq!(delete_topic(app, gone).await, Ok(NoOutput {}));
}

#[tokio::test]
async fn attributes_of_a_topic() {
    let Room { app, .. } = &room().await;
    let set = async |name: &str, value: &str| {
        let (attribute_name, attribute_value) = (some(name), some(value));
        let input = SetTopicAttributesInput { topic_arn: some(TOPIC), attribute_name, attribute_value };
        set_topic_attributes(app, input).await
    };
    set("DisplayName", "Operations").await.unwrap();
    refused(set("Nonsense", "x").await, "InvalidParameter Invalid parameter: AttributeName");
    refused(
        set("DeliveryPolicy", "[]").await,
        "InvalidParameter Invalid parameter: DeliveryPolicy: it must be a JSON object",
    );
    join(app, "http", "http://a.example", &[]).await.unwrap();
    let input = GetTopicAttributesInput { topic_arn: some(TOPIC) };
    let attributes = get_topic_attributes(app, input).await.unwrap().attributes;
    let of = |name: &str| attributes[name].as_str();
    assert_eq!((of("DisplayName"), of("Owner"), of("TopicArn")), ("Operations", "123456789012", TOPIC));
    let counts = ["Pending", "Confirmed", "Deleted"].map(|state| of(&format!("Subscriptions{state}")));
    assert_eq!(counts, ["1", "0", "0"]);
    assert!(of("EffectiveDeliveryPolicy").contains(r#""numRetries":3"#));
    assert!(of("Policy").contains("SNS:Publish") && of("Policy").contains(TOPIC));
}

#[tokio::test]
async fn endpoints_that_cannot_be() {
    let Room { app, .. } = &room().await;
    let cases = [
        ("test-protocol", "x", "Amazon SNS does not support this protocol string: test-protocol"),
        ("sqs", "arn:x", "Protocol Reason: sqs is not supported here; use http, https, email or email-json"),
        ("http", "https://a.example", "Endpoint must match the specified protocol"),
        ("https", "a.example", "Endpoint must match the specified protocol"),
        ("http", "http://", "Endpoint"),
        ("email", "nobody", "Email address"),
        ("email-json", "a@b.example, c@d.example", "Email address"),
        (
            "http",
            "http://169.254.169.254/latest",
            "Endpoint Reason: 169.254.169.254 is an address that deliveries never go to",
        ),
        ("http", "http://localhost.:1/\r\n", "Endpoint"),
        (
            "http",
            "http://127.0.0.1:1/",
            "Endpoint Reason: 127.0.0.1 is a loopback or private address, which the operator allows with \
             --allow-private-endpoints",
        ),
    ];
    for (protocol, endpoint, expected) in cases {
        let expected = format!("InvalidParameter Invalid parameter: {expected}");
        refused(join(app, protocol, endpoint, &[]).await, &expected);
    }
    let no_relay = app.clone().with_notifications(NotificationSettings::default());
    refused(
        join(&no_relay, "email", "a@b.example", &[]).await,
        "InvalidParameter Invalid parameter: Endpoint Reason: this server has no SMTP relay to send e-mail through; \
         start it with --smtp-url",
    );
    refused(
        join(app, "email", "a@b.example", &[("RawMessageDelivery", "true")]).await,
        "InvalidParameter Invalid parameter: Attributes Reason: Delivery protocol [email] does not support raw \
         message delivery.",
    );
    assert_eq!(app.store.waiting_deliveries().await.unwrap(), 0, "nobody was invited");
}

#[tokio::test]
async fn a_subscription_from_invitation_to_farewell() {
    let room = room().await;
    let app = &room.app;
    let arn = join(app, "email", "a@b.example", &[]).await.unwrap();
    let input = SubscribeInput {
        topic_arn: some(TOPIC),
        protocol: some("email"),
        endpoint: some("a@b.example"),
        ..Default::default()
    };
    let again = subscribe(app, input).await.unwrap();
    assert_eq!(again.subscription_arn, "pending confirmation");
    assert_eq!(app.store.waiting_deliveries().await.unwrap(), 1, "one invitation, not two");
    let listed = list_subscriptions(app, ListSubscriptionsInput::default()).await.unwrap().subscriptions;
    assert_eq!(listed[0].subscription_arn, "PendingConfirmation");

    refused(confirm_by_link(app, confirmation("wrong")).await, "InvalidParameter Invalid parameter: Token");
    let token = stored(app, &arn).await.token;
    room.secs.fetch_add(3 * 86_400 + 1, Ordering::Relaxed);
    refused(confirm_by_link(app, confirmation(&token)).await, "InvalidParameter Invalid parameter: Token");
    join(app, "email", "a@b.example", &[]).await.unwrap();
    for _ in 0..2 {
        let confirmed = confirm_by_link(app, confirmation(&token)).await.unwrap();
        assert_eq!(confirmed.subscription_arn, arn);
    }
    let input = GetSubscriptionAttributesInput { subscription_arn: some(&arn) };
    let attributes = get_subscription_attributes(app, input.clone()).await.unwrap().attributes;
    assert_eq!(attributes["PendingConfirmation"], "false");
    assert_eq!(attributes["ConfirmationWasAuthenticated"], "false");

    let unsubscription = UnsubscribeInput { subscription_arn: some(&arn) };
    unsubscribe_by_link(app, unsubscription.clone()).await.unwrap();
    unsubscribe_by_link(app, unsubscription).await.unwrap();
    refused(get_subscription_attributes(app, input).await, "NotFound Subscription does not exist");
    assert_eq!(app.store.waiting_deliveries().await.unwrap(), 1, "the farewell");
    let farewell = stored(app, &arn).await.token;
    assert_ne!(farewell, token);
    assert_eq!(confirm_by_link(app, confirmation(&farewell)).await.unwrap().subscription_arn, arn);
}

#[tokio::test]
async fn an_owner_s_confirmation_can_lock_the_link() {
    let Room { app, .. } = &room().await;
    let arn = join(app, "https", "https://a.example/", &[]).await.unwrap();
    let unsubscription = UnsubscribeInput { subscription_arn: some(&arn) };
    let locked = "AuthorizationError This subscription can only be ended by a signed call of its owner.";
    refused(unsubscribe_by_link(app, unsubscription.clone()).await, locked);
    let token = stored(app, &arn).await.token;
    let input =
        ConfirmSubscriptionInput { authenticate_on_unsubscribe: some("true"), ..confirmation(&token) };
    confirm_subscription(app, input).await.unwrap();
    assert!(stored(app, &arn).await.confirmed_by_owner);
    refused(unsubscribe_by_link(app, unsubscription.clone()).await, locked);
    unsubscribe(app, unsubscription).await.unwrap();
    assert_eq!(app.store.subscription_counts(TOPIC).await.unwrap().deleted, 1);
}

#[tokio::test]
async fn messages_that_are_refused() {
    let Room { app, .. } = &room().await;
    let with = |change: fn(&mut PublishInput)| {
        let mut input = letter("hello");
        change(&mut input);
        input
    };
    let structured = |message: &str| PublishInput { message_structure: some("json"), ..letter(message) };
    let cases = [
        (letter(""), "InvalidParameter Invalid parameter: Empty message"),
        (letter(&"x".repeat(262_145)), "InvalidParameter Invalid parameter: Message too long"),
        (with(|input| input.subject = some("")), "InvalidParameter Invalid parameter: Subject"),
        (with(|input| input.subject = Some("x".repeat(101))), "InvalidParameter Invalid parameter: Subject"),
        (with(|input| input.subject = some("a\nb")), "InvalidParameter Invalid parameter: Subject"),
        (with(|input| input.subject = some("ä")), "InvalidParameter Invalid parameter: Subject"),
        (
            structured("hello"),
            "InvalidParameter Invalid parameter: Message Structure - JSON message body failed to parse",
        ),
        (
            structured(r#"{"http":"x"}"#),
            "InvalidParameter Invalid parameter: Message Structure - No default entry in JSON message body",
        ),
        (
            with(|input| input.topic_arn = None),
            "InvalidParameter Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
        ),
        (
            with(|input| input.phone_number = some("+1")),
            "InvalidParameter Invalid parameter: PhoneNumber Reason: SMS is not supported here",
        ),
        (
            with(|input| input.topic_arn = some("arn:aws:sns:eu-north-1:123456789012:none")),
            "NotFound Topic does not exist",
        ),
    ];
    for (input, expected) in cases {
        refused(publish(app, input).await, expected);
    }
    assert!(publish(app, letter(&"x".repeat(262_144))).await.is_ok());
    let by_target = PublishInput { topic_arn: None, target_arn: some(TOPIC), ..letter("x") };
    assert!(publish(app, by_target).await.is_ok());
}

#[tokio::test]
async fn message_attributes_that_are_refused() {
    let Room { app, .. } = &room().await;
    let value = |data_type: &str, string: Option<&str>, binary: Option<&str>| MessageAttributeValue {
        data_type: some(data_type),
        string_value: string.map(str::to_owned),
        binary_value: binary.map(str::to_owned),
    };
    let cases = [
        ("a", value("String", Some("x"), None), ""),
        ("a", value("Number.int", Some("-1e3"), None), ""),
        ("a", value("Binary", None, Some("AP8=")), ""),
        (
            "a",
            value("Text", Some("x"), None),
            "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is \
             Binary, Number, and String.",
        ),
        (
            "a",
            value("", Some("x"), None),
            "The message attribute 'a' must contain non-empty message attribute type.",
        ),
        (
            "a",
            value("String", Some(""), None),
            "The message attribute 'a' must contain non-empty message attribute value for message attribute type \
             'String'.",
        ),
        (
            "a",
            value("Binary", Some("x"), None),
            "The message attribute 'a' with type 'Binary' must use field 'Binary'.",
        ),
        ("a", value("Number", Some("x"), None), "Could not cast message attribute 'a' value to number."),
        (
            "AWS.x",
            value("String", Some("x"), None),
            "Invalid message attribute name 'AWS.x': names that begin with AWS. or Amazon. are reserved.",
        ),
    ];
    for (name, value, expected) in cases {
        let message_attributes = Some(BTreeMap::from([(name.to_owned(), value)]));
        let result = publish(app, PublishInput { message_attributes, ..letter("x") }).await;
        match expected {
            "" => assert!(result.is_ok(), "{name}: {result:?}"),
            _ => refused(result, &format!("ParameterValueInvalid {expected}")),
        }
    }
}

#[tokio::test]
async fn a_batch_is_judged_entry_by_entry() {
    let Room { app, .. } = &room().await;
    let entry = |id: &str, message: &str| PublishBatchRequestEntry {
        id: some(id),
        message: some(message),
        ..Default::default()
    };
    let send = async |entries: Vec<PublishBatchRequestEntry>| {
        let publish_batch_request_entries = Some(entries);
        publish_batch(app, PublishBatchInput { topic_arn: some(TOPIC), publish_batch_request_entries }).await
    };
    let output = send(vec![entry("a", "x"), entry("b", ""), entry("c", "y")]).await.unwrap();
    let ids: Vec<&str> = output.successful.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
    let failed = &output.failed[0];
    assert_eq!(
        (failed.id.as_str(), failed.code.as_str(), failed.sender_fault),
        ("b", "InvalidParameter", true)
    );
    refused(send(Vec::new()).await, "EmptyBatchRequest The batch request doesn't contain any entries.");
    let many = (0..11).map(|id| entry(&id.to_string(), "x")).collect();
    refused(
        send(many).await,
        "TooManyEntriesInBatchRequest The batch request contains more entries than permissible.",
    );
    refused(
        send(vec![entry("a", "x"), entry("a", "y")]).await,
        "BatchEntryIdsNotDistinct Two or more batch entries in the request have the same Id.",
    );
    refused(
        send(vec![entry("a b", "x")]).await,
        "InvalidBatchEntryId The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
    let half = "x".repeat(131_073);
    refused(
        send(vec![entry("a", &half), entry("b", &half)]).await,
        "BatchRequestTooLong The length of all the messages put together is more than the limit.",
    );
}

#[tokio::test]
async fn lists_come_in_pages() {
    let Room { app, .. } = &room().await;
    for number in 0..100 {
        create(app, &format!("t{number:03}"), &[]).await.unwrap();
    }
    let first = list_topics(app, ListTopicsInput::default()).await.unwrap();
    assert_eq!(first.topics.len(), 100);
    let rest = list_topics(app, ListTopicsInput { next_token: first.next_token }).await.unwrap();
    assert_eq!((rest.topics.len(), rest.next_token), (1, None));
    let spoilt = ListTopicsInput { next_token: some("spoilt") };
    refused(list_topics(app, spoilt).await, "InvalidParameter Invalid parameter: NextToken");
}
