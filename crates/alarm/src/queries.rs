//! The `Metrics` form of an alarm: metrics and expressions of which one gives the datapoints.
//!
//! Checked here: that they fit together. Whether an expression is well-formed is for whoever computes it.

use crate::members::constrain_dimensions;
use crate::source::{MetricSource, QueryBody, QuerySource, SourceQuery, parse_period, sorted_dimensions};
use cloudwatch_api::{ApiError, Constraints, MetricDataQuery, MetricStat, STANDARD_UNITS};
use std::collections::BTreeSet;
use timeseries::{Period, Statistic};

/// AWS: at most 10 metrics and 10 expressions in one alarm.
const MAX_METRIC_STATS: usize = 10;
const MAX_EXPRESSIONS: usize = 10;
/// AWS: an Id has at most 255 characters, an expression 2048.
const MAX_ID_CHARS: usize = 255;
const MAX_EXPRESSION_CHARS: usize = 2048;

pub(crate) fn parse(
    metrics: &[MetricDataQuery],
    threshold_metric_id: Option<&str>,
) -> Result<(QuerySource, Period), ApiError> {
    check_counts(metrics)?;
    let mut ids = BTreeSet::new();
    let mut periods = BTreeSet::new();
    let mut queries = Vec::with_capacity(metrics.len());
    for query in metrics {
        let id = parse_id(query)?;
        if !ids.insert(id.clone()) {
            return Err(ApiError::validation(format!("The id {id} is used more than once in Metrics.")));
        }
        if query.account_id.is_some() {
            return Err(ApiError::validation("AccountId in Metrics is not supported yet."));
        }
        let (body, period_secs) = match (&query.metric_stat, &query.expression) {
            (Some(stat), None) => (QueryBody::Metric(parse_stat(stat)?), stat.period.or(query.period)),
            (None, Some(expression)) => (parse_expression(expression)?, query.period),
            _ => {
                let message = format!("The query {id} needs either a MetricStat or an Expression.");
                return Err(ApiError::validation(message));
            }
        };
        periods.extend(period_secs);
        queries.push(SourceQuery { id, body });
    }
    let period = match (periods.first(), periods.last()) {
        (Some(shortest), Some(longest)) if shortest == longest => parse_period(*shortest)?,
        (None, _) => return Err(ApiError::missing_parameter("The parameter Period is required in Metrics.")),
        _ => return Err(ApiError::validation("All queries in Metrics must have the same Period.")),
    };
    let band = threshold_metric_id.map(|id| band_index(&queries, id)).transpose()?;
    Ok((QuerySource { result: result_index(metrics, band)?, queries, band }, period))
}

/// The expression that gives the band; whether it really does is for whoever computes it.
fn band_index(queries: &[SourceQuery], id: &str) -> Result<usize, ApiError> {
    let found =
        queries.iter().position(|query| query.id == id && matches!(query.body, QueryBody::Expression(_)));
    found.ok_or_else(|| {
        ApiError::validation(format!(
            "The ThresholdMetricId {id} must be the Id of an expression in Metrics."
        ))
    })
}

fn check_counts(metrics: &[MetricDataQuery]) -> Result<(), ApiError> {
    let expressions = metrics.iter().filter(|query| query.expression.is_some()).count();
    if expressions > MAX_EXPRESSIONS || metrics.len() - expressions > MAX_METRIC_STATS {
        return Err(ApiError::validation(format!(
            "An alarm has at most {MAX_METRIC_STATS} metrics and {MAX_EXPRESSIONS} expressions."
        )));
    }
    Ok(())
}

/// The one query whose ReturnData isn't false; the band's doesn't count.
fn result_index(metrics: &[MetricDataQuery], band: Option<usize>) -> Result<usize, ApiError> {
    let mut returned = metrics
        .iter()
        .enumerate()
        .filter(|(index, query)| query.return_data != Some(false) && Some(*index) != band)
        .map(|(index, _)| index);
    match (returned.next(), returned.next()) {
        (Some(index), None) => Ok(index),
        _ => Err(ApiError::validation("Exactly one element of the metrics list should return data.")),
    }
}

fn parse_id(query: &MetricDataQuery) -> Result<String, ApiError> {
    let id = query.id.clone().unwrap_or_default();
    let mut constraints = Constraints::new();
    constraints.required("metrics.id", &query.id);
    if query.id.is_some() {
        constraints.length("metrics.id", &id, 1, MAX_ID_CHARS);
    }
    constraints.finish()?;
    let is_valid = id.starts_with(|char: char| char.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_valid {
        return Err(ApiError::validation(format!(
            "The value {id} for parameter Metrics.member.Id is not matching the expected pattern \
             ^[a-z][a-zA-Z0-9_]*$."
        )));
    }
    Ok(id)
}

fn parse_expression(expression: &str) -> Result<QueryBody, ApiError> {
    let mut constraints = Constraints::new();
    constraints.length("metrics.expression", expression, 1, MAX_EXPRESSION_CHARS);
    constraints.finish()?;
    Ok(QueryBody::Expression(expression.to_owned()))
}

fn parse_stat(stat: &MetricStat) -> Result<MetricSource, ApiError> {
    let metric = stat.metric.as_ref();
    let namespace = metric.and_then(|metric| metric.namespace.clone());
    let metric_name = metric.and_then(|metric| metric.metric_name.clone());
    let dimensions = metric.map(|metric| metric.dimensions.as_slice()).unwrap_or_default();
    let mut constraints = Constraints::new();
    constraints.required("metrics.metricStat.metric.namespace", &namespace);
    constraints.required("metrics.metricStat.metric.metricName", &metric_name);
    constraints.required("metrics.metricStat.stat", &stat.stat);
    if let Some(unit) = &stat.unit {
        constraints.one_of("metrics.metricStat.unit", unit, &STANDARD_UNITS);
    }
    constrain_dimensions(&mut constraints, dimensions);
    constraints.finish()?;
    let name = stat.stat.as_deref().unwrap_or_default();
    let statistic = name.parse::<Statistic>().map_err(|_| {
        ApiError::invalid_parameter_value(format!(
            "The value {name} for parameter Metrics.member.MetricStat.Stat is not supported."
        ))
    })?;
    Ok(MetricSource {
        namespace: namespace.unwrap_or_default(),
        metric_name: metric_name.unwrap_or_default(),
        dimensions: sorted_dimensions(dimensions),
        statistic,
        statistic_name: name.to_owned(),
        unit: stat.unit.clone(),
    })
}
