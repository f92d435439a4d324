//! One file per widget type, and the frame they share.
//!
//! Widgets fetch through `source`, compute with the pure crates and draw with `chart` and `components`.
//! They know neither pages nor addresses.

mod age;
mod alarm;
mod alarm_fetch;
mod alarm_rows;
mod body;
pub mod display;
mod editor;
mod fetch;
mod frame;
pub mod load;
mod log;
mod log_fetch;
mod log_query;
pub mod markdown;
mod messages;
mod metric;
mod text;
mod unsupported;

pub use editor::widget_editor;
pub use frame::{WidgetAction, WidgetActions, widget_frame, widget_preview};
