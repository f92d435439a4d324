//! The only fetch in the app: one typed call of a CloudWatch operation, and the session that it needs.
//!
//! Knows the wire (rpc-v2-cbor, status codes, time limits) and nothing of what the operations mean. An
//! answer that can't be had is an [`ApiError`] of kind `Network`, and never retried here: the caller's next
//! tick does that.

use cloudwatch_api::{ApiError, DashboardValidationMessage, ErrorKind, Operation, cbor};
use gloo_net::http::{Request, Response};
use leptos::prelude::*;
use serde::Deserialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use web_sys::AbortController;

/// An answer that takes longer counts as none.
const TIMEOUT: Duration = Duration::from_secs(15);

const CBOR: &str = "application/cbor";

/// What the app's own server says to `POST -/session`; anything else is somebody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hello {
    /// Barograph's server, and the page now holds its cookie.
    Session,
    /// A host of files that knows no such address.
    NoServer,
    /// Nobody, or a gateway whose server is away.
    Unreachable,
}

type Listener = Box<dyn Fn(bool)>;

thread_local! {
    static ON_REACHABLE: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// `listener` hears after each call whether somebody answered it.
pub fn watch_reachability(listener: impl Fn(bool) + 'static) {
    ON_REACHABLE.with(|slot| *slot.borrow_mut() = Some(Box::new(listener)));
}

/// Calls one operation. The call is given up when the future is dropped, or with the reactive owner that it
/// runs in, if there is one.
pub async fn call<I: Operation>(input: &I) -> Result<I::Output, ApiError> {
    let address = format!("service/{}/operation/{}", I::SERVICE.target_prefix(), I::NAME);
    let answer = post_with_session(&address, &cbor::to_vec(input)).await?;
    cbor::from_slice(&answer).map_err(|error| network(format!("The answer can’t be read: {error}")))
}

/// Asks for a session.
pub async fn hello() -> Hello {
    let limit = TimeLimit::start();
    let request = Request::post("-/session").abort_signal(Some(&limit.controller.signal())).build();
    let Ok(request) = request else { return Hello::Unreachable };
    match request.send().await {
        Err(_) => Hello::Unreachable,
        Ok(response) if is_gateway(&response) => Hello::Unreachable,
        // A host of files may answer everything with its start page.
        Ok(response) if response.ok() && !is_html(&response) => Hello::Session,
        Ok(_) => Hello::NoServer,
    }
}

/// A page whose cookie is missing or has expired gets another one, once.
async fn post_with_session(address: &str, body: &[u8]) -> Result<Vec<u8>, ApiError> {
    let limit = TimeLimit::start();
    match post(address, body, &limit).await {
        Err(error) if needs_session(error.kind) && hello().await == Hello::Session => {
            post(address, body, &limit).await
        }
        answer => answer,
    }
}

fn needs_session(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::MissingAuthenticationToken | ErrorKind::UnrecognizedClient)
}

async fn post(address: &str, body: &[u8], limit: &TimeLimit) -> Result<Vec<u8>, ApiError> {
    let request = Request::post(address)
        .header("smithy-protocol", "rpc-v2-cbor")
        .header("content-type", CBOR)
        .header("accept", CBOR)
        .abort_signal(Some(&limit.controller.signal()))
        .body(js_sys::Uint8Array::from(body))
        .map_err(|_| network("The browser refused to send the request."))?;
    let response = match request.send().await {
        Ok(response) => response,
        Err(_) if limit.cancelled() => return Err(network("The request was given up.")),
        Err(_) => {
            report(false);
            return Err(network(if limit.expired() {
                "The server did not answer within 15 seconds."
            } else {
                "The server can’t be reached."
            }));
        }
    };
    report(!is_gateway(&response));
    if is_gateway(&response) {
        return Err(network("The server behind this address can’t be reached."));
    }
    let bytes = response.binary().await.map_err(|_| network("The connection broke during the answer."))?;
    if response.ok() { Ok(bytes) } else { Err(error_from_answer(&response, &bytes)) }
}

/// The members that an error's body has over rpc-v2-cbor.
#[derive(Default, Deserialize)]
struct WireError {
    #[serde(rename = "__type", default)]
    shape: String,
    #[serde(default, alias = "Message")]
    message: Option<String>,
    #[serde(rename = "dashboardValidationMessages", alias = "DashboardValidationMessages", default)]
    dashboard_validation_messages: Vec<DashboardValidationMessage>,
}

fn error_from_answer(response: &Response, bytes: &[u8]) -> ApiError {
    // What can't be read of it is as good as not there.
    let wire: WireError = cbor::from_slice(bytes).unwrap_or_default();
    let code = response.headers().get("x-amzn-query-error").unwrap_or_default();
    let code = code.split(';').next().unwrap_or_default();
    match ApiError::kind_from_wire(&wire.shape).or_else(|| ApiError::kind_from_wire(code)) {
        Some(kind) => ApiError {
            kind,
            message: wire.message,
            dashboard_validation_messages: wire.dashboard_validation_messages,
        },
        None => network(format!(
            "The server answered with status {} and no error that is known.",
            response.status(),
        )),
    }
}

fn is_html(response: &Response) -> bool {
    response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}

fn is_gateway(response: &Response) -> bool {
    matches!(response.status(), 502..=504)
}

fn network(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorKind::Network, message)
}

fn report(reachable: bool) {
    ON_REACHABLE.with(|slot| {
        if let Some(listener) = slot.borrow().as_ref() {
            listener(reachable);
        }
    });
}

/// Aborts a request when its time is over, when its owner is cleaned up, or when its future is dropped.
struct TimeLimit {
    controller: AbortController,
    timer: Option<TimeoutHandle>,
    expired: Rc<Cell<bool>>,
}

impl TimeLimit {
    fn start() -> Self {
        let controller = AbortController::new().expect("every browser that runs Wasm has AbortController");
        let expired = Rc::new(Cell::new(false));
        if Owner::current().is_some() {
            // Dropped with the owner, which gives the request up.
            StoredValue::new_local(AbortOnDrop(controller.clone()));
        }
        let timer = set_timeout_with_handle(
            {
                let (controller, expired) = (controller.clone(), expired.clone());
                move || {
                    expired.set(true);
                    controller.abort();
                }
            },
            TIMEOUT,
        );
        TimeLimit { controller, timer: timer.ok(), expired }
    }

    fn expired(&self) -> bool {
        self.expired.get()
    }

    fn cancelled(&self) -> bool {
        self.controller.signal().aborted() && !self.expired()
    }
}

impl Drop for TimeLimit {
    fn drop(&mut self) {
        if let Some(timer) = &self.timer {
            timer.clear();
        }
        self.controller.abort();
    }
}

struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn reads_as(status: u16, code: Option<&str>, body: &[u8], expected: ApiError) {
        let mut response = Response::builder().status(status);
        if let Some(code) = code {
            response = response.header("x-amzn-query-error", code);
        }
        let response = response.body(None::<&str>).unwrap();
        assert_eq!(error_from_answer(&response, body), expected);
    }

    #[wasm_bindgen_test]
    fn errors_keep_their_kind_and_their_words() {
        let wire = |pairs: &[(&str, &str)]| cbor::to_vec(&pairs.iter().copied().collect::<BTreeMap<_, _>>());
        let refused = ApiError::new(ErrorKind::AccessDenied, "no");
        let shape = format!("com.amazonaws.cloudwatch#{}", ErrorKind::AccessDenied.row().shape);
        let written = wire(&[("__type", &shape), ("message", "no"), ("more", "skipped")]);
        reads_as(400, None, &written, refused.clone());
        let written = wire(&[("__type", &shape), ("Message", "no")]);
        reads_as(400, None, &written, refused);
        // The header of AWS's older protocol tells the kind where the body doesn't.
        let code = format!("{};Sender", ErrorKind::AccessDenied.row().query_code);
        reads_as(400, Some(&code), b"", ApiError::without_message(ErrorKind::AccessDenied));
    }

    #[wasm_bindgen_test]
    fn an_answer_of_somebody_else_is_told_by_its_status() {
        let unknown = network("The server answered with status 418 and no error that is known.");
        reads_as(418, None, b"<html>I am a teapot</html>", unknown);
    }
}
