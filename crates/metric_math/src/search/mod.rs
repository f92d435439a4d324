//! The language of `SEARCH`: text to a condition on metrics, and which of a list of metrics meet it.
//!
//! Pure: the list is the caller's, who has it from ListMetrics. What becomes of the metrics found is not this
//! room's to say.

mod matching;
mod parser;
mod printer;
mod tokens;

pub use matching::{Found, FoundMetric, find};
pub use parser::parse;

/// A search has at most 1024 characters (user guide, search expression syntax).
pub const MAX_SEARCH_CHARS: usize = 1024;
/// One search finds at most 500 series; what is beyond them in their order is left out, and said so.
pub const MAX_FOUND_SERIES: usize = 500;
/// One call or graph has at most 100 searches.
pub const MAX_SEARCHES: usize = 100;

/// What a metric is found by. At least one of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchExpression {
    pub schema: Option<Schema>,
    pub condition: Option<Condition>,
}

/// `{Namespace,Dim1,Dim2}`: exactly this namespace, and exactly these names of dimensions in any order. The
/// namespace alone leaves dimensions open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    pub namespace: String,
    pub dimensions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Two or more.
    Any(Vec<Condition>),
    /// Two or more.
    All(Vec<Condition>),
    Not(Box<Condition>),
    Term(Term),
}

/// A word that some part of the metric has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `MetricName`, `Namespace`, `:aws.AccountId` or the name of a dimension; without it any part will do.
    pub property: Option<String>,
    /// Never empty.
    pub text: String,
    /// In quotation marks: the whole part is this text. Else tokens of the part are.
    pub is_exact: bool,
}

impl SearchExpression {
    /// Namespace and metric name that all metrics found are sure to have, for a shorter list to look through.
    pub fn narrowed_to(&self) -> (Option<&str>, Option<&str>) {
        let exact = |property: &str| match self.condition.as_ref()? {
            Condition::All(conditions) => conditions.iter().find_map(|condition| condition.exactly(property)),
            condition => condition.exactly(property),
        };
        let namespace = self.schema.as_ref().map(|schema| schema.namespace.as_str());
        (namespace.or_else(|| exact(NAMESPACE)), exact(METRIC_NAME))
    }
}

impl Condition {
    fn exactly(&self, property: &str) -> Option<&str> {
        match self {
            Condition::Term(term) if term.is_exact && term.property.as_deref() == Some(property) => {
                Some(&term.text)
            }
            _ => None,
        }
    }
}

const NAMESPACE: &str = "Namespace";
const METRIC_NAME: &str = "MetricName";
const ACCOUNT_ID: &str = ":aws.AccountId";

const AND: &str = "AND";
const OR: &str = "OR";
const NOT: &str = "NOT";

/// What a word without quotation marks has only behind a backslash.
fn is_special(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '\\' | '(' | ')' | '{' | '}' | '=' | ',')
}
