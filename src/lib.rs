//! Barograph's browser app.

pub mod chart;
pub mod context;
