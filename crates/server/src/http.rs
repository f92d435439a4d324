//! The router: which of the server's faces a request is for, and the headers that every answer bears.
//!
//! AWS clients come to `POST /`, `POST /service/…` (after any base path) and `GET /?Action=…`; the page comes
//! to its own addresses, to `/-/session` and then speaks like an AWS client; monitors ask `/healthz`.

use crate::app::App;
use crate::credentials::KeyPairs;
use crate::dispatch;
use crate::hosts::AllowedHosts;
use crate::link_pages::LinkPage;
use crate::notifications::is_certificate_path;
use crate::random;
use crate::session::{self, Sessions};
use crate::site;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response, StatusCode};
use cloudwatch_api::{ApiError, ErrorKind, Service};
use std::sync::Arc;
use wire::answer::Frame;
use wire::route::header;
use wire::sigv4::{self, Against};
use wire::{Call, Protocol, body};

/// Who gets in, and under which names.
#[derive(Clone, Debug, Default)]
pub struct Access {
    pub key_pairs: KeyPairs,
    pub hosts: AllowedHosts,
}

/// What the handler is given.
struct Door {
    app: App,
    access: Access,
    sessions: Sessions,
}

/// The whole server as a service, for the listener and for tests in process.
pub fn router(app: App, access: Access) -> Router {
    let door = Door { app, access, sessions: Sessions::default() };
    // The addresses are few and AWS's have no fixed shape, so one handler decides.
    Router::new().fallback(handle).with_state(Arc::new(door))
}

async fn handle(State(door): State<Arc<Door>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut response = match door.access.hosts.check(&parts) {
        Ok(()) => answer(&door, parts, body).await,
        Err(sentence) => text(StatusCode::FORBIDDEN, sentence + "\n"),
    };
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn answer(door: &Door, parts: Parts, body: Body) -> Response<Body> {
    let is_reading = matches!(parts.method, Method::GET | Method::HEAD);
    if let Some(page) = LinkPage::at(parts.uri.path()) {
        return page.answer(&door.app, &parts, body).await;
    }
    match parts.uri.path() {
        "/healthz" if is_reading => text(StatusCode::OK, "ok\n".to_owned()),
        session::PATH => door.sessions.answer(&parts, door.app.now()),
        path if is_reading && is_certificate_path(path) => certificate(door, path).await,
        _ => match Protocol::of(&parts) {
            Some(protocol) => answer_call(door, protocol, parts, body).await,
            None if is_reading => site::answer(&parts),
            None => text(
                StatusCode::BAD_REQUEST,
                "This is none of CloudWatch's protocols: awsJson 1.0 and 1.1, rpc-v2-cbor, awsQuery.\n"
                    .to_owned(),
            ),
        },
    }
}

async fn answer_call(door: &Door, protocol: Protocol, parts: Parts, body: Body) -> Response<Body> {
    let frame = Frame {
        protocol,
        query_mode: header(&parts.headers, "x-amzn-query-mode") == "true",
        request_id: random::uuid(),
        now: door.app.now(),
    };
    let mut service = None;
    match call(door, &frame, &parts, body, &mut service).await {
        Ok(body) => frame.success(body),
        Err(error) => {
            let code = error.kind.row().shape;
            tracing::debug!(request_id = frame.request_id, code, message = error.message, "refused");
            frame.error(service, &error)
        }
    }
}

/// `service` is what is known of it so far, for the error's sake.
async fn call(
    door: &Door,
    frame: &Frame,
    parts: &Parts,
    body: Body,
    service: &mut Option<Service>,
) -> Result<Vec<u8>, ApiError> {
    let protocol = frame.protocol;
    let address = parts.uri.query().unwrap_or_default().as_bytes();
    let early_form = if protocol.form_is_in_address(parts) { address } else { b"" };
    *service = protocol.target(parts, early_form).ok().map(|target| target.service);
    let raw = body::read(body).await?;
    let caller = authenticate(door, frame, parts, &raw)?;
    let signed_for = match caller {
        Caller::Signed(service) => Some(service),
        Caller::Page | Caller::Link => None,
    };
    *service = signed_for.or(*service);
    let inflated = body::inflate(&parts.headers, raw)?;
    let form = if protocol.form_is_in_address(parts) { Bytes::copy_from_slice(address) } else { inflated };
    let target = protocol.target(parts, &form)?;
    *service = Some(target.service);
    match signed_for {
        Some(signed_for) if signed_for != target.service => Err(sigv4::wrong_service(target.service)),
        _ => {
            tracing::debug!(request_id = frame.request_id, operation = target.operation, ?protocol, "call");
            let request_id = frame.request_id.clone();
            let call = Call { protocol, target, body: form, request_id };
            match caller {
                Caller::Link => dispatch::run_link(door.app.clone(), call).await,
                Caller::Signed(_) | Caller::Page => dispatch::run(door.app.clone(), call).await,
            }
        }
    }
}

/// By what right a call is made.
#[derive(Clone, Copy)]
enum Caller {
    /// For this service.
    Signed(Service),
    /// With the session of the browser's page.
    Page,
    /// Somebody followed a link of a message; only what links do is open to them.
    Link,
}

fn authenticate(door: &Door, frame: &Frame, parts: &Parts, raw: &[u8]) -> Result<Caller, ApiError> {
    if sigv4::is_signed(parts) {
        let region = &door.app.account.region;
        let key_pairs = &door.access.key_pairs;
        let against = Against { secret_of: &|id| key_pairs.secret_of(id), region, now: frame.now };
        return sigv4::verify(parts, raw, &against).map(Caller::Signed);
    }
    if door.sessions.allows(parts, frame.now) {
        return Ok(Caller::Page);
    }
    let address = parts.uri.query().unwrap_or_default().as_bytes();
    if frame.protocol.form_is_in_address(parts)
        && frame.protocol.target(parts, address).is_ok_and(|target| dispatch::is_link(&target))
    {
        return Ok(Caller::Link);
    }
    Err(ApiError::new(ErrorKind::MissingAuthenticationToken, "Request is missing Authentication Token"))
}

/// The certificate that signed messages name, for those who check signatures.
async fn certificate(door: &Door, path: &str) -> Response<Body> {
    let missing = || text(StatusCode::NOT_FOUND, "There is no such certificate.\n".to_owned());
    let Some(signer) = door.app.notifications.signer.clone() else { return missing() };
    match tokio::task::spawn_blocking(move || signer.pair()).await {
        Ok(Ok(pair)) if pair.certificate_path() == path => {
            text(StatusCode::OK, pair.certificate_pem().to_owned())
        }
        Ok(Ok(_)) => missing(),
        Ok(Err(reason)) => {
            tracing::error!(reason, "the signing key can't be read");
            missing()
        }
        Err(error) => {
            tracing::error!(%error, "reading the signing key broke down; this is a defect");
            missing()
        }
    }
}

fn text(status: StatusCode, sentence: String) -> Response<Body> {
    let mut response = Response::new(Body::from(sentence));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
