//! The queries of one request or widget: ids, who needs whom, in which order, with which errors.

use crate::ast::{Expression, Node};
use crate::check::{Fault, Known, Type, check};
use crate::error::MathError;
use crate::evaluate::{Context, Grids, Results, evaluate, series_from_number};
use crate::parser::parse;
use crate::value::{LabeledSeries, MetricInput, Value};
use std::collections::BTreeMap;
use timeseries::{Period, TimeRange};

/// An id has 1 to 255 characters (API reference, MetricDataQuery).
pub const MAX_ID_CHARS: usize = 255;

#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    pub id: String,
    pub source: Source,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// Its datapoints are handed to [`Plan::evaluate`].
    Metric { period: Period },
    /// `period` is that of series made from numbers alone; without one it's the metrics' smallest.
    Expression { text: String, period: Option<Period> },
}

/// Checked queries, ready for any number of evaluations.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In the order of the request.
    queries: Vec<Planned>,
    /// Indices of the sound expressions, each after all it names.
    order: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Planned {
    query: Query,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Metric,
    Sound { expression: Expression, kind: Type },
    Broken(MathError),
}

/// `^[a-z][a-zA-Z0-9_]*$`, at most [`MAX_ID_CHARS`].
pub fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.len() <= MAX_ID_CHARS
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// All sound, or the first error in the order of the request.
pub fn plan(queries: Vec<Query>) -> Result<Plan, MathError> {
    let plan = plan_lenient(queries);
    let first = plan.errors().next().cloned();
    first.map_or(Ok(plan), Err)
}

/// Keeps each error with its query; those that don't depend on a broken one still have results.
pub fn plan_lenient(queries: Vec<Query>) -> Plan {
    let index_by_id = index_by_id(&queries);
    let mut states: Vec<State> = queries
        .iter()
        .enumerate()
        .map(|(index, query)| read(query, index_by_id[&query.id] == index))
        .collect();
    let order = order(&queries, &mut states, &index_by_id);
    let mut sound = Vec::with_capacity(order.len());
    for index in order {
        let State::Sound { expression, .. } = &states[index] else { continue };
        let known = |id: &str| match index_by_id.get(id).map(|found| &states[*found]) {
            None => Known::Nothing,
            Some(State::Metric) => Known::Metric,
            Some(State::Sound { kind, .. }) => Known::Expression(*kind),
            Some(State::Broken(_)) => Known::Broken,
        };
        match check(expression, &known) {
            Ok(found) => {
                if let State::Sound { kind, .. } = &mut states[index] {
                    *kind = found;
                }
                sound.push(index);
            }
            Err(fault) => states[index] = State::Broken(from_fault(&queries[index].id, fault)),
        }
    }
    let queries = queries.into_iter().zip(states).map(|(query, state)| Planned { query, state }).collect();
    Plan { queries, order: sound }
}

impl Plan {
    /// What is wrong with the queries, in the order of the request.
    pub fn errors(&self) -> impl Iterator<Item = &MathError> {
        self.queries.iter().filter_map(|planned| match &planned.state {
            State::Broken(error) => Some(error),
            _ => None,
        })
    }

    /// The kind of value that a sound query has.
    pub fn result_type(&self, id: &str) -> Option<Type> {
        self.queries.iter().find(|planned| planned.query.id == id).and_then(|planned| match planned.state {
            State::Metric => Some(Type::Series),
            State::Sound { kind, .. } => Some(kind),
            State::Broken(_) => None,
        })
    }

    /// A result or an error for every id. A metric without an input couldn't be read: it and all that
    /// depends on it are errors, for a number over a part of the data would be wrong. An expression's single
    /// series is labelled by its id, members of an array by their own labels.
    pub fn evaluate(&self, inputs: &BTreeMap<String, MetricInput>, range: TimeRange) -> Results {
        let mut results = self.metrics_and_errors(inputs);
        let metrics = self.queries.iter().filter_map(|planned| match planned.query.source {
            Source::Metric { period } => Some((planned.query.id.as_str(), period)),
            Source::Expression { .. } => None,
        });
        let (metric_ids, periods): (Vec<&str>, Vec<Period>) = metrics.unzip();
        let finest = periods.into_iter().min().unwrap_or(Period::MINUTE);
        let grids = Grids::default();
        for index in &self.order {
            let Planned { query, state: State::Sound { expression, kind } } = &self.queries[*index] else {
                continue;
            };
            let Source::Expression { text, period } = &query.source else { continue };
            let context = Context {
                range,
                default_period: period.unwrap_or(finest),
                metric_ids: &metric_ids,
                results: &results,
                grids: &grids,
            };
            let value = evaluate(expression, text, &context).and_then(|value| match kind {
                Type::Scalar => Ok(value),
                _ => series_from_number(value, expression, &context),
            });
            let value = value.map(|value| match value.into_owned() {
                Value::Series(line) => Value::Series(LabeledSeries { label: query.id.clone(), ..line }),
                value => value,
            });
            let value = value.map_err(|fault| from_fault(&query.id, fault));
            results.insert(query.id.clone(), value);
        }
        results
    }

    fn metrics_and_errors(&self, inputs: &BTreeMap<String, MetricInput>) -> Results {
        let mut results = Results::new();
        for Planned { query, state } in &self.queries {
            match (&query.source, state) {
                (_, State::Broken(error)) => {
                    results.entry(query.id.clone()).or_insert_with(|| Err(error.clone()));
                }
                (Source::Metric { period }, _) => {
                    let result = inputs.get(&query.id).cloned().map(|MetricInput { series, label }| {
                        let label = if label.is_empty() { query.id.clone() } else { label };
                        Value::Series(LabeledSeries { label, period: *period, series })
                    });
                    let missing = || MathError::new(&query.id, None, "its datapoints could not be read");
                    results.insert(query.id.clone(), result.ok_or_else(missing));
                }
                (Source::Expression { .. }, _) => {}
            }
        }
        results
    }
}

fn from_fault(id: &str, fault: Fault) -> MathError {
    MathError::new(id, Some(fault.span), fault.reason)
}

/// Of two queries with one id the first stands for it, the other is refused.
fn index_by_id(queries: &[Query]) -> BTreeMap<String, usize> {
    let mut indices = BTreeMap::new();
    for (index, query) in queries.iter().enumerate() {
        indices.entry(query.id.clone()).or_insert(index);
    }
    indices
}

fn read(query: &Query, is_first_of_id: bool) -> State {
    if !is_id(&query.id) {
        let reason = "an id is a small letter, then letters, digits and underscores";
        return State::Broken(MathError::new(&query.id, None, reason));
    }
    if !is_first_of_id {
        return State::Broken(MathError::new(&query.id, None, "another query has the same id"));
    }
    match &query.source {
        Source::Metric { .. } => State::Metric,
        Source::Expression { text, .. } => match parse(text) {
            Ok(expression) => State::Sound { expression, kind: Type::Series },
            Err(error) => State::Broken(MathError::from_syntax(&query.id, error)),
        },
    }
}

/// Expressions after all they name (Kahn's algorithm); those on a cycle become errors.
fn order(queries: &[Query], states: &mut [State], index_by_id: &BTreeMap<String, usize>) -> Vec<usize> {
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); states.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); states.len()];
    for (index, state) in states.iter().enumerate() {
        let State::Sound { expression, .. } = state else { continue };
        for id in ids(expression) {
            let Some(needed) = index_by_id.get(id) else { continue };
            if matches!(states[*needed], State::Sound { .. }) {
                needs[index].push(*needed);
                needed_by[*needed].push(index);
            }
        }
    }
    let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..states.len()).filter(|index| open[*index] == 0).collect();
    let mut done = 0;
    while let Some(index) = order.get(done).copied() {
        done += 1;
        for dependent in &needed_by[index] {
            open[*dependent] -= 1;
            if open[*dependent] == 0 {
                order.push(*dependent);
            }
        }
    }
    for index in (0..states.len()).filter(|index| open[*index] != 0).collect::<Vec<_>>() {
        let reason = cycle_reason(queries, &needs, &open, index);
        states[index] = State::Broken(MathError::new(&queries[index].id, None, reason));
    }
    order
}

/// Follows unresolved needs from `start` until an id comes again.
fn cycle_reason(queries: &[Query], needs: &[Vec<usize>], open: &[usize], start: usize) -> String {
    let mut path = vec![start];
    let mut at = start;
    while let Some(next) = needs[at].iter().copied().find(|needed| open[*needed] != 0) {
        path.push(next);
        if path[..path.len() - 1].contains(&next) {
            break;
        }
        at = next;
    }
    let ids: Vec<&str> = path.iter().map(|index| queries[*index].id.as_str()).collect();
    format!("the ids refer to each other in a circle: {}", ids.join(" -> "))
}

/// Every id that an expression names.
fn ids(expression: &Expression) -> Vec<&str> {
    let mut ids = Vec::new();
    let mut open = vec![expression];
    while let Some(expression) = open.pop() {
        match &expression.node {
            Node::Id(id) => ids.push(id.as_str()),
            Node::Number(_) | Node::Text(_) | Node::Keyword(_) => {}
            Node::Array(inner) | Node::Call { arguments: inner, .. } => open.extend(inner),
            Node::Negate(operand) => open.push(operand),
            Node::Binary { left, right, .. } => open.extend([&**left, &**right]),
        }
    }
    ids
}
