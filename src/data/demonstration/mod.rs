//! A small web shop that doesn't exist: its metrics, alarms and log lines follow from the time alone, so
//! every visitor sees the same shop and a reload changes nothing. Serves a page that has no server.
//!
//! It answers the operations that widgets use, refuses what it can't do by name, and keeps no state.

mod alarms;
mod catalog;
mod logs;
mod metrics;
mod noise;

pub use alarms::describe_alarms;
pub use logs::{describe_log_groups, filter_log_events};
pub use metrics::{get_metric_data, list_metrics};

/// The account and region in the shop's ARNs.
pub const ACCOUNT_ID: &str = "000000000000";
pub const REGION: &str = "us-east-1";
pub const DASHBOARD_NAME: &str = "Demonstration";

/// The dashboard that shows it.
pub const DASHBOARD_BODY: &str = include_str!("dashboard.json");
