//! What AWS leaves open, decided once: each constant is one decision, flipped here if a recording of the
//! real service ever says otherwise.

/// Whether the scalar `AVG(TS)` and `STDDEV(TS)` divide by all period slots of the range, a missing one
/// counting as 0, instead of by the datapoints that exist.
pub const SCALAR_AVG_COUNTS_MISSING_SLOTS: bool = false;

/// Whether `STDDEV(TS[])` takes a member without a datapoint as 0, as `AVG(TS[])` is documented to.
pub const ARRAY_STDDEV_COUNTS_MISSING: bool = true;

/// Whether `MIN(TS[])` and `MAX(TS[])` take a member without a datapoint as 0 instead of passing it over.
pub const ARRAY_EXTREMES_COUNT_MISSING: bool = false;

/// Whether `SORT` puts members without datapoints last in both orders.
pub const SORT_EMPTY_LAST: bool = true;

/// Most slots of a period grid that `FILL`, `TIME_SERIES` and the date functions write: as many datapoints
/// as GetMetricData returns at most (100,800).
pub const MAX_GRID_SLOTS: i64 = 100_800;
