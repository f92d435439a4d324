//! GetMetricData: raw statistics and metric math.
//!
//! Expressions are computed over all their datapoints and paged like metrics afterwards: no page holds a
//! result that rests on a part of the data.

mod page;
mod queries;
#[cfg(test)]
mod tests;

use crate::app::App;
use crate::metric_reader;
use crate::operations::store_failed;
use cloudwatch_api::{
    ApiError, GetMetricDataInput, GetMetricDataOutput, MessageData, MetricDataResult, Service,
    metric_data_status,
};
use metric_math::{LabeledSeries, MathError, MetricInput};
use page::Page;
use queries::{MetricQuery, Request, Returned};
use std::collections::BTreeMap;
use timeseries::TimeSeries;

pub async fn get_metric_data(app: &App, input: GetMetricDataInput) -> Result<GetMetricDataOutput, ApiError> {
    let request = Request::read(&input, &app.account.id)?;
    let page = Page::read(&input)?;
    let mut inputs = BTreeMap::new();
    let mut messages = BTreeMap::new();
    for query in &request.metrics {
        let (input, message) = read(app, query, &request).await?;
        inputs.insert(query.id.clone(), input);
        messages.extend(message.map(|message| (query.id.clone(), message)));
    }
    let mut values = request.plan.evaluate(&inputs, request.range);
    let mut lines = Vec::new();
    for Returned { id, label } in &request.returned {
        let value = values.remove(id).ok_or_else(|| MathError::scalar_result(id)).and_then(|value| value);
        let value = value.map_err(|error| ApiError::validation(error.to_string()))?;
        let Some(found) = value.lines() else {
            return Err(ApiError::validation(MathError::scalar_result(id).to_string()));
        };
        let is_array = matches!(value, metric_math::Value::Array(_));
        lines.extend(found.iter().map(|line| Line {
            id: id.clone(),
            label: line_label(label.as_deref(), line, is_array),
            series: line.series.clone(),
            message: messages.remove(id),
            is_forbidden: request.is_forbidden(id),
        }));
    }
    let (metric_data_results, next_token) = page.cut(lines);
    Ok(GetMetricDataOutput { metric_data_results, next_token, messages: Vec::new() })
}

/// One result before paging.
struct Line {
    id: String,
    label: String,
    series: TimeSeries,
    message: Option<MessageData>,
    is_forbidden: bool,
}

impl Line {
    /// The result without its datapoints.
    fn result(self) -> MetricDataResult {
        let status =
            if self.is_forbidden { metric_data_status::FORBIDDEN } else { metric_data_status::COMPLETE };
        MetricDataResult {
            id: self.id,
            label: self.label,
            status_code: status.to_owned(),
            messages: self.message.into_iter().collect(),
            ..MetricDataResult::default()
        }
    }
}

async fn read(
    app: &App,
    query: &MetricQuery,
    request: &Request,
) -> Result<(MetricInput, Option<MessageData>), ApiError> {
    let label = query.label.clone();
    if query.is_forbidden {
        let value = "Access denied when getting data - please check that this account and the requested metric \
                     account are linked";
        let message = MessageData { code: metric_data_status::FORBIDDEN.to_owned(), value: value.to_owned() };
        return Ok((MetricInput { label, ..MetricInput::default() }, Some(message)));
    }
    let unit = query.unit.as_deref();
    let reading =
        metric_reader::read(app, &query.metric, unit, query.stat, query.period, request.range).await;
    let reading = reading.map_err(|error| store_failed(Service::CloudWatch, error))?;
    let message = (1 < reading.units.len()).then(|| MessageData {
        code: "MultipleUnits".to_owned(),
        value: format!("Multiple units returned: '[{}]'", reading.units.join(", ")),
    });
    Ok((MetricInput { series: reading.series, label, metric: None }, message))
}

/// A member of an array keeps its own label behind the query's.
fn line_label(given: Option<&str>, line: &LabeledSeries, is_array: bool) -> String {
    match given {
        Some(label) if is_array => format!("{label} {}", line.label),
        Some(label) => label.to_owned(),
        None => line.label.clone(),
    }
}
