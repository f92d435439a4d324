//! Bytes to a typed call, and a typed answer or error to bytes, in each of AWS's protocols.
//!
//! What protocol a call speaks is read from the call itself, and it is answered in the same, errors
//! included. Nothing here knows the store or what an operation means.

pub mod answer;
pub mod body;
mod document;
mod json;
mod query;
mod read;
pub mod route;
pub mod sigv4;
mod write;
mod xml;

pub use route::{Protocol, Target};

use axum::body::Bytes;
use cloudwatch_api::{ApiError, ErrorKind, cbor};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One call whose target is known and whose body is still bytes.
pub struct Call {
    pub protocol: Protocol,
    pub target: Target,
    pub body: Bytes,
    pub request_id: String,
}

impl Call {
    /// The operation's input. A member that can't be read is named by its path.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let input = match self.protocol {
            Protocol::AwsJson10 | Protocol::AwsJson11 => json::read(&self.body),
            Protocol::RpcV2Cbor => cbor::from_slice(&self.body).map_err(|error| error.to_string()),
            Protocol::AwsQuery => query::read(&self.body),
        };
        input.map_err(unreadable)
    }

    /// The body of a successful answer.
    pub fn output<T: Serialize>(&self, output: &T) -> Result<Vec<u8>, ApiError> {
        let body = match self.protocol {
            Protocol::AwsJson10 | Protocol::AwsJson11 => json::write(output),
            Protocol::RpcV2Cbor => Ok(cbor::to_vec(output)),
            Protocol::AwsQuery => {
                xml::write(self.target.service, &self.target.operation, &self.request_id, output)
            }
        };
        body.map_err(|reason| ApiError::new(ErrorKind::InternalFailure, reason))
    }
}

/// What this room makes of a body or a parameter that it can't read.
fn unreadable(reason: impl Into<String>) -> ApiError {
    ApiError::new(ErrorKind::Serialization, reason)
}
