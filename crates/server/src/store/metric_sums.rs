//! From points to one sum-up for each slot of a period.
//!
//! Pure: where points come from is the caller's to know. They mostly ascend, which is the fast path. Unlike
//! `timeseries::aggregate` it takes them chunk by chunk and by reference, and divides once a slot.

use super::Shared;
use super::chunk_cache::ChunkCache;
use timeseries::{DamagedDistribution, Distribution, Merge, Period, StatisticSet, TimeRange, Timestamp};

/// What a slot's samples are summed up to: a [`StatisticSet`], or a [`Distribution`] with how they lie.
pub trait SumUp: Merge + Clone + Send + Sync + 'static {
    /// Whether histograms are worth reading.
    const HAS_HISTOGRAM: bool;

    /// What one takes in memory with its instant, about.
    const BYTES: usize;

    /// Where those that were read before are.
    fn cache(shared: &Shared) -> &ChunkCache<Self>;

    fn from_set(set: StatisticSet) -> Self;

    fn from_distribution(distribution: &Distribution) -> Self;

    fn from_parts(set: StatisticSet, histogram: &[u8]) -> Result<Self, DamagedDistribution>;
}

impl SumUp for StatisticSet {
    const HAS_HISTOGRAM: bool = false;
    const BYTES: usize = size_of::<(i64, Self)>();

    fn cache(shared: &Shared) -> &ChunkCache<Self> {
        &shared.set_cache
    }

    fn from_set(set: StatisticSet) -> Self {
        set
    }

    fn from_distribution(distribution: &Distribution) -> Self {
        distribution.statistics
    }

    fn from_parts(set: StatisticSet, _: &[u8]) -> Result<Self, DamagedDistribution> {
        Ok(set)
    }
}

impl SumUp for Distribution {
    const HAS_HISTOGRAM: bool = true;
    /// A dozen bins of 16 bytes.
    const BYTES: usize = size_of::<(i64, Self)>() + 12 * 16;

    fn cache(shared: &Shared) -> &ChunkCache<Self> {
        &shared.distribution_cache
    }

    fn from_set(set: StatisticSet) -> Self {
        Distribution::from_statistic_set(set)
    }

    fn from_distribution(distribution: &Distribution) -> Self {
        distribution.clone()
    }

    fn from_parts(set: StatisticSet, histogram: &[u8]) -> Result<Self, DamagedDistribution> {
        Distribution::from_parts(set, histogram)
    }
}

/// The slots of one aligned range so far, ascending.
pub struct Sums<S> {
    period_secs: i64,
    start_secs: i64,
    end_secs: i64,
    slots: Vec<(i64, S)>,
}

impl<S: SumUp> Sums<S> {
    /// `range` is aligned to the period already.
    pub fn new(range: TimeRange, period: Period) -> Self {
        let (start_secs, end_secs) = (range.start.secs(), range.end.secs());
        Sums { period_secs: period.secs(), start_secs, end_secs, slots: Vec::new() }
    }

    /// What lies outside of the range is left out.
    pub fn add(&mut self, secs: i64, samples: &S) {
        match self.slots.last_mut() {
            Some((slot, merged)) if *slot <= secs && secs < *slot + self.period_secs => {
                merged.merge(samples);
            }
            _ => self.add_elsewhere(secs, samples),
        }
    }

    fn add_elsewhere(&mut self, secs: i64, samples: &S) {
        if secs < self.start_secs || self.end_secs <= secs {
            return;
        }
        let slot = secs - secs.rem_euclid(self.period_secs);
        if self.slots.last().is_none_or(|(last, _)| *last < slot) {
            self.slots.push((slot, samples.clone()));
            return;
        }
        match self.slots.binary_search_by_key(&slot, |(slot, _)| *slot) {
            Ok(index) => self.slots[index].1.merge(samples),
            Err(index) => self.slots.insert(index, (slot, samples.clone())),
        }
    }

    /// Each slot's start in seconds with its sum-up.
    pub fn into_inner(self) -> Vec<(i64, S)> {
        self.slots
    }

    pub fn into_slots(self) -> Vec<(Timestamp, S)> {
        self.slots.into_iter().map(|(secs, samples)| (Timestamp::from_secs(secs), samples)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(points: &[(i64, f64)], range: (i64, i64), period_secs: i64, expected: &[(i64, f64)]) {
        let period = Period::from_secs(period_secs).unwrap();
        let range = TimeRange::new(Timestamp::from_secs(range.0), Timestamp::from_secs(range.1));
        let mut sums = Sums::new(range, period);
        for (secs, value) in points {
            sums.add(*secs, &StatisticSet::from_value(*value));
        }
        let found: Vec<_> = sums.into_inner().iter().map(|(slot, set)| (*slot, set.sum)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn points_are_merged_into_the_slots_of_their_period() {
        // CloudWatch's own answers to 5 @ 01:08:00, 7 @ 01:08:05, 24 @ 01:09:00.
        let points = [(4080, 5.0), (4085, 7.0), (4140, 24.0)];
        check(&points, (4080, 4200), 5, &[(4080, 5.0), (4085, 7.0), (4140, 24.0)]);
        check(&points, (4080, 4200), 10, &[(4080, 12.0), (4140, 24.0)]);
        check(&points, (4080, 4200), 60, &[(4080, 12.0), (4140, 24.0)]);
        check(&points, (4080, 4140), 60, &[(4080, 12.0)]);
        check(&points, (-3600, 7200), 3600, &[(3600, 36.0)]);
    }

    #[test]
    fn late_points_find_their_slot_and_others_are_left_out() {
        let points = [(120, 1.0), (0, 2.0), (60, 4.0), (1, 8.0), (-1, 16.0), (180, 32.0), (179, 64.0)];
        check(&points, (0, 180), 60, &[(0, 10.0), (60, 4.0), (120, 65.0)]);
    }
}
