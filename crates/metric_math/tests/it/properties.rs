//! What holds for any text and any tree.

use metric_math::ast::{Expression, Keyword, Node, Operator};
use metric_math::label::MetricRef;
use metric_math::search::{self, Condition, Schema, SearchExpression, Term};
use metric_math::{MAX_DEPTH, MetricInput, Query, SearchCall, Source, parse, plan_lenient};
use proptest::prelude::*;
use std::collections::BTreeMap;
use timeseries::{Period, TimeRange, Timestamp};

fn evaluate(texts: &[String]) {
    let metric = |id: &str, secs| {
        let period = Period::from_secs(secs).unwrap();
        Query { id: id.to_owned(), source: Source::Metric { period } }
    };
    let mut queries = vec![metric("m1", 60), metric("m2", 300)];
    queries.extend(texts.iter().enumerate().map(|(index, text)| Query {
        id: format!("e{index}"),
        source: Source::Expression { text: text.clone(), period: None },
    }));
    let point = |slot: i64| (Timestamp::from_secs(slot * 60), (slot - 2) as f64);
    let sparse = [0, 1, 3, 4, 9].map(point).into_iter().collect();
    let wide = [0, 5].map(point).into_iter().collect();
    let inputs = BTreeMap::from([
        ("m1".to_owned(), MetricInput { series: sparse, ..MetricInput::default() }),
        ("m2".to_owned(), MetricInput { series: wide, ..MetricInput::default() }),
    ]);
    let range = TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(600));
    for value in plan_lenient(queries).evaluate(&inputs, range).into_values().filter_map(Result::ok) {
        for line in value.lines().unwrap_or_default() {
            assert!(line.series.values().iter().all(|value| value.is_finite()), "{texts:?}: {line:?}");
        }
    }
}

fn leaf() -> impl Strategy<Value = Node> {
    prop_oneof![
        prop_oneof![Just(0.0), Just(0.5), Just(60.0), 0.0..1e20f64, Just(f64::MAX), Just(5e-324)]
            .prop_map(Node::Number),
        "[^'\"\\\\]{0,5}|it's|say \"x\"|say \"it's\"".prop_map(Node::Text),
        prop::sample::select(Keyword::ALL.to_vec()).prop_map(Node::Keyword),
        "m1|m2|e[0-2]|[a-z][a-zA-Z0-9_]{0,4}".prop_map(Node::Id),
    ]
}

fn tree() -> impl Strategy<Value = Expression> {
    let spanless = |node| Expression { node, span: 0..0 };
    leaf().prop_map(spanless).prop_recursive(6, 40, 4, move |inner| {
        let pair = (prop::sample::select(Operator::ALL.to_vec()), inner.clone(), inner.clone());
        let names: Vec<String> =
            metric_math::functions().iter().map(|function| function.name.to_owned()).collect();
        let function = prop::sample::select(names);
        let name = prop_oneof![4 => function, 1 => "[A-Z][A-Z_0-9]{0,5}[a-z]"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Node::Array),
            inner.clone().prop_map(|operand| Node::Negate(Box::new(operand))),
            pair.prop_map(|(operator, left, right)| {
                Node::Binary { operator, left: Box::new(left), right: Box::new(right) }
            }),
            (name, prop::collection::vec(inner, 0..4))
                .prop_map(|(name, arguments)| Node::Call { name, arguments }),
        ]
        .prop_map(spanless)
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let text = || prop_oneof!["[a-zA-Z0-9/.:-]{1,6}", "\\PC{1,4}", "AND|OR|NOT|MetricName| x|\\\\"];
    let term = (proptest::option::of(text()), text(), any::<bool>())
        .prop_map(|(property, text, is_exact)| Condition::Term(Term { property, text, is_exact }));
    term.prop_recursive(4, 20, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Any),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::All),
            inner.prop_map(|condition| Condition::Not(Box::new(condition))),
        ]
    })
}

fn searches() -> impl Strategy<Value = SearchExpression> {
    let name = || "[a-zA-Z0-9/]{1,6}|\\PC{1,4}|OR";
    let schema = (name(), prop::collection::vec(name(), 0..3))
        .prop_map(|(namespace, dimensions)| Schema { namespace, dimensions });
    (proptest::option::of(schema), proptest::option::of(condition()))
        .prop_map(|(schema, condition)| SearchExpression { schema, condition })
        .prop_filter("something is searched for", |search| {
            search.schema.is_some() || search.condition.is_some()
        })
}

fn looks_through(text: &str) {
    let dimensions = [("host".to_owned(), "web-1".to_owned())];
    let (namespace, metric_name) = ("App/OR", "CustomCount1");
    let listed = [MetricRef { namespace, metric_name, dimensions: &dimensions, stat: "", period_secs: 0 }];
    let call = SearchCall { text: text.to_owned(), stat: "Sum".to_owned(), period: Period::MINUTE };
    let found = search::find(&call, &listed, "0").map(|found| found.metrics.len());
    assert_eq!(found.is_ok(), search::parse(text).is_ok(), "{text}");
}

proptest! {
    #[test]
    fn any_search_is_read_or_refused(text in "\\PC{0,40}") {
        looks_through(&text);
    }

    #[test]
    fn any_row_of_search_tokens_is_read_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "App/OR", ",", "host", "=", "(", ")", "\"", "\\", "AND", "OR", "NOT", "count", "Count1", " ", "-",
        ]), 0..12)
    ) {
        looks_through(&words.concat());
        looks_through(&words.join(" "));
    }

    #[test]
    fn a_printed_search_reads_as_the_same_search(search in searches()) {
        let text = search.to_string();
        prop_assert_eq!(search::parse(&text), Ok(search), "{}", text);
        looks_through(&text);
    }

    #[test]
    fn any_text_is_read_or_refused(texts in prop::collection::vec("\\PC{0,60}", 1..3)) {
        evaluate(&texts);
    }

    #[test]
    fn any_row_of_tokens_is_read_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "m1", "m2", "e0", "e1", "1", "0", ".5", "1e3", "'m'", "(", ")", "[", "]", ",", "+", "-", "*", "/", "^",
            "==", "<=", "AND", "||", "IF(", "FILL(", "REPEAT", "LINEAR", "SUM(", "SORT(", "METRICS()", "RATE(", "é",
        ]), 0..12)
    ) {
        evaluate(&[words.join(" ")]);
    }

    #[test]
    fn a_printed_tree_reads_as_the_same_tree(tree in tree()) {
        let text = tree.to_string();
        prop_assert_eq!(parse(&text), Ok(tree.clone()), "{}", text);
        evaluate(&[text]);
    }

    #[test]
    fn spans_cut_out_what_was_read(tree in tree()) {
        let text = format!("  {tree} ");
        let read = parse(&text).unwrap();
        prop_assert_eq!(parse(&text[read.span.clone()]), Ok(tree));
    }
}

#[test]
fn a_tower_of_brackets_is_refused() {
    for (open, close) in [("(", ")"), ("-", ""), ("[", "]"), ("ABS(", ")"), ("2^", "")] {
        let tower = |levels| format!("{}m1{}", open.repeat(levels), close.repeat(levels));
        assert!(parse(&tower(MAX_DEPTH)).is_ok(), "{open}");
        let error = parse(&tower(MAX_DEPTH + 1)).unwrap_err();
        assert_eq!(error.reason, "the expression nests deeper than 64 levels", "{open}");
        assert!(parse(&tower(400)).is_err());
        evaluate(&[tower(MAX_DEPTH)]);
    }
}

#[test]
fn the_length_has_a_limit() {
    let sum = |ids: usize| vec!["m1"; ids].join("+");
    assert!(parse(&sum(682)).is_ok());
    assert_eq!(parse(&sum(684)).unwrap_err().reason, "the expression is longer than 2048 characters");
    evaluate(&[sum(682)]);
}
