//! Arithmetic over whole columns: operators between numbers and series that share their times are computed
//! block by block, small enough for the processor's nearest cache, with no series made for each step.
//!
//! Gives exactly what one operator after the other gives (see `pointwise`), or nothing where it takes more
//! than columns: other times, arrays, or a step in between that drops datapoints.

use crate::ast::{Expression, Operator};
use crate::pointwise::{compact, pairwise};
use crate::value::{LabeledSeries, Operand, Value};
use std::sync::Arc;
use timeseries::arithmetic::{Arithmetic, Right};
use timeseries::{Period, TimeSeries, Timestamp};

/// 4 KiB a block.
const BLOCK: usize = 512;
/// More operands inside of operands go step by step: each needs blocks of its own.
const MAX_DEPTH: usize = 8;

/// Operators and the places of their operands' values, which are computed once.
pub(crate) enum Tree<'a> {
    Leaf(usize),
    Negate(Box<Tree<'a>>),
    /// From the left to the right. With each operator the whole that ends with it.
    Chain {
        first: Box<Tree<'a>>,
        steps: Vec<(&'a Expression, Operator, Tree<'a>)>,
    },
}

/// `None`: not by columns.
pub(crate) fn by_columns(tree: &Tree<'_>, leaves: &[Operand<'_>]) -> Option<Value> {
    let Shared { times, period, line } = shared(leaves)?;
    if depth(tree) > MAX_DEPTH {
        return None;
    }
    let mut results = Vec::with_capacity(times.len());
    let mut blocks = Blocks { leaves, start: 0, count: 0, free: Vec::new() };
    let mut is_finite = true;
    while results.len() < times.len() {
        blocks.start = results.len();
        blocks.count = BLOCK.min(times.len() - blocks.start);
        match blocks.compute(tree, &mut results) {
            Finite::All => {}
            Finite::AllButLast => is_finite = false,
            Finite::No => return None,
        }
    }
    let series =
        if is_finite { TimeSeries::from_columns(times.clone(), results) } else { compact(times, results) };
    let metric = line.and_then(|line| line.metric.clone());
    Some(Value::Series(LabeledSeries { label: String::new(), period, series, metric }))
}

/// What all series of an expression have in common.
struct Shared<'a> {
    times: &'a Arc<[Timestamp]>,
    /// The shortest.
    period: Period,
    /// If there is only one.
    line: Option<&'a LabeledSeries>,
}

/// `None` where the series have different times.
fn shared<'a>(leaves: &'a [Operand<'_>]) -> Option<Shared<'a>> {
    let mut found: Option<Shared<'a>> = None;
    for leaf in leaves {
        match &**leaf {
            Value::Scalar(number) if number.is_finite() => {}
            Value::Scalar(_) | Value::Array(_) => return None,
            Value::Series(line) => {
                let own = line.series.shared_times();
                found = match found {
                    None => Some(Shared { times: own, period: line.period, line: Some(line) }),
                    Some(Shared { times, period, .. }) if Arc::ptr_eq(times, own) || times == own => {
                        Some(Shared { times, period: period.min(line.period), line: None })
                    }
                    Some(_) => return None,
                };
            }
        }
    }
    found
}

fn depth(tree: &Tree<'_>) -> usize {
    match tree {
        Tree::Leaf(_) => 0,
        Tree::Negate(operand) => depth(operand),
        Tree::Chain { first, steps } => {
            let inner = steps.iter().map(|(_, _, right)| depth(right)).max().unwrap_or_default();
            1 + inner.max(depth(first))
        }
    }
}

/// Which results are finite numbers: a missing one counts as 0 in the step behind it.
#[derive(Clone, Copy, PartialEq)]
enum Finite {
    All,
    /// All in between, but not of the last step.
    AllButLast,
    No,
}

/// One part of all columns, and room for what is computed in between.
struct Blocks<'a> {
    leaves: &'a [Operand<'a>],
    start: usize,
    count: usize,
    free: Vec<Vec<f64>>,
}

impl<'a> Blocks<'a> {
    /// Puts one block behind what `results` has.
    fn compute(&mut self, tree: &Tree<'_>, results: &mut Vec<f64>) -> Finite {
        match tree {
            Tree::Leaf(leaf) => {
                match self.leaf(*leaf) {
                    Right::Values(values) => results.extend_from_slice(values),
                    Right::Number(number) => results.resize(results.len() + self.count, number),
                }
                Finite::All
            }
            Tree::Negate(operand) => {
                let mut block = self.block();
                let finite = self.compute(operand, &mut block);
                results.extend(block.iter().map(|value| 0.0 - value));
                self.free.push(block);
                finite
            }
            Tree::Chain { first, steps } => self.chain(first, steps, results),
        }
    }

    fn chain(
        &mut self,
        first: &Tree<'_>,
        steps: &[(&Expression, Operator, Tree<'_>)],
        results: &mut Vec<f64>,
    ) -> Finite {
        let mut left = self.block();
        // A column is read where it is.
        let mut column = match first {
            Tree::Leaf(leaf) => match self.leaf(*leaf) {
                Right::Values(values) => Some(values),
                Right::Number(_) => None,
            },
            _ => None,
        };
        let mut finite = if column.is_some() { Finite::All } else { self.compute(first, &mut left) };
        let mut next = self.block();
        let mut steps = steps.iter().peekable();
        while let Some((_, operator, right)) = steps.next() {
            if finite != Finite::All {
                return Finite::No;
            }
            let factor = steps.peek().and_then(|(_, operator, right)| self.factor(*operator, right));
            if factor.is_some() {
                steps.next();
            }
            next.clear();
            let out = if steps.peek().is_none() { &mut *results } else { &mut next };
            finite = self.step(*operator, column.unwrap_or(&left), right, factor.unwrap_or(1.0), out);
            if factor.is_some() && finite != Finite::All {
                return Finite::No;
            }
            column = None;
            std::mem::swap(&mut left, &mut next);
        }
        self.free.extend([left, next]);
        finite
    }

    /// Of a step that but multiplies by a number: it is done along with the one before, in one pass.
    fn factor(&self, operator: Operator, right: &Tree<'_>) -> Option<f64> {
        match (operator, right) {
            (Operator::Multiply, Tree::Leaf(leaf)) => match self.leaf(*leaf) {
                Right::Number(factor) => Some(factor),
                Right::Values(_) => None,
            },
            _ => None,
        }
    }

    fn step(
        &mut self,
        operator: Operator,
        left: &[f64],
        right: &Tree<'_>,
        factor: f64,
        out: &mut Vec<f64>,
    ) -> Finite {
        if let Tree::Leaf(leaf) = right {
            return apply(operator, left, self.leaf(*leaf), factor, out);
        }
        let mut block = self.block();
        if self.compute(right, &mut block) != Finite::All {
            return Finite::No;
        }
        let finite = apply(operator, left, Right::Values(&block), factor, out);
        self.free.push(block);
        finite
    }

    /// A part of a series, or the number that stands at every time.
    fn leaf(&self, leaf: usize) -> Right<'a> {
        match self.leaves.get(leaf).map(|leaf| &**leaf) {
            Some(Value::Series(line)) => {
                Right::Values(&line.series.values()[self.start..self.start + self.count])
            }
            Some(Value::Scalar(number)) => Right::Number(*number),
            _ => Right::Number(f64::NAN),
        }
    }

    fn block(&mut self) -> Vec<f64> {
        let mut block = self.free.pop().unwrap_or_else(|| Vec::with_capacity(BLOCK));
        block.clear();
        block
    }
}

fn apply(operator: Operator, left: &[f64], right: Right<'_>, factor: f64, out: &mut Vec<f64>) -> Finite {
    let arithmetic = match operator {
        Operator::Add => Arithmetic::Add,
        Operator::Subtract => Arithmetic::Subtract,
        Operator::Multiply => Arithmetic::Multiply,
        Operator::Divide => Arithmetic::Divide,
        _ => Arithmetic::Other(pairwise(operator)),
    };
    if arithmetic.apply(left, right, factor, out) { Finite::All } else { Finite::AllButLast }
}
