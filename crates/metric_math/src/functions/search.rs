//! `SEARCH`. What it finds is looked up by the caller before the evaluation; see `crate::search`.

use super::{Argument, Function, Parameter, Signature, WRONG_TYPE};
use crate::ast::{Expression, Node};
use crate::error::Fault;
use crate::search;
use crate::types::Type;
use crate::value::{SearchCall, Value};
use timeseries::{Period, Statistic};

pub(crate) const SEARCH: Function = Function {
    name: "SEARCH",
    signatures: &[Signature::new(
        &[
            Parameter::required("search", &[Type::Text]),
            Parameter::required("statistic", &[Type::Text]),
            Parameter::optional("period", &[Type::Scalar]),
        ],
        Type::Array,
    )],
    summary: "All metrics that a search finds, in a statistic and a period of seconds.",
    example: r#"SEARCH('{CWAgent,host} MetricName="cpu_usage_active"', 'Average', 300)"#,
    run: |call| {
        let wrong = || WRONG_TYPE.to_owned();
        let (Some(Argument::Text(text)), Some(Argument::Text(stat))) =
            (call.arguments.first(), call.arguments.get(1))
        else {
            return Err(wrong());
        };
        let period = match call.arguments.get(2) {
            None => call.context.own_period,
            Some(_) => match call.value(2)? {
                Value::Scalar(secs) => Period::from_secs(*secs as i64).ok(),
                _ => None,
            },
        };
        let period = period.ok_or_else(wrong)?;
        let call_of = SearchCall { text: (*text).to_owned(), stat: (*stat).to_owned(), period };
        let found = call.context.searches.get(&call_of);
        call.context.budget.take(found.map_or(0, Vec::len), 0)?;
        found.cloned().map(Value::Array).ok_or_else(|| "its metrics could not be read".to_owned())
    },
};

/// The arguments must say all by themselves, as metrics are searched before anything is computed.
pub(crate) fn check(arguments: &[Expression], own_period: Option<Period>) -> Result<(), Fault> {
    let (Some(text), Some(stat)) = (arguments.first(), arguments.get(1)) else { return Ok(()) };
    if let Node::Text(query) = &text.node
        && let Err(error) = search::parse(query)
    {
        // Behind the quotation mark.
        let start = text.span.start + 1;
        let span = start + error.span.start..start + error.span.end;
        return Err(Fault { span, reason: error.reason, is_syntax: true });
    }
    if let Node::Text(name) = &stat.node
        && let Err(error) = name.parse::<Statistic>()
    {
        return Err(Fault::at(stat, error.to_string()));
    }
    period(arguments, own_period).map(|_| ())
}

fn period(arguments: &[Expression], own_period: Option<Period>) -> Result<Period, Fault> {
    match arguments.get(2) {
        Some(Expression { node: Node::Number(secs), .. }) if secs.fract() == 0.0 => {
            Period::from_secs(*secs as i64).map_err(|error| Fault::at(&arguments[2], error.to_string()))
        }
        Some(other) => Err(Fault::at(other, "the period of a SEARCH is a number of seconds")),
        None => own_period.ok_or_else(|| {
            let whole = arguments.first().map_or(0..0, |text| text.span.clone());
            let reason = "Period is a required field when using SEARCH function within an expression";
            Fault { span: whole, reason: reason.to_owned(), is_syntax: false }
        }),
    }
}

/// All searches of a checked expression.
pub(crate) fn calls(expression: &Expression, own_period: Option<Period>) -> Vec<SearchCall> {
    let mut calls = Vec::new();
    expression.walk(&mut |inner| {
        if let Node::Call { name, arguments } = &inner.node
            && name == SEARCH.name
            && let [Expression { node: Node::Text(text), .. }, Expression { node: Node::Text(stat), .. }, ..] =
                &arguments[..]
            && let Ok(period) = period(arguments, own_period)
        {
            calls.push(SearchCall { text: text.clone(), stat: stat.clone(), period });
        }
    });
    calls
}
