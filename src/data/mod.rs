//! Where a page's data comes from, how it is fetched with the page's tick, and what is kept of it.
//!
//! Answers are CloudWatch's own shapes, of the server or of a demonstration that this browser computes. No
//! widget, chart or page is known here.

pub mod demonstration;
pub mod history_cache;
pub mod load;
pub mod metric_search;
pub mod metric_store;
pub mod polled;
pub mod series_cache;
mod source;

pub use load::{Load, cause};
pub use metric_store::{MetricData, MetricStore, use_metric_store};
pub use polled::{Polled, polled};
pub use series_cache::{Needs, SeriesKey};
pub use source::{DataSource, use_data_source};
