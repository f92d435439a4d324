//! The words every other room speaks: instants, periods, statistics and series.
//!
//! Pure: no clock, no I/O, no CloudWatch request or response shapes. Time comes in as an argument.

mod bucket;
pub mod civil;
mod float_text;
mod period;
mod series;
pub mod sorting;
mod statistic;
mod timestamp;

pub use bucket::{aggregate, align_range};
pub use float_text::parse_f64;
pub use period::{InvalidPeriod, Period};
pub use series::TimeSeries;
pub use statistic::{Statistic, StatisticSet, UnsupportedStatistic};
pub use timestamp::{TimeRange, Timestamp};
