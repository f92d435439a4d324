//! A series' points, as memory, tails and chunks pass them around.

use timeseries::StatisticSet;

pub type SeriesId = i64;

/// A statistic set at its slot of the series' storage resolution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub secs: i64,
    pub set: StatisticSet,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    pub series: SeriesId,
    pub point: Point,
    /// As `MetricPoint` has it.
    pub histogram: Vec<u8>,
}
