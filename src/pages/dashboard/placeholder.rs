//! Stands in until the widgets' room has its frame and editor.

use dashboard::{Widget, WidgetId};
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct WidgetActions {
    pub edit: Callback<WidgetId>,
    pub duplicate: Callback<WidgetId>,
    pub delete: Callback<WidgetId>,
    pub copy_json: Callback<WidgetId>,
    pub enlarge: Callback<WidgetId>,
}

#[component]
pub fn WidgetFrame(
    #[prop(into)] widget: Signal<Widget>,
    actions: WidgetActions,
    #[prop(into)] editing: Signal<bool>,
) -> impl IntoView {
    let _ = (actions, editing);
    view! { <section class="widget"><h2>{move || widget.get().title}</h2></section> }
}

#[component]
pub fn WidgetEditor(
    widget_json: String,
    on_apply: Callback<String>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let text = RwSignal::new(widget_json);
    view! {
        <crate::components::CodeEditor label="Widget" value=text />
        <crate::components::Button on_press=on_cancel>"Cancel"</crate::components::Button>
        <crate::components::Button on_press=move |()| on_apply.run(text.get_untracked())>"Apply"</crate::components::Button>
    }
}
