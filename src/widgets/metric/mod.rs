//! The metric widget: fetches raw metrics through the page's fetch room, computes expressions here, and
//! draws one of six views.

pub mod alarm_graph;
pub mod csv;
pub mod evaluate;
pub mod inputs;
pub mod notes;
pub mod queries;
pub mod single_value;
pub mod table;
pub mod view_spec;

use super::body::{Body, State, Status};
use super::{alarm_fetch, display};
use crate::chart::{items_chart, time_series_chart};
use crate::context::DashboardContext;
use crate::dom::{El, View, el, live, when};
use crate::reactive::{Memo, Signal, derived, expect_context, memo, resource};
use crate::source::metric_store::MetricStore;
use crate::source::{SourceContext, now};
use chart::time_ticks::format_instant;
use dashboard::{MetricView, MetricWidget, WidgetKind};
use evaluate::{Graph, Problem};
use queries::Queries;
use std::rc::Rc;
use timeseries::{TimeRange, Timestamp};

/// What the widget asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// With an alarm's rows, if it names an alarm.
    pub widget: MetricWidget,
    pub queries: Queries,
}

/// The widget as the document has it; `kind` is its properties, now `first`.
pub fn body(kind: Memo<WidgetKind>, first: MetricWidget, is_visible: Signal<bool>) -> Body {
    let context = expect_context::<DashboardContext>();
    let store = MetricStore::expect();
    let asked = asked(kind, first, context);
    let load = store.subscribe(move || asked.with(|asked| asked.queries.needs()), is_visible);
    let graph = memo(move || {
        load.with(|load| {
            let data = load.data()?;
            Some(asked.with(|asked| evaluate::evaluate(&asked.widget, &asked.queries, data, now())))
        })
    });
    let status = move || {
        let (expected_secs, is_whole_range) = asked.with(|Asked { queries, .. }| {
            (queries.longest_period().map(|period| 2 * period.secs()), queries.is_whole_range)
        });
        load.with(|load| Status {
            state: State::of(load),
            error: load.error().cloned(),
            fetched_at: load.data().map(|data| data.fetched_at),
            // One value over the whole range has no time of its own.
            newest: graph
                .with(|graph| graph.as_ref().and_then(|graph| graph.newest(store.now.get())))
                .filter(|_| !is_whole_range),
            expected_secs,
            range: load.data().map(|data| data.range),
        })
    };
    Body {
        status: Rc::new(status),
        csv: Some(Rc::new(move || graph.with_untracked(|graph| graph.as_ref().map(csv::csv)))),
        retry: Rc::new(move || store.retry()),
        view: content(asked, graph, context).into(),
    }
}

fn asked(kind: Memo<WidgetKind>, first: MetricWidget, context: DashboardContext) -> Memo<Asked> {
    let alarm = named_alarm(kind);
    let read = move |_: Option<&Asked>| {
        let widget = kind.with(|kind| as_metric(kind).cloned()).unwrap_or_else(|| first.clone());
        let widget = alarm.with(|alarm| match alarm {
            Some(Some(alarm)) if !widget.annotations.alarms.is_empty() => {
                alarm_graph::with_alarm(&widget, alarm)
            }
            _ => widget,
        });
        // Only a value over the whole range needs to know how long that is.
        let range = if widget.set_period_to_time_range {
            context.range.get()
        } else {
            TimeRange::new(Timestamp::default(), Timestamp::default())
        };
        let queries = Queries::new(&widget, range, context.period_override.get());
        Asked { widget, queries }
    };
    Memo::new_with_compare(read, |_, _| true)
}

fn as_metric(kind: &WidgetKind) -> Option<&MetricWidget> {
    if let WidgetKind::Metric(widget) = kind { Some(widget) } else { None }
}

/// The alarm that the widget shows instead of rows, once it is found.
fn named_alarm(kind: Memo<WidgetKind>) -> Signal<Option<Option<crate::source::Alarm>>> {
    let source = SourceContext::signal();
    let arn = memo(move || {
        let first = |kind: &WidgetKind| as_metric(kind)?.annotations.alarms.first().cloned();
        kind.with(first)
    });
    resource(move || {
        let (arn, source) = (arn.get(), source.get());
        async move { alarm_fetch::one(source?, &arn?).await.ok().flatten() }
    })
}

fn content(asked: Memo<Asked>, graph: Memo<Option<Graph>>, context: DashboardContext) -> El {
    let view = memo(move || graph.with(Option::is_some).then(|| asked.with(|asked| asked.widget.view)));
    let is_empty = memo(move || graph.with(|graph| graph.as_ref().is_some_and(Graph::is_empty)));
    let problems = memo(move || {
        let own = asked.with(|asked| own_range_problem(&asked.widget));
        let mut problems = graph.with(|graph| graph.as_ref().map(|graph| graph.problems.clone()));
        problems.get_or_insert_default().extend(own);
        problems.unwrap_or_default()
    });
    let metrics = memo(move || asked.with(|asked| without_problem(&asked.queries)));
    let range_text = move || {
        let offset = context.utc_offset_minutes.get();
        let text = |at| format_instant(at, offset, 60_000);
        let range = graph.with(|graph| graph.as_ref().map(|graph| graph.range));
        let range = range.unwrap_or_else(|| context.range.get());
        ["between ", &text(range.start), " and ", &text(range.end)].concat()
    };
    let no_metrics = move || is_empty.get() && metrics.with(Vec::is_empty);
    let no_datapoints = move || is_empty.get() && !metrics.with(Vec::is_empty);
    let words =
        move || problems.with(Vec::is_empty).then(|| asked.with(|asked| nothing_asked(&asked.widget)));
    let nothing = move || {
        let words = el("p").class("widget-empty__title").text(words);
        el("div").class("widget-empty").child(words).into()
    };
    let shown = el("div")
        .class("metric__view")
        .child(live(
            move || view.get(),
            move |view| view.map(|view| view_of(view, asked, graph, context)).into(),
        ))
        .child(when(no_metrics, nothing))
        .child(when(no_datapoints, move || notes::empty_explanation(metrics, range_text).into()));
    el("div")
        .class("metric")
        .attr("data-empty", move || is_empty.get().then_some("true"))
        .child(shown)
        .child(notes::problems(problems, is_empty))
}

fn view_of(
    view: MetricView,
    asked: Memo<Asked>,
    graph: Memo<Option<Graph>>,
    context: DashboardContext,
) -> View {
    let offset = context.utc_offset_minutes;
    let legend = derived(move || asked.with(|asked| view_spec::legend(&asked.widget)));
    // While the view is on its way out there may be no graph any more.
    let none = Graph { range: context.range.get_untracked(), lines: Vec::new(), problems: Vec::new() };
    match view {
        MetricView::TimeSeries => {
            let spec = memo(move || {
                let offset = offset.get();
                let read =
                    |graph: &Graph| asked.with(|asked| view_spec::time_series(&asked.widget, graph, offset));
                graph.with(|graph| read(graph.as_ref().unwrap_or(&none)))
            });
            time_series_chart(spec, context.cursor, context.zoom, legend).into()
        }
        MetricView::SingleValue => single_value::view(asked, graph).into(),
        MetricView::Gauge | MetricView::Bar | MetricView::Pie => {
            let spec = memo(move || {
                let read = |graph: &Graph| asked.with(|asked| view_spec::items(&asked.widget, graph));
                graph.with(|graph| read(graph.as_ref().unwrap_or(&none)))
            });
            items_chart(spec, legend).into()
        }
        MetricView::Table => {
            let table = memo(move || {
                let offset = offset.get();
                let read =
                    |graph: &Graph| asked.with(|asked| table::Table::new(graph, &asked.widget.table, offset));
                graph.with(|graph| read(graph.as_ref().unwrap_or(&none)))
            });
            table::view(table, move || asked.with(|asked| asked.widget.table.sticky_summary)).into()
        }
    }
}

/// Why nothing is drawn where no metric is named.
fn nothing_asked(widget: &MetricWidget) -> String {
    let expression = |row: &dashboard::MetricRow| match &row.source {
        dashboard::RowSource::Expression { text } if row.visible => Some(display::name(text)),
        _ => None,
    };
    match widget.rows.iter().find_map(expression) {
        // A search, say, that no metric matches.
        Some(text) => "No datapoints come of ".to_owned() + &text,
        None => "This widget has no metrics yet.".to_owned(),
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
    let mut metrics: Vec<cloudwatch_api::Metric> = Vec::new();
    for fetch in queries.rows.iter().filter_map(|row| row.fetch.as_ref()) {
        if let Some(key) = fetch.keys().first()
            && metrics.last() != Some(&key.metric)
        {
            metrics.push(key.metric.clone());
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use dashboard::DashboardBody;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(metrics: &str, expected: &str) {
        let json = [r#"{"widgets":[{"type":"metric","properties":{"metrics":"#, metrics, "}}]}"].concat();
        let body = DashboardBody::parse_lenient(&json).unwrap();
        assert_eq!(as_metric(&body.widgets()[0].kind).map(nothing_asked).as_deref(), Some(expected));
    }

    #[wasm_bindgen_test]
    fn an_empty_widget_says_what_it_asked() {
        check("[]", "This widget has no metrics yet.");
        check(
            r#"[[{"expression":"SEARCH('x', 'Sum', 60)"}]]"#,
            "No datapoints come of SEARCH('x', 'Sum', 60)",
        );
        check(
            r#"[[{"expression":"SEARCH('x', 'Sum', 60)","visible":false}]]"#,
            "This widget has no metrics yet.",
        );
    }
}
