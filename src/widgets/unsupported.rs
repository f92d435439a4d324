//! Widgets that can't be drawn: said in a sentence, and kept in the document as they are.

use super::body::Body;
use super::display;
use crate::components::{Glyph, Icon};
use dashboard::WidgetKind;
use leptos::prelude::*;

pub fn body(kind: Signal<WidgetKind>) -> Body {
    Body::without_data(view! {
        <div class="widget-empty">
            <Icon glyph=Glyph::Info />
            <p class="widget-empty__title">{move || kind.with(reason)}</p>
            <p>"It is kept in the dashboard’s JSON unchanged."</p>
        </div>
    })
}

fn reason(kind: &WidgetKind) -> String {
    match kind {
        WidgetKind::Invalid { reason } => display::name(reason),
        WidgetKind::Unsupported { type_name } => unsupported_text(&display::name(type_name)),
        _ => String::new(),
    }
}

fn unsupported_text(type_name: &str) -> String {
    match type_name {
        "explorer" => "Metrics explorer widgets (type “explorer”) aren’t supported yet.".to_owned(),
        "custom" => {
            "Custom widgets (type “custom”) call a Lambda function, which isn’t supported.".to_owned()
        }
        _ => format!("Widgets of the type “{type_name}” aren’t supported."),
    }
}
