//! The widget editor: a picture of the widget that follows every change, and below it the ways to change it.
//!
//! What is edited is the widget's JSON text; the page gets it back whole.

mod draft;

use super::frame::WidgetPreview;
use crate::components::{Button, ButtonKind, CodeEditor};
use dashboard::Widget;
use leptos::prelude::*;

#[component]
pub fn WidgetEditor(
    widget_json: String,
    #[prop(into)] on_apply: Callback<String>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let text = RwSignal::new(widget_json);
    let widget = Memo::new(move |_| text.with(|text| draft::widget(text)));
    view! {
        <div class="widget-editor">
            <Preview widget />
            <CodeEditor label="JSON" value=text />
            <footer class="widget-editor__footer">
                <Button on_press=on_cancel>"Cancel"</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| on_apply.run(text.get_untracked())>
                    "Apply"
                </Button>
            </footer>
        </div>
    }
    .into_any()
}

#[component]
fn Preview(widget: Memo<Result<Widget, String>>) -> impl IntoView {
    let good = Memo::new(move |before: Option<&Option<Widget>>| {
        widget.get().ok().or_else(|| before.cloned().flatten())
    });
    let has_one = Memo::new(move |_| good.with(Option::is_some));
    let preview = move || {
        let first = good.get_untracked()?;
        let shown = Memo::new(move |_| good.get().unwrap_or_else(|| first.clone()));
        Some(view! { <WidgetPreview widget=shown /> })
    };
    view! { <div class="widget-editor__preview">{move || has_one.get().then(preview)}</div> }.into_any()
}
