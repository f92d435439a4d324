//! From points to one statistic set for each slot of a period.
//!
//! Pure: where points come from is the caller's to know. They mostly ascend, which is the fast path.

use super::metric_memory::Point;
use timeseries::{Period, StatisticSet, TimeRange, Timestamp};

/// The slots of one aligned range so far, ascending.
pub struct Sums {
    period_secs: i64,
    start_secs: i64,
    end_secs: i64,
    slots: Vec<Point>,
}

impl Sums {
    /// `range` is aligned to the period already.
    pub fn new(range: TimeRange, period: Period) -> Self {
        let (start_secs, end_secs) = (range.start.secs(), range.end.secs());
        Sums { period_secs: period.secs(), start_secs, end_secs, slots: Vec::new() }
    }

    /// Points outside of the range are left out.
    pub fn add(&mut self, points: &[Point]) {
        for point in points {
            match self.slots.last_mut() {
                Some(last)
                    if last.secs <= point.secs
                        && point.secs < last.secs + self.period_secs
                        && point.secs < self.end_secs =>
                {
                    last.set.merge(&point.set);
                }
                _ => self.add_elsewhere(point),
            }
        }
    }

    fn add_elsewhere(&mut self, point: &Point) {
        if point.secs < self.start_secs || self.end_secs <= point.secs {
            return;
        }
        let secs = point.secs - point.secs.rem_euclid(self.period_secs);
        let slot = Point { secs, set: point.set };
        if self.slots.last().is_none_or(|last| last.secs < secs) {
            self.slots.push(slot);
            return;
        }
        match self.slots.binary_search_by_key(&secs, |slot| slot.secs) {
            Ok(index) => self.slots[index].set.merge(&point.set),
            Err(index) => self.slots.insert(index, slot),
        }
    }

    pub fn into_points(self) -> Vec<Point> {
        self.slots
    }

    pub fn into_slots(self) -> Vec<(Timestamp, StatisticSet)> {
        self.slots.into_iter().map(|slot| (Timestamp::from_secs(slot.secs), slot.set)).collect()
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
        let point = |(secs, value): &(i64, f64)| Point { secs: *secs, set: StatisticSet::from_value(*value) };
        sums.add(&points.iter().map(point).collect::<Vec<_>>());
        let found: Vec<_> = sums.into_points().iter().map(|slot| (slot.secs, slot.set.sum)).collect();
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
