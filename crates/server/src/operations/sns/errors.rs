//! Refusals in SNS's words.

use crate::notifications::Refusal;
use crate::operations::failure::store_failed;
use cloudwatch_api::{ApiError, ErrorKind, Service};
use store::StoreError;

/// `InvalidParameter`, with the text that AWS begins all of them with.
pub fn invalid(what: impl AsRef<str>) -> ApiError {
    ApiError::new(ErrorKind::SnsInvalidParameter, format!("Invalid parameter: {}", what.as_ref()))
}

pub fn no_such_topic() -> ApiError {
    ApiError::new(ErrorKind::SnsNotFound, "Topic does not exist")
}

pub fn no_such_subscription() -> ApiError {
    ApiError::new(ErrorKind::SnsNotFound, "Subscription does not exist")
}

/// For calls that need a topic, or that need what they name.
pub fn failed(error: StoreError) -> ApiError {
    match error {
        StoreError::NotFound => no_such_topic(),
        error => store_failed(Service::Sns, error),
    }
}

/// An attribute of several given at once.
pub fn refused_among_attributes(refusal: Refusal, name: &str) -> ApiError {
    match refusal {
        Refusal::UnknownName => invalid(format!("Attributes Reason: Unknown attribute: {name}")),
        Refusal::Value(reason) => invalid(format!("Attributes Reason: {reason}")),
    }
}

/// The one attribute of a call that sets one.
pub fn refused_attribute(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::UnknownName => invalid("AttributeName"),
        Refusal::Value(reason) => invalid(reason),
    }
}

/// For calls that ask for a subscription that must be there.
pub fn missing_subscription(error: StoreError) -> ApiError {
    match error {
        StoreError::NotFound => no_such_subscription(),
        error => failed(error),
    }
}
