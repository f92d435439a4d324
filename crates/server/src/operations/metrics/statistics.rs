//! GetMetricStatistics: several statistics of one metric, every unit by itself.

use super::checks::{self, identity, required, required_text};
use crate::app::App;
use crate::metric_reader;
use crate::operations::store_failed;
use crate::store::UnitStatistics;
use cloudwatch_api::{ApiError, Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput, Service};
use timeseries::{Period, Statistic, StatisticSet, TimeRange, Timestamp, align_range};

/// One call answers at most 1440 datapoints (API reference, GetMetricStatistics).
const MAX_DATAPOINTS: i64 = 1440;
/// At most 5 statistics (API reference, GetMetricStatistics).
const MAX_STATISTICS: usize = 5;
/// At most 10 extended statistics (API reference, GetMetricStatistics).
const MAX_EXTENDED_STATISTICS: usize = 10;

pub async fn get_metric_statistics(
    app: &App,
    input: GetMetricStatisticsInput,
) -> Result<GetMetricStatisticsOutput, ApiError> {
    let namespace = required_text("Namespace", input.namespace.as_deref())?;
    let metric_name = required_text("MetricName", input.metric_name.as_deref())?;
    let start = input.start_time.ok_or_else(|| required("StartTime"))?;
    let end = input.end_time.ok_or_else(|| required("EndTime"))?;
    let period = input.period.ok_or_else(|| required("Period"))?;
    checks::name("Namespace", namespace, checks::MAX_NAME_CHARS)?;
    checks::name("MetricName", metric_name, checks::MAX_NAME_CHARS)?;
    if end <= start {
        let message = "The parameter StartTime must be less than the parameter EndTime.";
        return Err(ApiError::invalid_parameter_value(message));
    }
    let period = checks::period("Period", period).map_err(ApiError::invalid_parameter_value)?;
    if let Some(unit) = &input.unit {
        checks::unit("Unit", unit).map_err(ApiError::invalid_parameter_value)?;
    }
    let statistics = statistics(&input)?;
    let range = checks::range(start, end);
    refuse_too_many(range, period)?;
    let dimensions = input.dimensions.as_deref().unwrap_or_default();
    checks::at_most("Dimensions", dimensions.len(), checks::MAX_DIMENSIONS)?;
    let metric = identity(namespace, metric_name, dimensions);
    let by_unit = metric_reader::read_units(app, &metric, input.unit.as_deref(), period, range).await;
    let by_unit = by_unit.map_err(|error| store_failed(Service::CloudWatch, error))?;
    let in_unit = |found: UnitStatistics| {
        let datapoint = |(at, set): &(Timestamp, StatisticSet)| datapoint(*at, set, &statistics, &found.unit);
        found.slots.iter().map(datapoint).collect::<Vec<_>>()
    };
    let mut datapoints: Vec<Datapoint> = by_unit.into_iter().flat_map(in_unit).collect();
    datapoints.sort_by_key(|datapoint| datapoint.timestamp);
    Ok(GetMetricStatisticsOutput { label: metric_name.to_owned(), datapoints })
}

fn statistics(input: &GetMetricStatisticsInput) -> Result<Vec<Statistic>, ApiError> {
    let names = input.statistics.as_deref().unwrap_or_default();
    let extended = input.extended_statistics.as_deref().unwrap_or_default();
    if names.is_empty() && extended.is_empty() {
        let message = "Must specify either Statistics or ExtendedStatistics";
        return Err(ApiError::invalid_parameter_combination(message));
    }
    checks::at_most("Statistics", names.len(), MAX_STATISTICS)?;
    checks::at_most("ExtendedStatistics", extended.len(), MAX_EXTENDED_STATISTICS)?;
    let mut statistics = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let statistic = name.parse().ok().filter(|statistic: &Statistic| !statistic.is_extended());
        statistics.push(statistic.ok_or_else(|| {
            ApiError::invalid_parameter_value(format!(
                "The parameter Statistics.member.{}.<list element> must be a value in the set \
                 [SampleCount, Average, Sum, Minimum, Maximum].",
                index + 1
            ))
        })?);
    }
    if let Some((index, name)) = extended.iter().enumerate().next() {
        let yet = if name.parse::<Statistic>().is_ok_and(Statistic::is_extended) { " yet" } else { "" };
        return Err(ApiError::invalid_parameter_value(format!(
            "The value {name} for parameter ExtendedStatistics.member.{}.<list element> is not supported{yet}.",
            index + 1
        )));
    }
    Ok(statistics)
}

fn refuse_too_many(range: TimeRange, period: Period) -> Result<(), ApiError> {
    let count = align_range(range, period).millis() / period.millis();
    if MAX_DATAPOINTS < count {
        return Err(ApiError::invalid_parameter_combination(format!(
            "You have requested up to {count} datapoints, which exceeds the limit of {MAX_DATAPOINTS}. You may \
             reduce the datapoints requested by increasing Period, or decreasing the time range."
        )));
    }
    Ok(())
}

fn datapoint(at: Timestamp, set: &StatisticSet, statistics: &[Statistic], unit: &str) -> Datapoint {
    let value = |statistic: Statistic| {
        if statistics.contains(&statistic) { set.basic_value(statistic) } else { None }
    };
    Datapoint {
        timestamp: at,
        sample_count: value(Statistic::SampleCount),
        average: value(Statistic::Average),
        sum: value(Statistic::Sum),
        minimum: value(Statistic::Minimum),
        maximum: value(Statistic::Maximum),
        unit: Some(unit.to_owned()),
    }
}
