//! CloudWatch Logs: groups, streams, events.
//!
//! Its errors have names of their own, its times are epoch milliseconds, and a log group may be named by
//! its name or by its ARN.

mod errors;
mod groups;
mod names;
mod position;
mod put;
mod read;
mod streams;
#[cfg(test)]
mod tests;

pub use groups::{create_log_group, delete_log_group, describe_log_groups};
pub use put::put_log_events;
pub use read::{filter_log_events, get_log_events};
pub use streams::{create_log_stream, delete_log_stream, describe_log_streams};
