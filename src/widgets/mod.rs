//! One file per widget type, and the frame they share.
//!
//! Widgets fetch through `source`, compute with the pure crates and draw with `chart` and `components`.
//! They know neither pages nor addresses.

pub mod display;
pub mod load;
pub mod log_query;
