//! From a metric and a statistic to its datapoints: the one path that GetMetricData, GetMetricStatistics
//! and the alarm ticker share, so that an alarm can't see other numbers than a chart.

use crate::app::App;
use crate::store::{MetricIdentity, StoreError, UnitStatistics};
use timeseries::{Period, Statistic, StatisticSet, TimeRange, TimeSeries, Timestamp};

/// A metric's datapoints in one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricReading {
    pub series: TimeSeries,
    /// All units that have data in the range, sorted. `series` is in the first of them: CloudWatch converts
    /// nothing and mixes none.
    pub units: Vec<String>,
}

/// Datapoints from the slot that holds `range.start` up to the slot that holds `range.end`, which is
/// excluded. With `unit` only what was published in exactly that unit.
pub async fn read(
    app: &App,
    metric: &MetricIdentity,
    unit: Option<&str>,
    stat: Statistic,
    period: Period,
    range: TimeRange,
) -> Result<MetricReading, StoreError> {
    let by_unit = app.store.statistics(metric, unit, range, period).await?;
    let units = by_unit.iter().map(|found| found.unit.clone()).collect();
    let series = by_unit.first().map(|found| series(found, stat)).unwrap_or_default();
    Ok(MetricReading { series, units })
}

/// The same datapoints before a statistic is taken, for who needs sample counts or merges slots further.
pub async fn read_sets(
    app: &App,
    metric: &MetricIdentity,
    unit: Option<&str>,
    period: Period,
    range: TimeRange,
) -> Result<Vec<(Timestamp, StatisticSet)>, StoreError> {
    let by_unit = app.store.statistics(metric, unit, range, period).await?;
    Ok(by_unit.into_iter().next().map(|found| found.slots).unwrap_or_default())
}

fn series(found: &UnitStatistics, stat: Statistic) -> TimeSeries {
    let points = found.slots.iter().filter_map(|(at, set)| Some((*at, set.value(stat)?)));
    let (times, values): (Vec<_>, Vec<_>) = points.unzip();
    TimeSeries::from_columns(times.into(), values)
}
