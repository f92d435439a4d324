//! How a metric widget draws: title, view, axes, legend, annotations.

use super::draft;
use super::form::{Checkbox, ChoiceInput, NumberInput, TextInput, words};
use super::metrics_table::{periods_or, statistics_or};
use crate::components::{Button, Glyph, IconButton};
use dashboard::json::Value;
use dashboard::{MetricView, MetricWidget};
use leptos::prelude::*;

#[component]
pub fn Options(text: RwSignal<String>, widget: Signal<MetricWidget>) -> impl IntoView {
    let view_is = move |view: MetricView| move || widget.with(|widget| widget.view == view);
    view! {
        <div class="widget-options">
            <fieldset>
                <legend>"Widget"</legend>
                <TextInput text label="Title" pointer="/properties/title" />
                <ChoiceInput text label="View" pointer="/properties/view" choices=views />
                <ChoiceInput text label="Statistic" pointer="/properties/stat" choices=statistics />
                <ChoiceInput text label="Period" pointer="/properties/period" choices=periods is_number=true />
                <ChoiceInput text label="Legend" pointer="/properties/legend/position" choices=legends />
                <Show when=view_is(MetricView::TimeSeries)>
                    <Checkbox text label="Stacked areas" pointer="/properties/stacked" />
                </Show>
                <Show when=view_is(MetricView::SingleValue)>
                    <Checkbox text label="Small line behind the number" pointer="/properties/sparkline" />
                    <Checkbox text label="Change against the period before" pointer="/properties/trend" default=true />
                    <Checkbox text label="All digits" pointer="/properties/singleValueFullPrecision" />
                </Show>
                <Show when=move || widget.with(|widget| widget.view != MetricView::TimeSeries)>
                    <Checkbox
                        text
                        label="One value over the whole time range"
                        pointer="/properties/setPeriodToTimeRange"
                    />
                </Show>
                <Checkbox text label="Show the period that is still filling" pointer="/properties/liveData" />
            </fieldset>
            <AxisOptions text side="left" legend="Left axis" />
            <AxisOptions text side="right" legend="Right axis" />
            <Thresholds text widget />
        </div>
    }
    .into_any()
}

#[component]
fn AxisOptions(text: RwSignal<String>, side: &'static str, legend: &'static str) -> impl IntoView {
    let pointer = move |name: &str| ["/properties/yAxis/", side, "/", name].concat();
    view! {
        <fieldset>
            <legend>{legend}</legend>
            <TextInput text label="Label" pointer=pointer("label") />
            <NumberInput text label="Lowest" pointer=pointer("min") />
            <NumberInput text label="Highest" pointer=pointer("max") />
        </fieldset>
    }
    .into_any()
}

/// Horizontal annotations. Vertical ones are edited as JSON.
#[component]
fn Thresholds(text: RwSignal<String>, widget: Signal<MetricWidget>) -> impl IntoView {
    const POINTER: &str = "/properties/annotations/horizontal";
    let count = Memo::new(move |_| widget.with(|widget| widget.annotations.horizontal.len()));
    let add = move |()| {
        let new = Value::object([("value", Value::integer(0)), ("label", Value::string("Threshold"))]);
        text.update(|text| {
            *text = if count.get_untracked() == 0 {
                draft::set(text, POINTER, Some(&Value::Array(vec![new])))
            } else {
                draft::set(text, &[POINTER, "/-"].concat(), Some(&new))
            };
        });
    };
    let line = move |index: usize| {
        let pointer = move |name: &str| [POINTER, "/", &index.to_string(), "/", name].concat();
        let remove = move |()| {
            text.update(|text| *text = draft::set(text, &[POINTER, "/", &index.to_string()].concat(), None));
        };
        view! {
            <div class="widget-options__threshold">
                <NumberInput text label="Value" pointer=pointer("value") />
                <TextInput text label="Label" pointer=pointer("label") />
                <ChoiceInput text label="Fill" pointer=pointer("fill") choices=fills />
                <ChoiceInput text label="Axis" pointer=pointer("yAxis") choices=sides />
                <IconButton glyph=Glyph::Trash label="Remove" on_press=remove />
            </div>
        }
    };
    view! {
        <fieldset>
            <legend>"Horizontal annotations"</legend>
            <For each=move || 0..count.get() key=|index| *index let(index)>
                {line(index)}
            </For>
            <Button glyph=Glyph::Add on_press=add>
                "Add annotation"
            </Button>
        </fieldset>
    }
    .into_any()
}

fn statistics() -> Vec<(String, String)> {
    statistics_or("Average, as nothing is said")
}

fn periods() -> Vec<(String, String)> {
    periods_or("5 minutes, as nothing is said")
}

fn views() -> Vec<(String, String)> {
    words(&[
        ("timeSeries", "Graph over time"),
        ("singleValue", "Single values"),
        ("gauge", "Gauge"),
        ("bar", "Bars"),
        ("pie", "Pie"),
        ("table", "Table"),
    ])
}

fn legends() -> Vec<(String, String)> {
    words(&[("", "As usual"), ("bottom", "Below"), ("right", "At the right"), ("hidden", "Hidden")])
}

fn fills() -> Vec<(String, String)> {
    words(&[("", "None"), ("above", "Above"), ("below", "Below")])
}

fn sides() -> Vec<(String, String)> {
    words(&[("", "Left"), ("right", "Right")])
}
