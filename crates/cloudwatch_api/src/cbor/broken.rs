//! The decoder's own error: one pointer wide, because every result in every shape's code carries it.
//!
//! Built by cold functions only, which serde's generated code calls. It never leaves the codec: what the
//! caller sees is the [`CborError`] inside.

use super::CborError;
use serde::de::{self, Expected, Unexpected};
use std::fmt;

#[derive(Debug)]
pub struct Broken(Box<CborError>);

impl Broken {
    #[cold]
    #[inline(never)]
    pub fn new(reason: &str) -> Self {
        Broken(Box::new(CborError { path: String::new(), reason: reason.to_owned() }))
    }

    /// The same error seen from one level further out.
    pub fn within(mut self, step: &str) -> Self {
        let path = &mut self.0.path;
        *path = if path.is_empty() { step.to_owned() } else { [step, path].join(".") };
        self
    }

    #[cold]
    #[inline(never)]
    fn said(reason: &dyn fmt::Display) -> Self {
        Broken::new(&reason.to_string())
    }
}

impl From<Broken> for CborError {
    fn from(broken: Broken) -> Self {
        *broken.0
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Broken {}

/// What was found, in serde's words; but of floats it only says what they are, as printing one takes the
/// browser fifteen kilobytes.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Bool(value) => write!(f, "boolean `{value}`"),
            Unexpected::Unsigned(value) => write!(f, "integer `{value}`"),
            Unexpected::Signed(value) => write!(f, "integer `{value}`"),
            Unexpected::Float(_) => f.write_str("floating point number"),
            Unexpected::Str(value) => write!(f, "string {value:?}"),
            Unexpected::Bytes(_) => f.write_str("byte array"),
            Unexpected::Unit => f.write_str("unit value"),
            Unexpected::Seq => f.write_str("sequence"),
            Unexpected::Map => f.write_str("map"),
            Unexpected::Other(words) => f.write_str(words),
            // The rest is never found in an answer.
            _ => f.write_str("another kind of value"),
        }
    }
}

/// In serde's words; written out so that none of it is inlined into the shapes.
impl de::Error for Broken {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Broken::said(&reason)
    }

    #[cold]
    #[inline(never)]
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Broken::said(&format_args!("invalid type: {}, expected {expected}", Found(unexpected)))
    }

    #[cold]
    #[inline(never)]
    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Broken::said(&format_args!("invalid value: {}, expected {expected}", Found(unexpected)))
    }

    #[cold]
    #[inline(never)]
    fn missing_field(field: &'static str) -> Self {
        Broken::said(&format_args!("missing field `{field}`"))
    }

    #[cold]
    #[inline(never)]
    fn duplicate_field(field: &'static str) -> Self {
        Broken::said(&format_args!("duplicate field `{field}`"))
    }
}
