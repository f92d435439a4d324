//! From datapoints to the few that a picture can show: M4, that is first, least, greatest and last of each
//! pixel column, which draws the same picture as all of them.
//!
//! Also where a line is broken: at values that aren't finite, and where datapoints are too far apart.

use crate::scale::{Point, Rect, TimeScale, ValueScale};
use std::ops::Range;
use timeseries::Timestamp;

/// Unbroken stretches of points, one after the other in one allocation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Runs {
    points: Vec<Point>,
    /// Where each run ends in `points`.
    ends: Vec<usize>,
}

impl Runs {
    pub fn push(&mut self, point: Point) {
        self.points.push(point);
    }

    /// What is pushed next begins a new run.
    pub fn end_run(&mut self) {
        if self.ends.last().copied().unwrap_or(0) < self.points.len() {
            self.ends.push(self.points.len());
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &[Point]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let run = &self.points[start..*end];
            start = *end;
            run
        })
    }

    /// The last point of a run that may still go on.
    pub fn open_end(&self) -> Option<Point> {
        let is_open = self.ends.last().copied().unwrap_or(0) < self.points.len();
        if is_open { self.points.last().copied() } else { None }
    }

    pub fn points(&self) -> &[Point] {
        &self.points
    }
}

/// How datapoints become points: the projection, the width of a column, the longest step that is no gap.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    pub time: TimeScale,
    pub value: ValueScale,
    pub plot: Rect,
    /// One device pixel.
    pub column_px: f64,
    pub gap_millis: Option<i64>,
}

/// With fewer datapoints per column than this, M4 saves nothing.
const POINTS_PER_COLUMN: f64 = 4.0;

/// The index range that an axis shows, with one neighbour on each side so that lines run off the edge.
pub fn visible(times: &[Timestamp], from: Timestamp, to: Timestamp) -> Range<usize> {
    let first = times.partition_point(|at| *at < from);
    let last = times.partition_point(|at| *at <= to);
    first.saturating_sub(1)..(last + 1).min(times.len())
}

/// The points to draw for one column of values. Both slices have the same length.
pub fn decimate(times: &[Timestamp], values: &[f64], sampling: &Sampling) -> Runs {
    let from = sampling.time.at(sampling.plot.left);
    let to = sampling.time.at(sampling.plot.right);
    let shown = visible(times, from, to);
    let columns = sampling.plot.width() / sampling.column_px;
    let (times, values) = (&times[shown.clone()], &values[shown]);
    if (times.len() as f64) <= POINTS_PER_COLUMN * columns.max(1.0) {
        every_point(times, values, sampling)
    } else {
        per_column(times, values, sampling)
    }
}

fn every_point(times: &[Timestamp], values: &[f64], sampling: &Sampling) -> Runs {
    let mut runs = Runs { points: Vec::with_capacity(times.len()), ends: Vec::new() };
    let mut previous: Option<Timestamp> = None;
    for (at, value) in times.iter().zip(values) {
        if !value.is_finite() {
            runs.end_run();
            continue;
        }
        if is_gap(previous, *at, sampling.gap_millis) {
            runs.end_run();
        }
        runs.push((sampling.time.x(*at), sampling.value.y(*value)));
        previous = Some(*at);
    }
    runs.end_run();
    runs
}

fn per_column(times: &[Timestamp], values: &[f64], sampling: &Sampling) -> Runs {
    let columns = (sampling.plot.width() / sampling.column_px).max(1.0) as usize;
    let mut runs = Runs { points: Vec::with_capacity(columns * 4), ends: Vec::new() };
    let mut previous: Option<Timestamp> = None;
    let mut start = 0;
    while start < times.len() {
        let column = ((sampling.time.x(times[start]) - sampling.plot.left) / sampling.column_px).floor();
        let edge = sampling.time.at(sampling.plot.left + (column + 1.0) * sampling.column_px);
        // At least one, whatever rounding says of the edge.
        let end = (start + times[start..].partition_point(|at| *at < edge)).max(start + 1);
        match four(&values[start..end]) {
            None => runs.end_run(),
            Some(indexes) => {
                if is_gap(previous, times[start + indexes[0]], sampling.gap_millis) {
                    runs.end_run();
                }
                let mut drawn = None;
                for index in indexes {
                    if drawn.is_none_or(|drawn| drawn < index) {
                        let index = start + index;
                        runs.push((sampling.time.x(times[index]), sampling.value.y(values[index])));
                    }
                    drawn = Some(index);
                }
                previous = Some(times[start + indexes[3]]);
            }
        }
        start = end;
    }
    runs.end_run();
    runs
}

/// Where first, least, greatest and last finite value stand, ascending; `None` without any.
fn four(values: &[f64]) -> Option<[usize; 4]> {
    let first = values.iter().position(|value| value.is_finite())?;
    let (mut least, mut greatest, mut last) = (first, first, first);
    for (index, value) in values.iter().enumerate().skip(first + 1) {
        if !value.is_finite() {
            continue;
        }
        if *value < values[least] {
            least = index;
        }
        if values[greatest] < *value {
            greatest = index;
        }
        last = index;
    }
    Some([first, least.min(greatest), least.max(greatest), last])
}

fn is_gap(previous: Option<Timestamp>, at: Timestamp, gap_millis: Option<i64>) -> bool {
    match (previous, gap_millis) {
        (Some(previous), Some(gap_millis)) => gap_millis < at.millis() - previous.millis(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use timeseries::TimeRange;

    /// 10 s in 100 px, values 0 to 100 from bottom to top.
    fn sampling(column_px: f64, gap_millis: Option<i64>) -> Sampling {
        let plot = Rect { left: 0.0, top: 0.0, right: 100.0, bottom: 100.0 };
        let range = TimeRange::new(Timestamp::from_millis(0), Timestamp::from_millis(10_000));
        Sampling {
            time: TimeScale::new(range, plot.left, plot.right),
            value: ValueScale::new(0.0, 100.0, plot.top, plot.bottom),
            plot,
            column_px,
            gap_millis,
        }
    }

    #[track_caller]
    fn check(points: &[(i64, f64)], sampling: &Sampling, expected: &str) {
        let times: Vec<_> = points.iter().map(|(at, _)| Timestamp::from_millis(*at)).collect();
        let values: Vec<_> = points.iter().map(|(_, value)| *value).collect();
        let runs = decimate(&times, &values, sampling);
        let texts: Vec<_> = runs
            .iter()
            .map(|run| run.iter().map(|(x, y)| format!("{x},{}", 100.0 - y)).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(texts.join(" | "), expected);
    }

    #[test]
    fn few_points_are_all_drawn() {
        check(&[(0, 1.0), (1000, 2.0), (2000, 3.0)], &sampling(1.0, None), "0,1 10,2 20,3");
    }

    #[test]
    fn gaps_stay_open() {
        let gap = sampling(1.0, Some(1500));
        check(&[(0, 1.0), (1000, 2.0), (3000, 3.0), (4500, 4.0)], &gap, "0,1 10,2 | 30,3 45,4");
        check(&[(0, 1.0), (1000, f64::NAN), (2000, 3.0)], &sampling(1.0, None), "0,1 | 20,3");
        check(&[(0, f64::INFINITY), (1000, f64::NAN)], &gap, "");
    }

    #[test]
    fn one_neighbour_on_each_side() {
        let points = [(-2000, 1.0), (-1000, 2.0), (5000, 3.0), (11_000, 4.0), (12_000, 5.0)];
        check(&points, &sampling(1.0, None), "-10,2 50,3 110,4");
    }

    #[test]
    fn a_column_shows_first_least_greatest_last() {
        // Two columns of 50 px, six datapoints each; the second begins after a gap.
        let points = [
            (0, 5.0),
            (100, 1.0),
            (200, 9.0),
            (300, 5.0),
            (400, 5.0),
            (500, 6.0),
            (6000, 9.0),
            (6100, 3.0),
            (6200, 2.0),
            (6300, f64::NAN),
            (6400, 4.0),
            (6500, 2.0),
        ];
        check(&points, &sampling(50.0, None), "0,5 1,1 2,9 5,6 60,9 62,2 65,2");
        check(&points, &sampling(50.0, Some(1000)), "0,5 1,1 2,9 5,6 | 60,9 62,2 65,2");
    }

    proptest! {
        #[test]
        fn extremes_of_each_column_survive(values in prop::collection::vec(0.0..100.0f64, 1..800)) {
            let times: Vec<_> = (0..values.len() as i64).map(|i| Timestamp::from_millis(i * 12)).collect();
            let sampling = sampling(10.0, None);
            let runs = decimate(&times, &values, &sampling);
            prop_assert_eq!(runs.iter().count(), 1);
            for column in 0..10 {
                let inside = |x: f64| (x / 10.0).floor() as i64 == column;
                let extremes = |ys: &mut dyn Iterator<Item = f64>| {
                    ys.fold((f64::MAX, f64::MIN), |(low, high), y| (low.min(y), high.max(y)))
                };
                let all = extremes(&mut times.iter().zip(&values)
                    .filter(|(at, _)| inside(sampling.time.x(**at))).map(|(_, value)| sampling.value.y(*value)));
                let kept = extremes(&mut runs.points().iter().filter(|(x, _)| inside(*x)).map(|(_, y)| *y));
                prop_assert_eq!(all, kept);
            }
            prop_assert!(runs.points().windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
