//! A configuration that can be evaluated: its condition, and for metric math the plan of its expressions.

use alarm::{Condition, QueryBody, QuerySource, Source};
use cloudwatch_api::ApiError;
use metric_math::{Plan, Query, Type, plan};
use timeseries::Period;

pub struct Watch {
    pub condition: Condition,
    /// Only for [`Source::Queries`].
    pub plan: Option<Plan>,
}

impl Watch {
    /// Refuses expressions that can't be computed or don't give one time series.
    pub fn new(condition: Condition) -> Result<Self, ApiError> {
        let plan = match condition.source() {
            Source::Metric(_) => None,
            Source::Queries(queries) => Some(parse_expressions(queries, condition.period())?),
        };
        Ok(Watch { condition, plan })
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
    let Some(result) = source.queries.get(source.result) else {
        return Err(ApiError::validation("Exactly one element of the metrics list should return data."));
    };
    match plan.result_type(&result.id) {
        Some(Type::Series | Type::MetricId) => Ok(plan),
        _ => Err(ApiError::validation(format!(
            "The expression '{}' must give a single time series to be used in an alarm.",
            result.id
        ))),
    }
}
