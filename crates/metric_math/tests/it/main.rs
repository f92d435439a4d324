//! Metric math as its users see it: expressions over metrics in AWS's own notation (see `golden`), and
//! properties that hold for any text.

mod golden;
mod plans;
mod properties;
