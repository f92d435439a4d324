//! What PutCompositeAlarm refuses before it knows any alarm.

use alarm::{CompositeCondition, Periods};
use cloudwatch_api::PutCompositeAlarmInput;

fn input() -> PutCompositeAlarmInput {
    PutCompositeAlarmInput {
        alarm_name: Some("c".to_owned()),
        alarm_rule: Some("ALARM(a)".to_owned()),
        ..PutCompositeAlarmInput::default()
    }
}

#[track_caller]
fn refused(change: impl FnOnce(&mut PutCompositeAlarmInput), expected: &str) {
    let mut input = input();
    change(&mut input);
    let error = CompositeCondition::parse(&input).expect_err("refused");
    assert_eq!(format!("{}: {error}", error.kind.row().query_code), expected);
}

#[test]
fn names_rules_and_actions() {
    refused(
        |input| (input.alarm_name, input.alarm_rule) = (None, None),
        "ValidationError: 2 validation errors detected: Value null at 'alarmName' failed to satisfy constraint: \
         Member must not be null; Value null at 'alarmRule' failed to satisfy constraint: Member must not be null",
    );
    refused(
        |input| input.alarm_rule = Some(String::new()),
        "ValidationError: 1 validation error detected: Value '' at 'alarmRule' failed to satisfy constraint: Member \
         must have length greater than or equal to 1",
    );
    refused(
        |input| input.alarm_rule = Some("TRUE and FALSE".to_owned()),
        "ValidationError: Error in AlarmRule [Unsupported token 'and' at char 5, must be: <EOF>, 'AND', 'OR']",
    );
    refused(
        |input| input.alarm_name = Some("a\u{7}".to_owned()),
        "ValidationError: AlarmName must not contain ASCII Control characters",
    );
    refused(|input| input.ok_actions = Some(vec!["x".to_owned()]), "ValidationError: Invalid arn syntax: x");
}

#[test]
fn a_suppressor_comes_with_both_periods() {
    let all = |input: &mut PutCompositeAlarmInput| {
        input.actions_suppressor = Some("s".to_owned());
        input.actions_suppressor_wait_period = Some(60);
        input.actions_suppressor_extension_period = Some(0);
    };
    let mut input = input();
    all(&mut input);
    let suppressor = CompositeCondition::parse(&input).expect("accepted").suppressor.expect("a suppressor");
    assert_eq!(
        (suppressor.alarm.as_str(), suppressor.periods),
        ("s", Periods { wait_secs: 60, extension_secs: 0 })
    );
    let expected = "ValidationError: ActionsSuppressor, ActionsSuppressorWaitPeriod and \
                    ActionsSuppressorExtensionPeriod must be used together";
    refused(
        |input| {
            all(input);
            input.actions_suppressor_wait_period = None;
        },
        expected,
    );
    refused(|input| input.actions_suppressor_extension_period = Some(1), expected);
    refused(
        |input| {
            all(input);
            input.actions_suppressor_wait_period = Some(-1);
        },
        "ValidationError: 1 validation error detected: Value '-1' at 'actionsSuppressorWaitPeriod' failed to satisfy \
         constraint: Member must have value greater than or equal to 0",
    );
}

#[test]
fn white_space_around_a_rule_is_refused_and_inside_it_is_not() {
    for rule in ["ALARM(a)\n", " ALARM(a)", "\t"] {
        refused(
            |input| input.alarm_rule = Some(rule.to_owned()),
            "ValidationError: AlarmRule must not contain leading or trailing whitespace or be null",
        );
    }
    let mut input = input();
    input.alarm_rule = Some("ALARM(a) OR\n  ALARM(b)".to_owned());
    assert!(CompositeCondition::parse(&input).is_ok());
}
