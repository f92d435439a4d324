//! The worker against real endpoints in this process, with the clock in the hand.

use cloudwatch_api::{CreateTopicInput, SetSubscriptionAttributesInput, SubscribeInput};
use server::account::Account;
use server::app::App;
use server::clock::Clock;
use server::notifications::{NotificationSettings, Notifier, Signer};
use server::operations::sns;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use store::{EventPosition, LogQuery, Publication, Store, StoredSubscription};
use tempfile::TempDir;
use timeseries::{TimeRange, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";
/// More than would have found room if each had as many slots as one that answers.
const SILENT: i64 = 30;
const START_SECS: i64 = 1_795_168_800;

struct House {
    app: App,
    notifier: Notifier,
    secs: Arc<AtomicI64>,
    _folder: TempDir,
}

/// A server with the topic `ops` that may deliver to this machine.
async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let secs = Arc::new(AtomicI64::new(START_SECS));
    let clock = Arc::clone(&secs);
    let clock = Clock::from_fn(move || Timestamp::from_secs(clock.load(Ordering::Relaxed)));
    let account = Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() };
    let settings = NotificationSettings {
        allow_private_endpoints: true,
        signer: Some(Arc::new(Signer::new(folder.path()))),
        ..NotificationSettings::default()
    };
    let app = App::new(Store::open(folder.path()).unwrap(), account, clock).with_notifications(settings);
    let input = CreateTopicInput { name: Some("ops".to_owned()), ..CreateTopicInput::default() };
    sns::create_topic(&app, input).await.unwrap();
    let notifier = notifier(&app);
    House { app, notifier, secs, _folder: folder }
}

fn notifier(app: &App) -> Notifier {
    let (store, account) = (app.store.clone(), Arc::clone(&app.account));
    Notifier::new(store, account, app.clock.clone(), Arc::clone(&app.notifications)).unwrap()
}

impl House {
    fn pass_secs(&self, secs: i64) {
        self.secs.fetch_add(secs, Ordering::Relaxed);
    }

    /// A subscription's ARN; the invitation is delivered and answered.
    async fn subscribed(&self, receiver: &Receiver) -> String {
        let input = SubscribeInput {
            topic_arn: Some(TOPIC.to_owned()),
            protocol: Some("http".to_owned()),
            endpoint: Some(receiver.url.clone()),
            return_subscription_arn: Some(true),
            ..SubscribeInput::default()
        };
        let arn = sns::subscribe(&self.app, input).await.unwrap().subscription_arn;
        assert_eq!(self.notifier.deliver_due().await, Ok(1));
        assert!(receiver.take().contains("\"Type\" : \"SubscriptionConfirmation\""));
        self.app.store.confirm_subscription(&arn, false, false).await.unwrap();
        arn
    }

    async fn publish(&self, message: &str) {
        let publication = Publication::new("1".to_owned(), TOPIC, None, message.to_owned(), self.app.now());
        self.app.store.publish(vec![publication]).await.unwrap();
    }

    /// The records of what failed for good.
    async fn failures(&self) -> Vec<serde_json::Value> {
        let query = LogQuery {
            group: "sns/us-east-1/000000000000/ops/Failure".to_owned(),
            streams: Vec::new(),
            stream_prefix: None,
            range: TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(START_SECS * 2)),
            after: None::<EventPosition>,
            before: None,
            newest_first: false,
            limit: 100,
            limit_bytes: usize::MAX,
        };
        let events = self.app.store.log_events(query).await.unwrap_or_default();
        events.iter().map(|event| serde_json::from_str(&event.message).unwrap()).collect()
    }
}

/// An HTTP endpoint that answers with what it was told to, and 200 from then on.
struct Receiver {
    url: String,
    requests: Arc<Mutex<VecDeque<String>>>,
}

impl Receiver {
    async fn new(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(VecDeque::new()));
        let (kept, mut statuses) = (Arc::clone(&requests), VecDeque::from(statuses.to_vec()));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut text = String::new();
                let mut buffer = [0; 16_384];
                while !is_whole(&text) {
                    let len = stream.read(&mut buffer).await.unwrap();
                    text.push_str(&String::from_utf8_lossy(&buffer[..len]));
                }
                kept.lock().unwrap().push_back(text);
                let status = statuses.pop_front().unwrap_or(200);
                let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Receiver { url, requests }
    }

    /// The oldest request that wasn't looked at.
    #[track_caller]
    fn take(&self) -> String {
        self.requests.lock().unwrap().pop_front().expect("a request")
    }

    fn is_empty(&self) -> bool {
        self.requests.lock().unwrap().is_empty()
    }
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| length.parse() == Ok(body.len()))
}

#[tokio::test]
async fn what_was_published_arrives_once() {
    let house = house().await;
    let receiver = Receiver::new(&[]).await;
    let arn = house.subscribed(&receiver).await;
    house.publish("hello").await;
    assert_eq!(house.notifier.deliver_due().await, Ok(1));
    assert_eq!(house.notifier.deliver_due().await, Ok(0));
    let request = receiver.take();
    assert!(request.starts_with("POST /hook HTTP/1.1\r\n"), "{request}");
    for part in [
        "\r\nx-amz-sns-message-type: Notification\r\n",
        &format!("\r\nx-amz-sns-subscription-arn: {arn}\r\n"),
        "\r\ncontent-type: text/plain; charset=UTF-8\r\n",
        "\r\nuser-agent: Amazon Simple Notification Service Agent\r\n",
        "\"Message\" : \"hello\"",
    ] {
        assert!(request.contains(part), "{part} in {request}");
    }
}

#[tokio::test]
async fn a_failing_endpoint_is_tried_four_times_and_then_recorded() {
    let house = house().await;
    let receiver = Receiver::new(&[200, 503, 429, 500, 502]).await;
    let arn = house.subscribed(&receiver).await;
    house.publish("hello").await;
    for attempt in 1..=4 {
        assert_eq!(house.notifier.deliver_due().await, Ok(1), "attempt {attempt}");
        assert!(receiver.take().contains("hello"));
        house.pass_secs(19);
        assert_eq!(house.notifier.deliver_due().await, Ok(0), "not within 20 seconds");
        house.pass_secs(4);
    }
    assert_eq!(house.app.store.waiting_deliveries().await, Ok(0));
    let failures = house.failures().await;
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0]["notification"]["message"], "hello");
    assert_eq!(failures[0]["delivery"]["attempts"], 4);
    assert_eq!(failures[0]["delivery"]["statusCode"], 502);
    assert_eq!(failures[0]["delivery"]["dwellTimeMs"], 3 * 23_000);
    assert_eq!(failures[0]["delivery"]["subscriptionArn"], arn);
    assert_eq!(failures[0]["status"], "FAILURE");
}

#[tokio::test]
async fn a_refusal_is_final_and_the_next_message_is_tried_all_the_same() {
    let house = house().await;
    let receiver = Receiver::new(&[200, 404]).await;
    house.subscribed(&receiver).await;
    house.publish("lost").await;
    house.publish("found").await;
    assert_eq!(house.notifier.deliver_due().await, Ok(2));
    assert!(receiver.take().contains("lost") && receiver.take().contains("found"));
    assert_eq!(house.app.store.waiting_deliveries().await, Ok(0));
    assert_eq!(house.failures().await.len(), 1);
}

#[tokio::test]
async fn a_subscription_s_own_policy_counts() {
    let house = house().await;
    let receiver = Receiver::new(&[200, 500, 500, 500]).await;
    let arn = house.subscribed(&receiver).await;
    let policy = r#"{"healthyRetryPolicy":{"numRetries":1,"minDelayTarget":5,"maxDelayTarget":5}}"#;
    let input = SetSubscriptionAttributesInput {
        subscription_arn: Some(arn),
        attribute_name: Some("DeliveryPolicy".to_owned()),
        attribute_value: Some(policy.to_owned()),
    };
    sns::set_subscription_attributes(&house.app, input).await.unwrap();
    house.publish("hello").await;
    assert_eq!(house.notifier.deliver_due().await, Ok(1));
    house.pass_secs(6);
    assert_eq!(house.notifier.deliver_due().await, Ok(1));
    assert_eq!(house.failures().await.len(), 1);
    assert_eq!(house.failures().await[0]["delivery"]["attempts"], 2);
}

#[tokio::test]
async fn an_address_that_is_not_allowed_any_more_is_not_contacted() {
    let house = house().await;
    let receiver = Receiver::new(&[]).await;
    house.subscribed(&receiver).await;
    let signer = house.app.notifications.signer.clone();
    let strict = NotificationSettings { signer, ..NotificationSettings::default() };
    let strict = notifier(&house.app.clone().with_notifications(strict));
    house.publish("hello").await;
    assert_eq!(strict.deliver_due().await, Ok(1));
    assert!(receiver.is_empty());
    let reason = house.failures().await[0]["delivery"]["providerResponse"].to_string();
    assert!(reason.contains("--allow-private-endpoints"), "{reason}");
}

#[tokio::test]
async fn the_worker_wakes_by_itself_and_dead_endpoints_hold_up_nobody() {
    let house = house().await;
    let alive = Receiver::new(&[]).await;
    house.subscribed(&alive).await;
    // They take connections and never answer.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let template = house.app.store.subscriptions(None, None, 1).await.unwrap().remove(0);
    for number in 0..SILENT {
        let subscription = StoredSubscription {
            arn: format!("{TOPIC}:silent-{number}"),
            endpoint: format!("http://{}/{number}", silent.local_addr().unwrap()),
            ..template.clone()
        };
        house.app.store.put_subscription(subscription, "1".to_owned(), house.app.now()).await.unwrap();
    }
    let running = tokio::spawn(house.notifier.clone().run(std::future::pending()));
    for number in 0..200 {
        house.publish(&format!("message {number}")).await;
    }
    let all_there = async {
        while alive.requests.lock().unwrap().len() < 200
            || house.app.store.waiting_deliveries().await.unwrap() > 200 * SILENT
        {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), all_there).await.expect("all arrived");
    assert_eq!(house.app.store.waiting_deliveries().await, Ok(200 * SILENT), "those of the silent endpoints");
    running.abort();
}
