//! The widget editor over the dashboard: what it gives back becomes one edit.

use super::state::{DashboardState, WidgetEdit};
use crate::components::{DialogWidth, dialog, kept_title};
use crate::dom::El;
use crate::widgets::widget_editor;
use dashboard::Edit;

pub fn widget_dialog(state: DashboardState) -> El {
    let title = kept_title(move || {
        state.widget_edit.with(|edit| match edit {
            Some(WidgetEdit::New(_)) => Some("Add widget"),
            Some(WidgetEdit::Existing(_)) => Some("Edit widget"),
            None => None,
        })
    });
    let open = move || state.widget_edit.with(Option::is_some);
    let close = move || state.widget_edit.set(None);
    dialog(DialogWidth::Full, title, open, close, move || editor(state).into())
}

fn editor(state: DashboardState) -> Option<El> {
    let edit = state.widget_edit.get_untracked()?;
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
            state.widget_edit.set(None);
        }
    };
    Some(widget_editor(widget_json, apply, move || state.widget_edit.set(None)))
}
