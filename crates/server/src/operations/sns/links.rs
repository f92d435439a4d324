//! What the links in messages do for whoever has them, without a signature: the token, or the
//! subscription's own random name, is the right to do it.

use super::arn::checked_subscription;
use super::errors::failed;
use super::subscribe::{confirm, end};
use crate::app::App;
use cloudwatch_api::{
    ApiError, ConfirmSubscriptionInput, ConfirmSubscriptionOutput, ErrorKind, NoOutput, UnsubscribeInput,
};
use store::{StoredSubscription, SubscriptionState};

pub async fn confirm_by_link(
    app: &App,
    input: ConfirmSubscriptionInput,
) -> Result<ConfirmSubscriptionOutput, ApiError> {
    let arn = confirm(app, input, false).await?;
    Ok(ConfirmSubscriptionOutput { subscription_arn: arn })
}

/// Tells the endpoint, so that one who did not mean it can come back.
pub async fn unsubscribe_by_link(app: &App, input: UnsubscribeInput) -> Result<NoOutput, ApiError> {
    let arn = checked_subscription(app, input.subscription_arn)?;
    match app.store.subscription(&arn).await.map_err(failed)? {
        Some(subscription) if needs_signature(&subscription) => {
            let message = "This subscription can only be ended by a signed call of its owner.";
            Err(ApiError::new(ErrorKind::SnsAuthorizationError, message))
        }
        Some(subscription) => {
            end(app, subscription, true).await?;
            Ok(NoOutput {})
        }
        None => Ok(NoOutput {}),
    }
}

fn needs_signature(subscription: &StoredSubscription) -> bool {
    // Nobody who isn't subscribed has such a link.
    subscription.authenticate_on_unsubscribe || subscription.state == SubscriptionState::Pending
}
