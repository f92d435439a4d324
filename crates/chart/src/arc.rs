//! Ring segments as polygons, for pies and gauges. Angles are turns: 0 at the top, a quarter at the right.

use crate::scale::{Point, Within};
use std::f64::consts::TAU;

/// Fine enough that no corner shows at the size of a screen.
const SEGMENTS_PER_TURN: f64 = 240.0;

/// A place on a circle.
pub fn on_circle(center: Point, radius: f64, turns: f64) -> Point {
    let (sin, cos) = (turns * TAU).sin_cos();
    (center.0 + radius * sin, center.1 - radius * cos)
}

/// The outline of a ring's part between two angles, without a duplicate of its first point.
pub fn ring(center: Point, inner: f64, outer: f64, from: f64, to: f64) -> Vec<Point> {
    let steps = ((to - from).abs() * SEGMENTS_PER_TURN).ceil().within(1.0, SEGMENTS_PER_TURN) as usize;
    let turns = |step: usize| from + (to - from) * (step as f64 / steps as f64);
    let mut outline: Vec<Point> = (0..=steps).map(|step| on_circle(center, outer, turns(step))).collect();
    outline.extend((0..=steps).rev().map(|step| on_circle(center, inner, turns(step))));
    outline
}
