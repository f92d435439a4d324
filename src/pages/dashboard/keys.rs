//! The page's keys, and the dialog that lists them.

use super::state::DashboardState;
use super::time::DashboardTime;
use crate::components::Dialog;
use crate::router::Router;
use leptos::prelude::*;
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
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let writing = is_field(&event);
        let control = event.ctrl_key() || event.meta_key();
        match (control, event.key().as_str()) {
            (true, "s") => state.save(),
            (true, "z") if !writing => state.undo(),
            (true, "Z" | "y") if !writing => state.redo(),
            _ if control || event.alt_key() || writing => return,
            (_, "?") => state.help.set(true),
            (_, "e") => router.adjust(|address| address.editing = !address.editing),
            (_, "r") => time.tick.now(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

/// Whether the key is meant for a field.
fn is_field(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

#[component]
pub fn HelpDialog(state: DashboardState) -> impl IntoView {
    let rows = || {
        KEYS.iter()
            .map(|(keys, what)| {
                let keys = keys.split(' ').map(|key| view! { <kbd class="key">{key}</kbd> }).collect_view();
                view! { <dt>{keys}</dt><dd>{*what}</dd> }
            })
            .collect_view()
    };
    view! {
        <Dialog title="Keys" open=state.help on_close=move |()| state.help.set(false)>
            <dl class="keys">{rows()}</dl>
            <p class="keys__note">
                "On a chart: drag to zoom all charts in, double click to go back."
            </p>
        </Dialog>
    }
}
