//! The metrics there are, as a person looks for them: namespace, then set of dimensions, then metric. Pure.

use cloudwatch_api::Metric;
use std::collections::BTreeMap;
use timeseries::sorting;

/// A longer list isn't drawn: search narrows it.
pub const SHOWN_MAX: usize = 200;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// By namespace and names of dimensions; the metrics of each in order.
    sets: BTreeMap<String, BTreeMap<Vec<String>, Vec<Metric>>>,
}

impl Catalog {
    pub fn new(metrics: Vec<Metric>) -> Self {
        let mut catalog = Catalog::default();
        for mut metric in metrics {
            sorting::sort(&mut metric.dimensions);
            let names = metric.dimensions.iter().map(|dimension| dimension.name.clone()).collect();
            let namespace = metric.namespace.clone().unwrap_or_default();
            catalog.sets.entry(namespace).or_default().entry(names).or_default().push(metric);
        }
        for metrics in catalog.sets.values_mut().flat_map(BTreeMap::values_mut) {
            sorting::sort(metrics);
            metrics.dedup();
        }
        catalog
    }

    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Each with the number of its metrics.
    pub fn namespaces(&self) -> Vec<(String, usize)> {
        self.sets.iter().map(|(name, sets)| (name.clone(), sets.values().map(Vec::len).sum())).collect()
    }

    /// The sets of dimensions of a namespace, each with the number of its metrics.
    pub fn dimension_sets(&self, namespace: &str) -> Vec<(Vec<String>, usize)> {
        let sets = self.sets.get(namespace).into_iter().flatten();
        sets.map(|(names, metrics)| (names.clone(), metrics.len())).collect()
    }

    /// Metrics in a place (or everywhere) in which every word of `search` occurs, without regard to case.
    pub fn metrics(&self, namespace: Option<&str>, names: Option<&[String]>, search: &str) -> Vec<&Metric> {
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        self.sets
            .iter()
            .filter(|(this, _)| namespace.is_none_or(|namespace| namespace == *this))
            .flat_map(|(_, sets)| sets)
            .filter(|(this, _)| names.is_none_or(|names| names == *this))
            .flat_map(|(_, metrics)| metrics)
            .filter(|metric| matches(metric, &words))
            .collect()
    }
}

fn matches(metric: &Metric, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut text = metric.namespace.clone().unwrap_or_default();
    let mut add = |part: &str| {
        text.push('\n');
        text.push_str(part);
    };
    add(metric.metric_name.as_deref().unwrap_or_default());
    for dimension in &metric.dimensions {
        add(&dimension.name);
        add(&dimension.value);
    }
    let text = text.to_lowercase();
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
