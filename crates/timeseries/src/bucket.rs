//! From stored points to one statistic set, or one distribution, per period.

use crate::{Merge, Period, TimeRange, Timestamp};

/// CloudWatch's rounding of a request's range: the start goes down to the slot that holds it (included),
/// the end goes down too (excluded). Slots are counted from the epoch.
pub fn align_range(range: TimeRange, period: Period) -> TimeRange {
    TimeRange::new(range.start.floor(period.secs()), range.end.floor(period.secs()))
}

/// Merges points into slots of `period`, stamped with the slot's start and ascending. Points outside
/// `range` (already aligned) are left out. Input in any order; ascending input is the fast path.
pub fn aggregate<S: Merge>(
    points: impl IntoIterator<Item = (Timestamp, S)>,
    range: TimeRange,
    period: Period,
) -> Vec<(Timestamp, S)> {
    let mut slots: Vec<(Timestamp, S)> = Vec::new();
    for (at, set) in points {
        if !range.contains(at) {
            continue;
        }
        let slot = at.floor(period.secs());
        match slots.last_mut() {
            Some((last, merged)) if *last == slot => merged.merge(&set),
            Some((last, _)) if slot < *last => match slots.binary_search_by_key(&slot, |(start, _)| *start) {
                Ok(index) => slots[index].1.merge(&set),
                Err(index) => slots.insert(index, (slot, set)),
            },
            _ => slots.push((slot, set)),
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StatisticSet;

    #[track_caller]
    fn sums(points: &[(i64, f64)], range: (i64, i64), period_secs: i64, expected: &[(i64, f64)]) {
        let period = Period::from_secs(period_secs).unwrap();
        let range = TimeRange::new(Timestamp::from_secs(range.0), Timestamp::from_secs(range.1));
        let points =
            points.iter().map(|(at, value)| (Timestamp::from_secs(*at), StatisticSet::from_value(*value)));
        let slots = aggregate(points, align_range(range, period), period);
        let slots: Vec<_> = slots.iter().map(|(at, set)| (at.secs(), set.sum)).collect();
        assert_eq!(slots, expected);
    }

    #[test]
    fn recorded_high_resolution_example() {
        // Samples 5 @ 01:08:00, 7 @ 01:08:05, 24 @ 01:09:00, statistic Sum.
        let points = [(4080, 5.0), (4085, 7.0), (4140, 24.0)];
        sums(&points, (4080, 4200), 5, &[(4080, 5.0), (4085, 7.0), (4140, 24.0)]);
        sums(&points, (4080, 4200), 10, &[(4080, 12.0), (4140, 24.0)]);
        sums(&points, (4080, 4200), 60, &[(4080, 12.0), (4140, 24.0)]);
    }

    #[test]
    fn the_start_is_included_and_the_end_is_not() {
        let points = [(0, 1.0), (60, 2.0), (120, 4.0)];
        sums(&points, (61, 181), 60, &[(60, 2.0), (120, 4.0)]);
        sums(&points, (0, 179), 60, &[(0, 1.0), (60, 2.0)]);
    }

    #[test]
    fn late_points_find_their_slot() {
        sums(&[(120, 1.0), (0, 2.0), (60, 4.0), (1, 8.0)], (0, 180), 60, &[(0, 10.0), (60, 4.0), (120, 1.0)]);
    }
}
