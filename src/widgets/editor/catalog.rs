//! The metrics there are, as a person looks for them: namespace, then set of dimensions, then metric. Pure.

use crate::platform::lower_case;
use cloudwatch_api::Metric;
use std::cmp::Ordering;
use timeseries::sorting;

/// A longer list isn't drawn: search narrows it.
pub const SHOWN_MAX: usize = 200;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// By namespace, then by names of dimensions, then in order.
    metrics: Vec<Metric>,
}

impl Catalog {
    pub fn new(mut metrics: Vec<Metric>) -> Self {
        for metric in &mut metrics {
            sorting::sort(&mut metric.dimensions);
        }
        sorting::sort_by(&mut metrics, order);
        metrics.dedup();
        Catalog { metrics }
    }

    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }

    /// Each with the number of its metrics.
    pub fn namespaces(&self) -> Vec<(String, usize)> {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for metric in &self.metrics {
            match counts.last_mut() {
                Some((name, count)) if *name == namespace(metric) => *count += 1,
                _ => counts.push((namespace(metric).to_owned(), 1)),
            }
        }
        counts
    }

    /// The sets of dimensions of a namespace, each with the number of its metrics.
    pub fn dimension_sets(&self, of: &str) -> Vec<(Vec<String>, usize)> {
        let mut counts: Vec<(Vec<String>, usize)> = Vec::new();
        for metric in self.metrics.iter().filter(|metric| namespace(metric) == of) {
            match counts.last_mut() {
                Some((known, count)) if names(metric).eq(known.iter()) => *count += 1,
                _ => counts.push((names(metric).cloned().collect(), 1)),
            }
        }
        counts
    }

    /// Metrics in a place (or everywhere) in which every word of `search` occurs, without regard to case.
    pub fn metrics(&self, of: Option<&str>, with: Option<&[String]>, search: &str) -> Vec<&Metric> {
        let words: Vec<String> = search.split_whitespace().map(lower_case).collect();
        let is_found = |metric: &&Metric| {
            of.is_none_or(|of| of == namespace(metric))
                && with.is_none_or(|with| names(metric).eq(with))
                && matches(metric, &words)
        };
        self.metrics.iter().filter(is_found).collect()
    }
}

fn namespace(metric: &Metric) -> &str {
    metric.namespace.as_deref().unwrap_or_default()
}

fn names(metric: &Metric) -> impl Iterator<Item = &String> {
    metric.dimensions.iter().map(|dimension| &dimension.name)
}

fn order(one: &Metric, other: &Metric) -> Ordering {
    let by_place = namespace(one).cmp(namespace(other)).then_with(|| names(one).cmp(names(other)));
    by_place.then_with(|| one.cmp(other))
}

fn matches(metric: &Metric, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut text = namespace(metric).to_owned();
    let mut add = |part: &str| {
        text.push('\n');
        text.push_str(part);
    };
    add(metric.metric_name.as_deref().unwrap_or_default());
    for dimension in &metric.dimensions {
        add(&dimension.name);
        add(&dimension.value);
    }
    let text = lower_case(&text);
    words.iter().all(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudwatch_api::Dimension;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn catalog() -> Catalog {
        let metric = |namespace: &str, name: &str, dimensions: &[(&str, &str)]| Metric {
            namespace: Some(namespace.to_owned()),
            metric_name: Some(name.to_owned()),
            dimensions: dimensions
                .iter()
                .map(|(name, value)| Dimension { name: (*name).into(), value: (*value).into() })
                .collect(),
        };
        Catalog::new(vec![
            metric("CWAgent", "mem", &[("host", "web-2")]),
            metric("CWAgent", "cpu", &[("host", "web-1"), ("core", "0")]),
            metric("CWAgent", "mem", &[("host", "web-1")]),
            metric("CWAgent", "mem", &[("host", "web-1")]),
            metric("AWS/EC2", "cpu", &[]),
        ])
    }

    #[wasm_bindgen_test]
    fn namespaces_then_sets_then_metrics() {
        let catalog = catalog();
        assert_eq!(catalog.namespaces(), [("AWS/EC2".to_owned(), 1), ("CWAgent".to_owned(), 3)]);
        let sets = catalog.dimension_sets("CWAgent");
        assert_eq!(sets, [(vec!["core".to_owned(), "host".to_owned()], 1), (vec!["host".to_owned()], 2)]);
        assert_eq!(catalog.metrics(Some("CWAgent"), Some(&["host".to_owned()]), "").len(), 2);
        assert_eq!(catalog.dimension_sets("nobody"), []);
    }

    #[wasm_bindgen_test]
    fn every_word_must_occur_somewhere() {
        let catalog = catalog();
        let count = |search: &str| catalog.metrics(None, None, search).len();
        assert_eq!(
            (count(""), count("cpu"), count("CPU web-1"), count("mem host"), count("nothing")),
            (4, 2, 1, 2, 0)
        );
    }
}
