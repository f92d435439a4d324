//! What GetMetricData asks: checks every query, plans the expressions, labels what has no label.

use super::labels::Labels;
use crate::operations::cloudwatch::metrics::checks;
use cloudwatch_api::{ApiError, GetMetricDataInput, MetricDataQuery, MetricStat};
use metric_math::label::{MetricRef, automatic};
use metric_math::{MathError, Plan, Query, Source, Type, is_id, plan};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::MetricIdentity;
use timeseries::{Period, Statistic, TimeRange};

/// One call has at most 500 queries (API reference, GetMetricData).
const MAX_QUERIES: usize = 500;

/// A call whose every query is sound.
pub struct Request {
    pub range: TimeRange,
    pub metrics: Vec<MetricQuery>,
    pub plan: Arc<Plan>,
    /// Metrics in the order of the request, then expressions.
    pub returned: Vec<Returned>,
}

pub struct MetricQuery {
    pub id: String,
    pub metric: MetricIdentity,
    pub unit: Option<String>,
    pub stat: Statistic,
    /// As the caller wrote it.
    pub stat_name: String,
    pub period: Period,
    /// The caller's, which may have dynamic values.
    pub label: Option<String>,
    pub automatic_label: String,
    /// It is asked of an account that isn't this one.
    pub is_forbidden: bool,
}

pub struct Returned {
    pub id: String,
    /// As the caller gave it, of expressions only.
    pub label: Option<String>,
}

impl Request {
    pub fn read(input: &GetMetricDataInput, account_id: &str, labels: &Labels<'_>) -> Result<Self, ApiError> {
        let range = range(input)?;
        let queries = input.metric_data_queries.as_deref().unwrap_or_default();
        if queries.is_empty() {
            return Err(required("MetricDataQueries"));
        }
        if queries.len() > MAX_QUERIES {
            let message =
                format!("The collection MetricDataQueries must not have a size greater than {MAX_QUERIES}.");
            return Err(ApiError::validation(message));
        }
        let mut metrics = Vec::new();
        let mut planned = Vec::with_capacity(queries.len());
        let mut ids = BTreeSet::new();
        for (index, query) in queries.iter().enumerate() {
            let path = format!("MetricDataQueries.member.{}", index + 1);
            let id = id(&path, query)?;
            if !ids.insert(id) {
                let message = "The values for parameter id in MetricDataQueries are not unique.";
                return Err(ApiError::validation(message));
            }
            labels.check(&path, query)?;
            let source = source(&path, id, query, account_id, &mut metrics)?;
            planned.push(Query { id: id.to_owned(), source });
        }
        label(&mut metrics, queries);
        let plan = plan(planned).map_err(|error| ApiError::validation(error.to_string()))?;
        let mut expressions = queries.iter().filter(|query| query.expression.is_some() && is_returned(query));
        let is_scalar = |query: &&MetricDataQuery| {
            query.id.as_deref().and_then(|id| plan.result_type(id)) == Some(Type::Scalar)
        };
        if let Some(scalar) = expressions.find(is_scalar) {
            let id = scalar.id.as_deref().unwrap_or_default();
            return Err(ApiError::validation(MathError::scalar_result(id).to_string()));
        }
        let returned = returned(queries);
        Ok(Request { range, metrics, plan: Arc::new(plan), returned })
    }
}

fn range(input: &GetMetricDataInput) -> Result<TimeRange, ApiError> {
    let start = input.start_time.ok_or_else(|| required("StartTime"))?;
    let end = input.end_time.ok_or_else(|| required("EndTime"))?;
    if start == end {
        return Err(ApiError::validation("The parameter StartTime must not equal parameter EndTime."));
    }
    if end < start {
        return Err(ApiError::validation("The parameter EndTime must be greater than StartTime."));
    }
    Ok(checks::range(start, end))
}

fn id<'a>(path: &str, query: &'a MetricDataQuery) -> Result<&'a str, ApiError> {
    let id = query.id.as_deref().ok_or_else(|| required(&format!("{path}.Id")))?;
    if is_id(id) {
        return Ok(id);
    }
    Err(ApiError::validation(format!(
        "The value for parameter {path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
    )))
}

fn source(
    path: &str,
    id: &str,
    query: &MetricDataQuery,
    account_id: &str,
    metrics: &mut Vec<MetricQuery>,
) -> Result<Source, ApiError> {
    match (&query.metric_stat, &query.expression) {
        (Some(_), Some(_)) => Err(ApiError::validation(format!(
            "The parameters {path}.Expression and {path}.MetricStat are mutually exclusive and you have specified \
             both."
        ))),
        (None, None) => Err(required(&format!("{path}.MetricStat"))),
        (None, Some(text)) => {
            if query.account_id.as_ref().is_some_and(|account| account != account_id) {
                return Err(ApiError::validation(format!(
                    "The parameter {path}.AccountId is of an account that is not linked: expressions are computed \
                     over the metrics of account {account_id}."
                )));
            }
            let period = query.period.map(|secs| checks::period(&format!("{path}.Period"), secs)).transpose();
            let period = period.map_err(ApiError::validation)?;
            Ok(Source::Expression { text: text.clone(), period })
        }
        (Some(metric_stat), None) => {
            let is_forbidden = query.account_id.as_ref().is_some_and(|account| account != account_id);
            let metric = metric_query(&format!("{path}.MetricStat"), id, metric_stat)?;
            let period = metric.period;
            let label = explicit_label(query).map(str::to_owned);
            metrics.push(MetricQuery { is_forbidden, label, ..metric });
            Ok(Source::Metric { period })
        }
    }
}

fn metric_query(path: &str, id: &str, metric_stat: &MetricStat) -> Result<MetricQuery, ApiError> {
    let metric = metric_stat.metric.as_ref().ok_or_else(|| required(&format!("{path}.Metric")))?;
    let text = |member: &str, text: &Option<String>| {
        let given = text.as_deref().filter(|text| !text.is_empty());
        given.map(str::to_owned).ok_or_else(|| required(&format!("{path}.{member}")))
    };
    let namespace = text("Metric.Namespace", &metric.namespace)?;
    let metric_name = text("Metric.MetricName", &metric.metric_name)?;
    let period = metric_stat.period.ok_or_else(|| required(&format!("{path}.Period")))?;
    let period = checks::period(&format!("{path}.Period"), period).map_err(ApiError::validation)?;
    let stat_name = text("Stat", &metric_stat.stat)?;
    let stat = stat_name.parse::<Statistic>().map_err(|_| {
        ApiError::validation(format!("The value for parameter {path}.Stat is not a valid statistic."))
    })?;
    if let Some(unit) = &metric_stat.unit {
        checks::unit(format!("{path}.Unit"), unit).map_err(ApiError::validation)?;
    }
    let metric = checks::identity(&namespace, &metric_name, &metric.dimensions);
    let unit = metric_stat.unit.clone();
    Ok(MetricQuery {
        id: id.to_owned(),
        metric,
        unit,
        stat,
        stat_name,
        period,
        label: None,
        automatic_label: String::new(),
        is_forbidden: false,
    })
}

/// What is returned without a label of its own is labelled together; the rest, which shows up as members of
/// `METRICS()` and as `${LABEL}`, among all.
fn label(metrics: &mut [MetricQuery], queries: &[MetricDataQuery]) {
    let is_grouped: Vec<bool> = queries
        .iter()
        .filter(|query| query.metric_stat.is_some())
        .map(|query| is_returned(query) && explicit_label(query).is_none())
        .collect();
    let all = automatic(&metrics.iter().map(reference).collect::<Vec<_>>());
    let group: Vec<usize> = (0..metrics.len()).filter(|index| is_grouped[*index]).collect();
    let grouped = automatic(&group.iter().map(|index| reference(&metrics[*index])).collect::<Vec<_>>());
    for (query, label) in metrics.iter_mut().zip(all) {
        query.automatic_label = label;
    }
    for (index, label) in group.into_iter().zip(grouped) {
        metrics[index].automatic_label = label;
    }
}

fn reference(query: &MetricQuery) -> MetricRef<'_> {
    MetricRef {
        namespace: &query.metric.namespace,
        metric_name: &query.metric.metric_name,
        dimensions: &query.metric.dimensions,
        stat: &query.stat_name,
        period_secs: query.period.secs(),
    }
}

fn returned(queries: &[MetricDataQuery]) -> Vec<Returned> {
    let (metrics, expressions): (Vec<_>, Vec<_>) =
        queries.iter().filter(|query| is_returned(query)).partition(|query| query.metric_stat.is_some());
    let returned = |query: &MetricDataQuery| Returned {
        id: query.id.clone().unwrap_or_default(),
        label: explicit_label(query).filter(|_| query.expression.is_some()).map(str::to_owned),
    };
    metrics.into_iter().chain(expressions).map(returned).collect()
}

fn is_returned(query: &MetricDataQuery) -> bool {
    query.return_data != Some(false)
}

fn explicit_label(query: &MetricDataQuery) -> Option<&str> {
    query.label.as_deref().filter(|label| !label.is_empty())
}

fn required(path: &str) -> ApiError {
    ApiError::validation(format!("The parameter {path} is required.\n"))
}
