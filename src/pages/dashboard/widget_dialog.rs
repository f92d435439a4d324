//! The widget editor over the dashboard: what it gives back becomes one edit.

use super::state::{DashboardState, WidgetEdit};
use crate::components::{Dialog, DialogWidth};
use crate::widgets::WidgetEditor;
use dashboard::Edit;
use leptos::prelude::*;

#[component]
pub fn WidgetDialog(state: DashboardState) -> impl IntoView {
    let open = Memo::new(move |_| state.widget_edit.with(Option::is_some));
    let title = Memo::new(move |before: Option<&&'static str>| match state.widget_edit.get() {
        Some(WidgetEdit::New(_)) => "Add widget",
        Some(WidgetEdit::Existing(_)) => "Edit widget",
        None => before.copied().unwrap_or_default(),
    });
    let close = move |()| state.widget_edit.set(None);
    let content = move || {
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
        Some(
            view! { <WidgetEditor widget_json on_apply=Callback::new(apply) on_cancel=Callback::new(close) /> },
        )
    };
    view! {
        <Dialog
            title=Signal::derive(move || title.get().to_owned())
            open
            on_close=close
            width=DialogWidth::Full
        >
            {content}
        </Dialog>
    }
}
