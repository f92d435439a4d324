//! CloudWatch's metric math: text to a checked plan, a plan and its metrics to series.
//!
//! The browser and the server evaluate the same expressions with this one crate. It has no clock, fetches
//! nothing and knows no request or response shape: what a `SEARCH` has to look through and what a band has to
//! learn from is asked of the caller by the plan. Metrics Insights queries are refused by name.

pub mod ast;
mod band;
mod budget;
mod check;
pub mod choices;
mod columns;
mod context;
pub mod dynamic_label;
mod error;
mod evaluate;
mod functions;
mod history;
pub mod label;
mod lexer;
mod parser;
mod plan;
mod pointwise;
mod printer;
pub mod search;
mod types;
mod value;

pub use ast::Expression;
pub use band::history_range;
pub use budget::{Budget, Limits};
pub use error::{MathError, SyntaxError};
pub use functions::{Function, Parameter, Signature, UNSUPPORTED_FUNCTIONS, functions};
pub use parser::{MAX_DEPTH, MAX_EXPRESSION_CHARS, parse};
pub use plan::{Plan, Query, Source, is_id, plan, plan_lenient};
pub use types::Type;
pub use value::{Inputs, LabeledSeries, MetricInput, MetricProperties, SearchCall, Value};
