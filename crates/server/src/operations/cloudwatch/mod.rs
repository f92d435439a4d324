//! CloudWatch: metrics, dashboards, alarms of both kinds, and the tags of those that have any.
//!
//! `metrics` takes datapoints in and lists what there is; `metric_data` is GetMetricData with its metric math.

pub mod alarms;
pub mod dashboards;
mod errors;
pub mod metric_data;
pub mod metrics;
pub mod tags;
#[cfg(test)]
mod test_app;
