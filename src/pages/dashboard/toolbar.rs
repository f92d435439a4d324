//! The strip above the grid: title and where it is saved, time, refresh, and editing.

use super::new_widget::add_widget_menu;
use super::range_picker::range_picker;
use super::refresh_controls::refresh_controls;
use super::state::{DashboardState, SaveState};
use super::time::DashboardTime;
use crate::components::{
    ButtonKind, Glyph, Tone, button, icon_button, menu, menu_item, menu_key, menu_separator, status_chip,
    yes_no,
};
use crate::dom::{El, View, el, fragment, when};
use crate::reactive::{Signal, expect_context, memo};
use crate::router::Router;
use crate::storage::Place;

pub fn toolbar(state: DashboardState, time: DashboardTime, editing: Signal<bool>) -> El {
    let title = el("h1").class("toolbar__title").text(state.name.get_untracked());
    let words = el("div").class("toolbar__words").child(title).child(save_chip(state));
    let time = el("div").class("toolbar__time").child(range_picker(time)).child(refresh_controls(time));
    el("div").class("toolbar").child(words).child(time).child(edit_controls(state, editing))
}

fn save_chip(state: DashboardState) -> El {
    let chip = memo(move || state.save_state());
    let tone = move || match chip.get() {
        SaveState::Saved(_) => Tone::Ok,
        SaveState::Saving => Tone::Neutral,
        SaveState::Unsaved | SaveState::Waiting => Tone::Warning,
    };
    let text = move || match chip.get() {
        SaveState::Saved(Place::Server) => "Saved on the server",
        SaveState::Saved(Place::Browser) => "Saved in this browser",
        SaveState::Saving => "Saving…",
        SaveState::Unsaved => "Unsaved changes",
        SaveState::Waiting => "Saved in this browser until the server is back",
    };
    status_chip(tone, text, None)
}

fn edit_controls(state: DashboardState, editing: Signal<bool>) -> El {
    let router = expect_context::<Router>();
    let at_work = move || editing.get() || state.changed.get();
    let nothing_to_undo = move || !state.editor.with(|editor| editor.can_undo());
    let nothing_to_redo = move || !state.editor.with(|editor| editor.can_redo());
    let toggle = move || router.adjust(|address| address.editing = !address.editing);
    let edit_label = move || if editing.get() { "Stop editing (e)" } else { "Edit (e)" };
    let steps = move || {
        let undo = icon_button(Glyph::Undo, "Undo (Ctrl Z)", move || state.undo());
        let redo = icon_button(Glyph::Redo, "Redo (Ctrl Shift Z)", move || state.redo());
        fragment([
            undo.attr("disabled", nothing_to_undo).into(),
            redo.attr("disabled", nothing_to_redo).into(),
        ])
    };
    let edit = icon_button(Glyph::Edit, edit_label, toggle);
    let save = move || {
        let save = button(ButtonKind::Primary, None, "Save", move || state.save());
        save.attr("title", "Ctrl S").attr("disabled", move || !state.changed.get()).into()
    };
    el("div")
        .class("toolbar__edit")
        .child(when(at_work, steps))
        .child(edit.attr("aria-pressed", move || yes_no(editing.get())))
        .child(when(move || editing.get(), move || add_widget_menu(state, ButtonKind::Normal)))
        .child(when(at_work, save))
        .child(menu(Glyph::Menu, "More", None, move || more(state)))
}

fn more(state: DashboardState) -> View {
    let revert = menu_item(Glyph::Undo, "Back to what is saved", move || state.revert());
    fragment([
        menu_item(Glyph::Code, "JSON view", move || state.json_view.set(true)).into(),
        menu_item(Glyph::Download, "Export JSON", move || export(state)).into(),
        revert.attr("disabled", move || !state.changed.get()).into(),
        menu_separator().into(),
        menu_item(Glyph::Keyboard, "Keys", move || state.help.set(true)).child(menu_key("?")).into(),
    ])
}

/// What is on the screen, saved or not.
fn export(state: DashboardState) {
    let name = [&state.name.get_untracked(), ".json"].concat();
    state.editor.with_untracked(|editor| crate::dom::download(&name, "application/json", editor.text()));
}
