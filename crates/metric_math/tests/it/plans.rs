//! Several queries together: order, references, circles, errors that stay with their query.

use metric_math::{
    Budget, Inputs, MathError, MetricInput, Query, Source, Type, Value, functions, plan, plan_lenient,
};
use std::collections::BTreeMap;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

fn metric(id: &str) -> Query {
    Query { id: id.to_owned(), source: Source::Metric { period: Period::MINUTE } }
}

fn expression(id: &str, text: &str) -> Query {
    Query { id: id.to_owned(), source: Source::Expression { text: text.to_owned(), period: None } }
}

fn inputs(ids: &[&str]) -> BTreeMap<String, MetricInput> {
    let series: TimeSeries = (0..3).map(|slot| (Timestamp::from_secs(slot * 60), slot as f64)).collect();
    let input = |id: &&str| {
        (id.to_string(), MetricInput { series: series.clone(), label: id.to_uppercase(), metric: None })
    };
    ids.iter().map(input).collect()
}

fn range() -> TimeRange {
    TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(180))
}

#[track_caller]
fn refuses(queries: Vec<Query>, expected: &str) {
    assert_eq!(plan(queries).unwrap_err().to_string(), expected);
}

#[test]
fn expressions_may_name_later_ones() {
    let queries =
        vec![expression("e1", "e2 + 1"), expression("e2", "e3 * 2"), metric("m1"), expression("e3", "m1")];
    let results = plan(queries).unwrap().evaluate(&inputs(&["m1"]), range());
    let Ok(Value::Series(line)) = &results["e1"] else { panic!("{results:?}") };
    assert_eq!(line.series.values(), [1.0, 3.0, 5.0]);
    let labels: Vec<_> =
        results.values().flatten().filter_map(Value::lines).map(|lines| &lines[0].label).collect();
    assert_eq!(labels, ["e1", "e2", "e3", "M1"]);
}

#[test]
fn a_chain_gives_what_its_steps_give_one_by_one() {
    let numbers = [0.0, -0.0, 1.5, -3.0, 1e-300, 1e300, f64::MAX];
    let series = |value: fn(usize) -> usize| -> TimeSeries {
        let point = |slot: usize| (Timestamp::from_secs(slot as i64 * 60), numbers[value(slot)]);
        (0..49).map(point).collect()
    };
    let input = |value| MetricInput { series: series(value), ..MetricInput::default() };
    let inputs = BTreeMap::from([
        ("m1".to_owned(), input(|slot| slot / 7)),
        ("m2".to_owned(), input(|slot| slot % 7)),
        ("m3".to_owned(), input(|_| 2)),
    ]);
    let range = TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(49 * 60));
    for (first, factor) in ["m1+m2", "m1-m2", "m1*m2", "m1/m2", "m1<m2", "m3*2"]
        .into_iter()
        .flat_map(|first| ["100", "0", "1E300"].map(|factor| (first, factor)))
    {
        for then in ["", "*7", "-1"] {
            let queries = vec![
                metric("m1"),
                metric("m2"),
                metric("m3"),
                expression("whole", &format!("({first})*{factor}{then}")),
                expression("one", first),
                expression("two", &format!("one*{factor}")),
                expression("three", &format!("two{then}")),
            ];
            let results = plan(queries).unwrap().evaluate(&inputs, range);
            let line = |id: &str| match &results[id] {
                Ok(Value::Series(line)) => {
                    line.series.iter().map(|(at, value)| (at, value.to_bits())).collect()
                }
                other => panic!("{other:?}"),
            };
            let (whole, steps): (Vec<_>, Vec<_>) = (line("whole"), line("three"));
            assert_eq!(whole, steps, "({first})*{factor}{then}");
        }
    }
}

#[test]
fn circles_are_named() {
    refuses(
        vec![expression("a", "b"), expression("b", "c + 1"), expression("c", "[a]")],
        "Error in expression 'a': the ids refer to each other in a circle: a -> b -> c -> a",
    );
    refuses(
        vec![expression("a", "-a")],
        "Error in expression 'a': the ids refer to each other in a circle: a -> a",
    );
}

#[test]
fn the_first_error_in_request_order_refuses_the_call() {
    refuses(
        vec![metric("m1"), expression("e1", "NOPE(m1)"), expression("e2", "+")],
        "Error in expression 'e1': Function 'NOPE' not found",
    );
    refuses(vec![expression("e1", "x")], "Error in expression 'e1': ID 'x' not found");
    refuses(
        vec![metric("m1"), expression("m1", "1")],
        "Error in expression 'm1': another query has the same id",
    );
    refuses(
        vec![metric("M1")],
        "Error in expression 'M1': an id is a small letter, then letters, digits and underscores",
    );
}

#[test]
fn one_broken_expression_leaves_the_others_alone() {
    let plan = plan_lenient(vec![
        metric("m1"),
        expression("good", "m1 + 1"),
        expression("bad", "m1 +"),
        expression("after", "1 + bad"),
        expression("round", "round"),
    ]);
    let errors: Vec<_> = plan.errors().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "Error in expression 'bad': expected a number, an id, a function or '(', found the end (character 5)",
            "Error in expression 'after': 'bad' has an error of its own",
            "Error in expression 'round': the ids refer to each other in a circle: round -> round",
        ]
    );
    let results = plan.evaluate(&inputs(&["m1"]), range());
    assert_eq!(results.keys().collect::<Vec<_>>(), ["after", "bad", "good", "m1", "round"]);
    assert!(results["good"].is_ok() && results["m1"].is_ok());
    let Err(MathError { span, .. }) = &results["after"] else { panic!("{results:?}") };
    assert_eq!(*span, Some(4..7));
}

#[test]
fn types_are_known_before_any_data() {
    let texts = [("s", "AVG(m1)"), ("t", "m1 - AVG(m1)"), ("a", "[m1, t] * 2"), ("i", "IF(s, m1, 1)")];
    let mut queries = vec![metric("m1")];
    queries.extend(texts.map(|(id, text)| expression(id, text)));
    let plan = plan(queries).unwrap();
    let types = ["m1", "s", "t", "a", "i", "x"].map(|id| plan.result_type(id));
    let series = Some(Type::Series);
    assert_eq!(types, [series, Some(Type::Scalar), series, Some(Type::Array), series, None]);
}

#[test]
fn operands_of_one_origin_share_their_times() {
    let mut inputs = inputs(&["m1"]);
    inputs.insert("m2".to_owned(), inputs["m1"].clone());
    let plan =
        plan(vec![metric("m1"), metric("m2"), expression("e", "-m1 * 2 + ABS(m2) / (m1 + 1)")]).unwrap();
    let results = plan.evaluate(&inputs, range());
    let Ok(Value::Series(line)) = &results["e"] else { panic!("{results:?}") };
    assert!(std::sync::Arc::ptr_eq(line.series.shared_times(), inputs["m1"].series.shared_times()));
}

#[test]
fn every_example_of_the_function_table_works() {
    for function in functions() {
        let queries = vec![metric("m1"), metric("m2"), expression("e", function.example)];
        let plan = plan(queries).unwrap_or_else(|error| panic!("{}: {error}", function.example));
        let inputs = Inputs {
            metrics: inputs(&["m1", "m2"]),
            searches: plan.searches().iter().map(|call| (call.clone(), Vec::new())).collect(),
            history: plan.history_metrics().map(|id| (id.to_owned(), MetricInput::default())).collect(),
        };
        let results = plan.evaluate_all(&inputs, range(), &Budget::default());
        assert!(results["e"].is_ok(), "{}: {:?}", function.example, results["e"]);
    }
}

#[test]
fn a_grid_has_a_limit() {
    let plan = plan(vec![metric("m1"), expression("e", "FILL(m1, 0)")]).unwrap();
    let range = TimeRange::new(Timestamp::MIN, Timestamp::MAX);
    let error = plan.evaluate(&inputs(&["m1"]), range).remove("e").unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "Error in expression 'e': the time range has more than 100800 periods of 60 s"
    );
}

#[test]
fn a_metric_that_could_not_be_read_spoils_what_depends_on_it() {
    let texts = [("sum", "m1 + m2"), ("all", "METRICS()"), ("some", "METRICS('m2')"), ("other", "m2 * 2")];
    let mut queries = vec![metric("m1"), metric("m2")];
    queries.extend(texts.map(|(id, text)| expression(id, text)));
    let results = plan(queries).unwrap().evaluate(&inputs(&["m2"]), range());
    let reasons: Vec<_> =
        results.values().map(|result| result.as_ref().err().map_or("fine", |error| &error.reason)).collect();
    let spoiled = "'m1' has an error of its own";
    assert_eq!(results.keys().collect::<Vec<_>>(), ["all", "m1", "m2", "other", "some", "sum"]);
    assert_eq!(reasons, [spoiled, "its datapoints could not be read", "fine", "fine", "fine", spoiled]);
}

#[test]
fn sums_of_hundreds_of_ids_are_fine() {
    let ids: Vec<String> = (0..400).map(|index| format!("m{index}")).collect();
    let mut queries: Vec<Query> = ids.iter().map(|id| metric(id)).collect();
    queries.push(expression("e", &ids.join("+")));
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let results = plan(queries).unwrap().evaluate(&inputs(&ids), range());
    let Ok(Value::Series(line)) = &results["e"] else { panic!("{results:?}") };
    assert_eq!(line.series.values(), [0.0, 400.0, 800.0]);
}

/// More datapoints than one block, with a division by zero far behind the first.
#[test]
fn long_series_are_computed_like_short_ones() {
    let count = 1500;
    let at = |slot: i64| Timestamp::from_secs(slot * 60);
    let series = |value: &dyn Fn(i64) -> f64| (0..count).map(|slot| (at(slot), value(slot))).collect();
    let input = |series| MetricInput { series, ..MetricInput::default() };
    let inputs = BTreeMap::from([
        ("m1".to_owned(), input(series(&|slot| slot as f64))),
        ("m2".to_owned(), input(series(&|slot| (slot - 1100) as f64))),
    ]);
    type Rule = fn(f64, f64) -> f64;
    let rules: [(&str, Rule); 7] = [
        ("(m1 + m2) * 100", |one, other| (one + other) * 100.0),
        ("m1 / m2", |one, other| one / other),
        ("m1 / m2 + 1", |one, other| one / other + 1.0),
        ("m1 / m2 + m1", |one, other| if other == 0.0 { one } else { one / other + one }),
        ("2 - m1 * -m2 - (m2 - 1)", |one, other| 2.0 - one * -other - (other - 1.0)),
        ("-(m1 - m1)", |_, _| 0.0),
        ("1 / (m1 / (m2 ^ 0))", |one, _| 1.0 / one),
    ];
    for (text, rule) in rules {
        let plan = plan(vec![metric("m1"), metric("m2"), expression("e", text)]).unwrap();
        let results = plan.evaluate(&inputs, TimeRange::new(at(0), at(count)));
        let Ok(Value::Series(line)) = &results["e"] else { panic!("{results:?}") };
        for slot in 0..count {
            let value = rule(slot as f64, (slot - 1100) as f64);
            assert_eq!(line.series.at(at(slot)), value.is_finite().then_some(value), "{text} in slot {slot}");
        }
        assert!(
            line.series.values().iter().all(|value| !value.is_sign_negative() || *value != 0.0),
            "{text}"
        );
    }
}
