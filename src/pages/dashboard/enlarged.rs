//! One widget over the whole window. Which one stands in the address, so it can be shared.

use super::grid::actions;
use super::state::DashboardState;
use crate::components::{DialogWidth, dialog, kept_title};
use crate::dom::{El, el};
use crate::reactive::{Memo, derived, expect_context, memo};
use crate::router::Router;
use crate::widgets::{WidgetAction, WidgetActions, widget_frame};
use dashboard::Widget;
use std::rc::Rc;

pub fn enlarged_widget(state: DashboardState) -> El {
    let router = expect_context::<Router>();
    let widget = memo(move || {
        let index = router.address().with(|address| address.widget)?;
        state.widgets.with(|widgets| widgets.get(index).cloned())
    });
    let title = kept_title(move || {
        let title = |widget: &Widget| widget.title.clone().unwrap_or_else(|| "Widget".to_owned());
        widget.with(|widget| widget.as_ref().map(title))
    });
    let close = move || router.adjust(|address| address.widget = None);
    let here = actions_here(state, router);
    let content = move || {
        let frame = |first: Widget| {
            let shown = Memo::new(move |before: Option<&Widget>| {
                widget.get().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
            });
            el("div").class("enlarged").child(widget_frame(shown, Rc::clone(&here), derived(|| false)))
        };
        widget.get_untracked().map(frame).into()
    };
    dialog(DialogWidth::Full, title, move || widget.with(Option::is_some), close, content)
}

/// What leads away from the widget closes the dialog first.
fn actions_here(state: DashboardState, router: Router) -> WidgetActions {
    let on_page = actions(state);
    Rc::new(move |action, id| {
        if action != WidgetAction::CopyJson {
            router.adjust(|address| address.widget = None);
        }
        if action != WidgetAction::Enlarge {
            on_page(action, id);
        }
    })
}
