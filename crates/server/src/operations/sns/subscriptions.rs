//! Subscriptions: listed, described, changed.

use super::arn::checked_subscription;
use super::errors::{failed, missing_subscription, no_such_subscription, refused_attribute};
use super::pages::{PAGE_SIZE, cut_page, page_after};
use super::topics::existing_topic;
use crate::app::App;
use crate::notifications::{SubscriptionDocument, TopicDocument, shown};
use cloudwatch_api::{
    ApiError, GetSubscriptionAttributesInput, GetSubscriptionAttributesOutput, ListSubscriptionsByTopicInput,
    ListSubscriptionsInput, ListSubscriptionsOutput, NoOutput, SetSubscriptionAttributesInput, Subscription,
};
use store::{StoredSubscription, SubscriptionState};

/// What lists say instead of an ARN until somebody confirms.
const PENDING: &str = "PendingConfirmation";

pub async fn list_subscriptions(
    app: &App,
    input: ListSubscriptionsInput,
) -> Result<ListSubscriptionsOutput, ApiError> {
    list(app, None, input.next_token).await
}

pub async fn list_subscriptions_by_topic(
    app: &App,
    input: ListSubscriptionsByTopicInput,
) -> Result<ListSubscriptionsOutput, ApiError> {
    let topic = existing_topic(app, input.topic_arn).await?;
    list(app, Some(&topic.arn), input.next_token).await
}

pub async fn get_subscription_attributes(
    app: &App,
    input: GetSubscriptionAttributesInput,
) -> Result<GetSubscriptionAttributesOutput, ApiError> {
    let subscription = existing(app, input.subscription_arn).await?;
    let topic = existing_topic(app, Some(subscription.topic_arn.clone())).await?;
    let document = SubscriptionDocument::read(&subscription.document);
    let mut attributes = document.attributes.clone();
    if attributes.contains_key("FilterPolicy") {
        let scope = attributes.entry("FilterPolicyScope".to_owned());
        scope.or_insert_with(|| "MessageAttributes".to_owned());
    }
    let mut add = |name: &str, value: String| attributes.insert(name.to_owned(), value);
    if matches!(subscription.protocol.as_str(), "http" | "https") {
        let policy = document.delivery_policy(&TopicDocument::read(&topic.document));
        add("EffectiveDeliveryPolicy", policy.subscription_json());
    }
    add("ConfirmationWasAuthenticated", subscription.confirmed_by_owner.to_string());
    add("PendingConfirmation", (subscription.state == SubscriptionState::Pending).to_string());
    add("RawMessageDelivery", document.is_raw().to_string());
    add("Owner", app.account.id.clone());
    add("SubscriptionPrincipal", format!("arn:aws:iam::{}:root", app.account.id));
    add("Endpoint", shown(&subscription.endpoint).into_owned());
    add("Protocol", subscription.protocol);
    add("SubscriptionArn", subscription.arn);
    add("TopicArn", subscription.topic_arn);
    Ok(GetSubscriptionAttributesOutput { attributes })
}

pub async fn set_subscription_attributes(
    app: &App,
    input: SetSubscriptionAttributesInput,
) -> Result<NoOutput, ApiError> {
    let subscription = existing(app, input.subscription_arn).await?;
    let mut document = SubscriptionDocument::read(&subscription.document);
    let name = input.attribute_name.unwrap_or_default();
    let value = input.attribute_value.unwrap_or_default();
    document.set(&subscription.protocol, &name, &value).map_err(refused_attribute)?;
    let written = app.store.set_subscription_document(&subscription.arn, document.text()).await;
    written.map_err(missing_subscription)?;
    Ok(NoOutput {})
}

async fn existing(app: &App, arn: Option<String>) -> Result<StoredSubscription, ApiError> {
    let arn = checked_subscription(app, arn)?;
    let found = app.store.subscription(&arn).await.map_err(failed)?;
    found
        .filter(|subscription| subscription.state != SubscriptionState::Deleted)
        .ok_or_else(no_such_subscription)
}

async fn list(
    app: &App,
    topic_arn: Option<&str>,
    next_token: Option<String>,
) -> Result<ListSubscriptionsOutput, ApiError> {
    let after = page_after(next_token)?;
    let found = app.store.subscriptions(topic_arn, after.as_deref(), PAGE_SIZE + 1).await;
    let mut found = found.map_err(failed)?;
    let next_token = cut_page(&mut found, |subscription| subscription.arn.as_str());
    let subscriptions = found.into_iter().map(|subscription| Subscription {
        subscription_arn: match subscription.state {
            SubscriptionState::Pending => PENDING.to_owned(),
            _ => subscription.arn,
        },
        owner: app.account.id.clone(),
        protocol: subscription.protocol,
        endpoint: shown(&subscription.endpoint).into_owned(),
        topic_arn: subscription.topic_arn,
    });
    Ok(ListSubscriptionsOutput { subscriptions: subscriptions.collect(), next_token })
}
