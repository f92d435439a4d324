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
mod picker;

use super::display;
use super::frame::widget_preview;
use super::metric::queries::Queries;
use crate::components::{ButtonKind, button, code_editor, segmented};
use crate::dom::{El, View, el, live, when};
use crate::reactive::{Memo, RwSignal, Signal, memo};
use dashboard::{MetricWidget, Widget, WidgetKind};
use metrics_table::RowErrors;
use timeseries::{TimeRange, Timestamp};

/// Metric widgets have all of these, others only the last two.
const TABS: [(&str, &str); 4] =
    [("metrics", "Metrics"), ("browse", "Browse"), ("options", "Options"), ("source", "Source")];
/// Visible lines of the JSON before it scrolls.
const SOURCE_ROWS: u32 = 20;

pub fn widget_editor(
    widget_json: String,
    on_apply: impl Fn(String) + 'static,
    on_cancel: impl Fn() + 'static,
) -> El {
    let text = RwSignal::new(widget_json);
    let widget = memo(move || text.with(|text| draft::widget(text)));
    let good = Memo::new(move |before: Option<&Option<Widget>>| {
        widget.with(|widget| widget.as_ref().ok().cloned()).or_else(|| before.cloned().flatten())
    });
    let fault = move || widget.with(|widget| widget.as_ref().err().map(|fault| display::name(fault)));
    let is_metric = memo(move || {
        good.with(|widget| widget.as_ref().is_some_and(|widget| matches!(widget.kind, WidgetKind::Metric(_))))
    });
    let tab = RwSignal::new(good.with_untracked(|widget| first_tab(widget.as_ref())));
    let tabs = move |is_metric: bool| {
        let choices = if is_metric { TABS.to_vec() } else { TABS[2..].to_vec() };
        segmented("Ways to edit", choices, move || tab.get(), move |choice| tab.set(choice)).into()
    };
    let apply = button(ButtonKind::Primary, None, "Apply", move || on_apply(text.get_untracked()))
        .attr("disabled", move || widget.with(Result::is_err));
    let footer = el("footer")
        .class("widget-editor__footer")
        .child(el("span").class("widget-editor__fault").attr("role", "alert").text(fault))
        .child(button(ButtonKind::Normal, None, "Cancel", on_cancel))
        .child(apply);
    el("div")
        .class("widget-editor")
        .child(el("div").class("widget-editor__preview").child(preview(good)))
        .child(el("div").class("widget-editor__tabs").child(live(move || is_metric.get(), tabs)))
        .child(el("div").class("widget-editor__tab").child(tab_view(tab, text, good)))
        .child(footer)
}

fn first_tab(widget: Option<&Widget>) -> &'static str {
    match widget.map(|widget| &widget.kind) {
        Some(WidgetKind::Metric(metric)) if metric.rows.is_empty() => "browse",
        Some(WidgetKind::Metric(_)) => "metrics",
        Some(WidgetKind::Text(_) | WidgetKind::Alarm(_) | WidgetKind::Log(_)) => "options",
        _ => "source",
    }
}

fn preview(good: Memo<Option<Widget>>) -> View {
    when(
        move || good.with(Option::is_some),
        move || {
            let Some(first) = good.get() else { return View::none() };
            widget_preview(memo(move || good.get().unwrap_or_else(|| first.clone())))
        },
    )
}

/// The room of the chosen tab, for the type that the widget has now.
fn tab_view(tab: RwSignal<&'static str>, text: RwSignal<String>, good: Memo<Option<Widget>>) -> View {
    let kind =
        memo(move || good.with(|widget| widget.as_ref().map(|widget| std::mem::discriminant(&widget.kind))));
    let chosen = move || {
        kind.track();
        tab.get()
    };
    live(chosen, move |tab| {
        if tab == "source" {
            return code_editor("The widget’s JSON", text, SOURCE_ROWS, Vec::new).into();
        }
        match good.get().map(|widget| widget.kind) {
            Some(WidgetKind::Metric(first)) => metric_tab(tab, text, metrics_of(good, first)).into(),
            Some(WidgetKind::Text(_)) => others::text_options(text).into(),
            Some(WidgetKind::Alarm(_)) => others::alarm_options(text, good).into(),
            Some(WidgetKind::Log(_)) => others::log_options(text, good).into(),
            _ => el("p").class("browse__note").text("Widgets of this type are edited as JSON.").into(),
        }
    })
}

fn metric_tab(tab: &str, text: RwSignal<String>, widget: Signal<MetricWidget>) -> El {
    match tab {
        "browse" => browse::browse(text, widget),
        "options" => options::options(text, widget),
        _ => metrics_table::metrics_table(text, widget, memo(move || widget.with(math_errors))),
    }
}

/// What is wrong with expressions as they are written, by row.
fn math_errors(widget: &MetricWidget) -> RowErrors {
    let no_range = TimeRange::new(Timestamp::default(), Timestamp::default());
    let queries = Queries::new(widget, no_range, None);
    let row_of = |id: &str| queries.rows.iter().rev().find(|row| row.id == id).map(|row| row.row.index);
    queries.plan.errors().filter_map(|error| Some((row_of(&error.id)?, error.clone()))).collect()
}

/// The metric widget that is edited, as it was last while the widget is of another type.
fn metrics_of(good: Memo<Option<Widget>>, first: MetricWidget) -> Signal<MetricWidget> {
    Memo::new(move |before: Option<&MetricWidget>| {
        let now = good.with(|widget| match widget.as_ref().map(|widget| &widget.kind) {
            Some(WidgetKind::Metric(widget)) => Some(widget.clone()),
            _ => None,
        });
        now.unwrap_or_else(|| before.unwrap_or(&first).clone())
    })
}
