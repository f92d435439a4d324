//! Widgets that can't be drawn: said in a sentence, and kept in the document as they are.

use super::body::Body;
use super::display;
use crate::components::{Glyph, icon};
use crate::dom::el;
use dashboard::WidgetKind;

pub fn body(kind: &WidgetKind) -> Body {
    let text = match kind {
        WidgetKind::Invalid { reason } => display::name(reason),
        WidgetKind::Unsupported { type_name } => unsupported_text(&display::name(type_name)),
        _ => String::new(),
    };
    let view = el("div")
        .class("widget-empty")
        .child(icon(Glyph::Info))
        .child(el("p").class("widget-empty__title").text(text))
        .child(el("p").text("It is kept in the dashboard’s JSON unchanged."));
    Body::still(view)
}

fn unsupported_text(type_name: &str) -> String {
    match type_name {
        "explorer" => "Metrics explorer widgets (type “explorer”) aren’t supported yet.".to_owned(),
        "custom" => {
            "Custom widgets (type “custom”) call a Lambda function, which isn’t supported.".to_owned()
        }
        _ => ["Widgets of the type “", type_name, "” aren’t supported."].concat(),
    }
}
