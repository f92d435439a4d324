//! The page that the app is in, and its clocks.

use crate::call::Read;
use leptos::prelude::{on_cleanup, set_interval_with_handle, set_timeout_with_handle};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

pub use leptos::prelude::{TimeoutHandle, document, request_animation_frame as next_frame, window};

/// Runs `run` once after `pause`, whatever becomes of the surroundings.
pub fn after(pause: Duration, run: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    // Fails only without a window.
    set_timeout_with_handle(run, pause).ok()
}

/// Runs `run` each time that `period` has passed, as long as the surroundings live.
pub fn every(period: Duration, run: impl Fn() + 'static) {
    fn of(period: Duration, run: Box<dyn Read<()>>) {
        if let Ok(interval) = set_interval_with_handle(move || run.read(), period) {
            on_cleanup(move || interval.clear());
        }
    }
    of(period, Box::new(run));
}

/// Hands a text to the browser as a file to be saved. `kind` is its media type.
pub fn download(file_name: &str, kind: &str, text: &str) {
    // Fails only without a page to do it in.
    try_download(file_name, kind, text).unwrap_or_default();
}

fn try_download(file_name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&text.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(file_name);
    link.click();
    // The click has taken what it needs.
    web_sys::Url::revoke_object_url(&address)
}
