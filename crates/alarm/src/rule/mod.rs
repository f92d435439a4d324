//! AlarmRule: the language in which a composite alarm combines the states of others.
//!
//! Lexer, tree, parser, printer, evaluation. It knows alarms by the text that names them; which alarm that
//! is, and whether there is one, is for whoever keeps the alarms.

mod ast;
mod lexer;
mod parser;
mod printer;

pub use ast::{Count, Rule};
pub use parser::{MAX_CHILDREN, MAX_ELEMENTS, MAX_RULE_CHARS, RuleError, parse_rule};
