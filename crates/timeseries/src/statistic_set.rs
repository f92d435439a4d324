//! The exact sum-up of a slot's samples. What needs to know how they lie is [`crate::Distribution`]'s.

use crate::{Distribution, Statistic};

/// What grows by the samples of another slot: [`StatisticSet`] and [`Distribution`].
pub trait Merge {
    fn merge(&mut self, other: &Self);
}

/// The running sum-up of any number of samples; merging two is exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StatisticSet {
    pub sample_count: f64,
    pub sum: f64,
    pub minimum: f64,
    pub maximum: f64,
}

impl StatisticSet {
    pub const fn from_value(value: f64) -> Self {
        Self::from_repeated(value, 1.0)
    }

    /// `count` samples of one value. Counts may be fractions.
    pub const fn from_repeated(value: f64, count: f64) -> Self {
        StatisticSet { sample_count: count, sum: value * count, minimum: value, maximum: value }
    }

    pub fn merge(&mut self, other: &StatisticSet) {
        self.sample_count += other.sample_count;
        self.sum += other.sum;
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
    }

    /// The statistic as far as the set alone tells it: the five basic ones, p0 and p100, and every extended
    /// one where the set stands for one repeated value. `None` for all others, and for what is no number: an
    /// average over no samples, a sum beyond a float's range.
    pub fn value(&self, statistic: Statistic) -> Option<f64> {
        statistic.evaluate(&Distribution::from_statistic_set(*self))
    }

    /// A basic statistic; `None` for every extended one, for what is no number, and for an average over no
    /// samples. Unlike [`StatisticSet::value`] it brings none of the distributions' code along.
    pub fn basic_value(&self, statistic: Statistic) -> Option<f64> {
        let value = match statistic {
            Statistic::SampleCount => self.sample_count,
            Statistic::Average => self.sum / self.sample_count,
            Statistic::Sum => self.sum,
            Statistic::Minimum => self.minimum,
            Statistic::Maximum => self.maximum,
            _ => return None,
        };
        value.is_finite().then_some(value)
    }

    /// Whether the set stands for one repeated value that isn't negative: minimum = maximum, and the sum is
    /// `sample_count` times it (up to the rounding of many additions). That includes a single sample. Only of
    /// such a set does CloudWatch know the samples.
    pub fn is_one_repeated_value(&self) -> bool {
        /// How far a sum of floats may be off.
        const ROUNDING: f64 = 1e-9;
        let sum = self.minimum * self.sample_count;
        self.minimum == self.maximum
            && self.minimum >= 0.0
            && self.sample_count > 0.0
            && (self.sum - sum).abs() <= ROUNDING * sum
    }
}

impl Merge for StatisticSet {
    fn merge(&mut self, other: &Self) {
        StatisticSet::merge(self, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_example() {
        let mut set = StatisticSet::from_value(2.0);
        set.merge(&StatisticSet::from_value(4.0));
        set.merge(&StatisticSet::from_value(5.0));
        let all = Statistic::BASIC.map(|statistic| set.value(statistic).unwrap());
        assert_eq!(all, [3.666_666_666_666_666_5, 11.0, 2.0, 5.0, 3.0]);
    }

    #[test]
    fn no_number_is_no_value() {
        let empty = StatisticSet { sample_count: 0.0, sum: 0.0, minimum: 0.0, maximum: 0.0 };
        assert_eq!(empty.value(Statistic::Average), None);
        assert_eq!(empty.value(Statistic::Sum), Some(0.0));
        let mut huge = StatisticSet::from_value(f64::MAX);
        huge.merge(&StatisticSet::from_value(f64::MAX));
        assert_eq!(huge.value(Statistic::Sum), None);
    }

    #[test]
    fn sets_of_one_repeated_value() {
        let set = |sample_count, sum, minimum, maximum| {
            StatisticSet { sample_count, sum, minimum, maximum }.is_one_repeated_value()
        };
        assert!(set(1.0, 5.0, 5.0, 5.0));
        assert!(set(3.0, 15.0, 5.0, 5.0));
        assert!(set(0.5, 0.0, 0.0, 0.0));
        assert!(!set(1.0, 6.0, 5.0, 5.0));
        assert!(!set(3.0, 15.0, 1.0, 9.0));
        assert!(!set(1.0, -5.0, -5.0, -5.0));
        assert!(!set(0.0, 0.0, 5.0, 5.0));
        let mut tenths = StatisticSet::from_value(0.1);
        for _ in 0..1000 {
            tenths.merge(&StatisticSet::from_value(0.1));
        }
        assert!(tenths.is_one_repeated_value());
    }
}
