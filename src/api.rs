//! The only fetch in the app: one typed call of a CloudWatch operation, and the session that it needs.
//!
//! Knows the wire (rpc-v2-cbor, status codes, time limits) and nothing of what the operations mean. An
//! answer that can't be had is an [`ApiError`] of kind `Network`, and never retried here: the caller's next
//! tick does that.

use crate::dom::{TimeoutHandle, after};
use cloudwatch_api::cbor::{self, Shape};
use cloudwatch_api::{ApiError, DashboardValidationMessage, ErrorKind, Operation, members};
use gloo_net::http::{Request, Response};
use js_sys::Uint8Array;
use leptos::prelude::{Owner, StoredValue};
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use web_sys::AbortController;

/// An answer that takes longer counts as none.
const TIMEOUT: Duration = Duration::from_secs(15);

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

/// What an operation comes to; in a box, so that who waits for it doesn't carry all its steps.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// Calls one operation. Inside a reactive owner the call is given up when that owner is cleaned up.
pub fn call<O: Operation>(input: &O) -> Answer<O::Output>
where
    O::Output: Shape + Default + 'static,
{
    call_for(input)
}

/// Calls one operation for a part of its output.
pub fn call_for<O: Operation, T: Shape + Default + 'static>(input: &O) -> Answer<T> {
    let address = ["service/", O::SERVICE.target_prefix(), "/operation/", O::NAME].concat();
    let mut answer = post_with_session(address, cbor::to_vec(input));
    Box::pin(poll_fn(move |context| {
        let mut output = T::default();
        poll_into(&mut output, &mut answer, context).map_ok(|()| output)
    }))
}

/// Reads the answer, once it is there.
#[inline(never)]
fn poll_into(
    output: &mut dyn Shape,
    answer: &mut Answer<Vec<u8>>,
    context: &mut Context<'_>,
) -> Poll<Result<(), ApiError>> {
    let bytes = ready!(answer.as_mut().poll(context))?;
    Poll::Ready(cbor::read_into(&bytes, output).map_err(|error| unreadable(&error.to_string())))
}

/// Asks for a session.
pub async fn hello() -> Hello {
    let limit = TimeLimit::start();
    let Ok(request) = request("-/session", None, &limit) else { return Hello::Unreachable };
    match request.send().await {
        Err(_) => Hello::Unreachable,
        Ok(response) if is_gateway(&response) => Hello::Unreachable,
        // A host of files may answer everything with its start page.
        Ok(response) if response.ok() && !is_html(&response) => Hello::Session,
        Ok(_) => Hello::NoServer,
    }
}

fn post_with_session(address: String, body: Vec<u8>) -> Answer<Vec<u8>> {
    let limit = TimeLimit::start();
    Box::pin(async move {
        let mut is_first = true;
        loop {
            let answer = post(&address, &body, &limit).await;
            let is_stranger = answer.as_ref().is_err_and(|error| needs_session(error.kind));
            if !(is_first && is_stranger && hello().await == Hello::Session) {
                return answer;
            }
            is_first = false;
        }
    })
}

fn needs_session(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::MissingAuthenticationToken | ErrorKind::UnrecognizedClient)
}

async fn post(address: &str, body: &[u8], limit: &TimeLimit) -> Result<Vec<u8>, ApiError> {
    let request = request(address, Some(body), limit)
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
    let is_gateway = is_gateway(&response);
    report(!is_gateway);
    if is_gateway {
        return Err(network("The server behind this address can’t be reached."));
    }
    let bytes = response.binary().await.map_err(|_| network("The connection broke during the answer."))?;
    if response.ok() { Ok(bytes) } else { Err(error_from_answer(&response, &bytes)) }
}

fn request(address: &str, body: Option<&[u8]>, limit: &TimeLimit) -> Result<Request, gloo_net::Error> {
    let request = Request::post(address).abort_signal(Some(&limit.controller.signal()));
    let Some(body) = body else { return request.build() };
    const CBOR: &str = "application/cbor";
    request
        .header("smithy-protocol", "rpc-v2-cbor")
        .header("content-type", CBOR)
        .header("accept", CBOR)
        .body(Uint8Array::from(body))
}

fn is_gateway(response: &Response) -> bool {
    matches!(response.status(), 502..=504)
}

/// The members that an error's body has over rpc-v2-cbor.
#[derive(Default)]
struct WireError {
    shape: String,
    message: Option<String>,
    dashboard_validation_messages: Vec<DashboardValidationMessage>,
}

members!(WireError, optional {
    "__type": shape,
    "message": message,
    "Message": message,
    "dashboardValidationMessages": dashboard_validation_messages,
    "DashboardValidationMessages": dashboard_validation_messages,
});

fn error_from_answer(response: &Response, bytes: &[u8]) -> ApiError {
    let mut wire = WireError::default();
    // What can't be read of it is as good as not there.
    let _ = cbor::read_into(bytes, &mut wire);
    let code = response.headers().get("x-amzn-query-error").unwrap_or_default();
    let code = code.split(';').next().unwrap_or_default();
    match ApiError::kind_from_wire(&wire.shape).or_else(|| ApiError::kind_from_wire(code)) {
        Some(kind) => ApiError {
            kind,
            message: wire.message,
            dashboard_validation_messages: wire.dashboard_validation_messages,
        },
        None => {
            let status = response.status().to_string();
            network(&["The server answered with status ", &status, " and no error that is known."].concat())
        }
    }
}

fn is_html(response: &Response) -> bool {
    response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}

fn network(message: &str) -> ApiError {
    ApiError::new(ErrorKind::Network, message)
}

fn unreadable(reason: &str) -> ApiError {
    network(&["The answer can’t be read: ", reason].concat())
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
    expired: std::rc::Rc<std::cell::Cell<bool>>,
}

impl TimeLimit {
    fn start() -> Self {
        let controller = AbortController::new().expect("every browser that runs Wasm has AbortController");
        let expired = std::rc::Rc::new(std::cell::Cell::new(false));
        if Owner::current().is_some() {
            // Dropped with the owner, which gives the request up.
            StoredValue::new_local(AbortOnDrop(controller.clone()));
        }
        let (aborted, over) = (controller.clone(), expired.clone());
        let timer = after(TIMEOUT, move || {
            over.set(true);
            aborted.abort();
        });
        TimeLimit { controller, timer, expired }
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
