//! What is wrong with an expression, and where in its text.

use crate::ast::Expression;
use std::fmt;
use std::ops::Range;

/// A text that is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub reason: String,
}

impl SyntaxError {
    pub(crate) fn new(span: Range<usize>, reason: impl Into<String>) -> Self {
        SyntaxError { span, reason: reason.into() }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for SyntaxError {}

/// What is wrong at which bytes of the text.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) span: Range<usize>,
    pub(crate) reason: String,
    /// It's about how something is written, not what it means.
    pub(crate) is_syntax: bool,
}

impl Fault {
    pub(crate) fn at(expression: &Expression, reason: impl Into<String>) -> Self {
        Fault { span: expression.span.clone(), reason: reason.into(), is_syntax: false }
    }
}

/// What is said where an expression names one that has an error.
pub(crate) fn broken_id(id: &str) -> String {
    format!("'{id}' has an error of its own")
}

/// Why the query `id` has no result. Prints as CloudWatch does: `Error in expression 'ID': reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathError {
    pub id: String,
    /// Bytes of the expression's text; `None` where the query as a whole is at fault.
    pub span: Option<Range<usize>>,
    pub reason: String,
    /// Where the span begins, in characters from 1: told where the reason doesn't name what it is about.
    pub character: Option<usize>,
}

impl MathError {
    pub(crate) fn new(id: &str, span: Option<Range<usize>>, reason: impl Into<String>) -> Self {
        MathError { id: id.to_owned(), span, reason: reason.into(), character: None }
    }

    pub(crate) fn from_syntax(id: &str, text: &str, error: SyntaxError) -> Self {
        let before = text.get(..error.span.start).unwrap_or_default();
        let character = Some(before.chars().count() + 1);
        MathError { id: id.to_owned(), span: Some(error.span), reason: error.reason, character }
    }

    /// For a result that is to be returned or drawn: that takes series, one number is not enough.
    pub fn scalar_result(id: &str) -> Self {
        Self::new(id, None, "the result is a single number, a time series or an array of them is needed")
    }
}

impl fmt::Display for MathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error in expression '{}': {}", self.id, self.reason)?;
        match self.character {
            Some(character) => write!(f, " (character {character})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for MathError {}
