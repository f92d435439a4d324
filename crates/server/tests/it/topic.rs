//! A topic that alarms can notify, with one endpoint that has confirmed. Nothing listens there.

use server::app::App;
use store::{StoredSubscription, StoredTopic, SubscriptionState};
use timeseries::Timestamp;

/// Makes the topic unless it is there already.
pub async fn topic_with_endpoint(app: &App, arn: &str) {
    if app.store.topic(arn).await.unwrap().is_none() {
        let topic = StoredTopic { arn: arn.to_owned(), document: "{}".to_owned() };
        app.store.create_topic(topic).await.unwrap();
    }
    let subscription = StoredSubscription {
        arn: format!("{arn}:1"),
        topic_arn: arn.to_owned(),
        protocol: "http".to_owned(),
        endpoint: "http://127.0.0.1:9/".to_owned(),
        state: SubscriptionState::Confirmed,
        token: "t".to_owned(),
        token_expires: Timestamp::MIN,
        confirmed_by_owner: true,
        authenticate_on_unsubscribe: false,
        document: "{}".to_owned(),
    };
    app.store.put_subscription(subscription, "1".to_owned(), app.now()).await.unwrap();
}
