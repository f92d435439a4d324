//! What one evaluation knows besides its expressions: the range, what ids came to, what searches found.

use crate::budget::Budget;
use crate::choices::MAX_GRID_SLOTS;
use crate::error::MathError;
use crate::value::{LabeledSeries, SearchCall, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp, align_range};

pub(crate) type Results = BTreeMap<String, Result<Value, MathError>>;

/// What functions may see besides their arguments.
pub(crate) struct Context<'a> {
    pub(crate) range: TimeRange,
    /// Of a series that comes from numbers alone.
    pub(crate) default_period: Period,
    /// In the order of the request.
    pub(crate) metric_ids: &'a [&'a str],
    /// Of all metrics and of the expressions that came before.
    pub(crate) results: &'a Results,
    pub(crate) grids: &'a Grids,
    pub(crate) budget: &'a Budget<'a>,
    /// The period that the query itself gives.
    pub(crate) own_period: Option<Period>,
    pub(crate) searches: &'a BTreeMap<SearchCall, Vec<LabeledSeries>>,
    /// The same queries over the time before, where bands need it.
    pub(crate) history: Option<&'a Context<'a>>,
}

/// The period grids of one range, each made once and shared by all series on it.
#[derive(Default)]
pub(crate) struct Grids(RefCell<BTreeMap<Period, Arc<[Timestamp]>>>);

impl Context<'_> {
    /// The start of every period slot in the range.
    pub(crate) fn grid(&self, period: Period) -> Result<Arc<[Timestamp]>, String> {
        if let Some(grid) = self.grids.0.borrow().get(&period) {
            return Ok(grid.clone());
        }
        let range = align_range(self.range, period);
        let slots = range.millis() / period.millis();
        if slots > MAX_GRID_SLOTS {
            return Err(format!(
                "the time range has more than {MAX_GRID_SLOTS} periods of {} s",
                period.secs()
            ));
        }
        self.budget.take(0, slots.unsigned_abs() as usize)?;
        let grid: Arc<[Timestamp]> =
            (0..slots).map(|slot| range.start.plus_secs(slot * period.secs())).collect();
        self.grids.0.borrow_mut().insert(period, grid.clone());
        Ok(grid)
    }

    /// A number as a line without gaps; an absent one as a line without datapoints.
    pub(crate) fn constant(&self, number: f64) -> Result<Value, String> {
        let period = self.default_period;
        if !number.is_finite() {
            return Ok(Value::series(period, TimeSeries::default()));
        }
        let grid = self.grid(period)?;
        self.budget.take(1, grid.len())?;
        let values = vec![number; grid.len()];
        Ok(Value::series(period, TimeSeries::from_columns(grid, values)))
    }
}
