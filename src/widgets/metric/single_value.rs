//! The view `singleValue`: the newest number of each metric, as large as its place allows.

use super::Resolved;
use super::evaluate::{Graph, GraphLine};
use super::view_spec;
use crate::charts::Sparkline;
use chart::number_format::{NO_VALUE, Precision, format_value};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

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
pub fn SingleValues(resolved: Memo<Resolved>, graph: Memo<Option<Graph>>) -> impl IntoView {
    let keys = Memo::new(move |_| graph.with(|graph| graph.as_ref().map(keys).unwrap_or_default()));
    view! {
        <div class="single-values" style:--count=move || keys.with(Vec::len).to_string()>
            <For each=move || keys.get() key=Arc::clone let(key)>
                <SingleValue resolved graph key />
            </For>
        </div>
    }
}

/// The keys of the lines. Two rows may have one id by mistake; they show the same number, so once is enough.
fn keys(graph: &Graph) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    let lines = graph.lines.iter().filter(|line| seen.insert(line.key.as_str()));
    lines.map(|line| line.key.as_str().into()).collect()
}

#[component]
fn SingleValue(
    resolved: Memo<Resolved>,
    graph: Memo<Option<Graph>>,
    /// Which line of the graph it is.
    key: Arc<str>,
) -> impl IntoView {
    let number = Memo::new({
        let key = Arc::clone(&key);
        move |_| {
            let (is_full, has_trend) = resolved.with(|Resolved { widget, .. }| {
                (widget.single_value_full_precision, widget.trend.unwrap_or(true))
            });
            graph.with(|graph| line(graph, &key).map(|(_, line)| Number::new(line, is_full, has_trend)))
        }
    });
    let label = move || number.with(|number| number.as_ref().map(|number| number.label.clone()));
    let text = move || number.with(|number| number.as_ref().map(|number| number.text.clone()));
    let characters = move || text().map_or(1, |text| text.chars().count().max(3)).to_string();
    let trend = move || number.with(|number| number.as_ref().and_then(|number| number.trend.clone()));
    view! {
        <div class="single-value">
            <div class="single-value__inner">
                <div class="single-value__content">
                    <span class="single-value__number" style:--characters=characters>
                        {text}
                    </span>
                    <span class="single-value__caption">
                        <span class="single-value__label" title=label>
                            {label}
                        </span>
                        {move || trend().map(trend_view)}
                    </span>
                </div>
                <SparklineBehind resolved graph key />
            </div>
        </div>
    }
}

fn line<'a>(graph: &'a Option<Graph>, key: &str) -> Option<(&'a Graph, &'a GraphLine)> {
    let graph = graph.as_ref()?;
    Some((graph, graph.lines.iter().find(|line| line.key == key)?))
}

/// The line behind the number, where the widget wants one and there is more than one datapoint.
#[component]
fn SparklineBehind(resolved: Memo<Resolved>, graph: Memo<Option<Graph>>, key: Arc<str>) -> impl IntoView {
    let spec = Memo::new(move |_| {
        let is_wanted = resolved
            .with(|Resolved { widget, .. }| widget.sparkline == Some(true) && !widget.is_over_whole_range());
        graph.with(|graph| {
            let (graph, line) = line(graph, &key).filter(|(_, line)| is_wanted && line.series.len() > 1)?;
            Some(view_spec::sparkline(graph, line))
        })
    });
    let sparkline = move || {
        let first = spec.get_untracked()?;
        // The line may be gone for a moment before this view is.
        let spec = Signal::derive(move || spec.get().unwrap_or_else(|| first.clone()));
        Some(view! { <div class="single-value__spark"><Sparkline spec /></div> })
    };
    view! { <Show when=move || spec.with(Option::is_some)>{sparkline()}</Show> }
}

fn trend_view(trend: Trend) -> impl IntoView {
    let arrow = match trend.direction {
        "up" => "▲ ",
        "down" => "▼ ",
        _ => "",
    };
    let words = match trend.direction {
        "level" => "unchanged".to_owned(),
        direction => format!("{direction} {}", trend.text),
    };
    view! {
        <span
            class="single-value__trend"
            data-direction=trend.direction
            title=format!("{words} against the period before")
        >
            {format!("{arrow}{}", trend.text)}
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
