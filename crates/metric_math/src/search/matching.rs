//! Which metrics a search finds.

use super::tokens::{Tokens, folded};
use super::{ACCOUNT_ID, Condition, MAX_FOUND_SERIES, METRIC_NAME, NAMESPACE, Schema, Term, parse};
use crate::error::SyntaxError;
use crate::label::{MetricRef, automatic};
use crate::value::{MetricProperties, SearchCall};
use std::sync::Arc;

/// The metrics found, by namespace, name and dimensions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub metrics: Vec<FoundMetric>,
    /// There are more than [`MAX_FOUND_SERIES`].
    pub is_cut: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FoundMetric {
    /// In the list that was looked through.
    pub index: usize,
    /// As short as tells it from the others found.
    pub label: String,
    pub metric: Arc<MetricProperties>,
}

/// Looks through `metrics`, all of the account `account_id`. Of their statistics and periods nothing is
/// read: those are the call's.
pub fn find(call: &SearchCall, metrics: &[MetricRef<'_>], account_id: &str) -> Result<Found, SyntaxError> {
    let search = parse(&call.text)?;
    let schema = search.schema.as_ref();
    let condition = search.condition.as_ref().map(Prepared::new);
    let mut indices: Vec<usize> = (0..metrics.len())
        .filter(|index| {
            let metric = &metrics[*index];
            schema.is_none_or(|schema| schema.takes(metric))
                && condition.as_ref().is_none_or(|condition| condition.takes(metric, account_id))
        })
        .collect();
    indices.sort_by(|left, right| {
        let key =
            |index: usize| (metrics[index].namespace, metrics[index].metric_name, metrics[index].dimensions);
        key(*left).cmp(&key(*right))
    });
    let is_cut = indices.len() > MAX_FOUND_SERIES;
    indices.truncate(MAX_FOUND_SERIES);
    let found: Vec<MetricRef<'_>> = indices
        .iter()
        .map(|index| MetricRef { stat: &call.stat, period_secs: call.period.secs(), ..metrics[*index] })
        .collect();
    let named = indices.into_iter().zip(&found).zip(automatic(&found));
    let metrics =
        named.map(|((index, metric), label)| FoundMetric { index, label, metric: properties(metric) });
    Ok(Found { metrics: metrics.collect(), is_cut })
}

fn properties(metric: &MetricRef<'_>) -> Arc<MetricProperties> {
    Arc::new(MetricProperties {
        namespace: metric.namespace.to_owned(),
        metric_name: metric.metric_name.to_owned(),
        dimensions: metric.dimensions.to_vec(),
        stat: metric.stat.to_owned(),
    })
}

impl Schema {
    fn takes(&self, metric: &MetricRef<'_>) -> bool {
        let has = |name: &str| metric.dimensions.iter().any(|(own, _)| own == name);
        let is_listed = |own: &str| self.dimensions.iter().any(|name| name == own);
        self.namespace == metric.namespace
            && (self.dimensions.is_empty()
                || self.dimensions.iter().all(|name| has(name))
                    && metric.dimensions.iter().all(|(own, _)| is_listed(own)))
    }
}

/// A condition whose terms are taken apart once for all metrics.
enum Prepared<'a> {
    Any(Vec<Prepared<'a>>),
    All(Vec<Prepared<'a>>),
    Not(Box<Prepared<'a>>),
    Term { term: &'a Term, tokens: Tokens<'a> },
}

impl<'a> Prepared<'a> {
    fn new(condition: &'a Condition) -> Self {
        match condition {
            Condition::Any(conditions) => Prepared::Any(conditions.iter().map(Prepared::new).collect()),
            Condition::All(conditions) => Prepared::All(conditions.iter().map(Prepared::new).collect()),
            Condition::Not(condition) => Prepared::Not(Box::new(Prepared::new(condition))),
            Condition::Term(term) => Prepared::Term { term, tokens: Tokens::new(&term.text) },
        }
    }

    fn takes(&self, metric: &MetricRef<'_>, account_id: &str) -> bool {
        match self {
            Prepared::Any(conditions) => {
                conditions.iter().any(|condition| condition.takes(metric, account_id))
            }
            Prepared::All(conditions) => {
                conditions.iter().all(|condition| condition.takes(metric, account_id))
            }
            Prepared::Not(condition) => !condition.takes(metric, account_id),
            Prepared::Term { term, tokens } => {
                let is_met = |part: &str| {
                    if term.is_exact { term.text == part } else { is_partial(tokens, part) }
                };
                match term.property.as_deref() {
                    None => {
                        is_met(metric.namespace)
                            || is_met(metric.metric_name)
                            || metric.dimensions.iter().any(|(name, value)| is_met(name) || is_met(value))
                    }
                    Some(NAMESPACE) => is_met(metric.namespace),
                    Some(METRIC_NAME) => is_met(metric.metric_name),
                    Some(ACCOUNT_ID) => is_met(account_id),
                    Some(dimension) => {
                        metric.dimensions.iter().any(|(name, value)| name == dimension && is_met(value))
                    }
                }
            }
        }
    }
}

/// The term's tokens stand side by side in the part. A word of the term that is one token (`count`) finds
/// that token in any case; one of several (`CustomCount`) finds just those, as the manual has it:
/// `customcount` isn't in `CustomCount1`, but `customcount1` is all of it.
fn is_partial(term: &Tokens<'_>, part: &str) -> bool {
    let part = Tokens::new(part);
    let count = term.pieces.len();
    if count == 0 || part.pieces.is_empty() {
        return false;
    }
    let is_same = |(index, piece): (usize, &&str)| {
        if term.is_word[index] {
            folded(term.pieces[index]).eq(folded(piece))
        } else {
            term.pieces[index] == *piece
        }
    };
    part.pieces.windows(count).any(|window| window.iter().enumerate().all(is_same))
        || part.folded().eq(term.folded())
}
