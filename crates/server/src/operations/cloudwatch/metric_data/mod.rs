//! GetMetricData: raw statistics and metric math.
//!
//! Expressions are computed over all their datapoints and paged like metrics afterwards: no page holds a
//! result that rests on a part of the data.

mod inputs;
mod labels;
mod page;
mod queries;
#[cfg(test)]
mod tests;

use crate::app::App;
use crate::math;
use cloudwatch_api::{ApiError, ErrorKind, GetMetricDataInput, GetMetricDataOutput};
use inputs::Reading;
use labels::Labels;
use metric_math::{MathError, Value};
use page::{Line, Page};
use queries::{Request, Returned};
use std::sync::Arc;

pub async fn get_metric_data(app: &App, input: GetMetricDataInput) -> Result<GetMetricDataOutput, ApiError> {
    let labels = Labels::read(app, &input)?;
    let request = Request::read(&input, &app.account.id, &labels)?;
    let page = Page::read(&input)?;
    let Reading { inputs, mut messages, call_messages } = inputs::read(app, &request, &labels).await?;
    let values = math::evaluate(Arc::clone(&request.plan), inputs, request.range).await;
    let values = values.map_err(|math::Broken| broken())?;
    let mut lines = Vec::new();
    for Returned { id, label } in &request.returned {
        let value = match values.get(id) {
            Some(Err(error)) => return Err(ApiError::validation(error.to_string())),
            Some(Ok(value)) => Some(value),
            None => None,
        };
        let Some((value, found)) = value.and_then(|value| Some((value, value.lines()?))) else {
            return Err(ApiError::validation(MathError::scalar_result(id).to_string()));
        };
        let is_array = matches!(value, Value::Array(_));
        lines.extend(found.iter().map(|line| Line {
            id: id.clone(),
            label: labels.of_line(label.as_deref(), line, is_array),
            series: line.series.clone(),
            message: messages.remove(id),
        }));
    }
    let (metric_data_results, next_token) = page.cut(lines);
    Ok(GetMetricDataOutput { metric_data_results, next_token, messages: call_messages })
}

fn broken() -> ApiError {
    let message = "The metric math could not be computed. The server's log has the cause.";
    ApiError::new(ErrorKind::InternalServiceFault, message)
}
