//! From points to one sum-up for each slot of a period.
//!
//! Pure: where points come from is the caller's to know. They mostly ascend, which is the fast path. Unlike
//! `timeseries::aggregate` it takes them chunk by chunk and by reference, and divides once a slot.

use timeseries::{DamagedDistribution, Distribution, Merge, Period, StatisticSet, TimeRange, Timestamp};

/// What a slot's samples are summed up to: a [`StatisticSet`], or a [`Distribution`] with how they lie.
pub trait SumUp: Merge + Clone + Send + Sync + 'static {
    /// Whether histograms are worth reading.
    const HAS_HISTOGRAM: bool;

    /// What one takes in memory with its instant, about.
    const BYTES: usize;

    /// Series whose slots are worth a thread of their own: so few are summed up at once, unless something must
    /// be read.
    const WORTH_A_THREAD: usize;

    fn from_set(set: StatisticSet) -> Self;

    fn from_distribution(distribution: &Distribution) -> Self;

    fn from_parts(set: StatisticSet, histogram: &[u8]) -> Result<Self, DamagedDistribution>;
}

impl SumUp for StatisticSet {
    const HAS_HISTOGRAM: bool = false;
    const BYTES: usize = size_of::<(i64, Self)>();
    const WORTH_A_THREAD: usize = 128;

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
    const WORTH_A_THREAD: usize = 32;

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
    /// Where the last of the slots starts.
    last_secs: i64,
    slots: Vec<(Timestamp, S)>,
}

/// Slots for which room is made at once, if the range has so many.
const USUAL_SLOTS: i64 = 512;

impl<S: SumUp> Sums<S> {
    /// `range` is aligned to the period already.
    pub fn new(range: TimeRange, period: Period) -> Self {
        let (start_secs, end_secs) = (range.start.secs(), range.end.secs());
        Sums { period_secs: period.secs(), start_secs, end_secs, last_secs: i64::MIN, slots: Vec::new() }
    }

    /// What lies outside of the range is left out.
    pub fn add(&mut self, secs: i64, samples: &S) {
        match self.slots.last_mut() {
            Some((_, merged)) if self.last_secs <= secs && secs < self.last_secs + self.period_secs => {
                merged.merge(samples);
            }
            _ => self.add_elsewhere(secs, samples),
        }
    }

    fn add_elsewhere(&mut self, secs: i64, samples: &S) {
        if secs < self.start_secs || self.end_secs <= secs {
            return;
        }
        // The next slot is so by far most often that it's worth not to divide.
        let next_secs = self.last_secs.saturating_add(self.period_secs);
        let is_next = next_secs <= secs && secs - self.period_secs < next_secs;
        let slot_secs = if is_next { next_secs } else { secs - secs.rem_euclid(self.period_secs) };
        let slot = Timestamp::from_secs(slot_secs);
        if self.last_secs < slot_secs {
            if self.slots.is_empty() {
                let left = (self.end_secs.saturating_sub(slot_secs) / self.period_secs).clamp(1, USUAL_SLOTS);
                self.slots.reserve(usize::try_from(left).unwrap_or(1));
            }
            self.last_secs = slot_secs;
            self.slots.push((slot, samples.clone()));
            return;
        }
        match self.slots.binary_search_by_key(&slot, |(slot, _)| *slot) {
            Ok(index) => self.slots[index].1.merge(samples),
            Err(index) => self.slots.insert(index, (slot, samples.clone())),
        }
    }

    /// Each slot's start with its sum-up.
    pub fn into_slots(self) -> Vec<(Timestamp, S)> {
        self.slots
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
        let found: Vec<_> = sums.into_slots().iter().map(|(slot, set)| (slot.secs(), set.sum)).collect();
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
