//! The text widget: Markdown, and whether it stands on a ground of its own.

use super::body::{Body, Status};
use super::markdown::MarkdownView;
use dashboard::TextWidget;
use leptos::prelude::*;

pub fn body(widget: Signal<TextWidget>) -> Body {
    let markdown = Memo::new(move |_| widget.with(|widget| widget.markdown.clone()));
    Body {
        status: Signal::stored(Status::default()),
        csv: None,
        retry: Callback::new(|()| ()),
        view: view! { <div class="text-widget" tabindex="0"><MarkdownView markdown /></div> }.into_any(),
    }
}
