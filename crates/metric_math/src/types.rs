//! What expressions, arguments and results are, by the letters of AWS's manual. How an expression comes to its
//! type is `check`'s.

use crate::ast::Keyword;
use std::fmt;

/// What an expression or an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// S
    Scalar,
    /// TS
    Series,
    /// The id of a metric: a TS of which more is known, its period above all.
    MetricId,
    /// TS[]
    Array,
    Text,
    Keyword(Keyword),
}

impl Type {
    pub(crate) fn takes(self, given: Type) -> bool {
        self == given || (self == Type::Series && given == Type::MetricId)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Scalar => "S",
            Type::Series => "TS",
            Type::MetricId => "metric id",
            Type::Array => "TS[]",
            Type::Text => "text",
            Type::Keyword(keyword) => keyword.name(),
        })
    }
}
