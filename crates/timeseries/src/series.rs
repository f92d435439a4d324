//! One line of datapoints, columnar: times beside values.

use crate::Timestamp;
use std::sync::Arc;

/// Times strictly ascending, one value each. Pointwise functions share the times of their operand, and a clone
/// copies no datapoints.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeSeries {
    times: Arc<[Timestamp]>,
    values: Arc<Vec<f64>>,
}

impl TimeSeries {
    /// # Panics
    /// When the two columns differ in length.
    pub fn from_columns(times: Arc<[Timestamp]>, values: Vec<f64>) -> Self {
        assert_eq!(times.len(), values.len(), "one value for each time");
        debug_assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "times ascend strictly");
        TimeSeries { times, values: Arc::new(values) }
    }

    /// From datapoints in any order; of several at one time the last wins.
    pub fn from_unsorted(mut points: Vec<(Timestamp, f64)>) -> Self {
        points.sort_by_key(|(at, _)| *at);
        let mut times: Vec<Timestamp> = Vec::with_capacity(points.len());
        let mut values = Vec::with_capacity(points.len());
        for (at, value) in points {
            if times.last() == Some(&at) {
                values.pop();
            } else {
                times.push(at);
            }
            values.push(value);
        }
        TimeSeries { times: times.into(), values: Arc::new(values) }
    }

    pub fn times(&self) -> &[Timestamp] {
        &self.times
    }

    /// The shared time column: two series of one origin hold the very same one.
    pub fn shared_times(&self) -> &Arc<[Timestamp]> {
        &self.times
    }

    /// The same series over an equal time column, so that the two can be told to be the same at once.
    ///
    /// # Panics
    /// When the column isn't as long.
    pub fn over(mut self, times: Arc<[Timestamp]>) -> Self {
        assert_eq!(times.len(), self.len(), "one value for each time");
        debug_assert!(times == self.times, "the times are the same");
        self.times = times;
        self
    }

    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The values for new use: without a copy where no other clone of this series is left.
    pub fn into_values(self) -> Vec<f64> {
        Arc::unwrap_or_clone(self.values)
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Timestamp, f64)> + '_ {
        self.times.iter().copied().zip(self.values.iter().copied())
    }

    pub fn last(&self) -> Option<(Timestamp, f64)> {
        Some((*self.times.last()?, *self.values.last()?))
    }

    /// The datapoints from `start` on that are before `end`.
    pub fn between(&self, start: Timestamp, end: Timestamp) -> Self {
        let from = self.times.partition_point(|at| *at < start);
        let to = self.times.partition_point(|at| *at < end).max(from);
        if to - from == self.len() {
            return self.clone();
        }
        TimeSeries::from_columns(self.times[from..to].into(), self.values[from..to].to_vec())
    }

    /// These datapoints, and then `later`, which all come after them.
    pub fn followed_by(&self, later: &TimeSeries) -> Self {
        let times = [self.times(), later.times()].concat();
        TimeSeries::from_columns(times.into(), [self.values(), later.values()].concat())
    }

    /// The value at exactly this instant.
    pub fn at(&self, at: Timestamp) -> Option<f64> {
        let index = self.times.binary_search(&at).ok()?;
        self.values.get(index).copied()
    }
}

impl FromIterator<(Timestamp, f64)> for TimeSeries {
    fn from_iter<I: IntoIterator<Item = (Timestamp, f64)>>(points: I) -> Self {
        TimeSeries::from_unsorted(points.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsorted_points_ascend_and_the_last_wins() {
        let at = Timestamp::from_secs;
        let series = TimeSeries::from_unsorted(vec![(at(60), 1.0), (at(0), 2.0), (at(60), 3.0)]);
        assert_eq!(series.iter().collect::<Vec<_>>(), [(at(0), 2.0), (at(60), 3.0)]);
        assert_eq!(series.at(at(60)), Some(3.0));
        assert_eq!(series.at(at(30)), None);
    }

    #[test]
    fn a_series_is_cut_and_joined_again() {
        let at = Timestamp::from_secs;
        let series: TimeSeries = (0..4).map(|n| (at(60 * n), n as f64)).collect();
        for (start, end, expected) in
            [(0, 240, 0..4), (1, 180, 1..3), (60, 181, 1..4), (200, 300, 4..4), (120, 60, 2..2)]
        {
            let cut = series.between(at(start), at(end));
            assert_eq!(cut, expected.map(|n| (at(60 * n), n as f64)).collect(), "{start} {end}");
        }
        let (before, after) = (series.between(at(0), at(90)), series.between(at(90), at(999)));
        assert_eq!(before.followed_by(&after), series);
    }
}
