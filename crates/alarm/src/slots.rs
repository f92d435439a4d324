//! The evaluation range cut into slots of one period, each with a datapoint or without.

use crate::condition::Condition;
use crate::point::{Band, Point};
use timeseries::{Distribution, Merge, Statistic, StatisticSet, TimeRange, Timestamp};

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
        Self::from_merged(condition, range, sets, |set| {
            Point::new(set.value(statistic)?, Some(set.sample_count), None)
        })
    }

    /// The same from distributions, for extended statistics.
    pub fn from_distributions(
        condition: &Condition,
        range: TimeRange,
        statistic: Statistic,
        found: &[(Timestamp, Distribution)],
    ) -> Self {
        Self::from_merged(condition, range, found, |samples| {
            Point::new(statistic.evaluate(samples)?, Some(samples.statistics.sample_count), None)
        })
    }

    fn from_merged<T: Merge + Clone>(
        condition: &Condition,
        range: TimeRange,
        found: &[(Timestamp, T)],
        point_of: impl Fn(&T) -> Option<Point>,
    ) -> Self {
        let mut slots = Self::empty(condition, range);
        let mut merged: Vec<Option<T>> = vec![None; slots.points.len()];
        for (at, samples) in found {
            match slots.index(*at).and_then(|index| merged.get_mut(index)) {
                Some(Some(sum)) => sum.merge(samples),
                Some(empty) => *empty = Some(samples.clone()),
                None => {}
            }
        }
        slots.points = merged.iter().map(|samples| samples.as_ref().and_then(&point_of)).collect();
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
