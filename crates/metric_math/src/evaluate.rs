//! One checked expression over the values of the ids it names. Knows no order among expressions.

use crate::ast::{Expression, Node};
use crate::columns::{Tree, by_columns};
use crate::context::Context;
use crate::error::{Fault, broken_id};
use crate::functions::{self, Argument, Call, band};
use crate::pointwise::{binary, each};
use crate::value::{LabeledSeries, Operand, Value};
use std::borrow::Cow;

/// `text` is what `expression` was parsed from: a computed member of an array is labelled by its text.
pub(crate) fn evaluate<'a>(
    expression: &'a Expression,
    text: &'a str,
    context: &'a Context<'a>,
) -> Result<Operand<'a>, Fault> {
    match &expression.node {
        Node::Number(number) => Ok(Cow::Owned(Value::Scalar(*number))),
        Node::Id(id) => match context.results.get(id) {
            Some(Ok(value)) => Ok(Cow::Borrowed(value)),
            _ => Err(Fault::at(expression, broken_id(id))),
        },
        Node::Array(members) => array(members, text, context),
        Node::Negate(_) | Node::Binary { .. } => operators(expression, text, context),
        Node::Call { name, arguments } => call(expression, name, arguments, text, context),
        // The check lets these pass as arguments only.
        Node::Text(_) | Node::Keyword(_) => Err(Fault::at(expression, functions::WRONG_TYPE)),
    }
}

/// Operators over what they join: whole columns at once where that can be, else one after the other.
fn operators<'a>(
    expression: &'a Expression,
    text: &'a str,
    context: &'a Context<'a>,
) -> Result<Operand<'a>, Fault> {
    let mut leaves = Vec::new();
    let tree = tree(expression, &mut |leaf| {
        leaves.push(evaluate(leaf, text, context)?);
        Ok(leaves.len() - 1)
    })?;
    take(context, expression, size(leaves.iter().map(|leaf| &**leaf)))?;
    match by_columns(&tree, &leaves) {
        Some(value) => Ok(Cow::Owned(value)),
        None => step_by_step(&tree, &leaves, context).map(|value| Cow::Owned(value.into_owned())),
    }
}

/// Down the left side in a loop, as the check does.
fn tree<'a>(
    expression: &'a Expression,
    leaf: &mut dyn FnMut(&'a Expression) -> Result<usize, Fault>,
) -> Result<Tree<'a>, Fault> {
    let mut reversed = Vec::new();
    let mut first = expression;
    while let Node::Binary { operator, left, right } = &first.node {
        reversed.push((first, *operator, right));
        first = left;
    }
    let start = match &first.node {
        Node::Negate(operand) => Tree::Negate(Box::new(tree(operand, leaf)?)),
        _ => Tree::Leaf(leaf(first)?),
    };
    if reversed.is_empty() {
        return Ok(start);
    }
    let mut steps = Vec::with_capacity(reversed.len());
    for (whole, operator, right) in reversed.into_iter().rev() {
        steps.push((whole, operator, tree(right, leaf)?));
    }
    Ok(Tree::Chain { first: Box::new(start), steps })
}

fn step_by_step<'a>(
    tree: &Tree<'_>,
    leaves: &'a [Operand<'_>],
    context: &Context<'_>,
) -> Result<Cow<'a, Value>, Fault> {
    Ok(match tree {
        Tree::Leaf(leaf) => Cow::Borrowed(&*leaves[*leaf]),
        Tree::Negate(operand) => Cow::Owned(match &*step_by_step(operand, leaves, context)? {
            Value::Scalar(number) => Value::Scalar(-number),
            value => value.map(|line| each(&line.series, |value| -value)),
        }),
        Tree::Chain { first, steps } => {
            let mut value = step_by_step(first, leaves, context)?;
            for (whole, operator, right) in steps {
                let right = step_by_step(right, leaves, context)?;
                take(context, whole, joined_size(&value, &right))?;
                let joined = binary(*operator, &value, &right).map_err(|reason| Fault::at(whole, reason))?;
                value = Cow::Owned(joined);
            }
            value
        }
    })
}

fn array<'a>(
    members: &'a [Expression],
    text: &'a str,
    context: &'a Context<'a>,
) -> Result<Operand<'a>, Fault> {
    let mut lines = Vec::with_capacity(members.len());
    for member in members {
        let value = series_from_number(evaluate(member, text, context)?, member, context)?;
        // Datapoints are shared, not copied.
        take(context, member, (value.size().0, 0))?;
        match value.into_owned() {
            Value::Scalar(_) => return Err(Fault::at(member, functions::WRONG_TYPE)),
            Value::Series(line) if line.label.is_empty() => {
                let label = text.get(member.span.clone()).unwrap_or_default().to_owned();
                lines.push(LabeledSeries { label, ..line });
            }
            Value::Series(line) => lines.push(line),
            Value::Array(inner) => lines.extend(inner),
        }
    }
    Ok(Cow::Owned(Value::Array(lines)))
}

fn call<'a>(
    expression: &'a Expression,
    name: &str,
    arguments: &'a [Expression],
    text: &'a str,
    context: &'a Context<'a>,
) -> Result<Operand<'a>, Fault> {
    let Some(function) = functions::find(name) else {
        return Err(Fault::at(expression, format!("Function '{name}' not found")));
    };
    let mut given = Vec::with_capacity(arguments.len());
    for (index, argument) in arguments.iter().enumerate() {
        given.push(match &argument.node {
            Node::Text(text) => Argument::Text(text),
            Node::Keyword(keyword) => Argument::Keyword(*keyword),
            _ => {
                let value = evaluate(argument, text, context)?;
                if function.takes_number(index) {
                    Argument::Value(value)
                } else {
                    Argument::Value(series_from_number(value, argument, context)?)
                }
            }
        });
    }
    let (mut history, mut first_text) = (None, "");
    if let Some(first) = arguments.first() {
        first_text = text.get(first.span.clone()).unwrap_or_default();
        if function.name == band::ANOMALY_DETECTION_BAND.name {
            history = context.history.map(|history| evaluate(first, text, history)).transpose()?;
        }
    }
    let values = given.iter().filter_map(|argument| match argument {
        Argument::Value(value) => Some(&**value),
        _ => None,
    });
    // What a function makes beyond as much as it is given, it asks for itself.
    take(context, expression, size(values))?;
    let call = Call { arguments: &given, context, history, text: first_text };
    (function.run)(&call).map(Cow::Owned).map_err(|reason| Fault::at(expression, reason))
}

fn take(
    context: &Context<'_>,
    expression: &Expression,
    (series, datapoints): (usize, usize),
) -> Result<(), Fault> {
    context.budget.take(series, datapoints).map_err(|reason| Fault::at(expression, reason))
}

fn size<'a>(values: impl IntoIterator<Item = &'a Value>) -> (usize, usize) {
    let sizes = values.into_iter().map(Value::size);
    sizes.fold((0, 0), |(lines, datapoints), (more, of_more)| (lines + more, datapoints + of_more))
}

/// At most that much comes of an operator: a series that stands on one side goes with each of an array on the other.
fn joined_size(left: &Value, right: &Value) -> (usize, usize) {
    let ((lines, datapoints), (others, of_others)) = (left.size(), right.size());
    (
        lines.max(others),
        datapoints.saturating_mul(others.max(1)).saturating_add(of_others.saturating_mul(lines.max(1))),
    )
}

/// `IF` with a number for its condition may yield a number where its type promises a series: that number
/// then stands at every period.
pub(crate) fn series_from_number<'a>(
    value: Operand<'a>,
    expression: &Expression,
    context: &Context<'_>,
) -> Result<Operand<'a>, Fault> {
    match *value {
        Value::Scalar(number) => {
            context.constant(number).map(Cow::Owned).map_err(|reason| Fault::at(expression, reason))
        }
        _ => Ok(value),
    }
}
