//! A configuration that can be evaluated: its condition, and for metric math the plan of its expressions.

use alarm::{Condition, MetricSource, QueryBody, QuerySource, Source};
use cloudwatch_api::ApiError;
use metric_math::{Plan, Query, Type, plan};
use std::sync::Arc;
use store::MetricIdentity;
use timeseries::Period;

pub struct Watch {
    pub condition: Condition,
    /// Only for [`Source::Queries`].
    pub plan: Option<Arc<Plan>>,
    /// Only for [`Source::Metric`].
    pub metric: Option<MetricIdentity>,
}

impl Watch {
    /// Refuses expressions that can't be computed or don't give one time series.
    pub fn new(condition: Condition) -> Result<Self, ApiError> {
        let plan = match condition.source() {
            Source::Metric(_) => None,
            Source::Queries(queries) => Some(Arc::new(parse_expressions(queries, condition.period())?)),
        };
        let metric = match condition.source() {
            Source::Metric(metric) => Some(identity(metric)),
            Source::Queries(_) => None,
        };
        Ok(Watch { condition, plan, metric })
    }
}

pub fn identity(metric: &MetricSource) -> MetricIdentity {
    MetricIdentity {
        namespace: metric.namespace.clone(),
        metric_name: metric.metric_name.clone(),
        dimensions: metric.dimensions.clone(),
    }
}

fn parse_expressions(source: &QuerySource, period: Period) -> Result<Plan, ApiError> {
    let queries = source.queries.iter().map(|query| Query {
        id: query.id.clone(),
        source: match &query.body {
            QueryBody::Metric(_) => metric_math::Source::Metric { period },
            QueryBody::Expression(text) => {
                metric_math::Source::Expression { text: text.clone(), period: Some(period) }
            }
        },
    });
    let plan = plan(queries.collect()).map_err(|error| ApiError::validation(error.to_string()))?;
    if !plan.searches().is_empty() {
        return Err(ApiError::validation("SEARCH is not supported on Metric Alarms."));
    }
    let kind = |index: usize| source.queries.get(index).and_then(|query| plan.result_type(&query.id));
    let id = |index: usize| source.queries.get(index).map_or("", |query| query.id.as_str());
    if !matches!(kind(source.result), Some(Type::Series | Type::MetricId)) {
        return Err(ApiError::validation(format!(
            "The expression '{}' must give a single time series to be used in an alarm.",
            id(source.result)
        )));
    }
    if let Some(band) = source.band
        && kind(band) != Some(Type::Array)
    {
        return Err(ApiError::validation(format!(
            "The expression '{}' must be an ANOMALY_DETECTION_BAND to be used as ThresholdMetricId.",
            id(band)
        )));
    }
    Ok(plan)
}
