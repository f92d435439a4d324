//! GetMetricData and ListMetrics of the demonstration: raw metrics only, as that is all widgets ask for.

use super::catalog::{self, ENTRIES, Quantity};
use cloudwatch_api::{
    ApiError, DimensionFilter, GetMetricDataInput, GetMetricDataOutput, ListMetricsInput, ListMetricsOutput,
    MetricDataQuery, MetricDataResult,
};
use timeseries::{
    InvalidStatistic, Period, Statistic, StatisticSet, TimeRange, Timestamp, aggregate, align_range,
};

/// No period is computed from more instants than this, so that a year of days stays cheap.
const STEPS_PER_PERIOD_MAX: i64 = 12;
/// AWS returns up to 100,800 datapoints per call.
const DATAPOINTS_MAX: i64 = 100_800;

pub fn get_metric_data(input: &GetMetricDataInput, now: Timestamp) -> Result<GetMetricDataOutput, ApiError> {
    let required = |name: &str| ApiError::missing_parameter(format!("The parameter {name} is required."));
    let start = input.start_time.ok_or_else(|| required("StartTime"))?;
    let end = input.end_time.ok_or_else(|| required("EndTime"))?;
    if end <= start {
        return Err(ApiError::validation("The parameter StartTime must be less than the parameter EndTime."));
    }
    let queries = input.metric_data_queries.as_deref().unwrap_or_default();
    let range = TimeRange::new(start, end);
    let mut output = GetMetricDataOutput::default();
    for query in queries {
        output.metric_data_results.push(result(query, range, now)?);
    }
    Ok(output)
}

fn result(query: &MetricDataQuery, range: TimeRange, now: Timestamp) -> Result<MetricDataResult, ApiError> {
    let Some(stat) = &query.metric_stat else {
        return Err(ApiError::validation("The demonstration answers MetricStat queries only."));
    };
    let period = Period::from_secs(stat.period.unwrap_or(0))
        .map_err(|error| ApiError::validation(error.to_string()))?;
    if range.millis() / period.millis() > DATAPOINTS_MAX {
        return Err(ApiError::validation("The requested range has more than 100,800 datapoints per metric."));
    }
    let statistic: Statistic = stat
        .stat
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(|error: InvalidStatistic| ApiError::validation(error.to_string()))?;
    if statistic.is_extended() {
        return Err(ApiError::validation(format!("The demonstration has no statistic {statistic}.")));
    }
    let entry = stat.metric.as_ref().and_then(|metric| ENTRIES.iter().find(|entry| entry.is(metric)));
    let sets = entry.map(|entry| sets(entry.quantity, range, period, now)).unwrap_or_default();
    Ok(MetricDataResult {
        id: query.id.clone().unwrap_or_default(),
        label: stat.metric.as_ref().and_then(|metric| metric.metric_name.clone()).unwrap_or_default(),
        timestamps: sets.iter().map(|(at, _)| *at).collect(),
        values: sets.iter().filter_map(|(_, set)| set.basic_value(statistic)).collect(),
        status_code: "Complete".to_owned(),
        messages: Vec::new(),
    })
}

/// One set per period, up to now.
pub fn sets(
    quantity: Quantity,
    range: TimeRange,
    period: Period,
    now: Timestamp,
) -> Vec<(Timestamp, StatisticSet)> {
    let aligned = align_range(range, period);
    let step_secs = step_secs(period);
    let end = aligned.end.min(now);
    let mut at = aligned.start.floor(step_secs);
    let mut measured = Vec::new();
    // What is still being measured isn't published yet.
    while at.plus_secs(step_secs) <= end {
        measured.extend(catalog::measured(quantity, at, step_secs).map(|set| (at, set)));
        at = at.plus_secs(step_secs);
    }
    aggregate(measured, aligned, period)
}

/// How far apart the computed instants are: a minute, less for short periods, more for long ones.
fn step_secs(period: Period) -> i64 {
    let secs = period.secs();
    if secs <= 60 { secs.min(10) } else { (secs / STEPS_PER_PERIOD_MAX).max(60) / 60 * 60 }
}

pub fn list_metrics(input: &ListMetricsInput) -> ListMetricsOutput {
    let filters = input.dimensions.as_deref().unwrap_or_default();
    let mut metrics = Vec::new();
    for entry in &ENTRIES {
        let is_met = |filter: &DimensionFilter| {
            entry.dimensions.iter().any(|(name, value)| {
                *name == filter.name && filter.value.as_deref().is_none_or(|wanted| wanted == *value)
            })
        };
        if input.namespace.as_deref().is_none_or(|namespace| namespace == entry.namespace)
            && input.metric_name.as_deref().is_none_or(|name| name == entry.metric_name)
            && filters.iter().all(is_met)
        {
            metrics.push(entry.metric());
        }
    }
    ListMetricsOutput { metrics, ..ListMetricsOutput::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::series_cache::{Request, SeriesKey};
    use cloudwatch_api::Dimension;
    use wasm_bindgen_test::wasm_bindgen_test;

    const NOW: Timestamp = Timestamp::from_secs(1_795_230_000);

    fn ask(stat: &str, period_secs: i64, hours: i64) -> Result<GetMetricDataOutput, ApiError> {
        let dimensions = vec![Dimension { name: "host".into(), value: "web-1".into() }];
        let period = Period::from_secs(period_secs).unwrap();
        let key = SeriesKey::new("CWAgent", "cpu_usage_active", dimensions, stat, period);
        let range = TimeRange::new(NOW.plus_secs(-hours * 3600), NOW.plus_secs(period_secs));
        let input = GetMetricDataInput {
            metric_data_queries: Some(Request { keys: vec![key], range, is_history: false }.queries()),
            start_time: Some(range.start),
            end_time: Some(range.end),
            ..GetMetricDataInput::default()
        };
        get_metric_data(&input, NOW)
    }

    #[wasm_bindgen_test]
    fn every_period_has_a_datapoint_up_to_now() {
        let result = &ask("Average", 60, 3).unwrap().metric_data_results[0];
        assert_eq!(result.timestamps.len(), 180);
        assert_eq!(result.timestamps.last(), Some(&NOW.plus_secs(-60)));
        assert_eq!(ask("Sum", 10, 1).unwrap().metric_data_results[0].values.len(), 360);
        assert_eq!(ask("Sum", 3600, 24).unwrap().metric_data_results[0].values.len(), 24);
    }

    #[wasm_bindgen_test]
    fn the_same_question_has_the_same_answer() {
        assert_eq!(ask("Average", 300, 12), ask("Average", 300, 12));
    }

    #[wasm_bindgen_test]
    fn percentiles_are_refused_by_name() {
        let error = ask("p99", 60, 1).unwrap_err();
        assert!(error.to_string().contains("p99"), "{error}");
    }

    #[wasm_bindgen_test]
    fn metrics_are_listed_by_dimension() {
        let filter = |name: &str, value: Option<&str>| ListMetricsInput {
            dimensions: Some(vec![DimensionFilter { name: name.into(), value: value.map(str::to_owned) }]),
            ..ListMetricsInput::default()
        };
        assert_eq!(list_metrics(&filter("host", None)).metrics.len(), 12);
        assert_eq!(list_metrics(&filter("host", Some("web-2"))).metrics.len(), 4);
        assert_eq!(list_metrics(&filter("Host", None)).metrics.len(), 0);
        assert_eq!(list_metrics(&ListMetricsInput::default()).metrics.len(), 18);
    }
}
