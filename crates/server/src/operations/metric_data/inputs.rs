//! Reads what a plan rests on: the request's metrics, what its searches find, and what its bands learn from.
//!
//! All of it through the one path of datapoints that charts and alarms share.

use super::labels::Labels;
use super::queries::{MetricQuery, Request};
use crate::app::App;
use crate::metric_reader::{self, MetricReading};
use crate::operations::metrics::checks::TWO_WEEKS_SECS;
use crate::operations::store_failed;
use crate::store::{MetricFilter, MetricIdentity};
use cloudwatch_api::{ApiError, MessageData, Service, metric_data_status};
use metric_math::label::MetricRef;
use metric_math::search::{self, Found};
use metric_math::{Inputs, LabeledSeries, MetricInput, MetricProperties, SearchCall, history_range};
use std::collections::BTreeMap;
use std::sync::Arc;
use timeseries::{Period, Statistic, TimeRange};

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
    for query in &request.metrics {
        let (mut input, message) = metric(app, query, request.range).await?;
        input.label = labels.of_metric(query, &input);
        reading.inputs.metrics.insert(query.id.clone(), input);
        reading.messages.extend(message.map(|message| (query.id.clone(), message)));
    }
    for id in request.plan.history_metrics() {
        if let Some(query) = request.metrics.iter().find(|query| query.id == id) {
            let (input, _) = metric(app, query, history_range(request.range)).await?;
            reading.inputs.history.insert(id.to_owned(), input);
        }
    }
    for call in request.plan.searches() {
        let lines = search(app, call, request.range, &mut reading.call_messages).await?;
        reading.inputs.searches.insert(call.clone(), lines);
    }
    reading.call_messages.dedup();
    Ok(reading)
}

async fn metric(
    app: &App,
    query: &MetricQuery,
    range: TimeRange,
) -> Result<(MetricInput, Option<MessageData>), ApiError> {
    let MetricIdentity { namespace, metric_name, dimensions } = query.metric.clone();
    let properties = MetricProperties { namespace, metric_name, dimensions, stat: query.stat_name.clone() };
    let mut input = MetricInput { metric: Some(Arc::new(properties)), ..MetricInput::default() };
    if query.is_forbidden {
        let value = "Access denied when getting data - please check that this account and the requested metric \
                     account are linked";
        let message = MessageData { code: metric_data_status::FORBIDDEN.to_owned(), value: value.to_owned() };
        return Ok((input, Some(message)));
    }
    let unit = query.unit.as_deref();
    let reading = datapoints(app, &query.metric, unit, query.stat, query.period, range).await?;
    let message = multiple_units(&reading);
    input.series = reading.series;
    Ok((input, message))
}

async fn datapoints(
    app: &App,
    metric: &MetricIdentity,
    unit: Option<&str>,
    stat: Statistic,
    period: Period,
    range: TimeRange,
) -> Result<MetricReading, ApiError> {
    let reading = metric_reader::read(app, metric, unit, stat, period, range).await;
    reading.map_err(|error| store_failed(Service::CloudWatch, error))
}

fn multiple_units(reading: &MetricReading) -> Option<MessageData> {
    (1 < reading.units.len()).then(|| MessageData {
        code: "MultipleUnits".to_owned(),
        value: format!("Multiple units returned: '[{}]'", reading.units.join(", ")),
    })
}

/// Among the metrics that ListMetrics lists.
async fn search(
    app: &App,
    call: &SearchCall,
    range: TimeRange,
    messages: &mut Vec<MessageData>,
) -> Result<Vec<LabeledSeries>, ApiError> {
    // The plan has checked both already.
    let refused = |reason: String| ApiError::validation(reason);
    let expression = search::parse(&call.text).map_err(|error| refused(error.to_string()))?;
    let stat: Statistic = call.stat.parse().map_err(|_| refused(call.stat.clone()))?;
    let (namespace, metric_name) = expression.narrowed_to();
    let filter = MetricFilter {
        namespace: namespace.map(str::to_owned),
        metric_name: metric_name.map(str::to_owned),
        dimensions: Vec::new(),
        active_since: Some(app.now().plus_secs(-TWO_WEEKS_SECS)),
    };
    let listed = app.store.list_metrics(&filter, None, usize::MAX).await;
    let listed = listed.map_err(|error| store_failed(Service::CloudWatch, error))?;
    let references: Vec<MetricRef<'_>> = listed.iter().map(reference).collect();
    let Found { metrics, is_cut } =
        search::find(call, &references, &app.account.id).map_err(|error| refused(error.to_string()))?;
    if is_cut {
        messages.push(MessageData {
            code: "MaxMetricsExceeded".to_owned(),
            value: "Maximum number of allowed metrics exceeded".to_owned(),
        });
    }
    let mut lines = Vec::with_capacity(metrics.len());
    for found in metrics {
        let reading = datapoints(app, &listed[found.index], None, stat, call.period, range).await?;
        messages.extend(multiple_units(&reading));
        lines.push(LabeledSeries {
            label: found.label,
            period: call.period,
            series: reading.series,
            metric: Some(found.metric),
        });
    }
    Ok(lines)
}

fn reference(metric: &MetricIdentity) -> MetricRef<'_> {
    let MetricIdentity { namespace, metric_name, dimensions } = metric;
    MetricRef { namespace, metric_name, dimensions, stat: "", period_secs: 0 }
}
