//! The view `singleValue`: the newest number of each metric, as large as its place allows.

use super::evaluate::{Graph, GraphLine};
use super::view_spec;
use crate::chart::Sparkline;
use chart::number_format::{NO_VALUE, Precision, format_value};
use dashboard::MetricWidget;
use leptos::prelude::*;

/// One number, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    pub label: String,
    pub text: String,
    /// Against the period before: its sign, and the words.
    pub trend: Option<Trend>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    pub direction: &'static str,
    pub text: String,
}

impl Number {
    pub fn new(line: &GraphLine, is_full_precision: bool, has_trend: bool) -> Self {
        let precision = if is_full_precision { Precision::Full } else { Precision::Short };
        let values = line.series.values();
        let last = values.last();
        let trend = match values {
            [.., before, last] if has_trend => Some(trend(*before, *last)),
            _ => None,
        };
        Number {
            label: line.label.clone(),
            text: last.map_or_else(|| NO_VALUE.to_owned(), |value| format_value(*value, precision)),
            trend,
        }
    }
}

fn trend(before: f64, last: f64) -> Trend {
    let direction = match last.partial_cmp(&before) {
        Some(std::cmp::Ordering::Less) => "down",
        Some(std::cmp::Ordering::Greater) => "up",
        _ => "level",
    };
    let text = if direction == "level" {
        "unchanged".to_owned()
    } else if before == 0.0 {
        format_value((last - before).abs(), Precision::Short)
    } else {
        format_value(((last - before) / before * 100.0).abs(), Precision::Short) + "%"
    };
    Trend { direction, text }
}

#[component]
pub fn SingleValueView(
    #[prop(into)] widget: Signal<MetricWidget>,
    #[prop(into)] graph: Signal<Graph>,
) -> impl IntoView {
    let keys = Memo::new(move |_| {
        graph.with(|graph| graph.lines.iter().map(|line| line.key.clone()).collect::<Vec<_>>())
    });
    let count = move || keys.with(Vec::len).to_string();
    view! {
        <div class="single-values" style:--count=count>
            <For each=move || keys.get() key=String::clone let(key)>
                <SingleValue widget graph key />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn SingleValue(widget: Signal<MetricWidget>, graph: Signal<Graph>, key: String) -> impl IntoView {
    let line =
        Memo::new(move |_| graph.with(|graph| graph.lines.iter().find(|line| line.key == key).cloned()));
    let number = Memo::new(move |_| {
        let (full, trend) =
            widget.with(|widget| (widget.single_value_full_precision, widget.trend.unwrap_or(true)));
        line.with(|line| line.as_ref().map(|line| Number::new(line, full, trend)))
    });
    let has_sparkline = Memo::new(move |_| {
        let wanted = widget.with(|widget| widget.sparkline == Some(true) && !widget.set_period_to_time_range);
        wanted && line.with(|line| line.as_ref().is_some_and(|line| 1 < line.series.len()))
    });
    let spark = move || {
        let spec = Signal::derive(move || {
            graph.with(|graph| line.with(|line| line.as_ref().map(|line| view_spec::sparkline(graph, line))))
        });
        let first = spec.get_untracked()?;
        // The line may be gone for a moment before this view is.
        let spec = Signal::derive(move || spec.get().unwrap_or_else(|| first.clone()));
        Some(view! { <div class="single-value__spark"><Sparkline spec /></div> })
    };
    let characters =
        move || number.with(|number| number.as_ref().map_or(1, |number| number.text.chars().count().max(3)));
    view! {
        <div class="single-value">
            <div class="single-value__inner">
                <div class="single-value__content">
                    <span class="single-value__number" style:--characters=move || characters().to_string()>
                        {move || number.with(|number| number.as_ref().map(|number| number.text.clone()))}
                    </span>
                    <span class="single-value__caption">
                        <span class="single-value__label" title=move || label(number)>
                            {move || label(number)}
                        </span>
                        {move || number.get().and_then(|number| number.trend).map(trend_view)}
                    </span>
                </div>
                <Show when=move || has_sparkline.get()>{spark()}</Show>
            </div>
        </div>
    }
    .into_any()
}

fn label(number: Memo<Option<Number>>) -> String {
    number.with(|number| number.as_ref().map(|number| number.label.clone()).unwrap_or_default())
}

fn trend_view(trend: Trend) -> impl IntoView {
    let arrow = match trend.direction {
        "up" => "▲ ",
        "down" => "▼ ",
        _ => "",
    };
    let words = match trend.direction {
        "level" => "unchanged".to_owned(),
        direction => [direction, " ", &trend.text].concat(),
    };
    view! {
        <span class="single-value__trend" data-direction=trend.direction title=words + " against the period before">
            {[arrow, &trend.text].concat()}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(before: f64, last: f64, expected: &str) {
        let trend = trend(before, last);
        assert_eq!(format!("{} {}", trend.direction, trend.text), expected);
    }

    #[wasm_bindgen_test]
    fn trends() {
        check(10.0, 15.0, "up 50%");
        check(10.0, 5.0, "down 50%");
        check(-10.0, -5.0, "up 50%");
        check(0.0, 5.0, "up 5");
        check(3.0, 3.0, "level unchanged");
    }
}
