//! CloudWatch's metric math: text to a checked plan, a plan and its metrics to series.
//!
//! The browser and the server evaluate the same expressions with this one crate. It has no clock, fetches
//! nothing and knows no request or response shape; `SEARCH` and Metrics Insights, which need a catalogue of
//! metrics, are refused by name.

pub mod ast;
mod check;
pub mod choices;
mod error;
mod evaluate;
mod functions;
pub mod label;
mod lexer;
mod parser;
mod plan;
mod pointwise;
mod printer;
mod value;

pub use ast::Expression;
pub use check::Type;
pub use error::{MathError, SyntaxError};
pub use functions::{Function, Parameter, Signature, UNSUPPORTED_FUNCTIONS, functions};
pub use parser::{MAX_DEPTH, MAX_EXPRESSION_CHARS, parse};
pub use plan::{Plan, Query, Source, is_id, plan, plan_lenient};
pub use value::{LabeledSeries, MetricInput, Value};
