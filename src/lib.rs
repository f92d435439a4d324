//! Barograph's browser app: mounts it, and says so when it dies.

pub mod api;
pub mod call;
pub mod chart;
pub mod components;
pub mod context;
pub mod dom;
pub mod pages;
pub mod platform;
pub mod reactive;
pub mod router;
pub mod session;
pub mod source;
pub mod storage;
pub mod time_range;
pub mod widgets;

use dom::{document, window};
use leptos::mount::mount_to_renderer;

/// Puts the app into the page and takes the static skeleton out.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        show_reload_bar();
        console_error_panic_hook::hook(panic);
    }));
    if let Some(body) = document().body() {
        mount_to_renderer(&body, pages::app).forget();
    }
    if let Some(skeleton) = document().get_element_by_id("skeleton") {
        skeleton.remove();
    }
}

/// A form whose address differs from the page's by a `?`: sent, it loads the page anew at the same place.
fn show_reload_bar() {
    let Some(bar) = document().get_element_by_id("reload-bar") else { return };
    let address = window().location().href().unwrap_or_default();
    // Nothing can be done about a failure here.
    bar.set_attribute("action", &address).unwrap_or_default();
    bar.remove_attribute("hidden").unwrap_or_default();
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
