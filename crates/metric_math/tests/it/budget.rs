//! What would take more than a machine has is refused where it is asked for; the rest has its results.

use metric_math::{Budget, Inputs, Limits, MetricInput, Query, Source, Value, plan};
use std::collections::BTreeMap;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

const SLOTS: i64 = 10;

/// Metrics `m0`, `m1`, … of one-minute datapoints, and expressions by their ids.
fn queries(metrics: usize, expressions: &[(&str, String)]) -> Vec<Query> {
    let metric = |index| Query { id: format!("m{index}"), source: Source::Metric { period: Period::MINUTE } };
    let expression = |(id, text): &(&str, String)| {
        let source = Source::Expression { text: text.clone(), period: Some(Period::MINUTE) };
        Query { id: (*id).to_owned(), source }
    };
    (0..metrics).map(metric).chain(expressions.iter().map(expression)).collect()
}

fn inputs(metrics: usize) -> Inputs {
    let series: TimeSeries = (0..SLOTS).map(|slot| (Timestamp::from_secs(slot * 60), slot as f64)).collect();
    let input =
        |index| (format!("m{index}"), MetricInput { series: series.clone(), ..MetricInput::default() });
    Inputs { metrics: (0..metrics).map(input).collect(), ..Inputs::default() }
}

fn minutes(count: i64) -> TimeRange {
    TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(count * 60))
}

/// The result of each id: how many series, or the error.
fn results(
    metrics: usize,
    expressions: &[(&str, String)],
    range: TimeRange,
    budget: &Budget<'_>,
) -> BTreeMap<String, Result<usize, String>> {
    let plan = plan(queries(metrics, expressions)).unwrap();
    let results = plan.evaluate_all(&inputs(metrics), range, budget).into_iter();
    let seen = |value: Value| value.lines().map_or(0, <[_]>::len);
    results.map(|(id, result)| (id, result.map(seen).map_err(|error| error.to_string()))).collect()
}

fn array_of(member: &str, count: usize) -> String {
    format!("[{}]", vec![member; count].join(","))
}

#[test]
fn arrays_in_arrays_end_at_the_limit_of_series() {
    let nested = [
        ("a", array_of("m0", 600)),
        ("b", array_of("a", 600)),
        ("c", array_of("b", 600)),
        ("d", "m0 + 1".to_owned()),
    ];
    let found = results(1, &nested, minutes(SLOTS), &Budget::default());
    assert_eq!(found["a"], Ok(600));
    let refused = "Error in expression 'b': its computation takes more than 50000 time series";
    assert_eq!(found["b"], Err(refused.to_owned()));
    assert_eq!(found["c"], Err("Error in expression 'c': 'b' has an error of its own".to_owned()));
    assert_eq!(found["d"], Ok(1));
}

#[test]
fn filling_many_series_over_a_long_range_ends_at_the_limit_of_datapoints() {
    let filled = [("e", "FILL(METRICS(), 0)".to_owned()), ("f", "SUM(METRICS())".to_owned())];
    let found = results(500, &filled, minutes(69 * 1440), &Budget::default());
    let refused = "Error in expression 'e': its computation takes more than 16000000 datapoints";
    assert_eq!(found["e"], Err(refused.to_owned()));
    assert_eq!(found["f"], Ok(1));
}

#[test]
fn every_step_of_a_chain_counts() {
    // Other times on each side, so that each step makes a column of its own.
    let text = format!("FILL(m0, 0){}", " + IF(MINUTE(m0) > 3, m0)".repeat(40));
    let budget = Budget::new(Limits { series: 1000, datapoints: 100_000 });
    let found = results(1, &[("e", text)], minutes(1440), &budget);
    assert_eq!(
        found["e"],
        Err("Error in expression 'e': its computation takes more than 100000 datapoints".to_owned())
    );
}

#[test]
fn the_largest_request_that_cloudwatch_answers_fits() {
    let expressions = [("e", "SUM(METRICS())".to_owned()), ("f", "FILL(METRICS(), REPEAT)".to_owned())];
    // 250 metrics over 15 days of minutes are filled with 5.4 million datapoints.
    let found = results(250, &expressions, minutes(15 * 1440), &Budget::default());
    assert_eq!((&found["e"], &found["f"]), (&Ok(1), &Ok(250)));
}

#[test]
fn after_the_deadline_metrics_are_there_and_expressions_say_why_they_are_not() {
    let found = results(1, &[("e", "m0 + 1".to_owned())], minutes(SLOTS), &Budget::default().until(|| true));
    assert_eq!(found["m0"], Ok(1));
    assert_eq!(found["e"], Err("Error in expression 'e': its computation takes too long".to_owned()));
}
