//! The metric widget: fetches raw metrics through the page's fetch room, computes expressions here, and
//! draws one of six views.

pub mod alarm_graph;
pub mod csv;
pub mod evaluate;
pub mod notes;
pub mod queries;
pub mod single_value;
pub mod table;
pub mod view_spec;

use super::alarm_fetch;
use super::body::{Body, State, Status};
use crate::chart::{ItemsChart, TimeSeriesChart};
use crate::context::DashboardContext;
use crate::source::metric_store::MetricStore;
use crate::source::{SourceContext, now};
use chart::ChartSpec;
use chart::time_ticks::format_instant;
use dashboard::{MetricView, MetricWidget};
use evaluate::{Graph, Problem};
use leptos::prelude::*;
use notes::{EmptyExplanation, Problems};
use queries::{Fetch, Queries};
use timeseries::{TimeRange, Timestamp};

/// The widget as the document has it.
pub fn body(widget: Signal<MetricWidget>, is_visible: Signal<bool>) -> Body {
    let context = expect_context::<DashboardContext>();
    let store = MetricStore::expect();
    let widget = with_alarm_rows(widget);
    let queries = Memo::new_with_compare(
        move |_| {
            // Only a value over the whole range needs to know how long that is.
            let range = if widget.with(|widget| widget.set_period_to_time_range) {
                context.range.get()
            } else {
                TimeRange::new(Timestamp::default(), Timestamp::default())
            };
            let period_override = context.period_override.get();
            widget.with(|widget| Queries::new(widget, range, period_override))
        },
        |_, _| true,
    );
    let load = store.subscribe(move || queries.with(Queries::keys), is_visible);
    let graph = Memo::new(move |_| {
        load.with(|load| {
            let data = load.data()?;
            Some(
                queries
                    .with(|queries| widget.with(|widget| evaluate::evaluate(widget, queries, data, now()))),
            )
        })
    });
    let status = Signal::derive(move || {
        load.with(|load| Status {
            state: State::of(load),
            error: load.error().cloned(),
            fetched_at: load.data().map(|data| data.fetched_at),
            // One value over the whole range has no time of its own.
            newest: graph
                .with(|graph| graph.as_ref().and_then(|graph| graph.newest(store.now.get())))
                .filter(|_| queries.with(|queries| !queries.is_whole_range)),
            expected_secs: queries.with(|queries| queries.longest_period().map(|period| 2 * period.secs())),
            range: load.data().map(|data| data.range),
        })
    });
    Body {
        status,
        csv: Some(Callback::new(move |()| graph.with_untracked(|graph| graph.as_ref().map(csv::csv)))),
        retry: Callback::new(move |()| store.retry()),
        view: view! { <MetricBody widget queries graph context /> }.into_any(),
    }
}

/// Replaces the rows by the alarm's where the widget names an alarm.
fn with_alarm_rows(widget: Signal<MetricWidget>) -> Memo<MetricWidget> {
    let source = SourceContext::signal();
    let arn = Memo::new(move |_| widget.with(|widget| widget.annotations.alarms.first().cloned()));
    let alarm = LocalResource::new(move || {
        let (arn, source) = (arn.get(), source.get());
        async move { alarm_fetch::one(source?, &arn?).await.ok().flatten() }
    });
    Memo::new(move |_| {
        let alarm = alarm.get().flatten();
        widget.with(|widget| match (&alarm, arn.with(Option::is_some)) {
            (Some(alarm), true) => alarm_graph::with_alarm(widget, alarm),
            _ => widget.clone(),
        })
    })
}

#[component]
fn MetricBody(
    widget: Memo<MetricWidget>,
    queries: Memo<Queries>,
    graph: Memo<Option<Graph>>,
    context: DashboardContext,
) -> impl IntoView {
    let view = Memo::new(move |_| widget.with(|widget| widget.view));
    let has_graph = Memo::new(move |_| graph.with(Option::is_some));
    let is_empty = Memo::new(move |_| graph.with(|graph| graph.as_ref().is_some_and(Graph::is_empty)));
    let problems = Memo::new(move |_| {
        let own = widget.with(own_range_problem);
        graph.with(|graph| {
            graph.iter().flat_map(|graph| graph.problems.clone()).chain(own).collect::<Vec<_>>()
        })
    });
    let metrics = Signal::derive(move || queries.with(without_problem));
    let graph = Signal::derive(move || {
        graph.get().unwrap_or_else(|| Graph {
            range: context.range.get(),
            lines: Vec::new(),
            problems: Vec::new(),
        })
    });
    let range_text = Signal::derive(move || {
        let offset = context.utc_offset_minutes.get();
        let text = |at| format_instant(at, offset, 60_000);
        graph.with(|graph| ["between ", &text(graph.range.start), " and ", &text(graph.range.end)].concat())
    });
    let nothing = move || {
        let no_metrics = metrics.with(Vec::is_empty);
        if !is_empty.get() {
            None
        } else if no_metrics {
            let text = if problems.with(Vec::is_empty) { "This widget has no metrics yet." } else { "" };
            Some(
                view! { <div class="widget-empty"><p class="widget-empty__title">{text}</p></div> }
                    .into_any(),
            )
        } else {
            Some(view! { <EmptyExplanation metrics range=range_text /> }.into_any())
        }
    };
    view! {
        <div class="metric" data-empty=move || is_empty.get().then_some("true")>
            <div class="metric__view">
                {move || has_graph.get().then(|| view_of(view.get(), widget, graph, context))}
                {nothing}
            </div>
            <Problems problems is_open=is_empty />
        </div>
    }
    .into_any()
}

fn view_of(
    view: MetricView,
    widget: Memo<MetricWidget>,
    graph: Signal<Graph>,
    context: DashboardContext,
) -> AnyView {
    let offset = context.utc_offset_minutes;
    let legend = Signal::derive(move || widget.with(view_spec::legend));
    match view {
        MetricView::TimeSeries => {
            let spec: Memo<ChartSpec> = Memo::new(move |_| {
                let offset = offset.get();
                widget.with(|widget| graph.with(|graph| view_spec::time_series(widget, graph, offset)))
            });
            view! { <TimeSeriesChart spec cursor=context.cursor zoom=context.zoom legend /> }.into_any()
        }
        MetricView::SingleValue => view! { <single_value::SingleValueView widget graph /> }.into_any(),
        MetricView::Gauge | MetricView::Bar | MetricView::Pie => {
            let spec =
                Memo::new(move |_| widget.with(|widget| graph.with(|graph| view_spec::items(widget, graph))));
            view! { <ItemsChart spec legend /> }.into_any()
        }
        MetricView::Table => {
            let table = Memo::new(move |_| {
                let offset = offset.get();
                widget.with(|widget| graph.with(|graph| table::Table::new(graph, &widget.table, offset)))
            });
            let sticky_summary = Signal::derive(move || widget.with(|widget| widget.table.sticky_summary));
            view! { <table::TableView table sticky_summary /> }.into_any()
        }
    }
}

/// A widget's own `start` isn't honoured yet, and that is said.
fn own_range_problem(widget: &MetricWidget) -> Option<Problem> {
    (widget.start.is_some() || widget.end.is_some()).then(|| Problem {
        subject: "Time range".to_owned(),
        reason: "A widget’s own start and end aren’t supported yet; the dashboard’s are shown.".to_owned(),
        expression: None,
    })
}

/// The metrics that were asked for in sight.
fn without_problem(queries: &Queries) -> Vec<cloudwatch_api::Metric> {
    let fetches = queries.rows.iter().filter_map(|row| row.fetch.as_ref());
    let mut metrics: Vec<_> = fetches
        .filter(|fetch| !matches!(fetch, Fetch::Refused(_)))
        .filter_map(|fetch| Some(fetch.keys().first()?.metric.clone()))
        .collect();
    metrics.dedup();
    metrics
}

/// What a metric widget without a title is called: its metrics' names.
pub fn title(widget: &MetricWidget) -> String {
    let mut names: Vec<&str> = Vec::new();
    for row in &widget.rows {
        let name = match &row.source {
            _ if !row.visible => continue,
            dashboard::RowSource::Metric { metric_name, .. } => metric_name.as_str(),
            dashboard::RowSource::Expression { text } => row.label.as_deref().unwrap_or(text),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
