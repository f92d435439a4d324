//! The widget editor over the dashboard: what it gives back becomes one edit.

use super::state::{DashboardState, EditedDashboardStoreFields, WidgetEdit};
use crate::components::{Dialog, DialogWidth};
use crate::widget_editor::WidgetEditor;
use dashboard::Edit;
use leptos::prelude::*;

/// Open while a widget is added or edited.
#[component]
pub fn WidgetDialog(state: DashboardState) -> impl IntoView {
    let widget_edit = state.dashboard.widget_edit();
    let title = move || match &*widget_edit.read() {
        Some(WidgetEdit::New(_)) => "Add widget",
        Some(WidgetEdit::Existing(_)) => "Edit widget",
        None => "",
    };
    let close = move |()| widget_edit.set(None);
    let editor = move || {
        let edit = widget_edit.get_untracked()?;
        let widget_json = match &edit {
            WidgetEdit::New(json) => json.clone(),
            WidgetEdit::Existing(id) => state.widget(*id)?.source_text,
        };
        let apply = move |json: String| {
            let edit = match edit {
                WidgetEdit::New(_) => Edit::AddWidget { json },
                WidgetEdit::Existing(id) => Edit::ReplaceWidget { id, json },
            };
            if state.apply(edit) {
                widget_edit.set(None);
            }
        };
        Some(view! { <WidgetEditor widget_json on_apply=apply on_cancel=close /> })
    };
    view! {
        <Dialog title open=move || widget_edit.read().is_some() on_close=close width=DialogWidth::Full>
            {editor}
        </Dialog>
    }
}
