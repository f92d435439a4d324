//! Alarms of both kinds: configuration, state, description, history.
//!
//! Here: what a caller may ask and hears back. Conditions and rules are checked by the `alarm` crate, the
//! alarms are kept in the [`crate::alarms::AlarmBook`].

mod change;
mod checks;
mod describe;
mod history;
mod put;

pub use change::{delete_alarms, disable_alarm_actions, enable_alarm_actions, set_alarm_state};
pub use describe::{describe_alarms, describe_alarms_for_metric};
pub use history::describe_alarm_history;
pub use put::{put_composite_alarm, put_metric_alarm};
