//! What `make bench-math` runs in a browser: metric math as the page evaluates it, with the app's own settings
//! of the compiler. Not a demonstration of the API; the page beside `tests/bench/bench_math.py` calls it.

#![expect(unsafe_code, reason = "a function that JavaScript calls by name has to be exported by name")]

use metric_math::{MetricInput, Plan, Query, Source, Value, plan};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

/// One widget's expression and its metrics.
struct Case {
    plan: Plan,
    inputs: BTreeMap<String, MetricInput>,
    range: TimeRange,
}

thread_local! {
    static CASE: RefCell<Option<Case>> = const { RefCell::new(None) };
}

const EXPRESSIONS: [&str; 4] = ["(m1/m2)*100", "m1*2", "m1+m2", "RATE(m1)"];

/// Makes two metrics of `points` datapoints and plans the expression. The times are the very same column, or
/// one for each metric that have to be found to be the same.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(expression: usize, points: usize, is_shared: bool) {
    let times =
        || -> Arc<[Timestamp]> { (0..points as i64).map(|slot| Timestamp::from_secs(slot * 60)).collect() };
    let column = times();
    let series = |value: fn(usize) -> f64| {
        let times = if is_shared { column.clone() } else { times() };
        TimeSeries::from_columns(times, (0..points).map(value).collect())
    };
    let input = |value| MetricInput { series: series(value), ..MetricInput::default() };
    let inputs = BTreeMap::from([("m1".to_owned(), input(first)), ("m2".to_owned(), input(second))]);
    let metric = |id: &str| Query { id: id.to_owned(), source: Source::Metric { period: Period::MINUTE } };
    let source = Source::Expression { text: EXPRESSIONS[expression].to_owned(), period: None };
    let expression = Query { id: "e1".to_owned(), source };
    let Ok(plan) = plan(vec![metric("m1"), metric("m2"), expression]) else { return };
    let range = TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(points as i64 * 60));
    CASE.set(Some(Case { plan, inputs, range }));
}

/// All queries, from the metrics' series to the expression's; gives the sum of a few of its values.
#[unsafe(no_mangle)]
pub extern "C" fn evaluate() -> f64 {
    CASE.with_borrow(|case| {
        let Some(Case { plan, inputs, range }) = case else { return f64::NAN };
        match plan.evaluate(inputs, *range).get("e1") {
            Some(Ok(Value::Series(line))) => line.series.values().iter().step_by(9973).sum(),
            _ => f64::NAN,
        }
    })
}

fn first(slot: usize) -> f64 {
    (slot % 1009) as f64 + 0.5
}

fn second(slot: usize) -> f64 {
    (slot % 97) as f64 + 1.25
}
