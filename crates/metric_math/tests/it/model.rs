//! The rules for missing datapoints, said a second time slot by slot and without any shortcut, against what
//! the crate computes for random gaps.

use metric_math::{MetricInput, Query, Source, Value, plan};
use proptest::prelude::*;
use std::collections::BTreeMap;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

const SLOTS: usize = 12;

/// A datapoint or none for each slot.
type Slots = Vec<Option<f64>>;

fn slots() -> impl Strategy<Value = Slots> {
    let value = prop_oneof![3 => (-3..4i32).prop_map(|value| Some(f64::from(value))), 2 => Just(None)];
    prop::collection::vec(value, SLOTS)
}

fn at(slot: usize) -> Timestamp {
    Timestamp::from_secs(slot as i64 * 60)
}

fn compute(text: &str, metrics: &[(&str, &Slots)]) -> Slots {
    compute_with(text, metrics, &[])
}

fn compute_with(text: &str, metrics: &[(&str, &Slots)], others: &[(&str, &str)]) -> Slots {
    let mut queries = Vec::new();
    let mut inputs = BTreeMap::new();
    for (id, slots) in metrics {
        let points = slots.iter().enumerate().filter_map(|(slot, value)| Some((at(slot), (*value)?)));
        let series: TimeSeries = points.collect();
        inputs.insert((*id).to_owned(), MetricInput { series, ..MetricInput::default() });
        queries.push(Query { id: (*id).to_owned(), source: Source::Metric { period: Period::MINUTE } });
    }
    for (id, text) in others.iter().chain([&("result", text)]) {
        let source = Source::Expression { text: (*text).to_owned(), period: None };
        queries.push(Query { id: (*id).to_owned(), source });
    }
    let results = plan(queries).unwrap().evaluate(&inputs, TimeRange::new(at(0), at(SLOTS)));
    let Ok(Value::Series(line)) = &results["result"] else { panic!("{text}: {results:?}") };
    (0..SLOTS).map(|slot| line.series.at(at(slot))).collect()
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

type Pairwise = fn(f64, f64) -> f64;

/// Present where any is, the others being 0.
fn pairwise(a: &Slots, b: &Slots, rule: Pairwise) -> Slots {
    let pairs = a.iter().zip(b);
    let rule = |(a, b): (&Option<f64>, &Option<f64>)| {
        a.or(*b).and_then(|_| finite(rule(a.unwrap_or(0.0), b.unwrap_or(0.0))))
    };
    pairs.map(rule).collect()
}

type OverMembers = fn(&[f64]) -> f64;

/// From the members that have a datapoint in the slot, none where none has.
fn over_members(members: &[&Slots], rule: OverMembers) -> Slots {
    let slot = |slot| {
        let present: Vec<f64> = members.iter().filter_map(|member| member[slot]).collect();
        if present.is_empty() { None } else { Some(rule(&present)) }
    };
    (0..SLOTS).map(slot).collect()
}

proptest! {
    #[test]
    fn operators(a in slots(), b in slots()) {
        let rules: [(&str, Pairwise); 7] = [
            ("a + b", |a, b| a + b),
            ("a - b", |a, b| a - b),
            ("a * b", |a, b| a * b),
            ("a / b", |a, b| a / b),
            ("a < b", |a, b| f64::from(a < b)),
            ("a == b", |a, b| f64::from(a == b)),
            ("a AND b", |a, b| f64::from(a != 0.0 && b != 0.0)),
        ];
        for (text, rule) in rules {
            prop_assert_eq!(compute(text, &[("a", &a), ("b", &b)]), pairwise(&a, &b, rule), "{}", text);
        }
    }

    /// Columns at once give what one operator after the other gives, each an expression of its own.
    #[test]
    fn operators_in_one_go(a in slots(), b in slots(), is_aligned in any::<bool>()) {
        let b: Slots = if is_aligned { a.iter().zip(&b).map(|(a, b)| a.map(|_| b.unwrap_or(0.0))).collect() } else { b };
        for (text, steps) in [
            ("(a / b) * 100", ["a / b", "e1 * 100", "e2"]),
            ("1 / (a - b) + 7", ["a - b", "1 / e1", "e2 + 7"]),
            ("-(a * b) - 2 ^ a", ["a * b", "2 ^ a", "-e1 - e2"]),
            ("a > b AND 0 < a / b", ["a > b", "a / b", "e1 AND 0 < e2"]),
            ("a / (b / a)", ["b / a", "a / e1", "e2"]),
        ] {
            let [first, second, third] = steps;
            let separate = [("e1", first), ("e2", second)];
            let metrics = [("a", &a), ("b", &b)];
            prop_assert_eq!(compute(text, &metrics), compute_with(third, &metrics, &separate), "{}", text);
        }
    }

    #[test]
    fn aggregates_of_arrays(a in slots(), b in slots(), c in slots()) {
        let rules: [(&str, OverMembers); 5] = [
            ("SUM([a, b, c])", |present| present.iter().sum()),
            ("AVG([a, b, c])", |present| present.iter().sum::<f64>() / 3.0),
            ("MIN([a, b, c])", |present| present.iter().copied().fold(f64::INFINITY, f64::min)),
            ("MAX([a, b, c])", |present| present.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            ("DATAPOINT_COUNT([a, b, c])", |present| present.len() as f64),
        ];
        for (text, rule) in rules {
            let computed = compute(text, &[("a", &a), ("b", &b), ("c", &c)]);
            prop_assert_eq!(computed, over_members(&[&a, &b, &c], rule), "{}", text);
        }
    }

    #[test]
    fn conditions(c in slots(), a in slots(), b in slots()) {
        let expected = |if_true: fn(Option<f64>) -> Option<f64>, if_false: fn(Option<f64>) -> Option<f64>| -> Slots {
            (0..SLOTS).map(|slot| match c[slot] {
                None => None,
                Some(0.0) => if_false(b[slot]),
                Some(_) => if_true(a[slot]),
            }).collect()
        };
        let zero_if_missing = |value: Option<f64>| Some(value.unwrap_or(0.0));
        let metrics = [("c", &c), ("a", &a), ("b", &b)];
        prop_assert_eq!(compute("IF(c, a, b)", &metrics), expected(zero_if_missing, |value| value));
        prop_assert_eq!(compute("IF(c, a)", &metrics), expected(zero_if_missing, |_| None));
        prop_assert_eq!(compute("IF(c, 7, b)", &metrics), expected(|_| Some(7.0), |value| value));
        prop_assert_eq!(compute("IF(c, a, 9)", &metrics), expected(zero_if_missing, |_| Some(9.0)));
    }

    #[test]
    fn fills(a in slots(), b in slots()) {
        let metrics = [("a", &a), ("b", &b)];
        let filled = |filler: &dyn Fn(usize) -> Option<f64>| -> Slots {
            (0..SLOTS).map(|slot| a[slot].or_else(|| filler(slot))).collect()
        };
        let before = |slot: usize| (0..slot).rev().find_map(|slot| Some((slot, a[slot]?)));
        let after = |slot: usize| (slot..SLOTS).find_map(|slot| Some((slot, a[slot]?)));
        let on_line = |slot: usize| {
            let ((first, low), (last, high)) = (before(slot)?, after(slot)?);
            Some(low + (high - low) * ((slot - first) as f64 / (last - first) as f64))
        };
        prop_assert_eq!(compute("FILL(a, 5)", &metrics), filled(&|_| Some(5.0)));
        prop_assert_eq!(compute("FILL(a, b)", &metrics), filled(&|slot| b[slot]));
        prop_assert_eq!(compute("FILL(a, REPEAT)", &metrics), filled(&|slot| before(slot).map(|(_, value)| value)));
        prop_assert_eq!(compute("FILL(a, LINEAR)", &metrics), filled(&on_line));
    }
}
