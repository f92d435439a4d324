//! Values on top of each other: each line's band between the sum of those below and that sum plus its own. And
//! the band between two lines.
//!
//! Lines rarely share every time. At a time that a line skips but spans, its value lies on the straight
//! line between its neighbours; in a gap it adds nothing and its band is open.

use std::sync::Arc;
use timeseries::{TimeSeries, Timestamp};

/// One line's share of a stack, or what lies between two lines. NaN in both columns where the line has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub times: Arc<[Timestamp]>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
}

/// Bands from the bottom up, in the order of the lines, over the union of their times.
pub fn stack(lines: &[(&TimeSeries, Option<i64>)]) -> Vec<Band> {
    let times: Arc<[Timestamp]> = union(lines);
    let mut total = vec![0.0; times.len()];
    let mut bands = Vec::with_capacity(lines.len());
    for (series, gap_millis) in lines {
        let mut lower = total.clone();
        let mut upper = values_at(series, *gap_millis, &times);
        for (index, value) in upper.iter_mut().enumerate() {
            if value.is_finite() {
                total[index] += *value;
                *value = total[index];
            } else {
                lower[index] = f64::NAN;
            }
        }
        bands.push(Band { times: times.clone(), lower, upper });
    }
    bands
}

/// What lies between two lines, where both have a value.
pub fn between(upper: (&TimeSeries, Option<i64>), lower: (&TimeSeries, Option<i64>)) -> Band {
    let times = union(&[upper, lower]);
    let [mut upper, mut lower] =
        [upper, lower].map(|(series, gap_millis)| values_at(series, gap_millis, &times));
    for (upper, lower) in upper.iter_mut().zip(&mut lower) {
        if !upper.is_finite() || !lower.is_finite() {
            (*upper, *lower) = (f64::NAN, f64::NAN);
        }
    }
    Band { times, lower, upper }
}

fn union(lines: &[(&TimeSeries, Option<i64>)]) -> Arc<[Timestamp]> {
    let Some((first, _)) = lines.first() else { return Arc::from([]) };
    let shared = first.shared_times();
    if lines.iter().all(|(series, _)| series.times() == &shared[..]) {
        return shared.clone();
    }
    let mut times: Vec<Timestamp> =
        lines.iter().flat_map(|(series, _)| series.times().iter().copied()).collect();
    times.sort_unstable();
    times.dedup();
    times.into()
}

/// One value for each of `times`, interpolated where the line spans the time without a gap.
fn values_at(series: &TimeSeries, gap_millis: Option<i64>, times: &[Timestamp]) -> Vec<f64> {
    let (own_times, own_values) = (series.times(), series.values());
    let mut next = 0;
    let at_time = |at: &Timestamp| {
        while next < own_times.len() && own_times[next] < *at {
            next += 1;
        }
        match own_times.get(next) {
            Some(own) if own == at => own_values[next],
            Some(after) if next > 0 => {
                let before = own_times[next - 1];
                let span = after.millis() - before.millis();
                if gap_millis.is_some_and(|gap_millis| gap_millis < span) {
                    return f64::NAN;
                }
                let share = (at.millis() - before.millis()) as f64 / span as f64;
                own_values[next - 1] + (own_values[next] - own_values[next - 1]) * share
            }
            _ => f64::NAN,
        }
    };
    times.iter().map(at_time).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(points: &[(i64, f64)]) -> TimeSeries {
        points.iter().map(|(at, value)| (Timestamp::from_secs(*at), *value)).collect()
    }

    #[track_caller]
    fn check(lines: &[&[(i64, f64)]], gap_secs: i64, expected: &[&str]) {
        let lines: Vec<_> = lines.iter().map(|points| series(points)).collect();
        let lines: Vec<_> = lines.iter().map(|series| (series, Some(gap_secs * 1000))).collect();
        let text = |value: &f64| if value.is_nan() { "-".to_owned() } else { value.to_string() };
        let bands: Vec<String> = stack(&lines)
            .iter()
            .map(|band| {
                let pairs = band.lower.iter().zip(&band.upper);
                pairs.map(|(lower, upper)| text(lower) + ".." + &text(upper)).collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(bands, expected);
    }

    #[test]
    fn lines_of_one_clock_add_up() {
        check(&[&[(0, 1.0), (60, 2.0)], &[(0, 10.0), (60, 20.0)]], 90, &["0..1 0..2", "1..11 2..22"]);
    }

    #[test]
    fn a_slower_line_is_interpolated() {
        let fast = [(0, 1.0), (60, 1.0), (120, 1.0)];
        check(&[&[(0, 10.0), (120, 20.0)], &fast], 180, &["0..10 0..15 0..20", "10..11 15..16 20..21"]);
    }

    #[test]
    fn a_band_lies_where_both_lines_are() {
        let (upper, lower) = (series(&[(0, 9.0), (120, 7.0), (180, 5.0)]), series(&[(60, 1.0), (120, 2.0)]));
        let gap_millis = Some(180_000);
        let band = between((&upper, gap_millis), (&lower, gap_millis));
        assert_eq!(band.times.len(), 4);
        assert_eq!((band.upper[1], band.upper[2]), (8.0, 7.0));
        assert_eq!((band.lower[1], band.lower[2]), (1.0, 2.0));
        assert!([0, 3].into_iter().all(|index| band.upper[index].is_nan() && band.lower[index].is_nan()));
    }

    #[test]
    fn a_gap_adds_nothing() {
        let gappy = [(0, 10.0), (120, 20.0)];
        let full = [(0, 1.0), (60, 1.0), (120, 1.0), (180, 1.0)];
        check(&[&gappy, &full], 90, &["0..10 -..- 0..20 -..-", "10..11 0..1 20..21 0..1"]);
        check(&[&[(0, f64::NAN), (60, 2.0)], &[(0, 1.0), (60, 1.0)]], 90, &["-..- 0..2", "0..1 2..3"]);
    }
}
