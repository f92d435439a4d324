//! Barograph's browser app: mounts it, and says so when it dies.

pub mod api;
pub mod app;
pub mod charts;
pub mod components;
pub mod dashboard_time;
pub mod dashboards;
pub mod data;
pub mod pages;
pub mod routing;
pub mod session;
pub mod time;
pub mod widget_editor;
pub mod widgets;

use leptos::mount::mount_to_body;
use leptos::prelude::*;

/// Puts the app into the page and takes the static skeleton out.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        show_reload_bar();
        console_error_panic_hook::hook(panic);
    }));
    mount_to_body(app::App);
    if let Some(skeleton) = document().get_element_by_id("skeleton") {
        skeleton.remove();
    }
}

/// A form whose address differs from the page's by a `?`: sent, it loads the page anew at the same place.
fn show_reload_bar() {
    let Some(bar) = document().get_element_by_id("reload-bar") else { return };
    let address = window().location().href().unwrap_or_default();
    // Nothing can be done about a failure here.
    let _ = bar.set_attribute("action", &address);
    let _ = bar.remove_attribute("hidden");
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
