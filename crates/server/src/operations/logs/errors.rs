//! Refusals in CloudWatch Logs' words.

use crate::app::App;
use crate::operations::failure::store_failed;
use cloudwatch_api::{ApiError, Constraints, ErrorKind, Service};
use store::StoreError;

pub fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorKind::LogsInvalidParameter, message)
}

pub fn invalid_token() -> ApiError {
    invalid("The specified nextToken is invalid.")
}

/// CloudWatch Logs says `InvalidParameterException` where CloudWatch says `ValidationError`.
pub fn hold(constraints: &Constraints) -> Result<(), ApiError> {
    constraints.message().map_or(Ok(()), |message| Err(invalid(message)))
}

pub fn failed(error: StoreError) -> ApiError {
    store_failed(Service::Logs, error)
}

pub fn group_missing() -> ApiError {
    ApiError::new(ErrorKind::LogsResourceNotFound, "The specified log group does not exist.")
}

pub fn stream_missing() -> ApiError {
    ApiError::new(ErrorKind::LogsResourceNotFound, "The specified log stream does not exist.")
}

pub fn exists(what: &str) -> ApiError {
    let message = format!("The specified log {what} already exists");
    ApiError::new(ErrorKind::LogsResourceAlreadyExists, message)
}

/// For a stream that wasn't found: whether that is because there is no such group.
pub async fn group_or_stream_missing(app: &App, group: &str) -> ApiError {
    match app.store.log_group(group).await {
        Ok(Some(_)) => stream_missing(),
        Ok(None) => group_missing(),
        Err(error) => failed(error),
    }
}
