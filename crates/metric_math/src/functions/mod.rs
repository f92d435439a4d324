//! The one table of functions: what each is called, takes, means and does. Argument checks, completion,
//! documentation and tests all read it.

mod aggregate;
mod array;
pub(crate) mod band;
mod condition;
mod fill;
pub(crate) mod search;
mod series;
mod time;

use crate::ast::Keyword;
use crate::context::Context;
use crate::types::Type;
use crate::value::{Operand, Value};
use std::fmt;

/// Functions of CloudWatch's that are refused by name, for they need services of AWS's beside its metrics.
pub const UNSUPPORTED_FUNCTIONS: [&str; 4] =
    ["DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC", "LAMBDA", "SERVICE_QUOTA"];

/// Takes all metrics of the request without naming them.
pub(crate) const METRICS: &str = array::METRICS.name;

/// The check has let only fitting arguments through; this is what is said should it ever fail to.
pub(crate) const WRONG_TYPE: &str = "an argument is of the wrong type";

pub struct Function {
    pub name: &'static str,
    /// The first that takes the given arguments says what the result is.
    pub signatures: &'static [Signature],
    /// One line for completion and documentation.
    pub summary: &'static str,
    /// Of metrics `m1` and `m2`.
    pub example: &'static str,
    pub(crate) run: fn(&Call<'_>) -> Result<Value, String>,
}

pub struct Signature {
    pub parameters: &'static [Parameter],
    pub result: Type,
}

pub struct Parameter {
    pub name: &'static str,
    pub accepts: &'static [Type],
    pub optional: bool,
}

/// All functions, sorted by name.
pub fn functions() -> &'static [Function] {
    static FUNCTIONS: [Function; 35] = [
        series::ABS,
        band::ANOMALY_DETECTION_BAND,
        aggregate::AVG,
        series::CEIL,
        aggregate::DATAPOINT_COUNT,
        time::DATE,
        time::DAY,
        series::DIFF,
        series::DIFF_TIME,
        time::EPOCH,
        fill::FILL,
        array::FIRST,
        series::FLOOR,
        time::HOUR,
        condition::IF,
        array::LAST,
        series::LOG,
        series::LOG10,
        aggregate::MAX,
        array::METRICS,
        aggregate::METRIC_COUNT,
        aggregate::MIN,
        time::MINUTE,
        time::MONTH,
        time::PERIOD,
        series::RATE,
        array::REMOVE_EMPTY,
        series::RUNNING_SUM,
        search::SEARCH,
        array::SLICE,
        array::SORT,
        aggregate::STDDEV,
        aggregate::SUM,
        time::TIME_SERIES,
        time::YEAR,
    ];
    &FUNCTIONS
}

pub(crate) fn find(name: &str) -> Option<&'static Function> {
    let functions = functions();
    functions.binary_search_by(|function| function.name.cmp(name)).ok().map(|index| &functions[index])
}

/// The arguments of one call, and what else its function may see.
pub(crate) struct Call<'a> {
    pub(crate) arguments: &'a [Argument<'a>],
    pub(crate) context: &'a Context<'a>,
    /// The first argument over the time before the range, for functions that learn from it.
    pub(crate) history: Option<Operand<'a>>,
    /// The text of the first argument.
    pub(crate) text: &'a str,
}

pub(crate) enum Argument<'a> {
    Value(Operand<'a>),
    Text(&'a str),
    Keyword(Keyword),
}

impl Call<'_> {
    fn value(&self, index: usize) -> Result<&Value, String> {
        match self.arguments.get(index) {
            Some(Argument::Value(value)) => Ok(value),
            _ => Err(WRONG_TYPE.to_owned()),
        }
    }

    fn keyword(&self, index: usize) -> Result<Keyword, String> {
        match self.arguments.get(index) {
            Some(Argument::Keyword(keyword)) => Ok(*keyword),
            _ => Err(WRONG_TYPE.to_owned()),
        }
    }

    /// A whole number from 0; `None` where the argument is left out.
    fn whole_number(&self, index: usize, name: &str) -> Result<Option<usize>, String> {
        match self.arguments.get(index) {
            None => Ok(None),
            Some(Argument::Value(value)) => match **value {
                Value::Scalar(number) if number >= 0.0 && number.fract() == 0.0 => Ok(Some(number as usize)),
                _ => Err(format!("{name} must be a whole number from 0")),
            },
            Some(_) => Err(WRONG_TYPE.to_owned()),
        }
    }
}

impl Function {
    /// Whether a number may stand at this place.
    pub(crate) fn takes_number(&self, index: usize) -> bool {
        let parameters = self.signatures.iter().filter_map(|signature| signature.parameters.get(index));
        parameters.into_iter().any(|parameter| parameter.accepts.contains(&Type::Scalar))
    }
}

impl Signature {
    const fn new(parameters: &'static [Parameter], result: Type) -> Self {
        Signature { parameters, result }
    }

    pub(crate) fn takes(&self, given: &[Type]) -> bool {
        let required = self.parameters.iter().filter(|parameter| !parameter.optional).count();
        let pairs = given.iter().zip(self.parameters);
        (required..=self.parameters.len()).contains(&given.len())
            && pairs
                .into_iter()
                .all(|(given, parameter)| parameter.accepts.iter().any(|kind| kind.takes(*given)))
    }
}

impl Parameter {
    const fn required(name: &'static str, accepts: &'static [Type]) -> Self {
        Parameter { name, accepts, optional: false }
    }

    const fn optional(name: &'static str, accepts: &'static [Type]) -> Self {
        Parameter { name, accepts, optional: true }
    }
}

/// As in AWS's table: `(TS[], AVG|MIN|MAX|SUM, ASC|DESC, [S])`.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (index, parameter) in self.parameters.iter().enumerate() {
            let (open, close) = if parameter.optional { ("[", "]") } else { ("", "") };
            f.write_str(if index == 0 { open } else { ", " })?;
            f.write_str(if index == 0 { "" } else { open })?;
            for (index, kind) in parameter.accepts.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { "|" })?;
                write!(f, "{kind}")?;
            }
            f.write_str(close)?;
        }
        f.write_str(")")
    }
}

/// One series to one series, or each member of an array.
const EACH: &[Signature] = &[
    Signature::new(&[Parameter::required("series", &[Type::Series])], Type::Series),
    Signature::new(&[Parameter::required("array", &[Type::Array])], Type::Array),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_each_name_is_found_once() {
        let names: Vec<_> = functions().iter().map(|function| function.name).collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
        assert!(UNSUPPORTED_FUNCTIONS.iter().all(|name| find(name).is_none()));
    }

    #[test]
    fn every_function_is_documented_for_completion() {
        for function in functions() {
            assert!(function.summary.ends_with('.'), "{}: {}", function.name, function.summary);
            assert!(function.example.contains(function.name), "{}", function.name);
            assert!(!function.signatures.is_empty(), "{}", function.name);
        }
    }

    #[test]
    fn signatures_print_as_in_the_manual() {
        let printed: Vec<_> = find("SORT").unwrap().signatures.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["(TS[], AVG|MIN|MAX|SUM, ASC|DESC, [S])"]);
        let printed: Vec<_> = find("METRICS").unwrap().signatures.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["([text])"]);
    }
}
