//! The record of deliveries that failed for good: a log group for each topic, named and written as AWS's
//! delivery status logging does, with the message itself so that it can be sent anew.
//!
//! `aws logs filter-log-events --log-group-name sns/REGION/ACCOUNT/TOPIC/Failure` lists them.

use super::endpoint::shown;
use super::http::Failure;
use crate::app::App;
use crate::store::{Delivery, LogEvent, StoreError};
use serde_json::{Value, json};
use timeseries::Timestamp;

/// Written once it's certain; a crash right after it can write it a second time.
pub async fn record(app: &App, delivery: &Delivery, failure: &Failure) -> Result<(), StoreError> {
    let group = group(app, &delivery.subscription.topic_arn);
    let now = app.now();
    let at = super::message::iso_millis(now);
    let stream = at.split('T').next().unwrap_or_default();
    let event = LogEvent { at: now, message: text(delivery, failure, now) };
    match app.store.put_log_events(&group, stream, vec![event.clone()], now).await {
        Err(StoreError::NotFound) => {}
        outcome => return outcome,
    }
    existing(app.store.create_log_group(&group, now).await)?;
    existing(app.store.create_log_stream(&group, stream, now).await)?;
    app.store.put_log_events(&group, stream, vec![event], now).await
}

fn group(app: &App, topic_arn: &str) -> String {
    let topic = topic_arn.rsplit(':').next().unwrap_or_default();
    format!("sns/{}/{}/{topic}/Failure", app.account.region, app.account.id)
}

fn existing(outcome: Result<(), StoreError>) -> Result<(), StoreError> {
    match outcome {
        Err(StoreError::AlreadyExists) => Ok(()),
        outcome => outcome,
    }
}

/// AWS's members, and the type, subject and message that AWS leaves out.
fn text(delivery: &Delivery, failure: &Failure, now: Timestamp) -> String {
    let publication = delivery.publication.as_ref();
    let mut notification = json!({
        "type": delivery.kind.name(),
        "messageId": delivery.message_id,
        "topicArn": delivery.subscription.topic_arn,
        "timestamp": super::message::iso_millis(delivery.enqueued),
    });
    if let Some(publication) = publication {
        notification["subject"] = publication.subject.clone().map_or(Value::Null, Value::from);
        notification["message"] = super::message::text(publication, &delivery.subscription.protocol).into();
    }
    json!({
        "notification": notification,
        "delivery": {
            "deliveryId": delivery.id.to_string(),
            "destination": shown(&delivery.subscription.endpoint),
            "subscriptionArn": delivery.subscription.arn,
            "providerResponse": failure.reason,
            "dwellTimeMs": now.millis() - delivery.enqueued.millis(),
            "attempts": delivery.failures + 1,
            "statusCode": failure.status,
        },
        "status": "FAILURE",
    })
    .to_string()
}
