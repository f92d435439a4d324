//! The widget editor: a picture of the widget that follows every change, and below it the ways to change it.
//!
//! What is edited is the widget's JSON text; the page gets it back whole. Each room below knows one way of
//! editing and splices the text, so that what none of them knows survives.

mod browse;
mod catalog;
mod completion;
mod draft;
mod expression_field;
mod form;
mod metrics_table;
mod options;
mod others;

use super::display;
use super::frame::WidgetPreview;
use super::metric::queries::Queries;
use crate::components::{Button, ButtonKind, CodeEditor, Segmented};
use dashboard::{AlarmWidget, LogWidget, MetricWidget, Widget, WidgetKind};
use leptos::prelude::*;
use metric_math::MathError;
use std::collections::BTreeMap;
use timeseries::{TimeRange, Timestamp, sorting};

/// Metric widgets have all of these, others only the last two.
const TABS: [(&str, &str); 4] =
    [("metrics", "Metrics"), ("browse", "Browse"), ("options", "Options"), ("source", "Source")];

#[component]
pub fn WidgetEditor(
    widget_json: String,
    #[prop(into)] on_apply: Callback<String>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let text = RwSignal::new(widget_json);
    let widget = Memo::new(move |_| text.with(|text| draft::widget(text)));
    let good = Memo::new(move |before: Option<&Option<Widget>>| {
        widget.get().ok().or_else(|| before.cloned().flatten())
    });
    let fault = move || widget.with(|widget| widget.as_ref().err().cloned());
    let is_metric = Memo::new(move |_| {
        good.with(|widget| widget.as_ref().is_some_and(|widget| matches!(widget.kind, WidgetKind::Metric(_))))
    });
    let first_tab = good.with_untracked(|widget| match widget.as_ref().map(|widget| &widget.kind) {
        Some(WidgetKind::Metric(metric)) if metric.rows.is_empty() => "browse",
        Some(WidgetKind::Metric(_)) => "metrics",
        Some(WidgetKind::Text(_) | WidgetKind::Alarm(_) | WidgetKind::Log(_)) => "options",
        _ => "source",
    });
    let tab = RwSignal::new(first_tab);
    let tabs = move || {
        let choices = if is_metric.get() { TABS.to_vec() } else { TABS[2..].to_vec() };
        view! {
            <Segmented
                label="Ways to edit"
                choices
                value=Signal::derive(move || tab.get().to_owned())
                on_choose=Callback::new(move |choice| tab.set(choice))
            />
        }
    };
    view! {
        <div class="widget-editor">
            <Preview good />
            <div class="widget-editor__tabs">{tabs}</div>
            <div class="widget-editor__tab">
                <Tab tab text good />
            </div>
            <footer class="widget-editor__footer">
                <span class="widget-editor__fault" role="alert">
                    {move || fault().map(|fault| display::name(&fault))}
                </span>
                <Button on_press=on_cancel>"Cancel"</Button>
                <Button
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || fault().is_some())
                    on_press=move |()| on_apply.run(text.get_untracked())
                >
                    "Apply"
                </Button>
            </footer>
        </div>
    }
    .into_any()
}

#[component]
fn Preview(good: Memo<Option<Widget>>) -> impl IntoView {
    let has_one = Memo::new(move |_| good.with(Option::is_some));
    let preview = move || {
        let first = good.get_untracked()?;
        let shown = Memo::new(move |_| good.get().unwrap_or_else(|| first.clone()));
        Some(view! { <WidgetPreview widget=shown /> })
    };
    view! { <div class="widget-editor__preview">{move || has_one.get().then(preview)}</div> }.into_any()
}

/// The room of the chosen tab, for the type that the widget has now.
#[component]
fn Tab(tab: RwSignal<&'static str>, text: RwSignal<String>, good: Memo<Option<Widget>>) -> impl IntoView {
    let kind = Memo::new(move |_| {
        good.with(|widget| widget.as_ref().map(|widget| std::mem::discriminant(&widget.kind)))
    });
    move || {
        kind.track();
        if tab.get() == "source" {
            return view! { <CodeEditor label="The widget’s JSON" value=text /> }.into_any();
        }
        match good.get_untracked().map(|widget| widget.kind) {
            Some(WidgetKind::Metric(first)) => {
                let widget = follow(good, first, |kind| match kind {
                    WidgetKind::Metric(widget) => Some(widget),
                    _ => None,
                });
                metric_tab(tab.get(), text, widget)
            }
            Some(WidgetKind::Text(_)) => view! { <others::TextOptions text /> }.into_any(),
            Some(WidgetKind::Alarm(first)) => {
                let widget: Signal<AlarmWidget> = follow(good, first, |kind| match kind {
                    WidgetKind::Alarm(widget) => Some(widget),
                    _ => None,
                });
                view! { <others::AlarmOptions text widget /> }.into_any()
            }
            Some(WidgetKind::Log(first)) => {
                let widget: Signal<LogWidget> = follow(good, first, |kind| match kind {
                    WidgetKind::Log(widget) => Some(widget),
                    _ => None,
                });
                view! { <others::LogOptions text widget /> }.into_any()
            }
            _ => view! { <p class="browse__note">"Widgets of this type are edited as JSON."</p> }.into_any(),
        }
    }
}

fn metric_tab(tab: &str, text: RwSignal<String>, widget: Signal<MetricWidget>) -> AnyView {
    match tab {
        "browse" => {
            let rows = Signal::derive(move || widget.with(|widget| widget.rows.clone()));
            view! { <browse::Browse text rows /> }.into_any()
        }
        "options" => view! { <options::Options text widget /> }.into_any(),
        _ => {
            let errors = Signal::derive(move || widget.with(math_errors));
            view! { <metrics_table::MetricsTable text widget errors /> }.into_any()
        }
    }
}

/// What is wrong with expressions as they are written, by row.
fn math_errors(widget: &MetricWidget) -> BTreeMap<usize, MathError> {
    let no_range = TimeRange::new(Timestamp::default(), Timestamp::default());
    let queries = Queries::new(widget, no_range, None);
    let errors: Vec<MathError> = queries.plan.errors().cloned().collect();
    let row_of = |id: &str| queries.rows.iter().rev().find(|row| row.id == id).map(|row| row.row.index);
    sorting::map(errors.into_iter().filter_map(|error| Some((row_of(&error.id)?, error))))
}

fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    good: Memo<Option<Widget>>,
    first: T,
    pick: fn(&WidgetKind) -> Option<&T>,
) -> Signal<T> {
    Memo::new(move |before: Option<&T>| {
        let now = good.with(|widget| widget.as_ref().and_then(|widget| pick(&widget.kind).cloned()));
        now.unwrap_or_else(|| before.unwrap_or(&first).clone())
    })
    .into()
}
