//! A request's body: read whole within a limit and a time, and inflated where the client compressed it.
//!
//! The signature covers the bytes as they were sent, so reading and inflating are two steps.

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use cloudwatch_api::{ApiError, ErrorKind};
use flate2::bufread::MultiGzDecoder;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::io::Read;
use std::time::Duration;
use tokio::time::timeout;

/// Bytes of any body, as sent and after inflating. PutLogEvents may hold 1,048,576 bytes of messages,
/// which JSON's escapes can make six times as long.
pub const MAX_BODY_BYTES: usize = 6 * 1024 * 1024 + 512 * 1024;

/// Bytes of a PutMetricData body after inflating; AWS's limit is 1 MB.
pub const MAX_PUT_METRIC_DATA_BYTES: usize = 1024 * 1024;

/// How long a client may take to send a body.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Reads a body as it was sent.
pub async fn read(body: Body) -> Result<Bytes, ApiError> {
    let reading = Limited::new(body, MAX_BODY_BYTES).collect();
    match timeout(BODY_TIMEOUT, reading).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(MAX_BODY_BYTES)),
        Ok(Err(error)) => {
            Err(ApiError::new(ErrorKind::Serialization, format!("the body broke off: {error}")))
        }
        Err(_) => {
            let message = format!("the body didn't arrive within {} seconds", BODY_TIMEOUT.as_secs());
            Err(ApiError::new(ErrorKind::Serialization, message))
        }
    }
}

/// Undoes `Content-Encoding`.
pub fn inflate(headers: &HeaderMap, raw: Bytes) -> Result<Bytes, ApiError> {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    let (first, more) = (encodings.next(), encodings.next());
    let encoding = first.map(|value| value.to_str().unwrap_or("?").trim().to_ascii_lowercase());
    match encoding.as_deref() {
        None | Some("" | "identity") if more.is_none() => Ok(raw),
        Some("gzip") if more.is_none() => gunzip(&raw),
        other => {
            let other = other.unwrap_or_default();
            Err(ApiError::new(
                ErrorKind::Serialization,
                format!("the Content-Encoding {other} isn't supported; send gzip or none"),
            ))
        }
    }
}

fn gunzip(raw: &[u8]) -> Result<Bytes, ApiError> {
    let mut inflated = Vec::new();
    // One byte more than allowed tells a body at the limit from one beyond it.
    let mut reader = MultiGzDecoder::new(raw).take(MAX_BODY_BYTES as u64 + 1);
    match reader.read_to_end(&mut inflated) {
        Ok(len) if len > MAX_BODY_BYTES => Err(too_large(MAX_BODY_BYTES)),
        Ok(_) => Ok(Bytes::from(inflated)),
        Err(error) => {
            Err(ApiError::new(ErrorKind::Serialization, format!("the body isn't whole gzip: {error}")))
        }
    }
}

pub fn too_large(limit: usize) -> ApiError {
    let message = format!("The request's body is larger than {limit} bytes.");
    ApiError::new(ErrorKind::RequestEntityTooLarge, message)
}
