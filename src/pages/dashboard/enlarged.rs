//! One widget over the whole window. Which one stands in the address, so it can be shared.

use super::state::DashboardState;
use crate::components::{Dialog, DialogWidth};
use crate::router::Router;
use crate::widgets::{WidgetActions, WidgetFrame};
use dashboard::Widget;
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
    let close = move |()| router.adjust(|address| address.widget = None);
    let content = move || {
        widget.get_untracked().map(|first| {
            let shown = Memo::new(move |before: Option<&Widget>| {
                widget.get().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            view! {
                <div class="enlarged">
                    <WidgetFrame widget=shown actions=no_actions() editing=false />
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

/// Here a widget is looked at, not changed.
fn no_actions() -> WidgetActions {
    let nothing = Callback::new(|_| ());
    WidgetActions { edit: nothing, duplicate: nothing, delete: nothing, copy_json: nothing, enlarge: nothing }
}
