//! What a band is made of. Values are chosen so that the expected band can be told by head.

use metric_math::{Budget, Inputs, MetricInput, Query, Source, Type, Value, history_range, plan};
use std::collections::BTreeMap;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp, civil};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// A Monday's noon.
fn noon() -> Timestamp {
    civil::parse_iso("2026-11-16T12:00:00Z").unwrap()
}

fn queries(period_secs: i64, expressions: &[(&str, &str)]) -> Vec<Query> {
    let period = Period::from_secs(period_secs).unwrap();
    let metric = |id: &str| Query { id: id.to_owned(), source: Source::Metric { period } };
    let expression = |(id, text): &(&str, &str)| Query {
        id: (*id).to_owned(),
        source: Source::Expression { text: (*text).to_owned(), period: None },
    };
    [metric("m1"), metric("m2")].into_iter().chain(expressions.iter().map(expression)).collect()
}

/// A value for each slot of the period, as `value` has them by seconds before noon.
fn series(range: TimeRange, period_secs: i64, value: &dyn Fn(i64) -> Option<f64>) -> TimeSeries {
    let slots = range.millis() / 1000 / period_secs;
    let at = |slot| range.start.plus_secs(slot * period_secs);
    let point = |at: Timestamp| Some((at, value(noon().secs() - at.secs())?));
    (0..slots).filter_map(|slot| point(at(slot))).collect()
}

struct Band {
    label: String,
    values: Vec<f64>,
}

/// The last expression over the `hours` up to noon.
fn compute(
    period_secs: i64,
    hours: i64,
    expressions: &[(&str, &str)],
    m1: &dyn Fn(i64) -> Option<f64>,
) -> Result<Vec<Band>, String> {
    let plan = plan(queries(period_secs, expressions)).map_err(|error| error.to_string())?;
    let range = TimeRange::new(noon().plus_secs(-hours * HOUR), noon().plus_secs(HOUR));
    let input = |range| {
        let m1 =
            MetricInput { series: series(range, period_secs, m1), label: "Load".to_owned(), metric: None };
        let m2 = MetricInput { series: series(range, period_secs, &|_| Some(2.0)), ..MetricInput::default() };
        BTreeMap::from([("m1".to_owned(), m1), ("m2".to_owned(), m2)])
    };
    let mut history = input(history_range(range));
    history.retain(|id, _| plan.history_metrics().any(|needed| needed == id));
    let inputs = Inputs { metrics: input(range), history, ..Inputs::default() };
    let last = expressions.last().unwrap().0;
    let value = plan
        .evaluate_all(&inputs, range, &Budget::default())
        .remove(last)
        .unwrap()
        .map_err(|error| error.to_string())?;
    let lines = value.lines().unwrap().iter();
    Ok(lines.map(|line| Band { label: line.label.clone(), values: line.series.values().to_vec() }).collect())
}

const BAND: [(&str, &str); 1] = [("ad", "ANOMALY_DETECTION_BAND(m1)")];

/// `upper..lower` of the last slot, the hour that begins at noon.
#[track_caller]
fn check(period_secs: i64, m1: &dyn Fn(i64) -> Option<f64>, expected: &str) {
    let band = compute(period_secs, 0, &BAND, m1).unwrap();
    let edge = |band: &Band| band.values.last().map_or("-".to_owned(), |value| format!("{value:.4}"));
    assert_eq!(format!("{}..{}", edge(&band[0]), edge(&band[1])), expected);
}

#[test]
fn the_same_hour_of_the_two_weeks_before_is_expected() {
    // 10 and 14 at Monday's noon, 0 at all other times. Of the eight differences of this hour and the three
    // after six are 0, so their average counts: (2 + 2) * sqrt(2) / 8 * 1.2533, twice.
    let busy = |before: i64| match before {
        WEEK => Some(10.0),
        before if before == 2 * WEEK => Some(14.0),
        _ => Some(0.0),
    };
    check(3600, &busy, "13.7724..10.2276");
    // What the hour is by itself doesn't move its own band.
    let anomaly = |before: i64| if before <= 0 { Some(1e6) } else { busy(before) };
    check(3600, &anomaly, "13.7724..10.2276");
}

#[test]
fn the_deviation_is_robust() {
    // From minute to minute 9, 10, 11 and again.
    let noise = |before: i64| Some((9 + before.abs() / 60 % 3) as f64);
    // 120 values of two weeks: 1.4826 * sqrt(120 / 119), twice.
    check(60, &noise, "12.9776..7.0224");
    let spike = |before: i64| if before == WEEK - 60 { Some(1e9) } else { noise(before) };
    check(60, &spike, "12.9776..7.0224");
}

#[test]
fn without_two_weeks_the_hour_of_the_day_is_expected() {
    let hourly = |days: i64| {
        move |before: i64| (before <= days * DAY).then_some(if before % DAY == 0 { 50.0 } else { 1.0 })
    };
    check(3600, &hourly(13), "50.0000..50.0000");
    check(3600, &hourly(2), "50.0000..50.0000");
    // A single day says nothing of hours: 1 is the median of all.
    let band = compute(3600, 0, &BAND, &hourly(1)).unwrap();
    assert!(band[0].values[0] < 10.0, "{:?}", band[0].values);
}

#[test]
fn from_too_little_nothing_is_expected() {
    let since = |hours: i64| move |before: i64| (0 < before && before <= hours * HOUR).then_some(5.0);
    check(3600, &since(9), "-..-");
    check(3600, &since(10), "5.0000..5.0000");
    check(3600, &|_| None, "-..-");
}

#[test]
fn a_day_long_period_goes_by_days() {
    // The last day that is over by Monday's noon is Sunday, which began 36 hours before.
    let sundays = |before: i64| Some(if (before - 36 * HOUR) % WEEK == 0 { 100.0 } else { 10.0 });
    let band = compute(86_400, 48, &BAND, &sundays).unwrap();
    assert_eq!((&band[0].values, &band[1].values), (&vec![10.0, 100.0], &vec![10.0, 100.0]));
}

#[test]
fn the_width_is_in_standard_deviations() {
    let noise = |before: i64| Some(if before / 60 % 2 == 0 { 11.0 } else { 9.0 });
    let width = |text: &str| {
        let band = compute(60, 0, &[("ad", text)], &noise).unwrap();
        format!("{:.3}", band[0].values[0] - band[1].values[0])
    };
    assert_eq!(width("ANOMALY_DETECTION_BAND(m1)"), "5.955");
    assert_eq!(width("ANOMALY_DETECTION_BAND(m1, 1)"), "2.978");
    assert_eq!(width("ANOMALY_DETECTION_BAND(m1, AVG(m2) * 2)"), "11.911");
    let refused = compute(60, 0, &[("ad", "ANOMALY_DETECTION_BAND(m1, 0)")], &noise).err().unwrap();
    assert_eq!(refused, "Error in expression 'ad': the number of standard deviations must be above 0");
}

#[test]
fn the_band_at_a_time_is_the_same_in_every_range() {
    let wavy = |before: i64| Some(((before / 300 * 7919) % 101) as f64 + (before % DAY) as f64 / 1000.0);
    let long = compute(300, 48, &BAND, &wavy).unwrap();
    let short = compute(300, 1, &BAND, &wavy).unwrap();
    for (long, short) in long.iter().zip(&short) {
        assert_eq!(short.values.len(), 24);
        assert_eq!(long.values.len(), 49 * 12);
        assert_eq!(long.values[long.values.len() - 24..], short.values);
    }
}

#[test]
fn a_band_is_two_lines_around_any_series() {
    let steady = |_: i64| Some(8.0);
    let expressions = [("ratio", "m1 / m2"), ("ad", "ANOMALY_DETECTION_BAND(ratio, 3)")];
    let band = compute(3600, 2, &expressions, &steady).unwrap();
    let labels: Vec<_> = band.iter().map(|band| band.label.as_str()).collect();
    assert_eq!(labels, ["ratio (expected, upper)", "ratio (expected, lower)"]);
    assert_eq!((&band[0].values, &band[1].values), (&vec![4.0; 3], &vec![4.0; 3]));
    let band = compute(3600, 0, &[("ad", "ANOMALY_DETECTION_BAND(m1 * 2)")], &steady).unwrap();
    assert_eq!((band[0].label.as_str(), band[0].values[0]), ("m1 * 2 (expected, upper)", 16.0));
    let noise = |before: i64| Some(if before / 60 % 2 == 0 { 11.0 } else { 9.0 });
    let above = [("ad", "ANOMALY_DETECTION_BAND(m1)"), ("e", "FIRST(ad) - LAST(ad)")];
    assert_eq!(format!("{:.3}", compute(60, 0, &above, &noise).unwrap()[0].values[0]), "5.955");
}

#[test]
fn what_no_band_can_be_made_of_is_refused() {
    let refused = |expressions: &[(&str, &str)]| plan(queries(60, expressions)).unwrap_err().to_string();
    let band = "ANOMALY_DETECTION_BAND(x)";
    for (text, name) in [
        ("SUM(METRICS())", "METRICS"),
        ("SUM(SEARCH('a', 'Sum', 60))", "SEARCH"),
        ("FIRST(ANOMALY_DETECTION_BAND(m1))", "ANOMALY_DETECTION_BAND"),
    ] {
        assert_eq!(
            refused(&[("x", text), ("ad", band)]),
            format!("Error in expression 'ad': ANOMALY_DETECTION_BAND takes no series made with {name}")
        );
    }
    assert_eq!(
        refused(&[("ad", "[ANOMALY_DETECTION_BAND(m1), ANOMALY_DETECTION_BAND(m2)]")]),
        "Error in expression 'ad': an expression has one ANOMALY_DETECTION_BAND at most"
    );
    assert_eq!(
        refused(&[("ad", "ANOMALY_DETECTION_BAND([m1])")]),
        "Error in expression 'ad': Function 'ANOMALY_DETECTION_BAND' takes (TS, [S]), not (TS[])"
    );
}

#[test]
fn without_its_history_a_band_is_an_error() {
    let plan = plan(queries(60, &BAND)).unwrap();
    assert_eq!(plan.history_metrics().collect::<Vec<_>>(), ["m1"]);
    assert_eq!(plan.result_type("ad"), Some(Type::Array));
    let range = TimeRange::new(noon(), noon().plus_secs(HOUR));
    let metrics = BTreeMap::from([
        ("m1".to_owned(), MetricInput::default()),
        ("m2".to_owned(), MetricInput::default()),
    ]);
    let mut results = plan.evaluate(&metrics, range);
    assert_eq!(
        results.remove("ad").unwrap().unwrap_err().reason,
        "its datapoints of the two weeks before could not be read"
    );
    assert!(matches!(results["m1"], Ok(Value::Series(_))));
    let mut results = plan.evaluate_all(&Inputs { metrics, ..Inputs::default() }, range, &Budget::default());
    assert_eq!(results.remove("ad").unwrap().unwrap_err().reason, "'m1' has an error of its own");
}

#[test]
fn the_history_begins_two_weeks_before_the_day() {
    let at = |text: &str| civil::parse_iso(text).unwrap();
    let range = TimeRange::new(at("2026-11-16T12:34:56Z"), at("2026-11-16T15:34:56Z"));
    let expected = TimeRange::new(at("2026-11-02T00:00:00Z"), at("2026-11-16T15:00:00Z"));
    assert_eq!(history_range(range), expected);
}
