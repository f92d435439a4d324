//! The strip above the grid: title and where it is saved, time, refresh, and editing.

use super::new_widget::AddWidgetMenu;
use super::range_picker::RangePicker;
use super::refresh_controls::RefreshControls;
use super::saving::SaveState;
use super::state::{DashboardState, EditedDashboardStoreFields};
use crate::components::{
    Button, ButtonKind, Glyph, IconButton, Menu, MenuItem, MenuSeparator, StatusChip, Tone, download,
};
use crate::dashboard_time::DashboardTime;
use crate::dashboards::Location;
use crate::routing::use_router;
use leptos::prelude::*;

/// All of the page's controls.
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
}

/// Whether and where the dashboard is saved.
#[component]
fn SaveChip(state: DashboardState) -> impl IntoView {
    let save_state = Memo::new(move |_| state.save_state());
    let tone = move || match save_state.get() {
        SaveState::Saved(_) => Tone::Ok,
        SaveState::Saving => Tone::Neutral,
        SaveState::Unsaved | SaveState::Waiting => Tone::Warning,
    };
    let text = move || match save_state.get() {
        SaveState::Saved(Location::Server) => "Saved on the server",
        SaveState::Saved(Location::Browser) => "Saved in this browser",
        SaveState::Saving => "Saving…",
        SaveState::Unsaved => "Unsaved changes",
        SaveState::Waiting => "Saved in this browser until the server is back",
    };
    view! { <StatusChip tone text /> }
}

#[component]
fn EditControls(state: DashboardState, editing: Signal<bool>) -> impl IntoView {
    let router = use_router();
    let at_work = move || editing.get() || state.is_changed.get();
    let toggle = move |()| router.adjust(|address| address.editing = !address.editing);
    view! {
        <div class="toolbar__edit">
            <Show when=at_work>
                <IconButton
                    glyph=Glyph::Undo
                    label="Undo (Ctrl Z)"
                    disabled=move || !state.dashboard.editor().read().can_undo()
                    on_press=move |()| state.undo()
                />
                <IconButton
                    glyph=Glyph::Redo
                    label="Redo (Ctrl Shift Z)"
                    disabled=move || !state.dashboard.editor().read().can_redo()
                    on_press=move |()| state.redo()
                />
            </Show>
            <IconButton
                glyph=Glyph::Edit
                label=move || if editing.get() { "Stop editing (e)" } else { "Edit (e)" }
                pressed=editing
                on_press=toggle
            />
            <Show when=move || editing.get()>
                <AddWidgetMenu state />
            </Show>
            <Show when=at_work>
                <Button
                    kind=ButtonKind::Primary
                    hint="Ctrl S"
                    disabled=move || !state.is_changed.get()
                    on_press=move |()| state.save()
                >
                    "Save"
                </Button>
            </Show>
            <MoreMenu state />
        </div>
    }
}

/// What is needed seldom.
#[component]
fn MoreMenu(state: DashboardState) -> impl IntoView {
    let show_json = move |()| state.dashboard.json_view_open().set(true);
    let export = move |()| {
        let file_name = format!("{}.json", state.name.read_value());
        download(&file_name, "application/json", &state.body_text());
    };
    let show_keys = move |()| state.dashboard.keys_open().set(true);
    view! {
        <Menu glyph=Glyph::Menu label="More">
            <MenuItem glyph=Glyph::Code text="JSON view" on_press=show_json />
            <MenuItem glyph=Glyph::Download text="Export JSON" on_press=export />
            <MenuItem
                glyph=Glyph::Undo
                text="Back to what is saved"
                disabled=move || !state.is_changed.get()
                on_press=move |()| state.revert()
            />
            <MenuSeparator />
            <MenuItem glyph=Glyph::Keyboard text="Keys" key="?" on_press=show_keys />
        </Menu>
    }
}
