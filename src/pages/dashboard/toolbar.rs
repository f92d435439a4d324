//! The strip above the grid: title and where it is saved, time, refresh, and editing.

use super::new_widget::AddWidgetMenu;
use super::range_picker::RangePicker;
use super::refresh_controls::RefreshControls;
use super::state::{DashboardState, SaveState};
use super::time::DashboardTime;
use crate::components::{
    Button, ButtonKind, Glyph, IconButton, Menu, MenuItem, MenuSeparator, StatusChip, Tone,
};
use crate::router::Router;
use crate::storage::Place;
use leptos::prelude::*;

#[component]
pub fn Toolbar(state: DashboardState, time: DashboardTime, editing: Signal<bool>) -> impl IntoView {
    view! {
        <div class="toolbar">
            <div class="toolbar__words">
                <h1 class="toolbar__title">{state.name.get_value()}</h1>
                <SaveChip state />
            </div>
            <div class="toolbar__time">
                <RangePicker time />
                <RefreshControls time />
            </div>
            <EditControls state editing />
        </div>
    }
    .into_any()
}

#[component]
fn SaveChip(state: DashboardState) -> impl IntoView {
    let chip = Memo::new(move |_| state.save_state());
    let tone = Signal::derive(move || match chip.get() {
        SaveState::Saved(_) => Tone::Ok,
        SaveState::Saving => Tone::Neutral,
        SaveState::Unsaved | SaveState::Waiting => Tone::Warning,
    });
    let text = Signal::derive(move || {
        match chip.get() {
            SaveState::Saved(Place::Server) => "Saved on the server",
            SaveState::Saved(Place::Browser) => "Saved in this browser",
            SaveState::Saving => "Saving…",
            SaveState::Unsaved => "Unsaved changes",
            SaveState::Waiting => "Saved in this browser until the server is back",
        }
        .to_owned()
    });
    view! { <StatusChip tone text /> }
}

#[component]
fn EditControls(state: DashboardState, editing: Signal<bool>) -> impl IntoView {
    let router = expect_context::<Router>();
    let at_work = Memo::new(move |_| editing.get() || state.changed.get());
    let nothing_to_undo = Signal::derive(move || !state.editor.with(|editor| editor.can_undo()));
    let nothing_to_redo = Signal::derive(move || !state.editor.with(|editor| editor.can_redo()));
    let saved = Signal::derive(move || !state.changed.get());
    let toggle = move |()| router.adjust(|address| address.editing = !address.editing);
    let edit_label =
        Signal::derive(move || if editing.get() { "Stop editing (e)" } else { "Edit (e)" }.to_owned());
    view! {
        <div class="toolbar__edit">
            <Show when=move || at_work.get()>
                <IconButton glyph=Glyph::Undo label="Undo (Ctrl Z)" disabled=nothing_to_undo on_press=move |()| state.undo() />
                <IconButton glyph=Glyph::Redo label="Redo (Ctrl Shift Z)" disabled=nothing_to_redo on_press=move |()| state.redo() />
            </Show>
            <IconButton glyph=Glyph::Edit label=edit_label pressed=editing on_press=toggle />
            <Show when=move || editing.get()>
                <AddWidgetMenu state />
            </Show>
            <Show when=move || at_work.get()>
                <Button kind=ButtonKind::Primary hint="Ctrl S" disabled=saved on_press=move |()| state.save()>
                    "Save"
                </Button>
            </Show>
            <Menu glyph=Glyph::Menu label="More">
                <MenuItem glyph=Glyph::Code text="JSON view" on_press=move |()| state.json_view.set(true) />
                <MenuItem glyph=Glyph::Download text="Export JSON" on_press=move |()| export(state) />
                <MenuItem
                    glyph=Glyph::Undo
                    text="Back to what is saved"
                    disabled=saved
                    on_press=move |()| state.revert()
                />
                <MenuSeparator />
                <MenuItem glyph=Glyph::Keyboard text="Keys" key="?" on_press=move |()| state.help.set(true) />
            </Menu>
        </div>
    }
    .into_any()
}

/// What is on the screen, saved or not.
fn export(state: DashboardState) {
    let name = [&state.name.get_value(), ".json"].concat();
    state.editor.with_untracked(|editor| crate::pages::download(&name, "application/json", editor.text()));
}
