//! The words every other room speaks: instants, periods, statistics and series.
//!
//! Pure: no clock, no I/O, no CloudWatch request or response shapes. Time comes in as an argument.

pub mod arithmetic;
mod bucket;
pub mod civil;
mod decimal;
mod distribution;
mod lanes;
mod period;
mod series;
mod statistic;
mod statistic_set;
mod timestamp;

pub use bucket::{aggregate, align_range};
pub use decimal::Decimal;
pub use distribution::{DamagedDistribution, Distribution};
pub use period::{InvalidPeriod, Period};
pub use series::TimeSeries;
pub use statistic::{Bounds, InvalidStatistic, Statistic};
pub use statistic_set::{Merge, StatisticSet};
pub use timestamp::{TimeRange, Timestamp};
