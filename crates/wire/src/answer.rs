//! The envelope of an answer: status and headers, and an error's body, in the caller's protocol.

use crate::{Protocol, xml};
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, DATE};
use axum::http::response::Builder;
use axum::http::{HeaderName, Response, StatusCode};
use cloudwatch_api::{ApiError, DashboardValidationMessage, ErrorKind, ErrorRow, Fault, Service, cbor};
use serde::Serialize;
use timeseries::Timestamp;
use timeseries::civil::Civil;

/// What an answer has to know about its call.
#[derive(Clone, Debug)]
pub struct Frame {
    pub protocol: Protocol,
    /// The client sent `x-amzn-query-mode: true`: it wants awsQuery's statuses over JSON and CBOR.
    pub query_mode: bool,
    pub request_id: String,
    pub now: Timestamp,
}

impl Frame {
    pub fn success(&self, body: Vec<u8>) -> Response<Body> {
        finish(self.head(StatusCode::OK), body)
    }

    /// The service may not be known yet.
    pub fn error(&self, service: Option<Service>, error: &ApiError) -> Response<Body> {
        let row = error.kind.row();
        let mut head = self.head(self.status(error.kind, row));
        if self.protocol == Protocol::AwsQuery {
            return finish(head, xml::write_error(service, &self.request_id, error));
        }
        head = head.header("x-amzn-errortype", row.shape);
        // Clients of a service that once spoke awsQuery match on its old codes.
        if service != Some(Service::Logs) {
            let fault = if row.fault == Fault::Sender { "Sender" } else { "Receiver" };
            head = head.header("x-amzn-query-error", format!("{};{fault}", row.query_code));
        }
        let body = ErrorBody {
            shape: if row.namespace.is_empty() {
                row.shape.to_owned()
            } else {
                format!("{}#{}", row.namespace, row.shape)
            },
            message: error.message.as_deref(),
            dashboard_validation_messages: &error.dashboard_validation_messages,
        };
        finish(
            head,
            match self.protocol {
                Protocol::RpcV2Cbor => cbor::to_vec(&body),
                // Texts and lists of texts: they can always be written.
                _ => serde_json::to_vec(&body).unwrap_or_default(),
            },
        )
    }

    fn head(&self, status: StatusCode) -> Builder {
        let head = Response::builder()
            .status(status)
            .header(CONTENT_TYPE, self.protocol.content_type())
            .header(CACHE_CONTROL, "no-store")
            .header(DATE, http_date(self.now))
            .header(HeaderName::from_static("x-amzn-requestid"), &self.request_id);
        match self.protocol {
            Protocol::RpcV2Cbor => head.header("smithy-protocol", "rpc-v2-cbor"),
            _ => head,
        }
    }

    /// Query's own statuses over awsQuery and in query mode; else a client's fault is 400.
    fn status(&self, kind: ErrorKind, row: ErrorRow) -> StatusCode {
        let code = match (kind, self.protocol) {
            (ErrorKind::RequestEntityTooLarge, _) => row.status,
            (ErrorKind::UnknownOperation, Protocol::RpcV2Cbor) => 404,
            (_, Protocol::AwsQuery) => row.status,
            _ if self.query_mode => row.status,
            _ if row.fault == Fault::Sender => 400,
            _ => 500,
        };
        StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    #[serde(rename = "__type")]
    shape: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(rename = "dashboardValidationMessages", skip_serializing_if = "<[_]>::is_empty")]
    dashboard_validation_messages: &'a [DashboardValidationMessage],
}

fn finish(head: Builder, body: Vec<u8>) -> Response<Body> {
    // Every part of the head is ours and well formed; an empty 500 would be the symptom of a defect.
    head.body(Body::from(body)).unwrap_or_else(|_| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

/// `Fri, 20 Nov 2026 10:00:00 GMT`: clients correct their clock by it.
pub fn http_date(at: Timestamp) -> String {
    let c = Civil::from_timestamp(at);
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        c.short_weekday_name(),
        c.day,
        c.short_month_name(),
        c.year,
        c.hour,
        c.minute,
        c.second
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(http_date(Timestamp::from_secs(1_795_168_800)), "Fri, 20 Nov 2026 10:00:00 GMT");
        assert_eq!(http_date(Timestamp::from_secs(784_111_777)), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
