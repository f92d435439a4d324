//! The page's keys, and the dialog that lists them.

use super::state::{DashboardState, EditedDashboardStoreFields};
use crate::components::Dialog;
use crate::dashboard_time::DashboardTime;
use crate::routing::Router;
use leptos::ev;
use leptos::prelude::*;
use leptos_use_event_listener::use_event_listener;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

const KEYS: [(&str, &str); 10] = [
    ("?", "This list"),
    ("e", "Edit, and stop editing"),
    ("r", "Refresh now"),
    ("Ctrl S", "Save"),
    ("Ctrl Z", "Undo"),
    ("Ctrl Shift Z", "Redo"),
    ("Arrows", "Move the selected widget, while editing"),
    ("Shift Arrows", "Resize the selected widget, while editing"),
    ("Enter", "Edit the selected widget, while editing"),
    ("Delete", "Delete the selected widget, while editing"),
];

/// Listens while the page is shown. A dialog keeps its keys to itself.
pub fn listen_to_keys(state: DashboardState, time: DashboardTime, router: Router) {
    let _ = use_event_listener(window(), ev::keydown, move |event| {
        let is_writing = is_field(&event);
        let control = event.ctrl_key() || event.meta_key();
        match (control, event.key().as_str()) {
            (true, "s") => state.save(),
            (true, "z") if !is_writing => state.undo(),
            (true, "Z" | "y") if !is_writing => state.redo(),
            _ if control || event.alt_key() || is_writing => return,
            (_, "?") => state.dashboard.keys_open().set(true),
            (_, "e") => router.adjust(|address| address.editing = !address.editing),
            (_, "r") => time.tick.now(),
            _ => return,
        }
        event.prevent_default();
    });
}

/// Whether the key is meant for a field.
fn is_field(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// The list of all keys.
#[component]
pub fn HelpDialog(state: DashboardState) -> impl IntoView {
    let open = state.dashboard.keys_open();
    let row = |(keys, effect): &(&'static str, &'static str)| {
        let keys = keys.split(' ').map(|key| view! { <kbd class="key">{key}</kbd> }).collect_view();
        view! {
            <dt>{keys}</dt>
            <dd>{*effect}</dd>
        }
    };
    view! {
        <Dialog title="Keys" open on_close=move |()| open.set(false)>
            <dl class="keys">{KEYS.iter().map(row).collect_view()}</dl>
            <p class="keys__note">"On a chart: drag to zoom all charts in, double click to go back."</p>
        </Dialog>
    }
}
