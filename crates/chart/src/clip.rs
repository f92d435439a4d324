//! Cutting lines and areas to the plot, because a backend can't: values beyond a fixed axis, neighbours
//! beyond the time range.
//!
//! Runs ascend in x, which makes the cutting at the sides simple.

use crate::decimate::Runs;
use crate::scale::{Point, Rect, Within};

/// The parts of each run that lie inside. Where a line leaves and comes back it becomes two runs.
pub fn clip_lines(runs: &Runs, plot: &Rect) -> Runs {
    let mut clipped = Runs::default();
    for run in runs.iter() {
        let run = cut_sides(run, plot);
        if let [only] = run[..] {
            if plot.contains(only) {
                clipped.push(only);
            }
        } else {
            for pair in run.windows(2) {
                push_segment(&mut clipped, pair[0], pair[1], plot);
            }
        }
        clipped.end_run();
    }
    clipped
}

/// A run with everything above the plot pressed to its top edge, and below to its bottom edge: the edge of
/// an area. Crossings become points of their own, so that slopes stay right.
pub fn clamp_run(run: &[Point], plot: &Rect) -> Vec<Point> {
    let run = cut_sides(run, plot);
    let mut clamped: Vec<Point> = Vec::with_capacity(run.len());
    for (index, point) in run.iter().enumerate() {
        if index > 0 {
            let previous = run[index - 1];
            let mut crossings: Vec<Point> = [plot.top, plot.bottom]
                .into_iter()
                .filter(|edge| (previous.1 < *edge) != (point.1 < *edge))
                .map(|edge| (at_y(previous, *point, edge), edge))
                .collect();
            crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
            clamped.extend(crossings);
        }
        clamped.push((point.0, point.1.within(plot.top, plot.bottom.max(plot.top))));
    }
    clamped
}

/// The part of a run between the left and the right edge.
fn cut_sides(run: &[Point], plot: &Rect) -> Vec<Point> {
    let mut cut = Vec::with_capacity(run.len());
    for (index, point) in run.iter().enumerate() {
        if index > 0 {
            let previous = run[index - 1];
            for edge in [plot.left, plot.right] {
                if previous.0 < edge && edge < point.0 {
                    cut.push((edge, at_x(previous, *point, edge)));
                }
            }
        }
        if plot.left <= point.0 && point.0 <= plot.right {
            cut.push(*point);
        }
    }
    cut
}

fn push_segment(clipped: &mut Runs, from: Point, to: Point, plot: &Rect) {
    let inside = |y: f64| plot.top <= y && y <= plot.bottom;
    if inside(from.1) && inside(to.1) {
        return join(clipped, from, to);
    }
    let (low, high) = (from.1.min(to.1), from.1.max(to.1));
    if high < plot.top || plot.bottom < low {
        return clipped.end_run();
    }
    let enter = |end: Point| {
        let edge = end.1.within(plot.top, plot.bottom.max(plot.top));
        if edge == end.1 { end } else { (at_y(from, to, edge), edge) }
    };
    join(clipped, enter(from), enter(to));
}

/// Carries on the present run when it ends where this segment begins.
fn join(clipped: &mut Runs, from: Point, to: Point) {
    if clipped.open_end() != Some(from) {
        clipped.end_run();
        clipped.push(from);
    }
    clipped.push(to);
}

fn at_x(from: Point, to: Point, x: f64) -> f64 {
    from.1 + (to.1 - from.1) * ((x - from.0) / (to.0 - from.0))
}

fn at_y(from: Point, to: Point, y: f64) -> f64 {
    from.0 + (to.0 - from.0) * ((y - from.1) / (to.1 - from.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLOT: Rect = Rect { left: 0.0, top: 0.0, right: 100.0, bottom: 100.0 };

    fn runs(points: &[Point]) -> Runs {
        let mut runs = Runs::default();
        points.iter().for_each(|point| runs.push(*point));
        runs.end_run();
        runs
    }

    fn text(points: &[Point]) -> String {
        points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn lines(points: &[Point], expected: &str) {
        let clipped = clip_lines(&runs(points), &PLOT);
        assert_eq!(clipped.iter().map(text).collect::<Vec<_>>().join(" | "), expected);
    }

    #[test]
    fn what_is_inside_stays() {
        lines(&[(0.0, 0.0), (50.0, 100.0), (100.0, 20.0)], "0,0 50,100 100,20");
        lines(&[(50.0, 50.0)], "50,50");
    }

    #[test]
    fn lines_end_at_the_edges() {
        lines(&[(-50.0, 0.0), (50.0, 100.0), (150.0, 0.0)], "0,50 50,100 100,50");
        lines(&[(0.0, 50.0), (20.0, -50.0), (40.0, 50.0)], "0,50 10,0 | 30,0 40,50");
        lines(&[(0.0, -50.0), (50.0, 150.0)], "12.5,0 37.5,100");
        lines(&[(0.0, 150.0), (50.0, 150.0), (60.0, 200.0)], "");
        lines(&[(50.0, 150.0)], "");
        lines(&[(-50.0, 50.0)], "");
        lines(&[(-50.0, 50.0), (-10.0, 50.0)], "");
    }

    #[test]
    fn areas_are_pressed_to_the_edges() {
        let pressed = clamp_run(&[(0.0, 50.0), (20.0, -50.0), (40.0, 150.0)], &PLOT);
        assert_eq!(text(&pressed), "0,50 10,0 20,0 25,0 35,100 40,100");
    }

    proptest! {
        #[test]
        fn nothing_is_left_outside(ys in prop::collection::vec(-1e7..1e7f64, 0..20)) {
            let points: Vec<Point> = ys.iter().enumerate().map(|(i, y)| (i as f64 * 13.0 - 40.0, *y)).collect();
            let near = Rect { left: -1e-6, top: -1e-6, right: 100.0 + 1e-6, bottom: 100.0 + 1e-6 };
            let clipped = clip_lines(&runs(&points), &PLOT);
            prop_assert!(clipped.points().iter().all(|point| near.contains(*point)), "{clipped:?}");
            let clamped = clamp_run(&points, &PLOT);
            prop_assert!(clamped.iter().all(|point| near.contains(*point)));
            prop_assert!(clamped.windows(2).all(|pair| pair[0].0 <= pair[1].0 + 1e-9));
        }
    }
}
