//! Ring segments as polygons, for pies and gauges. Angles are turns: 0 at the top, a quarter at the right.

use crate::scale::{Point, Within};
use std::f64::consts::TAU;

/// Fine enough that no corner shows at the size of a screen.
const SEGMENTS_PER_TURN: f64 = 240.0;

/// A place on a circle.
pub fn on_circle(center: Point, radius: f64, turns: f64) -> Point {
    let (sin, cos) = sin_cos(turns);
    (center.0 + radius * sin, center.1 - radius * cos)
}

/// Near enough for any screen. The general functions bring tables for angles that nobody draws.
fn sin_cos(turns: f64) -> (f64, f64) {
    let quarter = (turns * 4.0).round();
    // At most an eighth of a turn is left, where the series end soon.
    let x = (turns - quarter / 4.0) * TAU;
    let square = x * x;
    let series =
        |divisors: [f64; 6]| divisors.iter().rev().fold(1.0, |sum, divisor| 1.0 - sum * square / divisor);
    let sin = x * series([6.0, 20.0, 42.0, 72.0, 110.0, 156.0]);
    let cos = series([2.0, 12.0, 30.0, 56.0, 90.0, 132.0]);
    match quarter.rem_euclid(4.0) as u8 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// The outline of a ring's part between two angles, without a duplicate of its first point.
pub fn ring(center: Point, inner: f64, outer: f64, from: f64, to: f64) -> Vec<Point> {
    let steps = ((to - from).abs() * SEGMENTS_PER_TURN).ceil().within(1.0, SEGMENTS_PER_TURN) as usize;
    let turns = |step: usize| from + (to - from) * (step as f64 / steps as f64);
    let mut outline: Vec<Point> = (0..=steps).map(|step| on_circle(center, outer, turns(step))).collect();
    outline.extend((0..=steps).rev().map(|step| on_circle(center, inner, turns(step))));
    outline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library_has_it() {
        for step in -2000..=2000 {
            let turns = f64::from(step) / 997.0;
            let ((sin, cos), (right_sin, right_cos)) = (sin_cos(turns), (turns * TAU).sin_cos());
            assert!((sin - right_sin).abs() < 1e-10 && (cos - right_cos).abs() < 1e-10, "{turns}");
        }
    }
}
