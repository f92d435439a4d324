//! Hands a text to the browser as a file to be saved.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// `mime` is the media type.
pub fn download(file_name: &str, mime: &str, text: &str) {
    if let Err(error) = try_download(file_name, mime, text) {
        leptos::logging::warn!("{file_name} could not be saved: {error:?}");
    }
}

fn try_download(file_name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&text.into());
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(file_name);
    link.click();
    // The click has taken what it needs.
    Url::revoke_object_url(&address)
}
