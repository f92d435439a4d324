//! How an endpoint comes to a topic and leaves it: Subscribe, ConfirmSubscription, Unsubscribe.

use super::arn::{checked_subscription, checked_topic};
use super::errors::{failed, invalid, no_such_topic, refused_among_attributes};
use super::topics::existing_topic;
use crate::app::App;
use crate::notifications::{Endpoint, SubscriptionDocument, is_mail_address};
use crate::random;
use cloudwatch_api::{
    ApiError, ConfirmSubscriptionInput, ConfirmSubscriptionOutput, ErrorKind, NoOutput, SubscribeInput,
    SubscribeOutput, UnsubscribeInput,
};
use store::{StoredSubscription, SubscriptionState};
use timeseries::Timestamp;

/// AWS: "tokens are valid for 2 days"; its guide elsewhere says 3, and this is the kinder one.
const TOKEN_LIFE_SECS: i64 = 3 * 86_400;
/// Random hexadecimal digits of a token: 256 bits.
const TOKEN_CHARS: usize = 64;
/// Of one topic. AWS has 12,500,000; here all of them are written down when something is published.
const MAX_SUBSCRIPTIONS: i64 = 10_000;
/// What Subscribe says instead of an ARN until somebody confirms.
const PENDING: &str = "pending confirmation";
/// Those that AWS has too but that lead nowhere from here.
const ELSEWHERE: [&str; 5] = ["sms", "sqs", "lambda", "application", "firehose"];

/// Invites the endpoint. One that is there already is given back, and invited again if it has not answered.
pub async fn subscribe(app: &App, input: SubscribeInput) -> Result<SubscribeOutput, ApiError> {
    let protocol = input.protocol.unwrap_or_default();
    let topic_arn = checked_topic(app, "TopicArn", input.topic_arn)?;
    let endpoint = checked_endpoint(app, &protocol, input.endpoint)?;
    let mut document = SubscriptionDocument::default();
    let attributes = input.attributes.unwrap_or_default();
    document
        .set_all(&protocol, &attributes)
        .map_err(|(name, refusal)| refused_among_attributes(refusal, name))?;
    let topic = existing_topic(app, Some(topic_arn)).await?;
    let found = app.store.subscription_of_endpoint(&topic.arn, &protocol, &endpoint).await.map_err(failed)?;
    let return_arn = input.return_subscription_arn.unwrap_or_default();
    let subscription = match found {
        Some(existing) => {
            let set = SubscriptionDocument::read(&existing.document).attributes;
            if attributes.keys().any(|name| set.get(name) != document.attributes.get(name)) {
                return Err(invalid(
                    "Attributes Reason: Subscription already exists with different attributes",
                ));
            }
            if existing.state == SubscriptionState::Confirmed {
                return Ok(SubscribeOutput { subscription_arn: existing.arn });
            }
            StoredSubscription { token_expires: token_expiry(app), ..existing }
        }
        None => {
            check_count(app, &topic.arn).await?;
            new_subscription(app, topic.arn, protocol, endpoint, &document)
        }
    };
    let arn = subscription.arn.clone();
    app.store.put_subscription(subscription, random::uuid(), app.now()).await.map_err(failed)?;
    Ok(SubscribeOutput { subscription_arn: if return_arn { arn } else { PENDING.to_owned() } })
}

/// By the topic's owner, who read the token somewhere.
pub async fn confirm_subscription(
    app: &App,
    input: ConfirmSubscriptionInput,
) -> Result<ConfirmSubscriptionOutput, ApiError> {
    let arn = confirm(app, input, true).await?;
    Ok(ConfirmSubscriptionOutput { subscription_arn: arn })
}

/// By the topic's owner. One that isn't there is fine.
pub async fn unsubscribe(app: &App, input: UnsubscribeInput) -> Result<NoOutput, ApiError> {
    let arn = checked_subscription(app, input.subscription_arn)?;
    if let Some(subscription) = app.store.subscription(&arn).await.map_err(failed)? {
        // A person who did not ask to go would wonder; a program has to know.
        let says_so = matches!(subscription.protocol.as_str(), "http" | "https");
        end(app, subscription, says_so).await?;
    }
    Ok(NoOutput {})
}

/// The subscription's ARN. A token that was used once says the same again.
pub async fn confirm(app: &App, input: ConfirmSubscriptionInput, by_owner: bool) -> Result<String, ApiError> {
    let topic_arn = checked_topic(app, "TopicArn", input.topic_arn)?;
    let token = input.token.unwrap_or_default();
    let authenticate = match input.authenticate_on_unsubscribe.as_deref() {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(_) => return Err(invalid("AuthenticateOnUnsubscribe")),
    };
    let found = app.store.subscription_by_token(&topic_arn, &token).await.map_err(failed)?;
    let Some(subscription) = found else {
        let topic = app.store.topic(&topic_arn).await.map_err(failed)?;
        return Err(if topic.is_none() { no_such_topic() } else { invalid("Token") });
    };
    if subscription.state == SubscriptionState::Confirmed {
        return Ok(subscription.arn);
    }
    if subscription.token_expires < app.now() {
        return Err(invalid("Token"));
    }
    if subscription.state == SubscriptionState::Deleted {
        refuse_a_second(app, &subscription).await?;
    }
    // Only who signs can ask that others must sign too.
    app.store
        .confirm_subscription(&subscription.arn, by_owner, by_owner && authenticate)
        .await
        .map_err(failed)?;
    Ok(subscription.arn)
}

/// Ends a subscription, with a message that can bring it back where `says_so` and it was confirmed.
pub async fn end(app: &App, subscription: StoredSubscription, says_so: bool) -> Result<(), ApiError> {
    if subscription.state == SubscriptionState::Deleted {
        return Ok(());
    }
    let says_so = says_so && subscription.state == SubscriptionState::Confirmed;
    let message_id = says_so.then(random::uuid);
    let renewed = StoredSubscription { token: new_token(), token_expires: token_expiry(app), ..subscription };
    app.store.unsubscribe(renewed, message_id, app.now()).await.map_err(failed)
}

/// An endpoint that was subscribed anew meanwhile doesn't come back a second time.
async fn refuse_a_second(app: &App, gone: &StoredSubscription) -> Result<(), ApiError> {
    let StoredSubscription { topic_arn, protocol, endpoint, .. } = gone;
    let other = app.store.subscription_of_endpoint(topic_arn, protocol, endpoint).await.map_err(failed)?;
    if other.is_some() { Err(invalid("Token")) } else { Ok(()) }
}

async fn check_count(app: &App, topic_arn: &str) -> Result<(), ApiError> {
    let counts = app.store.subscription_counts(topic_arn).await.map_err(failed)?;
    if counts.pending + counts.confirmed < MAX_SUBSCRIPTIONS {
        return Ok(());
    }
    let message =
        format!("Subscription limit exceeded: a topic has at most {MAX_SUBSCRIPTIONS} subscriptions");
    Err(ApiError::new(ErrorKind::SnsSubscriptionLimitExceeded, message))
}

fn checked_endpoint(app: &App, protocol: &str, endpoint: Option<String>) -> Result<String, ApiError> {
    let endpoint = endpoint.unwrap_or_default();
    match protocol {
        "http" | "https" => {
            if !endpoint.starts_with(&format!("{protocol}://")) {
                return Err(invalid("Endpoint must match the specified protocol"));
            }
            let parsed = Endpoint::parse(protocol, &endpoint).ok_or_else(|| invalid("Endpoint"))?;
            match parsed.refusal(app.notifications.allow_private_endpoints) {
                Some(reason) => Err(invalid(format!("Endpoint Reason: {reason}"))),
                None => Ok(endpoint),
            }
        }
        "email" | "email-json" if !is_mail_address(&endpoint) => Err(invalid("Email address")),
        "email" | "email-json" if app.notifications.mail.is_none() => Err(invalid(
            "Endpoint Reason: this server has no SMTP relay to send e-mail through; start it with --smtp-url",
        )),
        "email" | "email-json" => Ok(endpoint),
        _ if ELSEWHERE.contains(&protocol) => Err(invalid(format!(
            "Protocol Reason: {protocol} is not supported here; use http, https, email or email-json"
        ))),
        _ => Err(invalid(format!("Amazon SNS does not support this protocol string: {protocol}"))),
    }
}

fn new_subscription(
    app: &App,
    topic_arn: String,
    protocol: String,
    endpoint: String,
    document: &SubscriptionDocument,
) -> StoredSubscription {
    StoredSubscription {
        arn: format!("{topic_arn}:{}", random::uuid()),
        topic_arn,
        protocol,
        endpoint,
        state: SubscriptionState::Pending,
        token: new_token(),
        token_expires: token_expiry(app),
        confirmed_by_owner: false,
        authenticate_on_unsubscribe: false,
        document: document.text(),
    }
}

fn new_token() -> String {
    random::text(b"0123456789abcdef", TOKEN_CHARS)
}

fn token_expiry(app: &App) -> Timestamp {
    app.now().plus_secs(TOKEN_LIFE_SECS)
}
