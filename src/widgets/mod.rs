//! One folder per widget type, and the frame they share.
//!
//! Widgets fetch through `data`, compute with the pure crates and draw with `charts` and `components`.
//! They know neither pages nor addresses. In each folder `mod.rs` is the component, `model.rs` what it shows
//! (pure), `fetch.rs` what it asks for.

mod age;
pub mod alarm;
mod body;
mod condition;
pub mod display;
mod frame;
mod grid_place;
pub mod log;
mod messages;
pub mod metric;
mod properties;
pub mod text;
mod unsupported;

pub use frame::{WidgetAction, WidgetFrame, WidgetPreview};
pub use grid_place::grid_place;
pub use properties::properties;
