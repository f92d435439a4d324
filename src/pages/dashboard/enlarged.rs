//! One widget over the whole window. Which one stands in the address, so it can be shared.

use super::state::DashboardState;
use super::widget_actions::widget_actions;
use crate::components::{Dialog, DialogWidth};
use crate::routing::use_router;
use crate::widgets::{WidgetAction, WidgetFrame};
use dashboard::{Widget, WidgetId};
use leptos::prelude::*;

/// Open while the address names a widget.
#[component]
pub fn EnlargedWidget(state: DashboardState) -> impl IntoView {
    let router = use_router();
    let widget = Memo::new(move |_| {
        let index = router.address().with(|address| address.widget)?;
        state.widgets.with(|widgets| widgets.get(index).cloned())
    });
    let title = move || {
        let title = |widget: &Widget| widget.title.clone().unwrap_or_else(|| "Widget".to_owned());
        widget.read().as_ref().map(title).unwrap_or_default()
    };
    let close = Callback::new(move |()| router.adjust(|address| address.widget = None));
    let on_page = widget_actions(state);
    // What leads away from the widget closes the dialog first.
    let on_action = Callback::new(move |(action, id): (WidgetAction, WidgetId)| {
        if action != WidgetAction::CopyJson {
            close.run(());
        }
        if action != WidgetAction::Enlarge {
            on_page.run((action, id));
        }
    });
    let frame = move || {
        let first = widget.get_untracked()?;
        // A widget that has gone stays until the dialog is closed.
        let shown = Memo::new(move |last: Option<&Widget>| {
            widget.get().or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
        });
        Some(view! {
            <div class="enlarged">
                <WidgetFrame widget=shown on_action editing=false />
            </div>
        })
    };
    view! {
        <Dialog title open=move || widget.read().is_some() on_close=close width=DialogWidth::Full>
            {frame}
        </Dialog>
    }
}
