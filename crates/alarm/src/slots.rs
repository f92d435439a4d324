//! The evaluation range cut into slots of one period, each with a datapoint or without.

use crate::condition::Condition;
use timeseries::{Distribution, Statistic, StatisticSet, TimeRange, Timestamp};

/// One datapoint as an alarm sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub value: f64,
    /// `None` for an expression's result.
    pub sample_count: Option<f64>,
    /// The anomaly detection band at its time.
    pub band: Option<Band>,
}

/// What is usual, edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    pub lower: f64,
    pub upper: f64,
}

/// Oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Slots {
    start: Timestamp,
    period_secs: i64,
    points: Vec<Option<Point>>,
}

impl Slots {
    /// From statistic sets at least as fine as the condition's slot grid: those of one slot are merged.
    /// What lies outside `range` is left out.
    pub fn from_statistics(
        condition: &Condition,
        range: TimeRange,
        statistic: Statistic,
        sets: &[(Timestamp, StatisticSet)],
    ) -> Self {
        let mut slots = Self::empty(condition, range);
        let mut merged: Vec<Option<StatisticSet>> = vec![None; slots.points.len()];
        for (at, set) in sets {
            match slots.index(*at).and_then(|index| merged.get_mut(index)) {
                Some(Some(sum)) => sum.merge(set),
                Some(empty) => *empty = Some(*set),
                None => {}
            }
        }
        for (point, set) in slots.points.iter_mut().zip(merged) {
            *point = set.and_then(|set| Point::new(set.value(statistic)?, Some(set.sample_count), None));
        }
        slots
    }

    /// The same from distributions, for extended statistics.
    pub fn from_distributions(
        condition: &Condition,
        range: TimeRange,
        statistic: Statistic,
        found: &[(Timestamp, Distribution)],
    ) -> Self {
        let mut slots = Self::empty(condition, range);
        let mut merged: Vec<Option<Distribution>> = vec![None; slots.points.len()];
        for (at, samples) in found {
            match slots.index(*at).and_then(|index| merged.get_mut(index)) {
                Some(Some(sum)) => sum.merge(samples),
                Some(empty) => *empty = Some(samples.clone()),
                None => {}
            }
        }
        for (point, samples) in slots.points.iter_mut().zip(merged) {
            *point = samples.and_then(|samples| {
                let sample_count = Some(samples.statistics.sample_count);
                Point::new(statistic.evaluate(&samples)?, sample_count, None)
            });
        }
        slots
    }

    /// From an expression's result; of several datapoints in one slot the last wins.
    pub fn from_values(
        condition: &Condition,
        range: TimeRange,
        values: impl IntoIterator<Item = (Timestamp, f64)>,
    ) -> Self {
        let mut slots = Self::empty(condition, range);
        for (at, value) in values {
            if let Some(point) = slots.index(at).and_then(|index| slots.points.get_mut(index)) {
                *point = Point::new(value, None, None);
            }
        }
        slots
    }

    /// From a metric's or an expression's datapoints with the band around them. A datapoint at whose time
    /// there is no band can't be judged and counts as missing.
    pub fn from_band(
        condition: &Condition,
        range: TimeRange,
        values: impl IntoIterator<Item = (Timestamp, f64)>,
        band: impl Fn(Timestamp) -> Option<Band>,
    ) -> Self {
        let mut slots = Self::empty(condition, range);
        for (at, value) in values {
            if let Some(point) = slots.index(at).and_then(|index| slots.points.get_mut(index)) {
                *point = band(at).and_then(|band| Point::new(value, None, Some(band)));
            }
        }
        slots
    }

    pub(crate) fn len(&self) -> usize {
        self.points.len()
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = (usize, Timestamp, Option<Point>)> + '_ {
        (0..self.points.len()).rev().map(|index| (index, self.time(index), self.points[index]))
    }

    pub(crate) fn time(&self, index: usize) -> Timestamp {
        self.start.plus_secs(self.period_secs * index as i64)
    }

    pub(crate) fn point(&self, index: usize) -> Option<Point> {
        self.points.get(index).copied().flatten()
    }

    fn empty(condition: &Condition, range: TimeRange) -> Self {
        let points = vec![None; condition.slot_count()];
        Slots { start: range.start, period_secs: condition.period.secs(), points }
    }

    fn index(&self, at: Timestamp) -> Option<usize> {
        let millis = at.millis() - self.start.millis();
        usize::try_from(millis.div_euclid(self.period_secs * 1000)).ok()
    }
}

impl Point {
    /// What isn't a number is no datapoint.
    fn new(value: f64, sample_count: Option<f64>, band: Option<Band>) -> Option<Self> {
        let has_edges = band.is_none_or(|band| !band.lower.is_nan() && !band.upper.is_nan());
        (value.is_finite() && has_edges).then_some(Point { value, sample_count, band })
    }
}
