//! The decoder's own error: one pointer wide, because every result of the decoder carries it.
//!
//! It never leaves the codec: what the caller sees is the [`CborError`] inside.

use super::CborError;
use serde::de;
use std::fmt;

#[derive(Debug)]
pub(super) struct DecodeError(Box<CborError>);

impl DecodeError {
    #[cold]
    pub fn new(reason: impl Into<String>) -> Self {
        DecodeError(Box::new(CborError { path: String::new(), reason: reason.into() }))
    }

    /// The same error seen from one level further out.
    #[cold]
    pub fn within(mut self, step: &str) -> Self {
        let path = &mut self.0.path;
        *path = if path.is_empty() { step.to_owned() } else { format!("{step}.{path}") };
        self
    }
}

impl From<DecodeError> for CborError {
    fn from(error: DecodeError) -> Self {
        *error.0
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    #[cold]
    fn custom<T: fmt::Display>(reason: T) -> Self {
        DecodeError::new(reason.to_string())
    }
}
