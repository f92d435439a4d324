//! The metric widget: fetches raw metrics through the page's metric store, computes expressions here, and
//! draws one of six views.
//!
//! What is fetched, computed and drawn is said by the pure files of this folder; here they are tied together by
//! memos. An edit goes from the properties through what is resolved of them to the graph, a tick begins at the
//! graph; fetched data is read in place, never copied or compared.

pub mod alarm_graph;
pub mod csv;
pub mod evaluate;
pub mod inputs;
pub mod notes;
pub mod queries;
pub mod single_value;
pub mod table;
pub mod view_spec;

use crate::charts::{ItemsChart, TimeSeriesChart};
use crate::data::{use_data_source, use_metric_store};
use crate::time::{TimeContext, now, use_time};
use crate::widgets::alarm::{self, Alarm};
use crate::widgets::body::{Body, Status};
use crate::widgets::display;
use chart::time_ticks::format_instant;
use dashboard::{MetricRow, MetricView, MetricWidget, RowSource};
use evaluate::{Graph, Problem};
use leptos::prelude::*;
use notes::{EmptyExplanation, Problems};
use queries::Queries;
use single_value::SingleValues;
use table::{Table, TableView};
use timeseries::{TimeRange, Timestamp};

/// What the widget draws, and what it takes to draw it.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// With an alarm's rows, if it names an alarm.
    pub widget: MetricWidget,
    pub queries: Queries,
}

/// `widget` is followed: an edit changes what is fetched and drawn, and leaves the view in its place.
pub fn body(widget: Signal<MetricWidget>, is_visible: Signal<bool>) -> Body {
    let time = use_time();
    let store = use_metric_store();
    let resolved = resolved(widget, time);
    let load = store.subscribe(move || resolved.with(|resolved| resolved.queries.needs()), is_visible);
    // The data is read where it lies. A graph that equals the one before ends the tick here: a relative range
    // tells them apart at once, and only over a fixed one datapoints have to be compared.
    let graph = Memo::new(move |_| {
        load.with(|load| {
            let data = load.data()?;
            Some(
                resolved
                    .with(|Resolved { widget, queries }| evaluate::evaluate(widget, queries, data, now())),
            )
        })
    });
    let status = Memo::new(move |_| {
        let (expected_secs, is_whole_range) = resolved.with(|Resolved { queries, .. }| {
            (queries.longest_period().map(|period| 2 * period.secs()), queries.is_whole_range)
        });
        let newest = graph.with(|graph| graph.as_ref()?.newest(store.now.get()));
        load.with(|load| Status {
            // One value over the whole range has no time of its own.
            newest: newest.filter(|_| !is_whole_range),
            expected_secs,
            range: load.data().map(|data| data.range),
            ..Status::of(load, |data| data.fetched_at)
        })
    });
    Body {
        status: status.into(),
        csv: Some(Callback::new(move |()| graph.with_untracked(|graph| graph.as_ref().map(csv::csv)))),
        retry: Callback::new(move |()| store.retry()),
        view: view! { <MetricBody resolved graph time /> }.into_any(),
    }
}

fn resolved(widget: Signal<MetricWidget>, time: TimeContext) -> Memo<Resolved> {
    let alarm = named_alarm(widget);
    let resolve = move |_: Option<&Resolved>| {
        let widget = match alarm.get() {
            Some(alarm) => widget.with(|widget| alarm_graph::with_alarm(widget, &alarm)),
            None => widget.get(),
        };
        // Only a value over the whole range needs to know how long that is.
        let range = if widget.is_over_whole_range() {
            time.range.get()
        } else {
            TimeRange::new(Timestamp::default(), Timestamp::default())
        };
        let queries = Queries::new(&widget, range, time.period_override.get());
        Resolved { widget, queries }
    };
    // All that it is made of is compared before it comes here, so whatever is made anew differs.
    Memo::new_with_compare(resolve, |_, _| true)
}

/// The alarm that the widget shows instead of rows, once it is found.
fn named_alarm(widget: Signal<MetricWidget>) -> Signal<Option<Alarm>> {
    let source = use_data_source();
    let arn = Memo::new(move |_| widget.with(|widget| widget.annotations.alarms.first().cloned()));
    let alarm = LocalResource::new(move || {
        let (arn, source) = (arn.get(), source.get());
        async move { alarm::fetch::one(source?, &arn?).await.ok().flatten() }
    });
    Signal::derive(move || arn.with(Option::is_some).then(|| alarm.get()).flatten().flatten())
}

#[component]
fn MetricBody(resolved: Memo<Resolved>, graph: Memo<Option<Graph>>, time: TimeContext) -> impl IntoView {
    let view = Memo::new(move |_| {
        let has_graph = graph.with(Option::is_some);
        has_graph.then(|| resolved.with(|resolved| resolved.widget.view))
    });
    let is_empty = Memo::new(move |_| graph.with(|graph| graph.as_ref().is_some_and(Graph::is_empty)));
    let problems = Memo::new(move |_| {
        let mut problems =
            graph.with(|graph| graph.as_ref().map(|graph| graph.problems.clone())).unwrap_or_default();
        problems.extend(resolved.with(|resolved| own_range_problem(&resolved.widget)));
        problems
    });
    let metrics = Memo::new(move |_| resolved.with(|resolved| fetched_metrics(&resolved.queries)));
    let range_text = Signal::derive(move || {
        let text = |at| format_instant(at, time.utc_offset_minutes.get(), 60_000);
        let range = graph.with(|graph| graph.as_ref().map(|graph| graph.range));
        let range = range.unwrap_or_else(|| time.range.get());
        format!("between {} and {}", text(range.start), text(range.end))
    });
    let has_no_metrics = move || is_empty.get() && metrics.with(Vec::is_empty);
    let has_no_datapoints = move || is_empty.get() && !metrics.with(Vec::is_empty);
    // Where there are problems, they say it.
    let words = move || {
        let has_problems = problems.with(|problems| !problems.is_empty());
        (!has_problems).then(|| resolved.with(|resolved| nothing_asked(&resolved.widget)))
    };
    view! {
        <div class="metric" data-empty=move || is_empty.get().then_some("true")>
            <div class="metric__view">
                {move || view.get().map(|view| view_of(view, resolved, graph, time))}
                <Show when=has_no_metrics>
                    <div class="widget-empty">
                        <p class="widget-empty__title">{words}</p>
                    </div>
                </Show>
                <Show when=has_no_datapoints>
                    <EmptyExplanation metrics range_text />
                </Show>
            </div>
            <Problems problems is_open=is_empty />
        </div>
    }
}

fn view_of(
    view: MetricView,
    resolved: Memo<Resolved>,
    graph: Memo<Option<Graph>>,
    time: TimeContext,
) -> AnyView {
    let offset = time.utc_offset_minutes;
    let legend = Signal::derive(move || resolved.with(|resolved| view_spec::legend(&resolved.widget)));
    match view {
        MetricView::TimeSeries => {
            let spec = drawn(resolved, graph, time, move |widget, graph| {
                view_spec::time_series(widget, graph, offset.get())
            });
            view! { <TimeSeriesChart spec cursor=time.cursor zoom=time.zoom legend /> }.into_any()
        }
        MetricView::SingleValue => view! { <SingleValues resolved graph /> }.into_any(),
        MetricView::Gauge | MetricView::Bar | MetricView::Pie => {
            let spec = drawn(resolved, graph, time, view_spec::items);
            view! { <ItemsChart spec legend /> }.into_any()
        }
        MetricView::Table => {
            let table = drawn(resolved, graph, time, move |widget, graph| {
                Table::new(graph, &widget.table, offset.get())
            });
            let is_sticky =
                Signal::derive(move || resolved.with(|resolved| resolved.widget.table.sticky_summary));
            view! { <TableView table is_sticky /> }.into_any()
        }
    }
}

/// What `read` makes of the widget and its graph. A view appears when there is a graph; before and after, an
/// empty one stands for it.
fn drawn<T: PartialEq + Send + Sync + 'static>(
    resolved: Memo<Resolved>,
    graph: Memo<Option<Graph>>,
    time: TimeContext,
    read: impl Fn(&MetricWidget, &Graph) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let empty = Graph::empty(time.range.get_untracked());
    Memo::new(move |_| {
        resolved.with(|resolved| graph.with(|graph| read(&resolved.widget, graph.as_ref().unwrap_or(&empty))))
    })
}

/// Why nothing is drawn where no metric is named.
fn nothing_asked(widget: &MetricWidget) -> String {
    let expression = |row: &MetricRow| match &row.source {
        RowSource::Expression { text } if row.visible => Some(display::name(text)),
        _ => None,
    };
    match (widget.rows.iter().find_map(expression), &widget.insight_rule) {
        // A search, say, that no metric matches.
        (Some(text), _) => format!("No datapoints come of {text}"),
        (None, Some(rule)) => {
            format!(
                "Contributor Insights isn't supported: nothing is known of the rule {}",
                display::name(rule)
            )
        }
        (None, None) => "This widget has no metrics yet.".to_owned(),
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

/// The metrics that the widget's rows name, each once where they stand together.
fn fetched_metrics(queries: &Queries) -> Vec<cloudwatch_api::Metric> {
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
            RowSource::Metric { metric_name, .. } => metric_name.as_str(),
            RowSource::Expression { text } => row.label.as_deref().unwrap_or(text),
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
    use dashboard::{DashboardBody, WidgetKind};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(metrics: &str, expected: &str) {
        let json = format!(r#"{{"widgets":[{{"type":"metric","properties":{{"metrics":{metrics}}}}}]}}"#);
        let body = DashboardBody::parse_lenient(&json).unwrap();
        let WidgetKind::Metric(widget) = &body.widgets()[0].kind else { panic!("no metric widget") };
        assert_eq!(nothing_asked(widget), expected);
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
