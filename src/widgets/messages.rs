//! What validation says of a widget, under its content: faults, properties that count for nothing, variables
//! that can't be filled in. A metric widget says itself which of its rows it can't understand.

use super::display;
use crate::components::{Glyph, Icon};
use dashboard::{ValidationMessage, Widget, WidgetKind};
use leptos::prelude::*;

/// One line that opens; nothing where there is nothing to say.
#[component]
pub fn Messages(widget: Signal<Widget>) -> impl IntoView {
    let texts = Memo::new(move |_| widget.with(texts));
    let list = move || texts.get().into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    view! {
        <Show when=move || texts.with(|texts| !texts.is_empty())>
            <details class="widget-problems">
                <summary>
                    <Icon glyph=Glyph::Error />
                    <span>{move || texts.with(|texts| summary(texts))}</span>
                </summary>
                <ul>{list}</ul>
            </details>
        </Show>
    }
}

fn texts(widget: &Widget) -> Vec<String> {
    let refused_rows: Vec<usize> = match &widget.kind {
        WidgetKind::Metric(metric) => metric.row_errors.iter().map(|error| error.index).collect(),
        _ => Vec::new(),
    };
    let said_elsewhere = |path: &str| row_of(path).is_some_and(|row| refused_rows.contains(&row));
    let others = widget.messages.iter().filter(|message| !said_elsewhere(path_in_widget(message)));
    others.map(text).collect()
}

fn text(message: &ValidationMessage) -> String {
    let path = path_in_widget(message);
    if path.is_empty() {
        display::name(&message.message)
    } else {
        display::name(&format!("{path}: {}", message.message))
    }
}

fn summary(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [only] => only.clone(),
        _ => format!("{} messages about this widget", texts.len()),
    }
}

/// `/widgets/3/properties/view` is `properties/view`.
fn path_in_widget(message: &ValidationMessage) -> &str {
    let rest = message.data_path.strip_prefix("/widgets/").and_then(|rest| rest.split_once('/'));
    rest.map_or("", |(_, path)| path)
}

/// The row of `metrics` that a path leads into.
fn row_of(path: &str) -> Option<usize> {
    path.strip_prefix("properties/metrics/")?.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dashboard::DashboardBody;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(widget: &str, expected: &[&str]) {
        let body = DashboardBody::parse_lenient(&format!(r#"{{"widgets":[{widget}]}}"#)).unwrap();
        assert_eq!(texts(&body.widgets()[0]), expected);
    }

    #[wasm_bindgen_test]
    fn messages_are_told_with_their_place_in_the_widget() {
        check(r##"{"type":"text","properties":{"markdown":"a"}}"##, &[]);
        check(
            r##"{"type":"text","properties":{"markdown":"a","foo":1}}"##,
            &[
                r#"properties: The "foo" property is not expected to be part of a widget definition, will be ignored"#,
            ],
        );
    }

    #[wasm_bindgen_test]
    fn a_row_that_the_widget_refuses_itself_is_not_told_twice() {
        check(r##"{"type":"metric","properties":{"region":"eu-west-1","metrics":[[1],["N","m"]]}}"##, &[]);
    }
}
