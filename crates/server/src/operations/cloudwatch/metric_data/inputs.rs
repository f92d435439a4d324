//! Reads what a plan rests on: the request's metrics, what its searches find, and what its bands learn from.
//!
//! All of it through the one path of datapoints that charts and alarms share.

use super::labels::Labels;
use super::queries::{MetricQuery, Request};
use crate::app::App;
use crate::metric_reader::{MetricRead, MetricReader, MetricReading};
use crate::operations::cloudwatch::errors::failed;
use crate::operations::cloudwatch::metrics::checks::TWO_WEEKS_SECS;
use cloudwatch_api::{ApiError, MessageData, metric_data_status};
use metric_math::label::MetricRef;
use metric_math::search::{self, Found, FoundMetric};
use metric_math::{Inputs, LabeledSeries, Limits, MetricInput, MetricProperties, SearchCall, history_range};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{MetricFilter, MetricIdentity};
use timeseries::{Statistic, TimeRange};

/// Series that all searches of a call may find together: ten times what one may. Ours, for memory has an end.
const MAX_FOUND_SERIES_OF_CALL: usize = 10 * search::MAX_FOUND_SERIES;
/// Series that are read at once: as many as one search finds.
const SERIES_AT_ONCE: usize = search::MAX_FOUND_SERIES;
/// Datapoints that a call may read: as many as its evaluation may make.
const MAX_READ_DATAPOINTS: usize = Limits::SERVER.datapoints;

/// What was read, and what is to be said of it.
#[derive(Default)]
pub struct Reading {
    pub inputs: Inputs,
    /// By the id of the metric.
    pub messages: BTreeMap<String, MessageData>,
    /// Of the call as a whole.
    pub call_messages: Vec<MessageData>,
}

pub async fn read(app: &App, request: &Request, labels: &Labels<'_>) -> Result<Reading, ApiError> {
    let mut reading = Reading::default();
    let all: Vec<&MetricQuery> = request.metrics.iter().collect();
    let mut inputs = Vec::with_capacity(all.len());
    for (query, found) in all.iter().zip(metrics(app, &all, request.range).await?) {
        let message = if query.is_forbidden { Some(forbidden()) } else { multiple_units(&found) };
        reading.messages.extend(message.map(|message| (query.id.clone(), message)));
        let mut input =
            MetricInput { series: found.series, label: String::new(), metric: Some(properties(query)) };
        input.label = labels.of_metric(query.label.as_deref(), &query.automatic_label, query.period, &input);
        inputs.push((query.id.clone(), input));
    }
    reading.inputs.metrics = inputs.into_iter().collect();
    let needed: BTreeSet<&str> = request.plan.history_metrics().collect();
    let past: Vec<&MetricQuery> =
        request.metrics.iter().filter(|query| needed.contains(query.id.as_str())).collect();
    for (query, found) in past.iter().zip(metrics(app, &past, history_range(request.range)).await?) {
        let input = MetricInput { series: found.series, ..MetricInput::default() };
        reading.inputs.history.insert(query.id.clone(), input);
    }
    let found = found(app, request, &mut reading.call_messages).await?;
    let reads: Vec<MetricRead<'_>> = found.iter().flat_map(FoundByCall::reads).collect();
    if reads.len() > MAX_FOUND_SERIES_OF_CALL {
        return Err(ApiError::validation(format!(
            "The searches find more than {MAX_FOUND_SERIES_OF_CALL} metrics together, ask for less at a time."
        )));
    }
    let mut read = datapoints(app, &reads, request.range).await?.into_iter();
    for FoundByCall { call, metrics, .. } in found {
        let read: Vec<MetricReading> = read.by_ref().take(metrics.len()).collect();
        reading.call_messages.extend(read.iter().filter_map(multiple_units));
        let lines = metrics.into_iter().zip(read).map(|(found, read)| line(call, found, read));
        reading.inputs.searches.insert(call.clone(), lines.collect());
    }
    reading.call_messages.dedup();
    Ok(reading)
}

/// One for each; what is forbidden has no datapoints.
async fn metrics(
    app: &App,
    queries: &[&MetricQuery],
    range: TimeRange,
) -> Result<Vec<MetricReading>, ApiError> {
    let reads: Vec<MetricRead<'_>> = queries
        .iter()
        .filter(|query| !query.is_forbidden)
        .map(|query| {
            let MetricQuery { metric, unit, stat, period, .. } = query;
            MetricRead { metric, unit: unit.as_deref(), stat: *stat, period: *period }
        })
        .collect();
    let mut found = datapoints(app, &reads, range).await?.into_iter();
    let of = |query: &&MetricQuery| {
        if query.is_forbidden { MetricReading::default() } else { found.next().unwrap_or_default() }
    };
    Ok(queries.iter().map(of).collect())
}

async fn datapoints(
    app: &App,
    reads: &[MetricRead<'_>],
    range: TimeRange,
) -> Result<Vec<MetricReading>, ApiError> {
    let reader = MetricReader::new(&app.store, app.now());
    let (mut found, mut datapoints) = (Vec::with_capacity(reads.len()), 0);
    for reads in reads.chunks(SERIES_AT_ONCE) {
        let more = reader.read_many(reads, range).await.map_err(failed)?;
        datapoints += more.iter().map(|reading| reading.series.len()).sum::<usize>();
        if datapoints > MAX_READ_DATAPOINTS {
            return Err(ApiError::validation(format!(
                "The call reads more than {MAX_READ_DATAPOINTS} datapoints, ask for less at a time."
            )));
        }
        found.extend(more);
    }
    Ok(found)
}

fn properties(query: &MetricQuery) -> Arc<MetricProperties> {
    let MetricIdentity { namespace, metric_name, dimensions } = query.metric.clone();
    Arc::new(MetricProperties { namespace, metric_name, dimensions, stat: query.stat_name.clone() })
}

fn forbidden() -> MessageData {
    let value = "Access denied when getting data - please check that this account and the requested metric account \
                 are linked";
    MessageData { code: metric_data_status::FORBIDDEN.to_owned(), value: value.to_owned() }
}

fn multiple_units(reading: &MetricReading) -> Option<MessageData> {
    (reading.units.len() > 1).then(|| MessageData {
        code: "MultipleUnits".to_owned(),
        value: format!("Multiple units returned: '[{}]'", reading.units.join(", ")),
    })
}

/// Metrics as the store has them.
type Listed = Arc<Vec<Arc<MetricIdentity>>>;

/// What one search found, before its datapoints are read.
struct FoundByCall<'a> {
    call: &'a SearchCall,
    stat: Statistic,
    /// All among which it looked.
    listed: Listed,
    metrics: Vec<FoundMetric>,
}

impl FoundByCall<'_> {
    fn reads(&self) -> impl Iterator<Item = MetricRead<'_>> {
        let (stat, period) = (self.stat, self.call.period);
        let metrics = self.metrics.iter().map(|found| &*self.listed[found.index]);
        metrics.map(move |metric| MetricRead { metric, unit: None, stat, period })
    }
}

/// All searches, among the metrics that ListMetrics lists.
async fn found<'a>(
    app: &App,
    request: &'a Request,
    messages: &mut Vec<MessageData>,
) -> Result<Vec<FoundByCall<'a>>, ApiError> {
    // The plan has checked both already.
    let refused = |reason: String| ApiError::validation(reason);
    let mut found = Vec::new();
    // Searches of one call mostly look in one place.
    let mut lists: BTreeMap<(Option<String>, Option<String>), Listed> = BTreeMap::new();
    for call in request.plan.searches() {
        let expression = search::parse(&call.text).map_err(|error| refused(error.to_string()))?;
        let stat: Statistic = call.stat.parse().map_err(|_| refused(call.stat.clone()))?;
        let (namespace, metric_name) = expression.narrowed_to();
        let place = (namespace.map(str::to_owned), metric_name.map(str::to_owned));
        let listed = match lists.get(&place) {
            Some(listed) => Arc::clone(listed),
            None => {
                let listed = list(app, place.clone()).await?;
                lists.insert(place, Arc::clone(&listed));
                listed
            }
        };
        let references: Vec<MetricRef<'_>> = listed.iter().map(|metric| reference(metric)).collect();
        let Found { metrics, is_cut } =
            search::find(call, &references, &app.account.id).map_err(|error| refused(error.to_string()))?;
        if is_cut {
            messages.push(MessageData {
                code: "MaxMetricsExceeded".to_owned(),
                value: "Maximum number of allowed metrics exceeded".to_owned(),
            });
        }
        found.push(FoundByCall { call, stat, listed, metrics });
    }
    Ok(found)
}

async fn list(
    app: &App,
    (namespace, metric_name): (Option<String>, Option<String>),
) -> Result<Listed, ApiError> {
    let active_since = Some(app.now().plus_secs(-TWO_WEEKS_SECS));
    let filter = MetricFilter { namespace, metric_name, dimensions: Vec::new(), active_since };
    let listed = app.store.list_metrics(&filter, None, usize::MAX).await;
    listed.map(Arc::new).map_err(failed)
}

fn line(call: &SearchCall, found: FoundMetric, read: MetricReading) -> LabeledSeries {
    let FoundMetric { label, metric, .. } = found;
    LabeledSeries { label, period: call.period, series: read.series, metric: Some(metric) }
}

fn reference(metric: &MetricIdentity) -> MetricRef<'_> {
    let MetricIdentity { namespace, metric_name, dimensions } = metric;
    MetricRef { namespace, metric_name, dimensions, stat: "", period_secs: 0 }
}
