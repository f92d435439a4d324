//! Metrics in and out: PutMetricData, ListMetrics, GetMetricStatistics.

pub(super) mod checks;
mod list;
mod put;
mod statistics;
#[cfg(test)]
mod tests;

pub use list::list_metrics;
pub use put::put_metric_data;
pub use statistics::get_metric_statistics;
