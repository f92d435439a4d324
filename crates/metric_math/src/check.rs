//! Which kind of value an expression has, before any data is seen.

use crate::ast::{Expression, Node};
use crate::error::{Fault, broken_id};
use crate::functions::{self, UNSUPPORTED_FUNCTIONS, search};
use crate::pointwise::two_arrays;
use crate::types::Type;
use timeseries::Period;

/// What an expression is checked against.
pub(crate) struct Scope<'a> {
    pub(crate) known: &'a dyn Fn(&str) -> Known,
    /// Of the query, for searches without one of their own.
    pub(crate) period: Option<Period>,
}

/// What is known of the id that an expression names.
pub(crate) enum Known {
    Nothing,
    Metric,
    Expression(Type),
    /// An expression with an error of its own.
    Broken,
}

/// The type of a whole query's expression: [`Type::Scalar`], [`Type::Series`] or [`Type::Array`].
pub(crate) fn check(expression: &Expression, scope: &Scope<'_>) -> Result<Type, Fault> {
    match infer(expression, scope)? {
        Type::MetricId => Ok(Type::Series),
        Type::Text | Type::Keyword(_) => Err(Fault::at(expression, "this alone is no expression")),
        kind => Ok(kind),
    }
}

fn infer(expression: &Expression, scope: &Scope<'_>) -> Result<Type, Fault> {
    match &expression.node {
        Node::Number(_) => Ok(Type::Scalar),
        Node::Text(_) => Ok(Type::Text),
        Node::Keyword(keyword) => Ok(Type::Keyword(*keyword)),
        Node::Id(id) => match (scope.known)(id) {
            Known::Metric => Ok(Type::MetricId),
            Known::Expression(kind) => Ok(kind),
            Known::Broken => Err(Fault::at(expression, broken_id(id))),
            Known::Nothing => Err(Fault::at(expression, format!("ID '{id}' not found"))),
        },
        Node::Array(members) => {
            for member in members {
                let kind = infer(member, scope)?;
                if !Type::Series.takes(kind) && kind != Type::Array {
                    return Err(Fault::at(member, format!("an array holds time series, not {kind}")));
                }
            }
            Ok(Type::Array)
        }
        Node::Negate(operand) => number_or_series(operand, "-", scope),
        Node::Binary { .. } => infer_binary(expression, scope),
        Node::Call { name, arguments } => infer_call(expression, name, arguments, scope),
    }
}

/// Walks down the left side in a loop: a sum of hundreds of ids is that deep.
fn infer_binary(expression: &Expression, scope: &Scope<'_>) -> Result<Type, Fault> {
    let mut steps = Vec::new();
    let mut first = expression;
    while let Node::Binary { operator, left, right } = &first.node {
        steps.push((first, *operator, right));
        first = left;
    }
    let symbol = steps.last().map_or("", |(_, operator, _)| operator.symbol());
    let mut kind = number_or_series(first, symbol, scope)?;
    for (whole, operator, right) in steps.into_iter().rev() {
        let right = number_or_series(right, operator.symbol(), scope)?;
        kind = join(kind, right).ok_or_else(|| Fault::at(whole, two_arrays(operator)))?;
    }
    Ok(kind)
}

fn join(left: Type, right: Type) -> Option<Type> {
    match (left, right) {
        (Type::Array, Type::Array) => None,
        (Type::Array, _) | (_, Type::Array) => Some(Type::Array),
        (Type::Scalar, Type::Scalar) => Some(Type::Scalar),
        _ => Some(Type::Series),
    }
}

fn number_or_series(operand: &Expression, symbol: &str, scope: &Scope<'_>) -> Result<Type, Fault> {
    match infer(operand, scope)? {
        Type::MetricId => Ok(Type::Series),
        kind @ (Type::Text | Type::Keyword(_)) => {
            Err(Fault::at(operand, format!("'{symbol}' takes numbers and time series, not {kind}")))
        }
        kind => Ok(kind),
    }
}

fn infer_call(
    call: &Expression,
    name: &str,
    arguments: &[Expression],
    scope: &Scope<'_>,
) -> Result<Type, Fault> {
    let name_span = call.span.start..call.span.start + name.len();
    let Some(function) = functions::find(name) else {
        let reason = if UNSUPPORTED_FUNCTIONS.contains(&name) {
            format!("Function '{name}' is not supported")
        } else {
            format!("Function '{name}' not found")
        };
        return Err(Fault { span: name_span, reason, is_syntax: false });
    };
    let mut given = Vec::with_capacity(arguments.len());
    for argument in arguments {
        given.push(infer(argument, scope)?);
    }
    match function.signatures.iter().find(|signature| signature.takes(&given)) {
        Some(signature) => {
            if function.name == search::SEARCH.name {
                search::check(arguments, scope.period)?;
            }
            Ok(signature.result)
        }
        None => Err(Fault::at(call, wrong_arguments(function, &given))),
    }
}

fn wrong_arguments(function: &functions::Function, given: &[Type]) -> String {
    let mut reason = format!("Function '{}' takes ", function.name);
    for (index, signature) in function.signatures.iter().enumerate() {
        if index != 0 {
            reason.push_str(" or ");
        }
        reason.push_str(&signature.to_string());
    }
    reason.push_str(", not (");
    for (index, kind) in given.iter().enumerate() {
        if index != 0 {
            reason.push_str(", ");
        }
        // To its user a metric id is a time series like any other.
        let kind = if *kind == Type::MetricId { Type::Series } else { *kind };
        reason.push_str(&kind.to_string());
    }
    reason.push(')');
    reason
}
