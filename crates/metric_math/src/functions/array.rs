//! Functions that make arrays of series or pick from them.

use super::{Argument, Call, Function, Parameter, Signature, WRONG_TYPE};
use crate::ast::Keyword;
use crate::choices::SORT_EMPTY_LAST;
use crate::error::broken_id;
use crate::types::Type;
use crate::value::{LabeledSeries, Value};
use std::cmp::Ordering;
use timeseries::TimeSeries;

const ARRAY: Parameter = Parameter::required("array", &[Type::Array]);

pub(super) const METRICS: Function = Function {
    name: "METRICS",
    signatures: &[Signature::new(&[Parameter::optional("part of an id", &[Type::Text])], Type::Array)],
    summary: "All metrics of the request, or those whose id contains the text.",
    example: "SUM(METRICS('m'))",
    run: |call| {
        let part = match call.arguments.first() {
            Some(Argument::Text(part)) => part,
            _ => "",
        };
        let mut lines = Vec::new();
        for id in call.context.metric_ids.iter().filter(|id| id.contains(part)) {
            call.context.budget.take(1, 0)?;
            match call.context.results.get(*id) {
                Some(Ok(Value::Series(line))) => lines.push(line.clone()),
                _ => return Err(broken_id(id)),
            }
        }
        Ok(Value::Array(lines))
    },
};

pub(super) const FIRST: Function = Function {
    name: "FIRST",
    signatures: &[Signature::new(&[ARRAY], Type::Series)],
    summary: "The first series of an array.",
    example: "FIRST(METRICS())",
    run: |call| Ok(one_of(call, lines(call)?.first())),
};

pub(super) const LAST: Function = Function {
    name: "LAST",
    signatures: &[Signature::new(&[ARRAY], Type::Series)],
    summary: "The last series of an array.",
    example: "LAST(METRICS())",
    run: |call| Ok(one_of(call, lines(call)?.last())),
};

pub(super) const SLICE: Function = Function {
    name: "SLICE",
    signatures: &[Signature::new(
        &[ARRAY, Parameter::required("start", &[Type::Scalar]), Parameter::optional("end", &[Type::Scalar])],
        Type::Array,
    )],
    summary: "The series of an array from start, counted from 0, up to and without end.",
    example: "SLICE(SORT(METRICS(), MAX, DESC), 0, 10)",
    run: |call| {
        let lines = lines(call)?;
        let start = call.whole_number(1, "SLICE's start")?.unwrap_or_default().min(lines.len());
        let end = call.whole_number(2, "SLICE's end")?.unwrap_or(lines.len()).min(lines.len());
        Ok(Value::Array(lines[start..end.max(start)].to_vec()))
    },
};

pub(super) const REMOVE_EMPTY: Function = Function {
    name: "REMOVE_EMPTY",
    signatures: &[Signature::new(&[ARRAY], Type::Array)],
    summary: "The series of an array that have datapoints.",
    example: "REMOVE_EMPTY(METRICS())",
    run: |call| {
        Ok(Value::Array(lines(call)?.iter().filter(|line| !line.series.is_empty()).cloned().collect()))
    },
};

pub(super) const SORT: Function = Function {
    name: "SORT",
    signatures: &[Signature::new(
        &[
            ARRAY,
            Parameter::required(
                "by",
                &[
                    Type::Keyword(Keyword::Avg),
                    Type::Keyword(Keyword::Min),
                    Type::Keyword(Keyword::Max),
                    Type::Keyword(Keyword::Sum),
                ],
            ),
            Parameter::required("order", &[Type::Keyword(Keyword::Asc), Type::Keyword(Keyword::Desc)]),
            Parameter::optional("limit", &[Type::Scalar]),
        ],
        Type::Array,
    )],
    summary: "The series of an array in order of their average, minimum, maximum or sum.",
    example: "SORT(METRICS(), AVG, DESC, 10)",
    run: sort,
};

fn sort(call: &Call<'_>) -> Result<Value, String> {
    let (by, order) = (call.keyword(1)?, call.keyword(2)?);
    let limit = call.whole_number(3, "SORT's limit")?.unwrap_or(usize::MAX);
    let mut keyed: Vec<(Option<f64>, &LabeledSeries)> =
        lines(call)?.iter().map(|line| (key(&line.series, by), line)).collect();
    keyed.sort_by(|(left, _), (right, _)| match (left, right) {
        (Some(left), Some(right)) if order == Keyword::Desc => right.total_cmp(left),
        (Some(left), Some(right)) => left.total_cmp(right),
        (None, None) => Ordering::Equal,
        (left, _) if left.is_none() == SORT_EMPTY_LAST => Ordering::Greater,
        _ => Ordering::Less,
    });
    Ok(Value::Array(keyed.into_iter().take(limit).map(|(_, line)| line.clone()).collect()))
}

fn key(series: &TimeSeries, by: Keyword) -> Option<f64> {
    let values = series.values();
    if values.is_empty() {
        return None;
    }
    let sum = values.iter().sum::<f64>();
    Some(match by {
        Keyword::Avg => sum / values.len() as f64,
        Keyword::Min => values.iter().copied().fold(f64::INFINITY, f64::min),
        Keyword::Max => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        _ => sum,
    })
}

fn lines<'a>(call: &'a Call<'_>) -> Result<&'a [LabeledSeries], String> {
    match call.value(0)? {
        Value::Array(lines) => Ok(lines),
        _ => Err(WRONG_TYPE.to_owned()),
    }
}

/// An empty array has neither a first nor a last: a series without datapoints stands in.
fn one_of(call: &Call<'_>, line: Option<&LabeledSeries>) -> Value {
    let empty = || Value::series(call.context.default_period, TimeSeries::default());
    line.cloned().map_or_else(empty, Value::Series)
}
