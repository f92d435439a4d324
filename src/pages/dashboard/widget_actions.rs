//! What a widget's menu does on a dashboard's page.

use super::state::{DashboardState, EditedDashboardStoreFields, WidgetEdit};
use crate::components::{Toast, Toasts, Tone};
use crate::routing::use_router;
use crate::widgets::WidgetAction;
use dashboard::{Edit, WidgetId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Called with the action and the widget it is for.
pub fn widget_actions(state: DashboardState) -> Callback<(WidgetAction, WidgetId)> {
    let router = use_router();
    Callback::new(move |(action, id)| match action {
        WidgetAction::Edit => state.dashboard.widget_edit().set(Some(WidgetEdit::Existing(id))),
        WidgetAction::Duplicate => {
            state.apply(Edit::DuplicateWidget(id));
        }
        WidgetAction::Delete => state.delete_widget(id),
        WidgetAction::CopyJson => {
            if let Some(widget) = state.widget(id) {
                copy(widget.source_text, state.toasts);
            }
        }
        WidgetAction::Enlarge => router.step(move |address| address.widget = state.index_of(id)),
    })
}

fn copy(text: String, toasts: Toasts) {
    spawn_local(async move {
        let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
        toasts.show(match written {
            Ok(_) => Toast::new(Tone::Ok, "Copied the widget’s JSON."),
            Err(_) => Toast::new(Tone::Danger, "The browser doesn’t let the page copy."),
        });
    });
}
