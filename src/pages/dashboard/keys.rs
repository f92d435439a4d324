//! The page's keys, and the dialog that lists them.

use super::state::DashboardState;
use super::time::DashboardTime;
use crate::components::{DialogWidth, dialog};
use crate::dom::{El, el, fragment, on_window};
use crate::router::Router;
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
    on_window("keydown", move |event: KeyboardEvent| {
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
}

/// Whether the key is meant for a field.
fn is_field(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

pub fn help_dialog(state: DashboardState) -> El {
    let content = || {
        let list = KEYS.iter().fold(el("dl").class("keys"), |list, (keys, what)| {
            let key = |row: El, key: &'static str| row.child(el("kbd").class("key").text(key));
            list.child(keys.split(' ').fold(el("dt"), key)).child(el("dd").text(*what))
        });
        let note = "On a chart: drag to zoom all charts in, double click to go back.";
        fragment([list.into(), el("p").class("keys__note").text(note).into()])
    };
    dialog(DialogWidth::Narrow, "Keys", move || state.help.get(), move || state.help.set(false), content)
}
