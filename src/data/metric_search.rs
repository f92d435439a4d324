//! What a page's `SEARCH`es find: lists of metrics, kept for a minute, and the series among them.
//!
//! What a search means is `metric_math`'s; which datapoints are fetched for what was found is
//! `metric_store`'s.

use super::source::DataSource;
use cloudwatch_api::{ApiError, ErrorKind, ListMetricsInput, Metric};
use metric_math::label::MetricRef;
use metric_math::{MetricProperties, SearchCall, search};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use timeseries::Timestamp;

/// New metrics are found this late at most.
const LIST_SECS: i64 = 60;
/// Of 500 metrics each. Who has more is asked for a narrower search.
const PAGES_MAX: usize = 100;

/// Namespace and metric name that a list is narrowed to.
pub type Narrowing = (Option<String>, Option<String>);

/// What became of one search. Shared, as it may be long.
pub type Found = Arc<Result<FoundSeries, ApiError>>;

/// What one search found.
#[derive(Debug, Default, PartialEq)]
pub struct FoundSeries {
    pub series: Vec<FoundMetric>,
    /// There is more than a search may find.
    pub is_cut: bool,
}

#[derive(Debug, PartialEq)]
pub struct FoundMetric {
    pub metric: Metric,
    pub label: String,
    pub properties: Arc<MetricProperties>,
}

/// The lists that searches look through.
#[derive(Debug, Default)]
pub struct MetricLists {
    lists: Vec<List>,
    found: BTreeMap<SearchCall, Found>,
}

#[derive(Debug)]
struct List {
    narrowing: Narrowing,
    outcome: Result<Listed, ApiError>,
    at: Timestamp,
}

/// Metrics and the account that they are in, where the answer names it.
#[derive(Debug, Default)]
pub struct Listed {
    metrics: Vec<Metric>,
    account_id: String,
}

impl MetricLists {
    /// The lists that have to be asked for. Failures are asked for each time.
    pub fn wanted(&self, calls: &BTreeSet<SearchCall>, now: Timestamp) -> Vec<Narrowing> {
        let is_fresh = |list: &List| list.outcome.is_ok() && now < list.at.plus_secs(LIST_SECS);
        let mut wanted = Vec::new();
        for call in calls {
            let narrowing = narrowing(call);
            if !self.list(&narrowing).is_some_and(is_fresh) && !wanted.contains(&narrowing) {
                wanted.push(narrowing);
            }
        }
        wanted
    }

    fn list(&self, narrowing: &Narrowing) -> Option<&List> {
        self.lists.iter().find(|list| list.narrowing == *narrowing)
    }

    pub fn keep(&mut self, narrowing: Narrowing, outcome: Result<Listed, ApiError>, now: Timestamp) {
        self.found.retain(|call, _| self::narrowing(call) != narrowing);
        self.lists.retain(|list| list.narrowing != narrowing);
        self.lists.push(List { narrowing, outcome, at: now });
    }

    /// Looks through the lists that are known, once for each call.
    pub fn find(&mut self, calls: &BTreeSet<SearchCall>) {
        self.found.retain(|call, _| calls.contains(call));
        for call in calls {
            if self.found.contains_key(call) {
                continue;
            }
            if let Some(list) = self.list(&narrowing(call)) {
                let found = match &list.outcome {
                    Ok(listed) => find(call, listed),
                    Err(error) => Err(error.clone()),
                };
                self.found.insert(call.clone(), Arc::new(found));
            }
        }
    }

    pub fn found(&self, call: &SearchCall) -> Option<&Found> {
        self.found.get(call)
    }

    pub fn clear(&mut self) {
        *self = MetricLists::default();
    }
}

fn narrowing(call: &SearchCall) -> Narrowing {
    let Ok(expression) = search::parse(&call.text) else { return (None, None) };
    let (namespace, metric_name) = expression.narrowed_to();
    (namespace.map(str::to_owned), metric_name.map(str::to_owned))
}

fn find(call: &SearchCall, listed: &Listed) -> Result<FoundSeries, ApiError> {
    let dimensions: Vec<Vec<(String, String)>> = listed
        .metrics
        .iter()
        .map(|metric| metric.dimensions.iter().map(|pair| (pair.name.clone(), pair.value.clone())).collect())
        .collect();
    let references: Vec<MetricRef<'_>> = listed
        .metrics
        .iter()
        .zip(&dimensions)
        .map(|(metric, dimensions)| MetricRef {
            namespace: metric.namespace.as_deref().unwrap_or_default(),
            metric_name: metric.metric_name.as_deref().unwrap_or_default(),
            dimensions,
            stat: "",
            period_secs: 0,
        })
        .collect();
    let found = search::find(call, &references, &listed.account_id)
        .map_err(|error| ApiError::validation(error.to_string()))?;
    let series = found.metrics.into_iter().map(|found| FoundMetric {
        metric: listed.metrics[found.index].clone(),
        label: found.label,
        properties: found.metric,
    });
    Ok(FoundSeries { series: series.collect(), is_cut: found.is_cut })
}

/// All pages of one list.
pub async fn list(source: DataSource, (namespace, metric_name): Narrowing) -> Result<Listed, ApiError> {
    let mut input = ListMetricsInput {
        namespace,
        metric_name,
        include_linked_accounts: Some(true),
        ..ListMetricsInput::default()
    };
    let mut listed = Listed::default();
    for _ in 0..PAGES_MAX {
        let output = source.list_metrics(&input).await?;
        listed.metrics.extend(output.metrics);
        if let Some(account_id) = output.owning_accounts.into_iter().next() {
            listed.account_id = account_id;
        }
        input.next_token = output.next_token;
        if input.next_token.is_none() {
            return Ok(listed);
        }
    }
    Err(ApiError::new(ErrorKind::Network, "There are too many metrics to search through: name a namespace."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudwatch_api::Dimension;
    use timeseries::Period;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn call(text: &str) -> SearchCall {
        SearchCall { text: text.to_owned(), stat: "Sum".to_owned(), period: Period::MINUTE }
    }

    fn listed(hosts: &[&str]) -> Listed {
        let metric = |host: &&str| Metric {
            namespace: Some("App".to_owned()),
            metric_name: Some("cpu".to_owned()),
            dimensions: vec![Dimension { name: "host".to_owned(), value: (*host).to_owned() }],
        };
        Listed { metrics: hosts.iter().map(metric).collect(), account_id: "1".to_owned() }
    }

    #[wasm_bindgen_test]
    fn lists_are_shared_and_asked_for_again_after_a_minute() {
        let calls =
            BTreeSet::from([call("{App,host} cpu"), call("{App,host} NOT cpu"), call("MetricName=\"cpu\"")]);
        let at = Timestamp::from_secs;
        let mut lists = MetricLists::default();
        let app = (Some("App".to_owned()), None);
        let cpu = (None, Some("cpu".to_owned()));
        assert_eq!(lists.wanted(&calls, at(0)), [cpu.clone(), app.clone()]);
        lists.keep(app.clone(), Ok(listed(&["b", "a"])), at(0));
        lists.keep(cpu.clone(), Err(ApiError::validation("no")), at(0));
        assert_eq!(lists.wanted(&calls, at(59)), [cpu]);
        assert!(lists.wanted(&calls, at(60)).contains(&app));
        lists.find(&calls);
        let found = |lists: &MetricLists, text: &str| match lists.found(&call(text)).map(|found| &**found) {
            None => "unknown".to_owned(),
            Some(Err(error)) => error.to_string(),
            Some(Ok(found)) => {
                found.series.iter().map(|found| found.label.clone()).collect::<Vec<_>>().join(" ")
            }
        };
        assert_eq!(found(&lists, "{App,host} cpu"), "a b");
        assert_eq!(found(&lists, "{App,host} NOT cpu"), "");
        assert!(found(&lists, "MetricName=\"cpu\"").contains("no"));
        lists.keep(app, Ok(listed(&["c"])), at(60));
        lists.find(&calls);
        assert_eq!(found(&lists, "{App,host} cpu"), "cpu");
        lists.find(&BTreeSet::new());
        assert_eq!(found(&lists, "{App,host} cpu"), "unknown");
    }
}
