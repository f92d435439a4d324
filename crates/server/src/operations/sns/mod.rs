//! The notification service: topics, who is subscribed to them, and what is published.
//!
//! What waits to be delivered is the store's queue; who delivers it is the `notifications` room.

mod arn;
mod links;
mod publish;
mod subscribe;
mod subscriptions;
mod tags;
#[cfg(test)]
mod tests;
mod topics;

pub use links::{confirm_by_link, unsubscribe_by_link};
pub use publish::{publish, publish_batch};
pub use subscribe::{confirm_subscription, subscribe, unsubscribe};
pub use subscriptions::{
    get_subscription_attributes, list_subscriptions, list_subscriptions_by_topic, set_subscription_attributes,
};
pub use tags::{list_tags_of_topic, tag_topic, untag_topic};
pub use topics::{create_topic, delete_topic, get_topic_attributes, list_topics, set_topic_attributes};

use super::{page_token, store_failed};
use crate::app::App;
use crate::notifications::Refusal;
use crate::store::{StoreError, StoredTopic};
use cloudwatch_api::{ApiError, ErrorKind, Service};

/// AWS: lists come in pages of up to 100.
const PAGE_SIZE: usize = 100;

/// `InvalidParameter`, with the text that AWS begins all of them with.
fn invalid(what: impl AsRef<str>) -> ApiError {
    ApiError::new(ErrorKind::SnsInvalidParameter, format!("Invalid parameter: {}", what.as_ref()))
}

fn no_such_topic() -> ApiError {
    ApiError::new(ErrorKind::SnsNotFound, "Topic does not exist")
}

fn no_such_subscription() -> ApiError {
    ApiError::new(ErrorKind::SnsNotFound, "Subscription does not exist")
}

/// For calls that need a topic, or that need what they name.
fn failed(error: StoreError) -> ApiError {
    match error {
        StoreError::NotFound => no_such_topic(),
        error => store_failed(Service::Sns, error),
    }
}

/// An attribute of several given at once.
fn refused_among_attributes(refusal: Refusal, name: &str) -> ApiError {
    match refusal {
        Refusal::UnknownName => invalid(format!("Attributes Reason: Unknown attribute: {name}")),
        Refusal::Value(reason) => invalid(format!("Attributes Reason: {reason}")),
    }
}

/// The one attribute of a call that sets one.
fn refused_attribute(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::UnknownName => invalid("AttributeName"),
        Refusal::Value(reason) => invalid(reason),
    }
}

async fn existing_topic(app: &App, arn: Option<String>) -> Result<StoredTopic, ApiError> {
    let arn = arn::checked_topic(app, "TopicArn", arn)?;
    app.store.topic(&arn).await.map_err(failed)?.ok_or_else(no_such_topic)
}

/// What NextToken stands for.
fn page_after(next_token: Option<String>) -> Result<Option<String>, ApiError> {
    match next_token.filter(|token| !token.is_empty()) {
        None => Ok(None),
        Some(token) => page_token::decode(&token).map(Some).ok_or_else(|| invalid("NextToken")),
    }
}

/// Cuts what was asked for with one more than a page; the token for the rest, if there is any.
fn cut_page<T>(found: &mut Vec<T>, name: impl Fn(&T) -> &str) -> Option<String> {
    let more = PAGE_SIZE < found.len();
    found.truncate(PAGE_SIZE);
    found.last().filter(|_| more).map(|last| page_token::encode(name(last)))
}
