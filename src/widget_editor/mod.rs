//! The widget editor: a picture of the widget that follows every change, and below it the ways to change it.
//!
//! What is edited is the widget's JSON text; the page gets it back whole. Each file below knows one way of
//! editing and splices the text, so that what none of them knows survives. Where the text is kept, and what
//! applying it means, is the page's business.

mod alarm_options;
mod browse;
mod catalog;
mod choices;
mod completion;
mod draft;
mod expression_field;
mod form;
mod log_options;
mod metric_options;
mod metric_row;
mod metrics_table;
mod picker;
#[cfg(test)]
mod tests;
mod text_options;

use crate::components::{Button, ButtonKind, CodeEditor, Segmented};
use crate::widgets::metric::queries::Queries;
use crate::widgets::{WidgetPreview, display, properties};
use dashboard::{MetricWidget, Widget, WidgetKind};
use leptos::prelude::*;
use metric_row::ExpressionErrors;
use std::mem::discriminant;
use timeseries::{TimeRange, Timestamp};

/// Visible lines of the JSON before it scrolls.
const SOURCE_ROWS: u32 = 20;

/// A way to edit the widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Metrics,
    Browse,
    Options,
    Source,
}

impl Tab {
    /// Of metric widgets.
    const ALL: [Tab; 4] = [Tab::Metrics, Tab::Browse, Tab::Options, Tab::Source];
    /// Of widgets of any other type.
    const GENERAL: [Tab; 2] = [Tab::Options, Tab::Source];

    const fn name(self) -> &'static str {
        match self {
            Tab::Metrics => "Metrics",
            Tab::Browse => "Browse",
            Tab::Options => "Options",
            Tab::Source => "Source",
        }
    }

    /// The one that a widget is opened with.
    fn first(widget: Option<&Widget>) -> Tab {
        match widget.map(|widget| &widget.kind) {
            Some(WidgetKind::Metric(metric)) if metric.rows.is_empty() => Tab::Browse,
            Some(WidgetKind::Metric(_)) => Tab::Metrics,
            Some(WidgetKind::Text(_) | WidgetKind::Alarm(_) | WidgetKind::Log(_)) => Tab::Options,
            _ => Tab::Source,
        }
    }
}

#[component]
pub fn WidgetEditor(
    widget_json: String,
    /// Gets the widget's JSON as it is then.
    #[prop(into)]
    on_apply: Callback<String>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let text = RwSignal::new(widget_json);
    let widget = Memo::new(move |_| text.with(|text| draft::widget(text)));
    let last_good = Memo::new(move |before: Option<&Option<Widget>>| {
        widget.with(|widget| widget.as_ref().ok().cloned()).or_else(|| before.cloned().flatten())
    });
    let fault = move || widget.with(|widget| widget.as_ref().err().map(|fault| display::name(fault)));
    let tab = RwSignal::new(last_good.with_untracked(|widget| Tab::first(widget.as_ref())));
    view! {
        <div class="widget-editor">
            <div class="widget-editor__preview">
                <Preview last_good />
            </div>
            <div class="widget-editor__tabs">
                <TabBar tab last_good />
            </div>
            <div class="widget-editor__tab">
                <TabContent tab text last_good />
            </div>
            <footer class="widget-editor__footer">
                <span class="widget-editor__fault" role="alert">
                    {fault}
                </span>
                <Button on_press=on_cancel>"Cancel"</Button>
                <Button
                    kind=ButtonKind::Primary
                    disabled=move || widget.with(Result::is_err)
                    on_press=move |()| on_apply.run(text.get_untracked())
                >
                    "Apply"
                </Button>
            </footer>
        </div>
    }
}

/// The widget as it was last in order.
#[component]
fn Preview(last_good: Memo<Option<Widget>>) -> impl IntoView {
    let preview = move || {
        let widget = present(last_good, last_good.get_untracked()?);
        Some(view! { <WidgetPreview widget /> })
    };
    view! { <Show when=move || last_good.with(Option::is_some)>{preview()}</Show> }
}

/// The widget as long as there is one, which was `first` when somebody began to look.
fn present(last_good: Memo<Option<Widget>>, first: Widget) -> Signal<Widget> {
    Memo::new(move |_| last_good.get().unwrap_or_else(|| first.clone())).into()
}

#[component]
fn TabBar(tab: RwSignal<Tab>, last_good: Memo<Option<Widget>>) -> impl IntoView {
    let is_metric = Memo::new(move |_| {
        last_good.with(|widget| matches!(widget, Some(Widget { kind: WidgetKind::Metric(_), .. })))
    });
    let choose = move |name: &'static str| {
        if let Some(chosen) = Tab::ALL.into_iter().find(|tab| tab.name() == name) {
            tab.set(chosen);
        }
    };
    move || {
        let tabs = if is_metric.get() { &Tab::ALL[..] } else { &Tab::GENERAL };
        let choices = tabs.iter().map(|tab| (tab.name(), tab.name())).collect::<Vec<_>>();
        view! { <Segmented label="Ways to edit" choices value=move || tab.get().name() on_choose=choose /> }
    }
}

/// What the chosen tab holds for the type that the widget has now.
#[component]
fn TabContent(tab: RwSignal<Tab>, text: RwSignal<String>, last_good: Memo<Option<Widget>>) -> impl IntoView {
    // A memo, so that fields are built anew only for another tab or type: they keep the focus while a person
    // types. The source is the same for all types.
    let shown = Memo::new(move |_| match tab.get() {
        Tab::Source => (Tab::Source, None),
        tab => (tab, last_good.with(|widget| widget.as_ref().map(|widget| discriminant(&widget.kind)))),
    });
    move || {
        let (tab, _) = shown.get();
        if tab == Tab::Source {
            return view! { <CodeEditor label="The widget’s JSON" value=text rows=SOURCE_ROWS /> }.into_any();
        }
        let Some(first) = last_good.get_untracked() else { return edited_as_json() };
        let widget = present(last_good, first.clone());
        match first.kind {
            WidgetKind::Metric(first) => {
                metric_tab(tab, text, properties(widget, first, WidgetKind::as_metric))
            }
            WidgetKind::Text(_) => view! { <text_options::TextOptions text /> }.into_any(),
            WidgetKind::Alarm(first) => {
                let widget = properties(widget, first, WidgetKind::as_alarm);
                view! { <alarm_options::AlarmOptions text widget /> }.into_any()
            }
            WidgetKind::Log(first) => {
                let widget = properties(widget, first, WidgetKind::as_log);
                view! { <log_options::LogOptions text widget /> }.into_any()
            }
            WidgetKind::Unsupported { .. } | WidgetKind::Invalid { .. } => edited_as_json(),
        }
    }
}

fn edited_as_json() -> AnyView {
    view! { <p class="browse__note">"Widgets of this type are edited as JSON."</p> }.into_any()
}

fn metric_tab(tab: Tab, text: RwSignal<String>, widget: Signal<MetricWidget>) -> AnyView {
    match tab {
        Tab::Browse => view! { <browse::Browse text widget /> }.into_any(),
        Tab::Options => view! { <metric_options::MetricOptions text widget /> }.into_any(),
        Tab::Metrics | Tab::Source => {
            let errors = Memo::new(move |_| widget.with(expression_errors));
            view! { <metrics_table::MetricsTable text widget errors /> }.into_any()
        }
    }
}

/// What is wrong with expressions as they are written.
fn expression_errors(widget: &MetricWidget) -> ExpressionErrors {
    let no_range = TimeRange::new(Timestamp::default(), Timestamp::default());
    let queries = Queries::new(widget, no_range, None);
    let row_of = |id: &str| queries.rows.iter().rev().find(|row| row.id == id).map(|row| row.row.index);
    queries.plan.errors().filter_map(|error| Some((row_of(&error.id)?, error.clone()))).collect()
}
