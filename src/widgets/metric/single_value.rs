//! The view `singleValue`: the newest number of each metric, as large as its place allows.

use super::Asked;
use super::evaluate::{Graph, GraphLine};
use super::view_spec;
use crate::chart::sparkline;
use crate::dom::{El, View, each, el, live, when};
use crate::reactive::{Memo, derived, memo};
use chart::number_format::{NO_VALUE, Precision, format_value};
use std::rc::Rc;

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

pub fn view(asked: Memo<Asked>, graph: Memo<Option<Graph>>) -> El {
    let keys = memo(move || {
        graph.with(|graph| {
            let lines = graph.as_ref().map_or(&[][..], |graph| &graph.lines);
            lines.iter().map(|line| line.key.clone()).collect::<Vec<_>>()
        })
    });
    let values = each(move || keys.get(), String::clone, move |key| value(asked, graph, key).into());
    el("div").class("single-values").style("--count", move || keys.with(Vec::len).to_string()).child(values)
}

fn value(asked: Memo<Asked>, graph: Memo<Option<Graph>>, key: String) -> El {
    let number = memo({
        let key = key.clone();
        move || {
            let (full, trend) = asked.with(|Asked { widget, .. }| {
                (widget.single_value_full_precision, widget.trend.unwrap_or(true))
            });
            graph.with(|graph| line(graph, &key).map(|(_, line)| Number::new(line, full, trend)))
        }
    });
    let label = move || number.with(|number| number.as_ref().map(|number| number.label.clone()));
    let text = move || number.with(|number| number.as_ref().map(|number| number.text.clone()));
    let characters = move || text().map_or(1, |text| text.chars().count().max(3)).to_string();
    let trend = move || number.with(|number| number.as_ref().and_then(|number| number.trend.clone()));
    let shown = el("span").class("single-value__number").style("--characters", characters).text(text);
    let caption = el("span")
        .class("single-value__caption")
        .child(el("span").class("single-value__label").attr("title", label).text(label))
        .child(live(trend, |trend| trend.map(trend_view).into()));
    let content = el("div").class("single-value__content").child(shown).child(caption);
    let inner = el("div").class("single-value__inner").child(content).child(spark(asked, graph, key));
    el("div").class("single-value").child(inner)
}

fn line<'a>(graph: &'a Option<Graph>, key: &str) -> Option<(&'a Graph, &'a GraphLine)> {
    let graph = graph.as_ref()?;
    Some((graph, graph.lines.iter().find(|line| line.key == key)?))
}

/// The line behind the number, where the widget wants one and there is more than one datapoint.
fn spark(asked: Memo<Asked>, graph: Memo<Option<Graph>>, key: String) -> View {
    let key: Rc<str> = key.into();
    let own = Rc::clone(&key);
    let is_shown = move || {
        let is_wanted = asked
            .with(|Asked { widget, .. }| widget.sparkline == Some(true) && !widget.set_period_to_time_range);
        is_wanted && graph.with(|graph| line(graph, &own).is_some_and(|(_, line)| 1 < line.series.len()))
    };
    when(is_shown, move || {
        let key = Rc::clone(&key);
        let spec = move || {
            graph.with(|graph| line(graph, &key).map(|(graph, line)| view_spec::sparkline(graph, line)))
        };
        let Some(first) = spec() else { return View::none() };
        // The line may be gone for a moment before this view is.
        let spec = derived(move || spec().unwrap_or_else(|| first.clone()));
        el("div").class("single-value__spark").child(sparkline(spec)).into()
    })
}

fn trend_view(trend: Trend) -> El {
    let arrow = match trend.direction {
        "up" => "▲ ",
        "down" => "▼ ",
        _ => "",
    };
    let words = match trend.direction {
        "level" => "unchanged".to_owned(),
        direction => [direction, " ", &trend.text].concat(),
    };
    el("span")
        .class("single-value__trend")
        .attr("data-direction", trend.direction)
        .attr("title", words + " against the period before")
        .text([arrow, &trend.text].concat())
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
