//! The queries of one request or widget: ids, who needs whom, in which order, with which errors.

use crate::ast::{Expression, Node};
use crate::band::history_range;
use crate::budget::Budget;
use crate::check::{Known, Scope, check};
use crate::context::{Context, Grids, Results};
use crate::error::{Fault, MathError, SyntaxError};
use crate::evaluate::{evaluate, series_from_number};
use crate::functions::{METRICS, search};
use crate::history;
use crate::parser::parse;
use crate::search::MAX_SEARCHES;
use crate::types::Type;
use crate::value::{Inputs, LabeledSeries, MetricInput, SearchCall, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

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
    searches: BTreeSet<SearchCall>,
    /// Metrics and expressions that bands rest on.
    history: BTreeSet<String>,
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

/// What an evaluation has of the time before its range.
#[derive(Clone, Copy)]
enum Past<'a> {
    Unknown,
    /// It is that time: only what bands need is computed.
    Itself,
    Known(&'a Results, TimeRange),
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
    let mut plan =
        Plan { queries: Vec::new(), order: Vec::new(), searches: BTreeSet::new(), history: BTreeSet::new() };
    for index in order {
        match judge(index, &queries, &states, &index_by_id, &mut plan) {
            Ok(None) => {}
            Ok(Some(found)) => {
                if let State::Sound { kind, .. } = &mut states[index] {
                    *kind = found;
                }
                plan.order.push(index);
            }
            Err(fault) => states[index] = State::Broken(of_check(&queries[index], fault)),
        }
    }
    let planned = queries.into_iter().zip(states).map(|(query, state)| Planned { query, state });
    plan.queries = planned.collect();
    plan
}

/// Checks one expression, all that it names being checked, and notes in the plan what it needs.
fn judge(
    index: usize,
    queries: &[Query],
    states: &[State],
    index_by_id: &BTreeMap<String, usize>,
    plan: &mut Plan,
) -> Result<Option<Type>, Fault> {
    let (State::Sound { expression, .. }, Source::Expression { period, .. }) =
        (&states[index], &queries[index].source)
    else {
        return Ok(None);
    };
    let state_of = |id: &str| index_by_id.get(id).map(|found| &states[*found]);
    let known = |id: &str| match state_of(id) {
        None => Known::Nothing,
        Some(State::Metric) => Known::Metric,
        Some(State::Sound { kind, .. }) => Known::Expression(*kind),
        Some(State::Broken(_)) => Known::Broken,
    };
    let kind = check(expression, &Scope { known: &known, period: *period })?;
    let needed = history::needs(expression, &|id| match state_of(id) {
        Some(State::Sound { expression, .. }) => Some(expression),
        _ => None,
    })?;
    let mut searches = plan.searches.clone();
    for call in search::calls(expression, *period) {
        searches.insert(call);
    }
    if searches.len() > MAX_SEARCHES {
        return Err(Fault::at(expression, format!("there are more than {MAX_SEARCHES} searches")));
    }
    plan.searches = searches;
    for id in needed {
        plan.history.insert(id.to_owned());
    }
    Ok(Some(kind))
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

    /// Whether the result is the two edges of an anomaly band, upper and lower, and nothing else.
    pub fn is_band(&self, id: &str) -> bool {
        self.queries.iter().any(|planned| {
            planned.query.id == id
                && matches!(&planned.state, State::Sound { expression, .. } if history::is_band(expression))
        })
    }

    /// These queries, and all that they name, directly or through others: whatever is wrong with one of them is
    /// seen in their results.
    pub fn rests_on<'a>(&'a self, ids: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut all = BTreeSet::new();
        let mut open: Vec<&str> = ids.into_iter().collect();
        while let Some(id) = open.pop() {
            let Some(planned) = self.queries.iter().find(|planned| planned.query.id == id) else { continue };
            if !all.insert(planned.query.id.as_str()) {
                continue;
            }
            let Source::Expression { text, .. } = &planned.query.source else { continue };
            let Ok(expression) = parse(text) else { continue };
            let takes_metrics =
                |inner: &Expression| matches!(&inner.node, Node::Call { name, .. } if name == METRICS);
            let mut takes_all = false;
            expression.walk(&mut |inner| takes_all |= takes_metrics(inner));
            let named = self::ids(&expression);
            for other in &self.queries {
                let is_metric = matches!(other.query.source, Source::Metric { .. });
                if takes_all && is_metric || named.contains(&other.query.id.as_str()) {
                    open.push(&other.query.id);
                }
            }
        }
        all
    }

    /// What has to be found, each once, before [`Plan::evaluate_all`].
    pub fn searches(&self) -> &BTreeSet<SearchCall> {
        &self.searches
    }

    /// The metrics whose datapoints over [`history_range`] the plan's bands rest on; none without bands.
    pub fn history_metrics(&self) -> impl Iterator<Item = &str> {
        let metrics = self.queries.iter().filter(|planned| matches!(planned.state, State::Metric));
        metrics.map(|planned| planned.query.id.as_str()).filter(|id| self.history.contains(*id))
    }

    /// [`Plan::evaluate_all`] of a plan with neither searches nor bands, within the limits of a server.
    pub fn evaluate(&self, inputs: &BTreeMap<String, MetricInput>, range: TimeRange) -> Results {
        let metrics = self.metrics_and_errors(inputs);
        self.compute(metrics, &BTreeMap::new(), range, Past::Unknown, &Budget::default())
    }

    /// A result or an error for every id. A metric without an input couldn't be read: it and all that
    /// depends on it are errors, for a number over a part of the data would be wrong. An expression's single
    /// series is labelled by its id, members of an array by their own labels.
    ///
    /// What would take more than `budget` has is an error of the expression that asks for it.
    pub fn evaluate_all(&self, inputs: &Inputs, range: TimeRange, budget: &Budget<'_>) -> Results {
        let metrics = self.metrics_and_errors(&inputs.metrics);
        if self.history.is_empty() {
            return self.compute(metrics, &inputs.searches, range, Past::Unknown, budget);
        }
        let past_range = history_range(range);
        let past = self.metrics_and_errors(&inputs.history);
        let past = self.compute(past, &BTreeMap::new(), past_range, Past::Itself, budget);
        self.compute(metrics, &inputs.searches, range, Past::Known(&past, past_range), budget)
    }

    /// All expressions in their order.
    fn compute(
        &self,
        mut results: Results,
        searches: &BTreeMap<SearchCall, Vec<LabeledSeries>>,
        range: TimeRange,
        past: Past<'_>,
        budget: &Budget<'_>,
    ) -> Results {
        let metrics = self.queries.iter().filter_map(|planned| match planned.query.source {
            Source::Metric { period } => Some((planned.query.id.as_str(), period)),
            Source::Expression { .. } => None,
        });
        let (metric_ids, periods): (Vec<&str>, Vec<Period>) = metrics.unzip();
        let finest = periods.into_iter().min().unwrap_or(Period::MINUTE);
        let (grids, past_grids) = (Grids::default(), Grids::default());
        for index in &self.order {
            let Planned { query, state: State::Sound { expression, kind } } = &self.queries[*index] else {
                continue;
            };
            let Source::Expression { text, period } = &query.source else { continue };
            if matches!(past, Past::Itself) && !self.history.contains(&query.id) {
                continue;
            }
            let context = |range, results, grids, history| Context {
                range,
                default_period: period.unwrap_or(finest),
                own_period: *period,
                metric_ids: &metric_ids,
                results,
                grids,
                budget,
                searches,
                history,
            };
            let history = match past {
                Past::Known(results, range) => Some(context(range, results, &past_grids, None)),
                Past::Unknown | Past::Itself => None,
            };
            let context = context(range, &results, &grids, history.as_ref());
            let value = evaluate(expression, text, &context).and_then(|value| match kind {
                Type::Scalar => Ok(value),
                _ => series_from_number(value, expression, &context),
            });
            let value = value.and_then(|value| {
                // Of an id alone, the result is a copy.
                let copied = if matches!(value, Cow::Borrowed(_)) { value.size().0 } else { 0 };
                budget.take(copied, 0).map_err(|reason| Fault::at(expression, reason))?;
                Ok(match value.into_owned() {
                    Value::Series(line) => Value::Series(LabeledSeries { label: query.id.clone(), ..line }),
                    value => value,
                })
            });
            let value = value.map_err(|fault| from_fault(&query.id, fault));
            results.insert(query.id.clone(), value);
        }
        results
    }

    fn metrics_and_errors(&self, inputs: &BTreeMap<String, MetricInput>) -> Results {
        let mut results = Results::new();
        let mut columns = TimeColumns::default();
        for Planned { query, state } in &self.queries {
            match (&query.source, state) {
                (_, State::Broken(error)) => {
                    results.entry(query.id.clone()).or_insert_with(|| Err(error.clone()));
                }
                (Source::Metric { period }, _) => {
                    let result =
                        inputs.get(&query.id).cloned().map(|MetricInput { series, label, metric }| {
                            let label = if label.is_empty() { query.id.clone() } else { label };
                            let series = columns.share(series);
                            Value::Series(LabeledSeries { label, period: *period, series, metric })
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

/// Metrics that were read at the same times get the very same column of them, so that whatever joins two of
/// them needn't compare.
#[derive(Default)]
struct TimeColumns(Vec<Arc<[Timestamp]>>);

impl TimeColumns {
    fn share(&mut self, series: TimeSeries) -> TimeSeries {
        let own = series.shared_times();
        match self.0.iter().find(|times| Arc::ptr_eq(times, own) || *times == own).cloned() {
            Some(times) if Arc::ptr_eq(&times, own) => series,
            Some(times) => series.over(times),
            None => {
                self.0.push(own.clone());
                series
            }
        }
    }
}

/// A search's own syntax is found out only now.
fn of_check(query: &Query, fault: Fault) -> MathError {
    match (&query.source, fault.is_syntax) {
        (Source::Expression { text, .. }, true) => {
            MathError::from_syntax(&query.id, text, SyntaxError { span: fault.span, reason: fault.reason })
        }
        _ => from_fault(&query.id, fault),
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
            Err(error) => State::Broken(MathError::from_syntax(&query.id, text, error)),
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
pub(crate) fn ids(expression: &Expression) -> Vec<&str> {
    let mut ids = Vec::new();
    expression.walk(&mut |inner| {
        if let Node::Id(id) = &inner.node {
            ids.push(id.as_str());
        }
    });
    ids
}
