//! The widget editor over the dashboard: what it gives back becomes one edit.

use super::state::{DashboardState, WidgetEdit};
use crate::components::{DialogWidth, dialog, kept_title};
use crate::dom::{El, View};
use crate::widgets::WidgetEditor;
use dashboard::Edit;
use leptos::prelude::{Callback, view};

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

fn editor(state: DashboardState) -> Option<View> {
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
    let cancel = move |()| state.widget_edit.set(None);
    let editor =
        view! { <WidgetEditor widget_json on_apply=Callback::new(apply) on_cancel=Callback::new(cancel) /> };
    Some(crate::dom::leptos(editor))
}
