//! One file or folder per route, and the frame around them.

mod body_check;
mod dashboard;
mod dashboards;
mod frame;

pub use frame::app;

/// A new dashboard's body.
const EMPTY_BODY: &str = "{\n  \"widgets\": []\n}\n";

use crate::dom::{El, document, el};
use crate::router::{Address, Route};
use crate::time_range::now;
use timeseries::Timestamp;
use wasm_bindgen::JsCast;

/// Looks like a button, and leads to the list.
fn link_to_all() -> El {
    let href = Address::of(Route::Dashboards).href();
    el("a").class("button").attr("data-kind", "normal").attr("href", href).text("All dashboards")
}

/// `5 min ago`, `3 h ago`, then the date.
fn ago_text(at: Timestamp) -> String {
    let secs = now().secs() - at.secs();
    match secs {
        ..60 => "just now".to_owned(),
        60..3600 => [&(secs / 60).to_string(), " min ago"].concat(),
        3600..86_400 => [&(secs / 3600).to_string(), " h ago"].concat(),
        _ => at.to_string().chars().take("2026-11-20".len()).collect(),
    }
}

/// Hands a text to the browser as a file to be saved.
fn download(file_name: &str, kind: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options);
    let Some(url) = blob.ok().and_then(|blob| web_sys::Url::create_object_url_with_blob(&blob).ok()) else {
        return;
    };
    let link = document()
        .create_element("a")
        .ok()
        .and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&url);
        link.set_download(file_name);
        link.click();
    }
    // The click has taken what it needs; an address that can't be revoked only lives as long as the page.
    web_sys::Url::revoke_object_url(&url).unwrap_or_default();
}
