//! Metric math as its users see it: expressions over metrics in AWS's own notation (see `golden`), and
//! properties that hold for any text.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bands;
mod budget;
mod golden;
mod model;
mod plans;
mod properties;
