//! One widget over the whole window. Which one stands in the address, so it can be shared.

use super::grid::actions;
use super::state::DashboardState;
use crate::components::{Dialog, DialogWidth};
use crate::router::Router;
use crate::widgets::{WidgetActions, WidgetFrame};
use dashboard::{Widget, WidgetId};
use leptos::prelude::*;

#[component]
pub fn EnlargedWidget(state: DashboardState) -> impl IntoView {
    let router = expect_context::<Router>();
    let widget = Memo::new(move |_| {
        let index = router.address().with(|address| address.widget)?;
        state.widgets.with(|widgets| widgets.get(index).cloned())
    });
    let open = Memo::new(move |_| widget.with(Option::is_some));
    let title = Memo::new(move |before: Option<&String>| {
        let now = widget.with(|widget| {
            widget.as_ref().map(|widget| widget.title.clone().unwrap_or_else(|| "Widget".to_owned()))
        });
        now.or_else(|| before.cloned()).unwrap_or_default()
    });
    let close = Callback::new(move |()| router.adjust(|address| address.widget = None));
    let here = actions_here(state, close);
    let content = move || {
        widget.get_untracked().map(|first| {
            let shown = Memo::new(move |before: Option<&Widget>| {
                widget.get().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            view! {
                <div class="enlarged">
                    <WidgetFrame widget=shown actions=here editing=false />
                </div>
            }
        })
    };
    view! {
        <Dialog title open on_close=close width=DialogWidth::Full>
            {content}
        </Dialog>
    }
}

/// What leads away from the widget closes the dialog first.
fn actions_here(state: DashboardState, close: Callback<()>) -> WidgetActions {
    let on_page = actions(state);
    let then = move |action: Callback<WidgetId>| {
        Callback::new(move |id| {
            close.run(());
            action.run(id);
        })
    };
    WidgetActions {
        edit: then(on_page.edit),
        duplicate: then(on_page.duplicate),
        delete: then(on_page.delete),
        copy_json: on_page.copy_json,
        enlarge: Callback::new(move |_| close.run(())),
    }
}
