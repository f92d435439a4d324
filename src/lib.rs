//! Barograph's browser app.

pub mod context;
