//! CloudWatch Logs: groups, streams, events.
//!
//! Its errors have names of their own, its times are epoch milliseconds, and a log group may be named by
//! its name or by its ARN.

mod groups;
mod names;
mod position;
mod put;
mod read;
mod streams;
#[cfg(test)]
mod tests;

pub use groups::{create_log_group, delete_log_group, describe_log_groups};
pub use put::put_log_events;
pub use read::{filter_log_events, get_log_events};
pub use streams::{create_log_stream, delete_log_stream, describe_log_streams};

use crate::app::App;
use crate::operations::store_failed;
use crate::store::StoreError;
use cloudwatch_api::{ApiError, Constraints, ErrorKind, Service};

/// AWS: the Describe operations give 1 to 50 items, 50 when no limit is given.
const MAX_DESCRIBED: i64 = 50;

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorKind::LogsInvalidParameter, message)
}

fn invalid_token() -> ApiError {
    invalid("The specified nextToken is invalid.")
}

/// CloudWatch Logs says `InvalidParameterException` where CloudWatch says `ValidationError`.
fn hold(constraints: &Constraints) -> Result<(), ApiError> {
    constraints.message().map_or(Ok(()), |message| Err(invalid(message)))
}

fn failed(error: StoreError) -> ApiError {
    store_failed(Service::Logs, error)
}

fn group_missing() -> ApiError {
    ApiError::new(ErrorKind::LogsResourceNotFound, "The specified log group does not exist.")
}

fn stream_missing() -> ApiError {
    ApiError::new(ErrorKind::LogsResourceNotFound, "The specified log stream does not exist.")
}

fn exists(what: &str) -> ApiError {
    let message = format!("The specified log {what} already exists");
    ApiError::new(ErrorKind::LogsResourceAlreadyExists, message)
}

/// For a stream that wasn't found: whether that is because there is no such group.
async fn group_or_stream_missing(app: &App, group: &str) -> ApiError {
    match app.store.log_group(group).await {
        Ok(Some(_)) => stream_missing(),
        Ok(None) => group_missing(),
        Err(error) => failed(error),
    }
}

/// What AWS gives as a token that is no longer asked for: many digits.
fn sequence_token(app: &App) -> String {
    format!("{:056}", app.now().millis())
}
