//! Projections between time or value and pixels, both ways.

use timeseries::{TimeRange, Timestamp};

/// Positions in CSS pixels, from the chart's upper left corner.
pub type Point = (f64, f64);

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn contains(&self, (x, y): Point) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    start_millis: f64,
    millis_per_px: f64,
    left_px: f64,
}

impl TimeScale {
    pub fn new(range: TimeRange, left_px: f64, right_px: f64) -> Self {
        // An empty range or box still needs a projection; a millisecond and a pixel are the smallest.
        let span_millis = range.millis().max(1) as f64;
        let width_px = (right_px - left_px).max(1.0);
        TimeScale {
            start_millis: range.start.millis() as f64,
            millis_per_px: span_millis / width_px,
            left_px,
        }
    }

    pub fn x(&self, at: Timestamp) -> f64 {
        self.left_px + (at.millis() as f64 - self.start_millis) / self.millis_per_px
    }

    pub fn at(&self, x: f64) -> Timestamp {
        // A cast saturates, and Timestamp clamps.
        Timestamp::from_millis((self.start_millis + (x - self.left_px) * self.millis_per_px).round() as i64)
    }

    pub fn millis_per_px(&self) -> f64 {
        self.millis_per_px
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueScale {
    low: f64,
    units_per_px: f64,
    bottom_px: f64,
}

/// Far outside of every picture, and still exact enough to draw a line to.
const FAR_PX: f64 = 1e7;

impl ValueScale {
    pub fn new(low: f64, high: f64, top_px: f64, bottom_px: f64) -> Self {
        let height_px = (bottom_px - top_px).max(1.0);
        let span = high - low;
        let span = if span.is_finite() && span > 0.0 { span } else { 1.0 };
        ValueScale { low, units_per_px: (span / height_px).max(f64::MIN_POSITIVE), bottom_px }
    }

    pub fn y(&self, value: f64) -> f64 {
        self.bottom_px - ((value - self.low) / self.units_per_px).within(-FAR_PX, FAR_PX)
    }

    pub fn value(&self, y: f64) -> f64 {
        self.low + (self.bottom_px - y) * self.units_per_px
    }
}

pub trait Within {
    /// As `clamp`, which panics when the ends are the wrong way round: here the upper end counts then, as in a
    /// plot too small for its edges. What is no number stays so.
    fn within(self, low: f64, high: f64) -> f64;
}

impl Within for f64 {
    fn within(self, low: f64, high: f64) -> f64 {
        if self > high {
            high
        } else if self < low {
            low
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_are_the_edges() {
        let range = TimeRange::new(Timestamp::from_secs(1000), Timestamp::from_secs(2000));
        let time = TimeScale::new(range, 40.0, 140.0);
        assert_eq!([time.x(range.start), time.x(range.end)], [40.0, 140.0]);
        assert_eq!(time.at(90.0), Timestamp::from_secs(1500));
        let value = ValueScale::new(-10.0, 10.0, 20.0, 120.0);
        assert_eq!([value.y(-10.0), value.y(0.0), value.y(10.0)], [120.0, 70.0, 20.0]);
        assert_eq!(value.y(f64::INFINITY), 120.0 - FAR_PX);
    }

    proptest! {
        #[test]
        fn both_ways(start in 0i64..4_000_000_000_000, millis in 1i64..3_200_000_000_000, x in 0.0..4000.0f64) {
            let range = TimeRange::new(Timestamp::from_millis(start), Timestamp::from_millis(start + millis));
            let time = TimeScale::new(range, 0.0, 4000.0);
            let back = time.x(time.at(x));
            // No finer than the millisecond that a Timestamp holds.
            prop_assert!((back - x).abs() <= 0.5 / time.millis_per_px() + 1e-3, "{x} {back}");
            let value = ValueScale::new(start as f64, start as f64 + millis as f64, 0.0, 4000.0);
            prop_assert!((value.y(value.value(x)) - x).abs() < 0.01);
        }
    }
}
