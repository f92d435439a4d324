//! The model behind `ANOMALY_DETECTION_BAND`: what a series may be expected to be at some time, going by its
//! own datapoints of the two weeks before. AWS's model isn't public; this one is ours.
//!
//! - A slot is judged by datapoints before its hour only, at most two weeks of them. So the band at a time is
//!   the same in every chart and every alarm, whatever range they look at, and an anomaly doesn't excuse
//!   itself.
//! - Expected is the median of the same hour of the week; where two weeks aren't stored yet, of the same hour of
//!   the day; with less than two days, of all that is there, if that is [`DATAPOINTS_MIN`] datapoints.
//! - The standard deviation is that of the differences from the medians of this hour and the three before
//!   and after, as far as the two weeks reach, in its robust form: 1.4826 times the median of their sizes. Where
//!   more than half of them are 0, which is so for counts that are mostly 0, it is 1.2533 times their average.
//! - A series whose period is longer than an hour goes by steps of its period in place of hours.
//!
//! Pure and deterministic: both ends compute the same band.

use crate::budget::Budget;
use std::cell::Cell;
use std::sync::Arc;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

const HOUR_SECS: i64 = 3600;
const DAY_SECS: i64 = 24 * HOUR_SECS;
const WEEK_SECS: i64 = 7 * DAY_SECS;
/// "Up to two weeks of the metric's past data" train AWS's models (user guide, anomaly detection).
const TRAINING_SECS: i64 = 2 * WEEK_SECS;
/// Less says nothing about what to expect. Ours.
const DATAPOINTS_MIN: usize = 10;
/// Steps before and after whose differences from their medians are counted in.
const NEIGHBOURS: i64 = 3;
/// The standard deviation of a normal distribution over its median absolute deviation.
const PER_MEDIAN: f64 = 1.4826;
/// The same over its mean absolute deviation.
const PER_MEAN: f64 = 1.2533;

/// Which datapoints the bands of a range rest on. Its start moves once a day, its end once an hour: it can be
/// kept that long.
pub fn history_range(range: TimeRange) -> TimeRange {
    let start = range.start.floor(DAY_SECS).plus_secs(-TRAINING_SECS);
    TimeRange::new(start, range.end.floor(HOUR_SECS))
}

/// The upper and the lower line at `slots`, without those about which nothing is known.
pub(crate) fn band(
    history: &TimeSeries,
    period: Period,
    slots: &[Timestamp],
    deviations: f64,
    budget: &Budget<'_>,
) -> Result<[TimeSeries; 2], String> {
    budget.take(2, 2 * slots.len())?;
    let past = Past { history, step_secs: period.secs().max(HOUR_SECS), read: Cell::new(0) };
    let (mut times, mut upper, mut lower) = (Vec::new(), Vec::new(), Vec::new());
    let mut step = None;
    let mut expected = None;
    for at in slots {
        let of = at.floor(past.step_secs);
        if step != Some(of) {
            step = Some(of);
            expected = past.expected(of);
            budget.take(0, past.read.take())?;
        }
        let Some(Expected { median, deviation }) = expected else { continue };
        let (high, low) = (median + deviations * deviation, median - deviations * deviation);
        if high.is_finite() && low.is_finite() {
            times.push(*at);
            upper.push(high + 0.0);
            lower.push(low + 0.0);
        }
    }
    let times: Arc<[Timestamp]> = times.into();
    Ok([TimeSeries::from_columns(times.clone(), upper), TimeSeries::from_columns(times, lower)])
}

#[derive(Clone, Copy)]
struct Expected {
    median: f64,
    deviation: f64,
}

struct Past<'a> {
    history: &'a TimeSeries,
    step_secs: i64,
    /// Datapoints that were looked at.
    read: Cell<usize>,
}

impl Past<'_> {
    /// In the step that begins at `step`.
    fn expected(&self, step: Timestamp) -> Option<Expected> {
        let window = TimeRange::new(step.plus_secs(-TRAINING_SECS), step);
        let seasonal =
            [WEEK_SECS, DAY_SECS].into_iter().find_map(|season| self.seasonal(step, season, window));
        seasonal.or_else(|| {
            let mut values = self.values(window).to_vec();
            if values.len() < DATAPOINTS_MIN {
                return None;
            }
            let median = median(&mut values);
            let differences = values.iter().map(|value| (value - median).abs()).collect();
            Some(Expected { median, deviation: deviation(differences) })
        })
    }

    fn seasonal(&self, step: Timestamp, season_secs: i64, window: TimeRange) -> Option<Expected> {
        let (mut own, seasons) = self.same_step(step, season_secs, window);
        // What was once may have been an exception.
        if seasons < 2 {
            return None;
        }
        let mut differences = Vec::new();
        for neighbour in -NEIGHBOURS..=NEIGHBOURS {
            let near = step.plus_secs(neighbour * self.step_secs);
            let (mut values, _) = self.same_step(near, season_secs, window);
            if values.len() < 2 {
                continue;
            }
            let count = values.len() as f64;
            let median = median(&mut values);
            // Few values are nearer to their own median than to the true one.
            let unbiased = (count / (count - 1.0)).sqrt();
            differences.extend(values.iter().map(|value| (value - median).abs() * unbiased));
        }
        Some(Expected { median: median(&mut own), deviation: deviation(differences) })
    }

    /// The datapoints of the same step in all seasons of the window, and in how many seasons there are any.
    fn same_step(&self, step: Timestamp, season_secs: i64, window: TimeRange) -> (Vec<f64>, usize) {
        let (mut values, mut seasons) = (Vec::new(), 0);
        for season in 1..=TRAINING_SECS / season_secs {
            let start = step.plus_secs(-season * season_secs);
            let end = start.plus_secs(self.step_secs);
            let found = self.values(TimeRange::new(start.max(window.start), end.min(window.end)));
            seasons += usize::from(!found.is_empty());
            values.extend_from_slice(found);
        }
        (values, seasons)
    }

    fn values(&self, range: TimeRange) -> &[f64] {
        let times = self.history.times();
        let start = times.partition_point(|at| *at < range.start);
        let end = times.partition_point(|at| *at < range.end);
        let values = self.history.values().get(start..end).unwrap_or_default();
        self.read.set(self.read.get() + values.len());
        values
    }
}

/// Of one value or more; sorts them.
fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { values[middle - 1] / 2.0 + values[middle] / 2.0 }
}

fn deviation(mut differences: Vec<f64>) -> f64 {
    if differences.is_empty() {
        return 0.0;
    }
    let median = median(&mut differences);
    if median != 0.0 {
        return median * PER_MEDIAN;
    }
    differences.iter().sum::<f64>() / differences.len() as f64 * PER_MEAN
}
