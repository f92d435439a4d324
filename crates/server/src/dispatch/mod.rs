//! From a call to the operation that it names, by the tables of `rows`.
//!
//! What an operation does it doesn't know, nor who may call it.

mod rows;

use crate::app::App;
use cloudwatch_api::{ApiError, ErrorKind};
use rows::{Answer, LINKS, Row};
use wire::route::unknown_operation;
use wire::{Call, Protocol, Target, body};

/// Runs the operation that a call names.
pub async fn run(app: App, call: Call) -> Result<Vec<u8>, ApiError> {
    run_one_of(rows::of(call.target.service), app, call).await
}

/// Runs what a link asks for, without a signature.
pub async fn run_link(app: App, call: Call) -> Result<Vec<u8>, ApiError> {
    run_one_of(LINKS, app, call).await
}

/// Whether a call needs no signature.
pub fn is_link(target: &Target) -> bool {
    LINKS.iter().any(|row| row.service == target.service && row.name == target.operation)
}

async fn run_one_of(rows: &[Row], app: App, call: Call) -> Result<Vec<u8>, ApiError> {
    let (service, name) = (call.target.service, call.target.operation.as_str());
    let speaks_it = call.protocol != Protocol::AwsQuery || service.query_version().is_some();
    let row = rows.iter().find(|row| speaks_it && row.service == service && row.name == name);
    let row = row.ok_or_else(|| unknown_operation(call.protocol, &call.target))?;
    if call.body.len() > row.max_body_bytes {
        return Err(body::too_large(row.max_body_bytes));
    }
    shielded(row.name, (row.run)(app, call)).await
}

/// In a task of its own: a defect in an operation ends that call, not the connection or the server, and a
/// client that hangs up doesn't stop a write half way.
async fn shielded(operation: &'static str, answer: Answer) -> Result<Vec<u8>, ApiError> {
    tokio::spawn(answer).await.unwrap_or_else(|error| {
        tracing::error!(operation, %error, "the operation broke down; this is a defect");
        let message = "The request processing has failed because of an unknown error, exception or failure.";
        Err(ApiError::new(ErrorKind::InternalFailure, message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_defect_is_an_answer() {
        let error = shielded("Op", Box::pin(async { panic!("a defect") })).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InternalFailure);
    }
}
