//! The text widget: Markdown, and whether it stands on a ground of its own.

use super::body::Body;
use super::markdown;
use crate::dom::el;
use crate::reactive::{Memo, memo};
use dashboard::WidgetKind;

pub fn body(kind: Memo<WidgetKind>) -> Body {
    let text = memo(move || {
        kind.with(|kind| match kind {
            WidgetKind::Text(widget) => widget.markdown.clone(),
            _ => String::new(),
        })
    });
    Body::still(el("div").class("text-widget").attr("tabindex", "0").child(markdown::view(text)))
}
