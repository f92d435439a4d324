//! What a metric widget says in words: problems of single rows, and why a graph is empty.

use super::evaluate::Problem;
use crate::components::{Glyph, Icon};
use crate::data::{DataSource, use_data_source};
use crate::widgets::display;
use cloudwatch_api::{ApiError, Dimension, ListMetricsInput, Metric};
use leptos::prelude::*;
use std::ops::Range;

/// More wouldn't be read.
const EXPLAINED_MAX: usize = 3;

/// Problems as a line that opens: the lines that could be drawn stay in sight.
#[component]
pub fn Problems(
    #[prop(into)] problems: Signal<Vec<Problem>>,
    /// Where nothing is drawn, they are all there is to see.
    #[prop(into)]
    is_open: Signal<bool>,
) -> impl IntoView {
    let summary = move || {
        problems.with(|problems| match &problems[..] {
            [only] => format!("{}: {}", only.subject, only.reason),
            all => format!("{} rows have problems", all.len()),
        })
    };
    let list = move || problems.get().into_iter().map(problem_view).collect_view();
    view! {
        <Show when=move || problems.with(|problems| !problems.is_empty())>
            <details class="widget-problems" open=move || is_open.get()>
                <summary>
                    <Icon glyph=Glyph::Error />
                    <span>{summary}</span>
                </summary>
                <ul>{list}</ul>
            </details>
        </Show>
    }
}

fn problem_view(problem: Problem) -> impl IntoView {
    view! {
        <li>
            <strong>{problem.subject}</strong>
            " "
            {problem.reason}
            {problem.expression.map(|(text, span)| marked_expression(&text, span))}
        </li>
    }
}

/// An expression with the part that a message is about marked.
pub fn marked_expression(text: &str, span: Range<usize>) -> impl IntoView + use<> {
    let [before, about, after] = parts(text, span);
    view! {
        <code class="expression">
            {before} <mark>{if about.is_empty() { "‸".to_owned() } else { about }}</mark> {after}
        </code>
    }
}

fn parts(text: &str, span: Range<usize>) -> [String; 3] {
    let cut = |range: Range<usize>| display::name(text.get(range).unwrap_or_default());
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    [cut(0..start), cut(start..end), cut(end..text.len())]
}

/// Says of the first metrics which part of each matches nothing.
#[component]
pub fn EmptyExplanation(
    #[prop(into)] metrics: Signal<Vec<Metric>>,
    /// The time that was looked at, in words.
    #[prop(into)]
    range_text: Signal<String>,
) -> impl IntoView {
    let source = use_data_source();
    let reasons = LocalResource::new(move || {
        let (source, metrics) = (source.get(), metrics.get());
        async move { reasons_of(source, &metrics).await }
    });
    let item = move |reason: Reason| view! { <li>{move || reason_text(&reason, &range_text.get())}</li> };
    let list = move || Suspend::new(async move { reasons.await.into_iter().map(item).collect_view() });
    let further = move || metrics.with(Vec::len).saturating_sub(EXPLAINED_MAX);
    view! {
        <div class="widget-empty">
            <p class="widget-empty__title">"No datapoints"</p>
            <ul class="widget-empty__reasons">
                <Transition>{list}</Transition>
                <Show when=move || further() != 0>
                    <li>{move || format!("and {} more", further())}</li>
                </Show>
            </ul>
        </div>
    }
}

async fn reasons_of(source: Option<DataSource>, metrics: &[Metric]) -> Vec<Reason> {
    let mut found = Vec::new();
    for metric in metrics.iter().take(EXPLAINED_MAX) {
        if let Some(source) = source {
            // Without an answer the plain sentence has to do.
            found.extend(reason(source, metric).await.ok());
        }
    }
    // Six metrics of a namespace that isn't there are one thing to say.
    found.dedup();
    found
}

async fn reason(source: DataSource, metric: &Metric) -> Result<Reason, ApiError> {
    let named = ListMetricsInput {
        namespace: metric.namespace.clone(),
        metric_name: metric.metric_name.clone(),
        ..ListMetricsInput::default()
    };
    let listed = source.list_metrics(&named).await?.metrics;
    if !listed.is_empty() {
        return Ok(explain(metric, &listed));
    }
    let namespace = ListMetricsInput { namespace: metric.namespace.clone(), ..ListMetricsInput::default() };
    Ok(explain(metric, &source.list_metrics(&namespace).await?.metrics))
}

/// Which part of a metric matches nothing: a sentence without its full stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    text: String,
    /// The metric is there, only not at the time that the sentence ends with.
    ends_with_range: bool,
}

/// `listed` are the metrics of that namespace and name, or all of the namespace when there are none.
pub fn explain(metric: &Metric, listed: &[Metric]) -> Reason {
    let namespace = metric.namespace.as_deref().unwrap_or_default();
    let name = metric.metric_name.as_deref().unwrap_or_default();
    let missing = |text: String| Reason { text, ends_with_range: false };
    if !listed.iter().any(|other| other.namespace == metric.namespace) {
        return missing(format!("There is no metric in the namespace {namespace}"));
    }
    let named: Vec<&Metric> = listed.iter().filter(|other| other.metric_name == metric.metric_name).collect();
    let Some(first) = named.first() else {
        return missing(format!("The namespace {namespace} has no metric named {name}"));
    };
    let given = dimensions_text(&metric.dimensions);
    let is_same = |other: &Metric| {
        other.dimensions.len() == metric.dimensions.len()
            && metric.dimensions.iter().all(|dimension| other.dimensions.contains(dimension))
    };
    if named.iter().any(|other| is_same(other)) {
        let of = if metric.dimensions.is_empty() { String::new() } else { format!(" ({given})") };
        return Reason { text: format!("{name}{of} exists, but has no datapoints "), ends_with_range: true };
    }
    for dimension in &metric.dimensions {
        let mut all = named.iter().flat_map(|other| &other.dimensions);
        // No metric of that name has it at all, or with this value, or without others.
        if !all.clone().any(|other| other == dimension) {
            let Dimension { name: dimension, value } = dimension;
            return if all.any(|other| other.name == *dimension) {
                missing(format!("{name} has no {dimension} = {value}, only other values"))
            } else {
                missing(format!("{name} has no dimension {dimension}"))
            };
        }
    }
    let example = dimensions_text(&first.dimensions);
    missing(format!("{name} exists, but not with {given}; for example with {example}"))
}

fn reason_text(reason: &Reason, range: &str) -> String {
    let range = if reason.ends_with_range { range } else { "" };
    display::name(&format!("{}{range}.", reason.text))
}

fn dimensions_text(dimensions: &[Dimension]) -> String {
    if dimensions.is_empty() {
        return "no dimensions".to_owned();
    }
    let pair = |dimension: &Dimension| format!("{} = {}", dimension.name, dimension.value);
    dimensions.iter().map(pair).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// `NS/name a=1,b=2`
    fn metric(text: &str) -> Metric {
        let (name, dimensions) = text.split_once(' ').unwrap_or((text, ""));
        let (namespace, metric_name) = name.split_once('/').unwrap();
        let pairs = dimensions.split(',').filter_map(|pair| pair.split_once('='));
        Metric {
            namespace: Some(namespace.to_owned()),
            metric_name: Some(metric_name.to_owned()),
            dimensions: pairs
                .map(|(name, value)| Dimension { name: name.into(), value: value.into() })
                .collect(),
        }
    }

    #[track_caller]
    fn check(wanted: &str, listed: &[&str], expected: &str) {
        let listed: Vec<Metric> = listed.iter().map(|text| metric(text)).collect();
        assert_eq!(reason_text(&explain(&metric(wanted), &listed), "in the last 3 hours"), expected);
    }

    #[wasm_bindgen_test]
    fn the_part_that_matches_nothing_is_named() {
        check("NS/cpu", &[], "There is no metric in the namespace NS.");
        check("NS/cpu", &["NS/mem"], "The namespace NS has no metric named cpu.");
        check("NS/cpu host=a", &["NS/cpu host=b"], "cpu has no host = a, only other values.");
        check("NS/cpu Host=a", &["NS/cpu host=a"], "cpu has no dimension Host.");
        check(
            "NS/cpu host=a",
            &["NS/cpu host=a,core=1"],
            "cpu exists, but not with host = a; for example with host = a, core = 1.",
        );
        check(
            "NS/cpu b=2,a=1",
            &["NS/cpu a=1,b=2"],
            "cpu (b = 2, a = 1) exists, but has no datapoints in the last 3 hours.",
        );
        check("NS/cpu", &["NS/cpu"], "cpu exists, but has no datapoints in the last 3 hours.");
    }

    #[wasm_bindgen_test]
    fn spans_are_cut_wherever_they_lie() {
        assert_eq!(parts("m1 + FOO(m2)", 5..8), ["m1 + ", "FOO", "(m2)"]);
        assert_eq!(parts("m1", 2..2), ["m1", "", ""]);
        assert_eq!(parts("m1", 5..9), ["m1", "", ""]);
        assert_eq!(parts("aé", 2..3), ["", "", ""]);
    }
}
