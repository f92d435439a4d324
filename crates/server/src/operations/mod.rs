//! One function per operation: typed input in, typed output or an `ApiError` out.
//!
//! Nothing here can see HTTP, headers, encodings or who signed.

pub mod alarms;
pub mod dashboards;
mod failure;
pub mod logs;
pub mod metric_data;
pub mod metrics;
pub mod page_token;
pub mod sns;
pub mod sts;
pub mod tags;

pub use failure::store_failed;
