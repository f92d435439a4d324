//! Topics, subscriptions, and the queue of what is to be delivered.

use super::*;

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";

fn topic(name: &str) -> StoredTopic {
    StoredTopic { arn: format!("arn:aws:sns:us-east-1:000000000000:{name}"), document: "{}".to_owned() }
}

fn subscription(id: &str, state: SubscriptionState) -> StoredSubscription {
    StoredSubscription {
        arn: format!("{TOPIC}:{id}"),
        topic_arn: TOPIC.to_owned(),
        protocol: "http".to_owned(),
        endpoint: format!("http://{id}.example/"),
        state,
        token: format!("token-{id}"),
        token_expires: secs(100),
        confirmed_by_owner: false,
        authenticate_on_unsubscribe: false,
        document: "{}".to_owned(),
    }
}

/// A store with the topic `ops` and confirmed subscriptions.
async fn store_with(folder: &TempDir, ids: &[&str]) -> Store {
    let store = open(folder);
    store.create_topic(topic("ops")).await.unwrap();
    for id in ids {
        store
            .put_subscription(subscription(id, SubscriptionState::Confirmed), message_id(), secs(0))
            .await
            .unwrap();
    }
    store
}

/// No test here asks which message is which by its id.
fn message_id() -> String {
    "1".to_owned()
}

fn publication(message: &str, at: i64) -> Publication {
    Publication::new(message_id(), TOPIC, None, message.to_owned(), secs(at))
}

async fn deliveries(store: &Store, now: i64, per_subscription: usize) -> Vec<Delivery> {
    let mut deliveries = Vec::new();
    for due in store.due_deliveries(secs(now), per_subscription).await.unwrap() {
        let delivery = store.delivery(due.id).await.unwrap().unwrap();
        assert_eq!(delivery.subscription.arn, due.subscription_arn);
        deliveries.push(delivery);
    }
    deliveries
}

/// `message>subscription` of all that is due.
async fn due(store: &Store, now: i64, per_subscription: usize) -> Vec<String> {
    let due = deliveries(store, now, per_subscription).await;
    let line = |delivery: &Delivery| {
        let id = delivery.subscription.arn.rsplit(':').next().unwrap().to_owned();
        let what = delivery.publication.as_ref().map_or(delivery.kind.name(), |of| of.message.as_str());
        format!("{what}>{id}")
    };
    due.iter().map(line).collect()
}

#[tokio::test]
async fn a_publication_waits_for_each_confirmed_subscription_and_outlives_a_restart() {
    let folder = folder();
    let store = store_with(&folder, &["a", "b"]).await;
    store
        .put_subscription(subscription("p", SubscriptionState::Pending), message_id(), secs(50))
        .await
        .unwrap();
    store.publish(vec![publication("one", 10), publication("two", 20)]).await.unwrap();
    drop(store);
    let store = open(&folder);
    assert_eq!(due(&store, 19, 9).await, ["one>a", "one>b"]);
    assert!(store.is_queue_full(TOPIC, 5).await.unwrap());
    assert!(!store.is_queue_full(TOPIC, 6).await.unwrap());
    assert_eq!(store.next_delivery_due(secs(19)).await.unwrap(), Some(secs(20)));
    assert_eq!(due(&store, 60, 1).await, ["one>a", "one>b", "SubscriptionConfirmation>p"]);
    assert_eq!(due(&store, 60, 9).await, ["one>a", "one>b", "two>a", "two>b", "SubscriptionConfirmation>p"]);
}

#[tokio::test]
async fn what_arrived_leaves_and_what_failed_comes_again() {
    let folder = folder();
    let store = store_with(&folder, &["a", "b"]).await;
    store.publish(vec![publication("one", 10)]).await.unwrap();
    let deliveries = deliveries(&store, 10, 9).await;
    assert_eq!(deliveries[0].message_id, deliveries[1].message_id);
    store.finish_delivery(deliveries[0].id).await.unwrap();
    store.postpone_delivery(deliveries[1].id, secs(30)).await.unwrap();
    assert!(due(&store, 29, 9).await.is_empty());
    assert_eq!(due(&store, 30, 9).await, ["one>b"]);
    assert_eq!(store.delivery(deliveries[1].id).await.unwrap().unwrap().failures, 1);
    assert_eq!(store.delivery(deliveries[0].id).await.unwrap(), None);
    store.finish_delivery(deliveries[1].id).await.unwrap();
    store.finish_delivery(deliveries[1].id).await.unwrap();
    assert_eq!(store.waiting_deliveries().await.unwrap(), 0);
}

#[tokio::test]
async fn a_topic_takes_everything_along_and_an_unknown_one_is_refused() {
    let folder = folder();
    let store = store_with(&folder, &["a"]).await;
    assert_eq!(store.create_topic(topic("ops")).await, Err(StoreError::AlreadyExists));
    store.publish(vec![publication("one", 10)]).await.unwrap();
    store.delete_topic(TOPIC).await.unwrap();
    assert_eq!(store.waiting_deliveries().await.unwrap(), 0);
    assert_eq!(store.subscriptions(None, None, 9).await.unwrap(), []);
    assert_eq!(store.publish(vec![publication("one", 10)]).await, Err(StoreError::NotFound));
    let refused =
        store.put_subscription(subscription("a", SubscriptionState::Pending), message_id(), secs(0)).await;
    assert_eq!(refused, Err(StoreError::NotFound));
    assert_eq!(store.put_topic(topic("ops")).await, Err(StoreError::NotFound));
}

#[tokio::test]
async fn a_subscription_is_confirmed_unsubscribed_and_brought_back() {
    let folder = folder();
    let store = store_with(&folder, &["a"]).await;
    let pending = subscription("p", SubscriptionState::Pending);
    store.put_subscription(pending.clone(), message_id(), secs(0)).await.unwrap();
    let by_token = store.subscription_by_token(TOPIC, "token-p").await.unwrap().unwrap();
    assert_eq!(by_token, pending);
    store.confirm_subscription(&pending.arn, true, true).await.unwrap();
    assert!(due(&store, 9, 9).await.is_empty(), "the invitation isn't sent again");
    let confirmed = store.subscription(&pending.arn).await.unwrap().unwrap();
    assert!(confirmed.confirmed_by_owner && confirmed.authenticate_on_unsubscribe);
    store.publish(vec![publication("one", 10)]).await.unwrap();
    let gone = StoredSubscription { token: "new".to_owned(), ..confirmed };
    store.unsubscribe(gone.clone(), Some(message_id()), secs(20)).await.unwrap();
    assert_eq!(due(&store, 99, 9).await, ["one>a", "UnsubscribeConfirmation>p"]);
    let counts = store.subscription_counts(TOPIC).await.unwrap();
    assert_eq!(counts, SubscriptionCounts { pending: 0, confirmed: 1, deleted: 1 });
    let left = store.subscriptions(Some(TOPIC), None, 9).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(store.subscription_of_endpoint(TOPIC, "http", &gone.endpoint).await.unwrap(), None);
    let back = store.subscription_by_token(TOPIC, "new").await.unwrap().unwrap();
    assert_eq!(back.state, SubscriptionState::Deleted);
    store.confirm_subscription(&back.arn, false, false).await.unwrap();
    assert_eq!(store.subscription_counts(TOPIC).await.unwrap().confirmed, 2);
}

#[tokio::test]
async fn who_never_answers_is_forgotten_with_the_token() {
    let folder = folder();
    let store = store_with(&folder, &["a", "b"]).await;
    store
        .put_subscription(subscription("p", SubscriptionState::Pending), message_id(), secs(0))
        .await
        .unwrap();
    store
        .unsubscribe(subscription("b", SubscriptionState::Confirmed), Some(message_id()), secs(0))
        .await
        .unwrap();
    store.expire_subscriptions(secs(100)).await.unwrap();
    assert_eq!(store.waiting_deliveries().await.unwrap(), 2);
    store.expire_subscriptions(secs(101)).await.unwrap();
    assert_eq!(store.waiting_deliveries().await.unwrap(), 0);
    let counts = store.subscription_counts(TOPIC).await.unwrap();
    assert_eq!(counts, SubscriptionCounts { pending: 0, confirmed: 1, deleted: 0 });
}
