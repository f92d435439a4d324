//! How a metric widget draws: title, view, axes, legend, annotations.

use super::form::{Choices, choice_input, flag_input, number_choice_input, number_input, set_at, text_input};
use super::metrics_table::{PERIODS, STATISTICS};
use crate::components::{ButtonKind, Glyph, button, icon_button};
use crate::dom::{El, each, el, fragment, when};
use crate::reactive::{RwSignal, Signal};
use dashboard::json::Value;
use dashboard::{MetricView, MetricWidget};

pub fn options(text: RwSignal<String>, widget: Signal<MetricWidget>) -> El {
    let view_is = move |view: MetricView| move || widget.with(|widget| widget.view == view);
    let flag = move |label, pointer: &str, default| flag_input(text, label, pointer, default);
    let stacked = move || flag("Stacked areas", "/properties/stacked", false).into();
    let single_value = move || {
        fragment([
            flag("Small line behind the number", "/properties/sparkline", false).into(),
            flag("Change against the period before", "/properties/trend", true).into(),
            flag("All digits", "/properties/singleValueFullPrecision", false).into(),
        ])
    };
    let whole_range =
        move || flag("One value over the whole time range", "/properties/setPeriodToTimeRange", false).into();
    let is_series = view_is(MetricView::TimeSeries);
    let general = group("Widget")
        .child(text_input(text, "Title", "/properties/title"))
        .child(choice_input(text, "View", "/properties/view", VIEW))
        .child(choice_input(text, "Statistic", "/properties/stat", STATISTIC))
        .child(number_choice_input(text, "Period", "/properties/period", PERIOD))
        .child(choice_input(text, "Legend", "/properties/legend/position", LEGEND))
        .child(when(is_series, stacked))
        .child(when(view_is(MetricView::SingleValue), single_value))
        .child(when(move || !is_series(), whole_range))
        .child(flag("Show the period that is still filling", "/properties/liveData", false));
    el("div")
        .class("widget-options")
        .child(general)
        .child(axis_options(text, "left", "Left axis"))
        .child(axis_options(text, "right", "Right axis"))
        .child(thresholds(text, widget))
}

pub fn group(legend: &'static str) -> El {
    el("fieldset").child(el("legend").text(legend))
}

fn axis_options(text: RwSignal<String>, side: &str, legend: &'static str) -> El {
    let pointer = |name: &str| ["/properties/yAxis/", side, "/", name].concat();
    group(legend)
        .child(text_input(text, "Label", &pointer("label")))
        .child(number_input(text, "Lowest", &pointer("min")))
        .child(number_input(text, "Highest", &pointer("max")))
}

/// Horizontal annotations. Vertical ones are edited as JSON.
fn thresholds(text: RwSignal<String>, widget: Signal<MetricWidget>) -> El {
    const POINTER: &str = "/properties/annotations/horizontal";
    let count = move |widget: &MetricWidget| widget.annotations.horizontal.len();
    let add = move || {
        let new = Value::object([("value", Value::integer(0)), ("label", Value::string("Threshold"))]);
        if widget.with_untracked(count) == 0 {
            set_at(text, POINTER, Some(Value::Array(vec![new])));
        } else {
            set_at(text, &[POINTER, "/-"].concat(), Some(new));
        }
    };
    let line = move |index: usize| {
        let this = [POINTER, "/", &index.to_string()].concat();
        let pointer = |name: &str| [&this, "/", name].concat();
        let line = el("div")
            .class("widget-options__threshold")
            .child(number_input(text, "Value", &pointer("value")))
            .child(text_input(text, "Label", &pointer("label")))
            .child(choice_input(text, "Fill", &pointer("fill"), FILL))
            .child(choice_input(text, "Axis", &pointer("yAxis"), SIDE));
        line.child(icon_button(Glyph::Trash, "Remove", move || set_at(text, &this, None))).into()
    };
    let indices = move || (0..widget.with(count)).collect::<Vec<_>>();
    group("Horizontal annotations").child(each(indices, usize::to_string, line)).child(button(
        ButtonKind::Normal,
        Some(Glyph::Add),
        "Add annotation",
        add,
    ))
}

const STATISTIC: Choices = Choices { none: Some("Average, as nothing is said"), others: STATISTICS };
const PERIOD: Choices = Choices { none: Some("5 minutes, as nothing is said"), others: PERIODS };
const VIEW: Choices = Choices {
    none: None,
    others: &[
        ("timeSeries", "Graph over time"),
        ("singleValue", "Single values"),
        ("gauge", "Gauge"),
        ("bar", "Bars"),
        ("pie", "Pie"),
        ("table", "Table"),
    ],
};
const LEGEND: Choices = Choices {
    none: Some("As usual"),
    others: &[("bottom", "Below"), ("right", "At the right"), ("hidden", "Hidden")],
};
const FILL: Choices = Choices { none: Some("None"), others: &[("above", "Above"), ("below", "Below")] };
const SIDE: Choices = Choices { none: Some("Left"), others: &[("right", "Right")] };
