//! How much one evaluation may make and how long it may take.
//!
//! Arrays nest and `FILL` makes datapoints out of nothing, so a few kilobytes of expressions can ask for more than a
//! machine has. Whatever makes series asks here first, before it allocates anything.

use std::cell::Cell;

/// What may be made, all steps of all expressions together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub series: usize,
    pub datapoints: usize,
}

impl Limits {
    /// One GetMetricData or one alarm. GetMetricData's 500 queries over the 15 days of one-minute datapoints
    /// (10.8 million) fit.
    pub const SERVER: Self = Limits { series: 50_000, datapoints: 16_000_000 };
    /// One widget, in a tab that has others to draw.
    pub const PAGE: Self = Limits { series: 10_000, datapoints: 4_000_000 };
}

/// Counts what an evaluation makes, and refuses what would be more than the limits.
pub struct Budget<'a> {
    limits: Limits,
    series: Cell<usize>,
    datapoints: Cell<usize>,
    is_too_late: Box<dyn Fn() -> bool + 'a>,
}

impl<'a> Budget<'a> {
    pub fn new(limits: Limits) -> Self {
        Budget { limits, series: Cell::new(0), datapoints: Cell::new(0), is_too_late: Box::new(|| false) }
    }

    /// With a deadline. The clock is the caller's: this crate has none.
    pub fn until(self, is_too_late: impl Fn() -> bool + 'a) -> Self {
        Budget { is_too_late: Box::new(is_too_late), ..self }
    }

    /// Asks for `series` more that have `datapoints` together. What is refused isn't counted.
    pub fn take(&self, series: usize, datapoints: usize) -> Result<(), String> {
        let Limits { series: max_series, datapoints: max_datapoints } = self.limits;
        let series = self.series.get().saturating_add(series);
        let datapoints = self.datapoints.get().saturating_add(datapoints);
        if series > max_series {
            return Err(format!("its computation takes more than {max_series} time series"));
        }
        if datapoints > max_datapoints {
            return Err(format!("its computation takes more than {max_datapoints} datapoints"));
        }
        if (self.is_too_late)() {
            return Err("its computation takes too long".to_owned());
        }
        self.series.set(series);
        self.datapoints.set(datapoints);
        Ok(())
    }
}

impl Default for Budget<'_> {
    fn default() -> Self {
        Budget::new(Limits::SERVER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_not_counted() {
        let budget = Budget::new(Limits { series: 2, datapoints: 10 });
        budget.take(1, 10).unwrap();
        assert_eq!(budget.take(0, 1).unwrap_err(), "its computation takes more than 10 datapoints");
        budget.take(1, 0).unwrap();
        assert_eq!(budget.take(1, 0).unwrap_err(), "its computation takes more than 2 time series");
        assert!(budget.take(usize::MAX, usize::MAX).is_err());
    }

    #[test]
    fn nothing_is_given_after_the_deadline() {
        let is_late = Cell::new(false);
        let budget = Budget::default().until(|| is_late.get());
        budget.take(1, 1).unwrap();
        is_late.set(true);
        assert_eq!(budget.take(1, 1).unwrap_err(), "its computation takes too long");
    }
}
