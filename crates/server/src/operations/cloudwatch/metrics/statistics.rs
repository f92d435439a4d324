//! GetMetricStatistics: several statistics of one metric, every unit by itself.

use super::checks::{self, identity, required, required_text};
use crate::app::App;
use crate::metric_reader::MetricReader;
use crate::operations::cloudwatch::errors::failed;
use cloudwatch_api::{ApiError, Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput};
use store::{MetricIdentity, StoreError, UnitSlots};
use timeseries::{Period, Statistic, TimeRange, Timestamp, align_range};

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
    let request = Request::read(input)?;
    let datapoints = request.datapoints(app).await;
    let mut datapoints = datapoints.map_err(failed)?;
    datapoints.sort_by_key(|datapoint| datapoint.timestamp);
    Ok(GetMetricStatisticsOutput { label: request.metric.metric_name, datapoints })
}

/// A call that has nothing to object to.
struct Request {
    metric: MetricIdentity,
    unit: Option<String>,
    range: TimeRange,
    period: Period,
    /// Under the names by which they were asked for.
    statistics: Vec<(String, Statistic)>,
}

impl Request {
    fn read(input: GetMetricStatisticsInput) -> Result<Self, ApiError> {
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
        Ok(Request { metric, unit: input.unit, range, period, statistics })
    }

    /// Distributions are read only for who asks for what needs them.
    async fn datapoints(&self, app: &App) -> Result<Vec<Datapoint>, StoreError> {
        let Request { metric, unit, range, period, statistics } = self;
        let unit = unit.as_deref();
        let reader = MetricReader::new(&app.store, app.now());
        if statistics.iter().any(|(_, statistic)| statistic.is_extended()) {
            let units = reader.read_unit_distributions(metric, unit, *period, *range).await?;
            Ok(self.in_units(&units, |samples, statistic| statistic.evaluate(samples)))
        } else {
            let units = reader.read_units(metric, unit, *period, *range).await?;
            Ok(self.in_units(&units, |set, statistic| set.basic_value(statistic)))
        }
    }

    fn in_units<S>(
        &self,
        units: &[UnitSlots<S>],
        value: impl Fn(&S, Statistic) -> Option<f64>,
    ) -> Vec<Datapoint> {
        let in_unit = |unit: &UnitSlots<S>| {
            let slots = unit.slots.iter();
            slots
                .filter_map(|(at, samples)| self.datapoint(*at, &unit.unit, |of| value(samples, of)))
                .collect::<Vec<_>>()
        };
        units.iter().flat_map(in_unit).collect()
    }

    /// `None` where none of the statistics is to be had.
    fn datapoint(
        &self,
        at: Timestamp,
        unit: &str,
        value: impl Fn(Statistic) -> Option<f64>,
    ) -> Option<Datapoint> {
        let mut datapoint = Datapoint { timestamp: at, ..Datapoint::default() };
        let mut has_any = false;
        for (name, statistic) in &self.statistics {
            let Some(value) = value(*statistic) else { continue };
            has_any = true;
            match statistic {
                Statistic::SampleCount => datapoint.sample_count = Some(value),
                Statistic::Average => datapoint.average = Some(value),
                Statistic::Sum => datapoint.sum = Some(value),
                Statistic::Minimum => datapoint.minimum = Some(value),
                Statistic::Maximum => datapoint.maximum = Some(value),
                _ => drop(datapoint.extended_statistics.insert(name.clone(), value)),
            }
        }
        datapoint.unit = Some(unit.to_owned());
        has_any.then_some(datapoint)
    }
}

fn statistics(input: &GetMetricStatisticsInput) -> Result<Vec<(String, Statistic)>, ApiError> {
    let names = input.statistics.as_deref().unwrap_or_default();
    let extended = input.extended_statistics.as_deref().unwrap_or_default();
    if names.is_empty() && extended.is_empty() {
        let message = "Must specify either Statistics or ExtendedStatistics";
        return Err(ApiError::invalid_parameter_combination(message));
    }
    checks::at_most("Statistics", names.len(), MAX_STATISTICS)?;
    checks::at_most("ExtendedStatistics", extended.len(), MAX_EXTENDED_STATISTICS)?;
    let read = |name: &String, is_extended: bool| {
        name.parse().ok().filter(|statistic: &Statistic| statistic.is_extended() == is_extended)
    };
    let mut statistics = Vec::with_capacity(names.len() + extended.len());
    for (index, name) in names.iter().enumerate() {
        let statistic = read(name, false).ok_or_else(|| {
            ApiError::invalid_parameter_value(format!(
                "The parameter Statistics.member.{}.<list element> must be a value in the set \
                 [SampleCount, Average, Sum, Minimum, Maximum].",
                index + 1
            ))
        })?;
        statistics.push((name.clone(), statistic));
    }
    for (index, name) in extended.iter().enumerate() {
        let statistic = read(name, true).ok_or_else(|| {
            ApiError::invalid_parameter_value(format!(
                "The value {name} for parameter ExtendedStatistics.member.{}.<list element> is not supported.",
                index + 1
            ))
        })?;
        statistics.push((name.clone(), statistic));
    }
    Ok(statistics)
}

fn refuse_too_many(range: TimeRange, period: Period) -> Result<(), ApiError> {
    let count = align_range(range, period).millis() / period.millis();
    if count > MAX_DATAPOINTS {
        return Err(ApiError::invalid_parameter_combination(format!(
            "You have requested up to {count} datapoints, which exceeds the limit of {MAX_DATAPOINTS}. You may \
             reduce the datapoints requested by increasing Period, or decreasing the time range."
        )));
    }
    Ok(())
}
