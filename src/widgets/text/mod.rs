//! The text widget: Markdown, and whether it stands on a ground of its own.

mod markdown;
#[cfg(test)]
mod markdown_tests;
mod url;
mod view;

use super::body::Body;
use dashboard::TextWidget;
use leptos::prelude::*;
use view::MarkdownView;

pub fn body(widget: Signal<TextWidget>) -> Body {
    let markdown = Memo::new(move |_| widget.with(|widget| widget.markdown.clone()));
    Body::without_data(view! {
        <div class="text-widget" tabindex="0">
            <MarkdownView markdown />
        </div>
    })
}
