//! The metrics there are, as a person looks for them: namespace, then set of dimensions, then metric. Pure.

use cloudwatch_api::Metric;
use std::cmp::Ordering;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// By namespace, then by names of dimensions, then in order.
    metrics: Vec<Metric>,
}

/// How deep in the catalog a person is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum CatalogPath {
    #[default]
    All,
    Namespace(String),
    /// The metrics of a namespace that have exactly dimensions of these names.
    Dimensions(String, Vec<String>),
}

impl CatalogPath {
    fn namespace(&self) -> Option<&str> {
        match self {
            CatalogPath::All => None,
            CatalogPath::Namespace(namespace) | CatalogPath::Dimensions(namespace, _) => Some(namespace),
        }
    }

    fn dimensions(&self) -> Option<&[String]> {
        match self {
            CatalogPath::All | CatalogPath::Namespace(_) => None,
            CatalogPath::Dimensions(_, names) => Some(names),
        }
    }
}

impl Catalog {
    pub fn new(mut metrics: Vec<Metric>) -> Self {
        for metric in &mut metrics {
            metric.dimensions.sort();
        }
        metrics.sort_by(order);
        metrics.dedup();
        Catalog { metrics }
    }

    pub fn is_empty(&self) -> bool {
        self.metrics.is_empty()
    }

    /// The level below a path, each entry with the number of its metrics. Below a set of dimensions there are
    /// only metrics.
    pub fn folders(&self, path: &CatalogPath) -> Vec<(CatalogPath, usize)> {
        match path {
            CatalogPath::All => self
                .metrics
                .chunk_by(|one, other| namespace(one) == namespace(other))
                .map(|metrics| (CatalogPath::Namespace(namespace(&metrics[0]).to_owned()), metrics.len()))
                .collect(),
            CatalogPath::Namespace(name) => self
                .metrics
                .chunk_by(|one, other| namespace(one) == namespace(other) && names(one).eq(names(other)))
                .filter(|metrics| namespace(&metrics[0]) == name)
                .map(|metrics| {
                    let names = names(&metrics[0]).cloned().collect();
                    (CatalogPath::Dimensions(name.clone(), names), metrics.len())
                })
                .collect(),
            CatalogPath::Dimensions(..) => Vec::new(),
        }
    }

    /// The metrics below a path in which every word of `search` occurs, without regard to case.
    pub fn metrics(&self, path: &CatalogPath, search: &str) -> Vec<&Metric> {
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let is_found = |metric: &&Metric| {
            path.namespace().is_none_or(|name| name == namespace(metric))
                && path.dimensions().is_none_or(|wanted| names(metric).eq(wanted))
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
    let by_folder = namespace(one).cmp(namespace(other)).then_with(|| names(one).cmp(names(other)));
    by_folder.then_with(|| one.cmp(other))
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
            metric("Küche", "ÖFEN", &[]),
        ])
    }

    fn namespace(name: &str) -> CatalogPath {
        CatalogPath::Namespace(name.to_owned())
    }

    fn dimensions(namespace: &str, names: &[&str]) -> CatalogPath {
        CatalogPath::Dimensions(namespace.to_owned(), names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[wasm_bindgen_test]
    fn namespaces_then_sets_then_metrics() {
        let catalog = catalog();
        let namespaces = [(namespace("AWS/EC2"), 1), (namespace("CWAgent"), 3), (namespace("Küche"), 1)];
        assert_eq!(catalog.folders(&CatalogPath::All), namespaces);
        let host = dimensions("CWAgent", &["host"]);
        let sets = [(dimensions("CWAgent", &["core", "host"]), 1), (host.clone(), 2)];
        assert_eq!(catalog.folders(&namespace("CWAgent")), sets);
        assert_eq!(catalog.metrics(&host, "").len(), 2);
        assert_eq!(catalog.folders(&namespace("nobody")), []);
    }

    #[wasm_bindgen_test]
    fn every_word_must_occur_somewhere() {
        let catalog = catalog();
        let count = |search: &str| catalog.metrics(&CatalogPath::All, search).len();
        assert_eq!(
            (count(""), count("cpu"), count("CPU web-1"), count("mem host"), count("nothing")),
            (5, 2, 1, 2, 0)
        );
        assert_eq!((count("öfen"), count("KÜCHE Öfen")), (1, 1));
    }
}
