//! What is wrong with an expression, and where in its text.

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
