//! AlarmRule: what it accepts, what it says to the rest, what it comes to.

use alarm::{AlarmState, Count, Rule, parse_rule};
use proptest::prelude::*;

#[track_caller]
fn refused(rule: &str, expected: &str) {
    let error = parse_rule(rule).expect_err("refused");
    assert_eq!(error.to_string(), format!("Error in AlarmRule [{expected}]"));
}

const PRIMARY: &str = "must be: '(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";

#[test]
fn the_recorded_errors() {
    refused("true", &format!("Unsupported token 'true' at char 0, {PRIMARY}"));
    refused("TRUE and FALSE", "Unsupported token 'and' at char 5, must be: <EOF>, 'AND', 'OR'");
    refused("ALARM(my alarm)", "Unsupported token 'alarm' at char 9, must be: ')'");
}

#[test]
fn errors_name_the_first_token_that_does_not_fit() {
    refused("", &format!("Unsupported token '<EOF>' at char 0, {PRIMARY}"));
    refused("ALARM(a) OR", &format!("Unsupported token '<EOF>' at char 11, {PRIMARY}"));
    refused("ALARM(a) ALARM(b)", "Unsupported token 'ALARM' at char 9, must be: <EOF>, 'AND', 'OR'");
    refused("(ALARM(a)", "Unsupported token '<EOF>' at char 9, must be: ')', 'AND', 'OR'");
    refused("ALARM", "Unsupported token '<EOF>' at char 5, must be: '('");
    refused("ALARM()", "Unsupported token ')' at char 6, must be: an alarm name or ARN");
    refused("ALARM(\"\")", "Unsupported token '\"\"' at char 6, must be: an alarm name or ARN");
    refused("ALARM(\"a)", "Unsupported token '\"a)' at char 6, must be: an alarm name or ARN");
    refused("ALARM(\"a\\", "Unsupported token '\"a\\' at char 6, must be: an alarm name or ARN");
    refused(
        "NOT NOT ALARM(a)",
        "Unsupported token 'NOT' at char 4, must be: '(', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA",
    );
    refused("BROKEN(a)", &format!("Unsupported token 'BROKEN' at char 0, {PRIMARY}"));
    refused("ÄLARM(a) x", &format!("Unsupported token 'ÄLARM' at char 0, {PRIMARY}"));
    refused("TRUE ä", "Unsupported token 'ä' at char 5, must be: <EOF>, 'AND', 'OR'");
    for count in ["0", "0%", "101%", "x", "-1", "1.5", "%", "99999999999"] {
        refused(
            &format!("AT_LEAST({count}, ALARM, (a))"),
            &format!("Unsupported token '{count}' at char 9, must be: a number or a percentage"),
        );
    }
    refused("AT_LEAST(2, ALARM, (a))", "Unsupported token '2' at char 9, there are 1 alarms");
    refused(
        "AT_LEAST(1, BAD, (a))",
        "Unsupported token 'BAD' at char 12, must be: 'NOT', ALARM, OK, or INSUFFICIENT_DATA",
    );
    refused("AT_LEAST(1, ALARM, a)", "Unsupported token 'a' at char 19, must be: '('");
    refused("AT_LEAST(1, ALARM, (a)", "Unsupported token '<EOF>' at char 22, must be: ')'");
}

#[test]
fn limits() {
    let many =
        |count: usize| (0..count).map(|index| format!("OK(a{index})")).collect::<Vec<_>>().join(" OR ");
    assert!(parse_rule(&many(100)).is_ok());
    refused(&many(101), "The rule names more than 100 alarms");
    // So many functions, and the operators between them.
    let same = |count: usize| vec!["OK(a)"; count].join(" OR ");
    assert!(parse_rule(&same(250)).is_ok());
    refused(&same(251), "The rule has more than 500 elements");
    refused(&" ".repeat(10_241), "The rule has more than 10240 characters");
    assert!(parse_rule(&format!("{}TRUE", " ".repeat(10_236))).is_ok());
    let nested = |depth: usize| format!("{}TRUE{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse_rule(&nested(100)).is_ok());
    refused(&nested(101), "The rule has more than 100 parentheses within each other");
}

/// `a` is in ALARM, `o` is OK, `i` has INSUFFICIENT_DATA; of others nothing is known.
fn state_of(name: &str) -> Option<AlarmState> {
    match name {
        "a" | "a b" | "it's" | "\"x\\y\"" => Some(AlarmState::Alarm),
        "o" | "arn:aws:cloudwatch:us-east-1:000000000000:alarm:o" => Some(AlarmState::Ok),
        "i" => Some(AlarmState::InsufficientData),
        _ => None,
    }
}

/// The rule, what it comes to, and how it is printed.
#[track_caller]
fn check(rule: &str, expected: bool, printed: &str) {
    let parsed = parse_rule(rule).expect("a rule");
    assert_eq!(parsed.holds(&state_of), expected, "{rule}");
    assert_eq!(parsed.to_string(), printed);
    assert_eq!(parse_rule(printed).expect("printed"), parsed);
}

#[test]
fn rules_hold_or_not() {
    check("TRUE", true, "TRUE");
    check(" FALSE ", false, "FALSE");
    check("ALARM(a)", true, "ALARM(a)");
    check("ALARM ( \"a b\" )", true, "ALARM(\"a b\")");
    check("ALARM(it's)", true, "ALARM(it's)");
    check(r#"ALARM("\"x\\y\"")"#, true, r#"ALARM("\"x\\y\"")"#);
    check(
        "OK(arn:aws:cloudwatch:us-east-1:000000000000:alarm:o)",
        true,
        "OK(arn:aws:cloudwatch:us-east-1:000000000000:alarm:o)",
    );
    check("INSUFFICIENT_DATA(i)", true, "INSUFFICIENT_DATA(i)");
    check("ALARM(o)", false, "ALARM(o)");
    check(
        "ALARM(unknown) OR OK(unknown) OR INSUFFICIENT_DATA(unknown)",
        false,
        "ALARM(unknown) OR OK(unknown) OR INSUFFICIENT_DATA(unknown)",
    );
    check("NOT ALARM(o)", true, "NOT ALARM(o)");
    check("NOT (NOT TRUE)", true, "NOT (NOT TRUE)");
    // AND binds tighter than OR, NOT tightest.
    check("TRUE OR FALSE AND FALSE", true, "TRUE OR FALSE AND FALSE");
    check("(TRUE OR FALSE) AND FALSE", false, "(TRUE OR FALSE) AND FALSE");
    check("NOT FALSE AND FALSE", false, "NOT FALSE AND FALSE");
    check("((ALARM(a)))", true, "ALARM(a)");
    check("(TRUE AND TRUE) AND FALSE", false, "(TRUE AND TRUE) AND FALSE");
    check("ALARM(\"AND\") OR OK(TRUE)", false, "ALARM(AND) OR OK(TRUE)");
}

#[test]
fn at_least_counts_alarms_or_their_share() {
    check("AT_LEAST(1, ALARM, (a, o, i))", true, "AT_LEAST(1, ALARM, (a, o, i))");
    check("AT_LEAST(2, ALARM, (a, o, i))", false, "AT_LEAST(2, ALARM, (a, o, i))");
    check("AT_LEAST(2, NOT OK, (a, o, i))", true, "AT_LEAST(2, NOT OK, (a, o, i))");
    check("AT_LEAST(3, NOT OK, (a, o, i))", false, "AT_LEAST(3, NOT OK, (a, o, i))");
    check("AT_LEAST(50%, ALARM, (a, o))", true, "AT_LEAST(50%, ALARM, (a, o))");
    check("AT_LEAST(\"50%\", ALARM, (a, o, i))", false, "AT_LEAST(50%, ALARM, (a, o, i))");
    check("AT_LEAST(33%,ALARM,(a,o,i)) AND TRUE", true, "AT_LEAST(33%, ALARM, (a, o, i)) AND TRUE");
    check("NOT AT_LEAST(100%, ALARM, (a, \"a b\"))", false, "NOT AT_LEAST(100%, ALARM, (a, \"a b\"))");
    // Of an unknown alarm not even the contrary is known.
    check("AT_LEAST(1, NOT OK, (unknown))", false, "AT_LEAST(1, NOT OK, (unknown))");
}

#[test]
fn alarms_are_named_once_in_order() {
    let rule = parse_rule("OK(b) AND (ALARM(a) OR AT_LEAST(1, OK, (c, b)))").expect("a rule");
    assert_eq!(rule.alarms(), ["b", "a", "c"]);
}

fn rule() -> impl Strategy<Value = Rule> {
    let state = prop::sample::select(vec![AlarmState::Alarm, AlarmState::Ok, AlarmState::InsufficientData]);
    let name = prop_oneof!["[a-z\"'(), \\\\]{1,8}", "\\PC{1,6}"]
        .prop_filter("a name", |name: &String| !name.is_empty());
    let leaf = prop_oneof![
        any::<bool>().prop_map(Rule::Literal),
        (state.clone(), name.clone()).prop_map(|(state, alarm)| Rule::State { state, alarm }),
        (1..=3_usize, any::<bool>(), state, prop::collection::vec(name, 3), 1..=100_u32, any::<bool>())
            .prop_map(|(needed, negated, state, alarms, percent, by_share)| Rule::AtLeast {
                count: if by_share { Count::Percent(percent) } else { Count::Alarms(needed) },
                negated,
                state,
                alarms,
            }),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|rule| Rule::Not(Box::new(rule))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Rule::And),
            prop::collection::vec(inner, 2..4).prop_map(Rule::Or),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_a_rule_or_refused(text in "\\PC{0,60}") {
        let _ = parse_rule(&text);
    }

    #[test]
    fn any_words_are_a_rule_or_refused(words in prop::collection::vec(
        prop::sample::select(vec!["ALARM", "OK", "AT_LEAST", "NOT", "AND", "OR", "(", ")", ",", "a", "\"b c\"", "2", "50%", "\"", "\\", "TRUE"]), 0..30)) {
        let _ = parse_rule(&words.join(" "));
    }

    #[test]
    fn a_printed_rule_comes_back(rule in rule()) {
        let text = rule.to_string();
        prop_assert_eq!(parse_rule(&text).map_err(|error| error.to_string()), Ok(rule), "{}", text);
    }
}
