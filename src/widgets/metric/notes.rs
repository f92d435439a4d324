//! What a metric widget says in words: problems of single rows, and why a graph is empty.

use super::evaluate::Problem;
use crate::components::{Glyph, icon};
use crate::dom::{El, View, each, el, live, when};
use crate::reactive::{Memo, resource};
use crate::source::{Source, SourceContext};
use crate::widgets::display;
use cloudwatch_api::{ApiError, Dimension, ListMetricsInput, Metric};
use std::ops::Range;

/// More wouldn't be read.
const EXPLAINED_MAX: usize = 3;

/// Problems as a line that opens: the lines that could be drawn stay in sight.
pub fn problems(problems: Memo<Vec<Problem>>, is_open: Memo<bool>) -> View {
    let summary = move || {
        problems.with(|problems| match &problems[..] {
            [only] => [&only.subject, ": ", &only.reason].concat(),
            all => all.len().to_string() + " rows have problems",
        })
    };
    let view = move || {
        let summary = el("summary").child(icon(Glyph::Error)).child(el("span").text(summary));
        let list = live(
            move || problems.get(),
            |problems| View::from(problems.into_iter().map(problem_view).collect::<Vec<_>>()),
        );
        el("details")
            .class("widget-problems")
            .attr("open", move || is_open.get())
            .child(summary)
            .child(el("ul").child(list))
            .into()
    };
    when(move || problems.with(|problems| !problems.is_empty()), view)
}

fn problem_view(problem: Problem) -> El {
    el("li")
        .child(el("strong").text(problem.subject))
        .text(" ")
        .text(problem.reason)
        .child(problem.expression.map(|(text, span)| marked_expression(&text, span)))
}

/// An expression with the part that a message is about marked.
pub fn marked_expression(text: &str, span: Range<usize>) -> El {
    let [before, about, after] = parts(text, span);
    let about = if about.is_empty() { "‸".to_owned() } else { about };
    el("code").class("expression").text(before).child(el("mark").text(about)).text(after)
}

fn parts(text: &str, span: Range<usize>) -> [String; 3] {
    let cut = |range: Range<usize>| display::name(text.get(range).unwrap_or_default());
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    [cut(0..start), cut(start..end), cut(end..text.len())]
}

/// Says of the first metrics which part of each matches nothing. `range` is the time that was looked at, in
/// words.
pub fn empty_explanation(metrics: Memo<Vec<Metric>>, range: impl Fn() -> String + Copy + 'static) -> El {
    let source = SourceContext::signal();
    let reasons = resource(move || {
        let (source, metrics) = (source.get(), metrics.get());
        async move { reasons_of(source, &metrics).await }
    });
    let texts = move || {
        let range = range();
        reasons.with(|reasons| {
            let reasons = reasons.as_deref().unwrap_or_default();
            reasons.iter().map(|reason| reason_text(reason, &range)).collect()
        })
    };
    let further = move || metrics.with(Vec::len).saturating_sub(EXPLAINED_MAX);
    let further_view =
        move || el("li").text(move || ["and ", &further().to_string(), " more"].concat()).into();
    let list = el("ul")
        .class("widget-empty__reasons")
        .child(each(texts, String::clone, |text| el("li").text(text).into()))
        .child(when(move || 0 < further(), further_view));
    el("div")
        .class("widget-empty")
        .child(el("p").class("widget-empty__title").text("No datapoints"))
        .child(list)
}

async fn reasons_of(source: Option<Source>, metrics: &[Metric]) -> Vec<Reason> {
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

async fn reason(source: Source, metric: &Metric) -> Result<Reason, ApiError> {
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
    let missing = |parts: &[&str]| Reason { text: parts.concat(), ends_with_range: false };
    if !listed.iter().any(|other| other.namespace == metric.namespace) {
        return missing(&["There is no metric in the namespace ", namespace]);
    }
    let named: Vec<&Metric> = listed.iter().filter(|other| other.metric_name == metric.metric_name).collect();
    let Some(first) = named.first() else {
        return missing(&["The namespace ", namespace, " has no metric named ", name]);
    };
    let given = dimensions_text(&metric.dimensions);
    let is_same = |other: &Metric| {
        other.dimensions.len() == metric.dimensions.len()
            && metric.dimensions.iter().all(|dimension| other.dimensions.contains(dimension))
    };
    if named.iter().any(|other| is_same(other)) {
        let of = if metric.dimensions.is_empty() { String::new() } else { [" (", &given, ")"].concat() };
        return Reason {
            text: [name, &of, " exists, but has no datapoints "].concat(),
            ends_with_range: true,
        };
    }
    for dimension in &metric.dimensions {
        let mut all = named.iter().flat_map(|other| &other.dimensions);
        // No metric of that name has it at all, or with this value, or without others.
        if !all.clone().any(|other| other == dimension) {
            return if all.any(|other| other.name == dimension.name) {
                missing(&[name, " has no ", &dimension.name, " = ", &dimension.value, ", only other values"])
            } else {
                missing(&[name, " has no dimension ", &dimension.name])
            };
        }
    }
    let example = dimensions_text(&first.dimensions);
    missing(&[name, " exists, but not with ", &given, "; for example with ", &example])
}

fn reason_text(reason: &Reason, range: &str) -> String {
    let range = if reason.ends_with_range { range } else { "" };
    display::name(&[&reason.text, range, "."].concat())
}

fn dimensions_text(dimensions: &[Dimension]) -> String {
    if dimensions.is_empty() {
        return "no dimensions".to_owned();
    }
    let pair = |dimension: &Dimension| [&dimension.name, " = ", &dimension.value].concat();
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
