//! The ends and the round steps of a value axis.
//!
//! The ends follow the data unless they are fixed; a free end lies on a round step, with room between it
//! and the data. Labels are `number_format`'s.

use crate::scale::Within;

/// What an axis has to hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct ValueExtent {
    /// Smallest and greatest finite value; `None` when there is none.
    pub data: Option<(f64, f64)>,
    pub fixed_min: Option<f64>,
    pub fixed_max: Option<f64>,
    /// Areas and bars lie when they don't start at zero.
    pub must_hold_zero: bool,
    /// A value that the axis doesn't grow past for room's sake: 100 for a percentage.
    pub natural_max: Option<f64>,
}

impl ValueExtent {
    /// Takes a value in, if it is a number.
    pub fn include(&mut self, value: f64) {
        if value.is_finite() {
            let (low, high) = self.data.unwrap_or((value, value));
            self.data = Some((low.min(value), high.max(value)));
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct ValueTicks {
    pub low: f64,
    pub high: f64,
    pub step: f64,
    pub values: Vec<f64>,
}

/// Beyond this, differences of values overflow.
const GREATEST: f64 = 1e300;
/// More lines than anyone reads; also what bounds the work.
const MOST_TICKS: usize = 50;
/// The share of the axis that stays free beyond the data.
const ROOM: f64 = 0.05;

/// At most about `count` steps.
pub fn value_ticks(extent: &ValueExtent, count: usize) -> ValueTicks {
    let count = count.clamp(1, MOST_TICKS) as f64;
    let (fixed_min, fixed_max) = fixed_ends(extent);
    let (low, high) = ends(extent, fixed_min, fixed_max);
    let step = round_step((high - low) / count, low, high);
    let mut low = if fixed_min.is_some() { low } else { (low / step + 1e-9).floor() * step };
    let mut high = if fixed_max.is_some() { high } else { (high / step - 1e-9).ceil() * step };
    if let (None, Some(natural), Some((_, greatest))) = (fixed_max, extent.natural_max, extent.data)
        && greatest <= natural
        && low < natural
    {
        high = high.min(natural);
    }
    if high <= low {
        (low, high) = (low.min(high), low.min(high) + step);
    }
    let first = (low / step - 1e-6).ceil();
    let last = (high / step + 1e-6).floor();
    let length = (last - first + 1.0).within(0.0, 2.0 * MOST_TICKS as f64) as usize;
    let values = (0..length).map(|index| (first + index as f64) * step).collect();
    ValueTicks { low, high, step, values }
}

/// An axis of exactly `steps` steps, so that its ticks meet the grid lines of the axis on the other side.
/// `None` where fixed ends leave no choice.
pub fn matching_ticks(extent: &ValueExtent, steps: usize) -> Option<ValueTicks> {
    let (fixed_min, fixed_max) = fixed_ends(extent);
    if fixed_max.is_some() || steps == 0 || steps > MOST_TICKS {
        return None;
    }
    let (low, high) = ends(extent, fixed_min, None);
    let mut step = round_step((high - low) / steps as f64, low, high);
    // A round start below the data costs at most a step, so the next steps but one always hold it.
    for _ in 0..4 {
        let first = (low / step + 1e-9).floor();
        let last = first + steps as f64;
        let starts_well = fixed_min.is_none_or(|min| (first * step - min).abs() <= step * 1e-9);
        if starts_well && high <= last * step + step * 1e-9 {
            let values = (0..=steps).map(|index| (first + index as f64) * step).collect();
            return Some(ValueTicks { low: first * step, high: last * step, step, values });
        }
        step = round_step(step * 1.001, low, high);
    }
    None
}

fn fixed_ends(extent: &ValueExtent) -> (Option<f64>, Option<f64>) {
    let usable =
        |end: Option<f64>| end.filter(|end| end.is_finite()).map(|end| end.within(-GREATEST, GREATEST));
    match (usable(extent.fixed_min), usable(extent.fixed_max)) {
        // No axis runs backwards: ends that contradict each other count for nothing.
        (Some(min), Some(max)) if max <= min => (None, None),
        ends => ends,
    }
}

fn ends(extent: &ValueExtent, fixed_min: Option<f64>, fixed_max: Option<f64>) -> (f64, f64) {
    let (data_low, data_high) = extent.data.unwrap_or((0.0, 0.0));
    let mut low = data_low.within(-GREATEST, GREATEST);
    let mut high = data_high.within(-GREATEST, GREATEST);
    let span = high - low;
    // Zero is worth showing when it is no further away than the data is wide.
    let wants_zero = |distance: f64| extent.must_hold_zero || distance <= span || span == 0.0;
    if low > 0.0 && wants_zero(low) {
        low = 0.0;
    }
    if high < 0.0 && wants_zero(-high) {
        high = 0.0;
    }
    let is_nothing = low == high;
    if is_nothing {
        high = low + 1.0;
    }
    let room = if is_nothing { 0.0 } else { (high - low) * ROOM };
    if low != 0.0 {
        low -= if low > 0.0 { room.min(low) } else { room };
    }
    if high != 0.0 {
        high += if high < 0.0 { room.min(-high) } else { room };
    }
    let unit = (high - low).max(f64::MIN_POSITIVE);
    match (fixed_min, fixed_max) {
        (Some(min), Some(max)) => (min, max),
        (Some(min), None) => (min, if min < high { high } else { min + unit.max(min.abs() * 0.1) }),
        (None, Some(max)) => (if low < max { low } else { max - unit.max(max.abs() * 0.1) }, max),
        (None, None) => (low, high),
    }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that isn't below `raw`.
fn round_step(raw: f64, low: f64, high: f64) -> f64 {
    // Steps that vanish beside the values they are added to would loop or repeat labels.
    let raw = raw.max(low.abs().max(high.abs()) * 1e-12).max(1e-300);
    let power = 10f64.powi(raw.log10().floor() as i32);
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|factor| raw <= factor * power * (1.0 + 1e-9));
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number_format::format_tick;
    use proptest::prelude::*;

    #[track_caller]
    fn check(extent: ValueExtent, expected: &str) {
        let ticks = value_ticks(&extent, 5);
        let labels: Vec<_> = ticks.values.iter().map(|value| format_tick(*value, ticks.step)).collect();
        let ends = [ticks.low, ticks.high].map(|end| format_tick(end, ticks.step * 1e-3)).join("..");
        assert_eq!(format!("{ends} | {}", labels.join(" ")), expected);
    }

    fn data(low: f64, high: f64) -> ValueExtent {
        ValueExtent { data: Some((low, high)), ..ValueExtent::default() }
    }

    #[test]
    fn ends_follow_the_data_with_room() {
        check(data(3.0, 87.0), "0..100 | 0 20 40 60 80 100");
        check(data(0.0, 100.0), "0..125 | 0 25 50 75 100 125");
        check(data(50.0, 70.0), "45..75 | 45 50 55 60 65 70 75");
        check(data(0.12, 0.31), "0..0.4 | 0 0.1 0.2 0.3 0.4");
        check(data(-30.0, 40.0), "-40..60 | -40 -20 0 20 40 60");
        check(data(-9.0, -1.0), "-10..0 | -10 -8 -6 -4 -2 0");
        check(data(0.0, 2.1e9), "0..2.5G | 0 500M 1G 1.5G 2G 2.5G");
    }

    #[test]
    fn flat_data_stands_on_zero() {
        check(data(0.0, 0.0), "0..1 | 0 0.2 0.4 0.6 0.8 1");
        check(data(42.0, 42.0), "0..50 | 0 10 20 30 40 50");
        check(data(-42.0, -42.0), "-50..0 | -50 -40 -30 -20 -10 0");
        check(ValueExtent::default(), "0..1 | 0 0.2 0.4 0.6 0.8 1");
    }

    #[test]
    fn areas_hold_zero_and_percentages_end_at_a_hundred() {
        check(ValueExtent { must_hold_zero: true, ..data(50.0, 55.0) }, "0..60 | 0 20 40 60");
        check(ValueExtent { natural_max: Some(100.0), ..data(3.0, 99.0) }, "0..100 | 0 25 50 75 100");
        check(ValueExtent { natural_max: Some(100.0), ..data(3.0, 101.0) }, "0..125 | 0 25 50 75 100 125");
        check(ValueExtent { natural_max: Some(100.0), ..data(100.0, 100.0) }, "0..100 | 0 25 50 75 100");
    }

    #[test]
    fn fixed_ends_stay() {
        check(
            ValueExtent { fixed_min: Some(0.0), fixed_max: Some(90.0), ..data(1.0, 200.0) },
            "0..90 | 0 20 40 60 80",
        );
        check(ValueExtent { fixed_min: Some(-7.0), ..data(1.0, 9.0) }, "-7..10 | -5 0 5 10");
        check(
            ValueExtent { fixed_max: Some(50.0), ..data(80.0, 90.0) },
            "37.5..50 | 37.5 40 42.5 45 47.5 50",
        );
        check(
            ValueExtent { fixed_min: Some(5.0), fixed_max: Some(5.0), ..data(1.0, 9.0) },
            "0..10 | 0 2 4 6 8 10",
        );
        check(ValueExtent { fixed_min: Some(f64::NAN), ..data(1.0, 9.0) }, "0..10 | 0 2 4 6 8 10");
    }

    #[test]
    fn the_other_side_has_as_many_steps() {
        for (extent, expected) in [
            (data(0.0, 870.0), "0 200 400 600 800 1k"),
            (data(0.0, 1030.0), "0 250 500 750 1k 1.25k"),
            (data(51.0, 69.0), "50 55 60 65 70 75"),
        ] {
            let ticks = matching_ticks(&extent, 5).unwrap();
            let labels: Vec<_> = ticks.values.iter().map(|value| format_tick(*value, ticks.step)).collect();
            assert_eq!(labels.join(" "), expected);
        }
        let fixed =
            |fixed_min, fixed_max| matching_ticks(&ValueExtent { fixed_min, fixed_max, ..data(1.0, 2.0) }, 4);
        assert_eq!(fixed(Some(0.0), None).map(|ticks| ticks.values), Some(vec![0.0, 1.0, 2.0, 3.0, 4.0]));
        assert_eq!(fixed(Some(0.3), None), None);
        assert_eq!(fixed(None, Some(2.0)), None);
    }

    proptest! {
        #[test]
        fn any_data_has_an_axis(
            a in any::<f64>(), b in any::<f64>(), min in proptest::option::of(any::<f64>()),
            max in proptest::option::of(any::<f64>()), must_hold_zero: bool, count in 0usize..60,
        ) {
            let data = (a.is_finite() && b.is_finite()).then(|| (a.min(b), a.max(b)));
            let extent = ValueExtent {
                data, fixed_min: min, fixed_max: max, must_hold_zero, natural_max: Some(100.0),
            };
            let ticks = value_ticks(&extent, count);
            prop_assert!(ticks.low < ticks.high, "{ticks:?}");
            prop_assert!((ticks.high - ticks.low).is_finite());
            prop_assert!(ticks.values.len() <= 2 * MOST_TICKS);
            let slack = ticks.step * 1e-5;
            prop_assert!(ticks.values.iter().all(|v| ticks.low - slack <= *v && *v <= ticks.high + slack), "{ticks:?}");
            if let (Some((low, high)), None, None) = (data, min, max) {
                prop_assert!(ticks.low - slack <= low.max(-GREATEST), "{ticks:?}");
                prop_assert!(high.min(GREATEST) <= ticks.high + slack, "{ticks:?}");
            }
        }
    }
}
