//! How a metric widget draws: title, view, axes, legend, annotations.

use super::choices::{Choices, PERIODS, STATISTICS};
use super::form::{ChoiceInput, FlagInput, NumberInput, TextInput, set_at};
use crate::components::{Button, Glyph, IconButton};
use dashboard::json::Value;
use dashboard::{MetricView, MetricWidget};
use leptos::prelude::*;

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

const HORIZONTAL_ANNOTATIONS: &str = "/properties/annotations/horizontal";

#[component]
pub fn MetricOptions(text: RwSignal<String>, widget: Signal<MetricWidget>) -> impl IntoView {
    let view_is = move |view: MetricView| widget.with(|widget| widget.view == view);
    view! {
        <div class="widget-options">
            <fieldset>
                <legend>"Widget"</legend>
                <TextInput text label="Title" pointer="/properties/title" />
                <ChoiceInput text label="View" pointer="/properties/view" choices=VIEW />
                <ChoiceInput text label="Statistic" pointer="/properties/stat" choices=STATISTIC />
                <ChoiceInput text label="Period" pointer="/properties/period" choices=PERIOD numeric=true />
                <ChoiceInput text label="Legend" pointer="/properties/legend/position" choices=LEGEND />
                <Show when=move || view_is(MetricView::TimeSeries)>
                    <FlagInput text label="Stacked areas" pointer="/properties/stacked" />
                </Show>
                <Show when=move || view_is(MetricView::SingleValue)>
                    <FlagInput text label="Small line behind the number" pointer="/properties/sparkline" />
                    <FlagInput
                        text
                        label="Change against the period before"
                        pointer="/properties/trend"
                        default=true
                    />
                    <FlagInput text label="All digits" pointer="/properties/singleValueFullPrecision" />
                </Show>
                <Show when=move || !view_is(MetricView::TimeSeries)>
                    <FlagInput
                        text
                        label="One value over the whole time range"
                        pointer="/properties/setPeriodToTimeRange"
                    />
                </Show>
                <FlagInput text label="Show the period that is still filling" pointer="/properties/liveData" />
            </fieldset>
            <AxisOptions text side="left" legend="Left axis" />
            <AxisOptions text side="right" legend="Right axis" />
            <HorizontalAnnotations text widget />
        </div>
    }
}

#[component]
fn AxisOptions(text: RwSignal<String>, side: &'static str, legend: &'static str) -> impl IntoView {
    let pointer = |name: &str| format!("/properties/yAxis/{side}/{name}");
    view! {
        <fieldset>
            <legend>{legend}</legend>
            <TextInput text label="Label" pointer=pointer("label") />
            <NumberInput text label="Lowest" pointer=pointer("min") />
            <NumberInput text label="Highest" pointer=pointer("max") />
        </fieldset>
    }
}

/// A line of fields for each. Vertical annotations are edited as JSON.
#[component]
fn HorizontalAnnotations(text: RwSignal<String>, widget: Signal<MetricWidget>) -> impl IntoView {
    let count = Memo::new(move |_| widget.with(|widget| widget.annotations.horizontal.len()));
    let add = move |()| {
        let new = Value::object([("value", Value::integer(0)), ("label", Value::string("Threshold"))]);
        if count.get_untracked() == 0 {
            set_at(text, HORIZONTAL_ANNOTATIONS, Some(Value::Array(vec![new])));
        } else {
            set_at(text, &format!("{HORIZONTAL_ANNOTATIONS}/-"), Some(new));
        }
    };
    view! {
        <fieldset>
            <legend>"Horizontal annotations"</legend>
            <For each=move || 0..count.get() key=|index| *index let(index)>
                <HorizontalAnnotation text index />
            </For>
            <Button glyph=Glyph::Add on_press=add>
                "Add annotation"
            </Button>
        </fieldset>
    }
}

#[component]
fn HorizontalAnnotation(text: RwSignal<String>, index: usize) -> impl IntoView {
    let pointer = |name: &str| format!("{HORIZONTAL_ANNOTATIONS}/{index}/{name}");
    let remove = move |()| set_at(text, &format!("{HORIZONTAL_ANNOTATIONS}/{index}"), None);
    view! {
        <div class="widget-options__threshold">
            <NumberInput text label="Value" pointer=pointer("value") />
            <TextInput text label="Label" pointer=pointer("label") />
            <ChoiceInput text label="Fill" pointer=pointer("fill") choices=FILL />
            <ChoiceInput text label="Axis" pointer=pointer("yAxis") choices=SIDE />
            <IconButton glyph=Glyph::Trash label="Remove" on_press=remove />
        </div>
    }
}
