//! Which protocol a call speaks, and what it calls.

use crate::query;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use cloudwatch_api::{ApiError, ErrorKind, Service};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    AwsJson10,
    AwsJson11,
    RpcV2Cbor,
    AwsQuery,
}

/// What is called. The operation may be one that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub service: Service,
    pub operation: String,
}

impl Protocol {
    /// From the headers and the address alone; `None`: no AWS client talks like this.
    pub fn of(parts: &Parts) -> Option<Protocol> {
        let content_type = media_type(&parts.headers);
        let is_cbor =
            content_type == "application/cbor" || header(&parts.headers, "smithy-protocol") == "rpc-v2-cbor";
        if parts.method == Method::POST && is_cbor && cbor_path(parts.uri.path()).is_some() {
            Some(Protocol::RpcV2Cbor)
        } else if parts.method == Method::POST && content_type == "application/x-amz-json-1.0" {
            Some(Protocol::AwsJson10)
        } else if parts.method == Method::POST && content_type == "application/x-amz-json-1.1" {
            Some(Protocol::AwsJson11)
        } else if is_query(parts, &content_type) {
            Some(Protocol::AwsQuery)
        } else {
            None
        }
    }

    /// What the call names as its target. For awsQuery this needs the body, inflated.
    pub fn target(self, parts: &Parts, form: &[u8]) -> Result<Target, ApiError> {
        match self {
            Protocol::AwsJson10 | Protocol::AwsJson11 => json_target(header(&parts.headers, "x-amz-target")),
            Protocol::RpcV2Cbor => cbor_target(parts.uri.path()),
            Protocol::AwsQuery => query_target(form),
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Protocol::AwsJson10 => "application/x-amz-json-1.0",
            Protocol::AwsJson11 => "application/x-amz-json-1.1",
            Protocol::RpcV2Cbor => "application/cbor",
            Protocol::AwsQuery => "text/xml",
        }
    }

    /// Where awsQuery's parameters stand: in the body, or in a presigned address.
    pub fn form_is_in_address(self, parts: &Parts) -> bool {
        self == Protocol::AwsQuery && media_type(&parts.headers) != FORM
    }
}

/// What a link in a message of SNS's may ask for.
const LINK_ACTIONS: [&str; 2] = ["ConfirmSubscription", "Unsubscribe"];

const FORM: &str = "application/x-www-form-urlencoded";

fn is_query(parts: &Parts, content_type: &str) -> bool {
    match parts.method {
        Method::POST if content_type == FORM => true,
        Method::POST if !content_type.is_empty() => false,
        Method::GET | Method::POST => {
            query::parameter(parts.uri.query().unwrap_or_default().as_bytes(), "Action").is_some()
        }
        _ => false,
    }
}

/// The media type without its parameters, in lower case.
pub fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A header's text; empty where there is none, or none that is text.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// `Logs_20140328.PutLogEvents`. Some services' prefixes have dots, so the last one divides.
fn json_target(target: &str) -> Result<Target, ApiError> {
    let (prefix, operation) = target.rsplit_once('.').unwrap_or_default();
    let service = Service::ALL.into_iter().find(|service| service.target_prefix() == prefix);
    match service {
        Some(service) => Ok(Target { service, operation: operation.to_owned() }),
        None if target.is_empty() => Err(unknown("The header X-Amz-Target is missing.")),
        None => Err(unknown(format!("The target {target} is not known here."))),
    }
}

/// `…/service/{service}/operation/{operation}`, after any base path.
fn cbor_path(path: &str) -> Option<(&str, &str)> {
    let (rest, operation) = path.rsplit_once("/operation/")?;
    let (_, service) = rest.rsplit_once("/service/")?;
    // A full shape id stands for its name.
    let service = service.rsplit(['#', '/']).next().unwrap_or_default();
    let service = service.rsplit_once("%23").map_or(service, |(_, name)| name);
    Some((service, operation))
}

fn cbor_target(path: &str) -> Result<Target, ApiError> {
    let (prefix, operation) = cbor_path(path).unwrap_or_default();
    match Service::ALL.into_iter().find(|service| service.target_prefix() == prefix) {
        Some(service) => Ok(Target { service, operation: operation.to_owned() }),
        None => Err(unknown(format!("The service {prefix} is not known here."))),
    }
}

fn query_target(form: &[u8]) -> Result<Target, ApiError> {
    let version = query::parameter(form, "Version").unwrap_or_default();
    let action = query::parameter(form, "Action").unwrap_or_default();
    // The links in SNS's messages name no version.
    if version.is_empty() && LINK_ACTIONS.contains(&action.as_ref()) {
        return Ok(Target { service: Service::Sns, operation: action.into_owned() });
    }
    let speaks = |service: &Service| service.query_version().is_some_and(|(known, _)| known == version);
    match Service::ALL.into_iter().find(speaks) {
        _ if action.is_empty() => {
            Err(ApiError::new(ErrorKind::UnknownOperation, "The parameter Action is missing."))
        }
        Some(service) => Ok(Target { service, operation: action.into_owned() }),
        None => Err(unknown(format!("Could not find operation {action} for version {version}"))),
    }
}

fn unknown(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorKind::UnknownOperation, message)
}

/// The error for an operation that its service has, or hasn't, on AWS but that nobody built here.
pub fn unknown_operation(protocol: Protocol, target: &Target) -> ApiError {
    let Target { service, operation } = target;
    match (protocol, service.query_version()) {
        (Protocol::AwsQuery, Some((version, _))) => {
            unknown(format!("Could not find operation {operation} for version {version}"))
        }
        _ => unknown(format!("The operation {operation} of {} is not known here.", service.signing_name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(result: Result<Target, ApiError>, expected: &str) {
        let shown = match result {
            Ok(target) => format!("{} {}", target.service.signing_name(), target.operation),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn targets() {
        check(json_target("Logs_20140328.PutLogEvents"), "logs PutLogEvents");
        check(json_target("a.b.Op"), "The target a.b.Op is not known here.");
        check(json_target(""), "The header X-Amz-Target is missing.");
        check(
            cbor_target("/service/GraniteServiceVersion20100801/operation/ListMetrics"),
            "monitoring ListMetrics",
        );
        check(cbor_target("/aws/service/ns%23GraniteServiceVersion20100801/operation/X"), "monitoring X");
        check(cbor_target("/service/S3/operation/X"), "The service S3 is not known here.");
        check(query_target(b"Action=GetCallerIdentity&Version=2011-06-15"), "sts GetCallerIdentity");
        check(query_target(b"Action=X&Version=1"), "Could not find operation X for version 1");
        check(query_target(b"Action=ConfirmSubscription&TopicArn=x"), "sns ConfirmSubscription");
        check(query_target(b"Action=Publish"), "Could not find operation Publish for version ");
        check(query_target(b"Version=2011-06-15"), "The parameter Action is missing.");
    }
}
