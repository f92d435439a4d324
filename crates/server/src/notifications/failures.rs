//! The record of deliveries that failed for good: a log group for each topic, named and written as AWS's
//! delivery status logging does, with the message itself so that it can be sent anew.
//!
//! `aws logs filter-log-events --log-group-name sns/REGION/ACCOUNT/TOPIC/Failure` lists them.

use super::endpoint::shown;
use super::http::Failure;
use crate::account::Account;
use serde_json::{Value, json};
use store::{Delivery, LogEvent, Store, StoreError};
use timeseries::Timestamp;

/// Written once it's certain; a crash right after it can write it a second time.
pub async fn record(
    store: &Store,
    account: &Account,
    delivery: &Delivery,
    failure: &Failure,
    now: Timestamp,
) -> Result<(), StoreError> {
    let group = group(account, &delivery.subscription.topic_arn);
    let at = super::message::iso_millis(now);
    let stream = at.split('T').next().unwrap_or_default();
    let event = LogEvent { at: now, message: text(delivery, failure, now) };
    match store.put_log_events(&group, stream, vec![event.clone()], now).await {
        Err(StoreError::NotFound) => {}
        outcome => return outcome,
    }
    existing(store.create_log_group(&group, now).await)?;
    existing(store.create_log_stream(&group, stream, now).await)?;
    store.put_log_events(&group, stream, vec![event], now).await
}

fn group(account: &Account, topic_arn: &str) -> String {
    let topic = topic_arn.rsplit(':').next().unwrap_or_default();
    format!("sns/{}/{}/{topic}/Failure", account.region, account.id)
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
