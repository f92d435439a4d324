//! What callers ask of alarms, and what they are refused.

use super::World;
use cloudwatch_api::{
    ApiError, DeleteAlarmsInput, DescribeAlarmsInput, DescribeAlarmsOutput, PutMetricAlarmInput,
    SetAlarmStateInput,
};
use server::operations::cloudwatch::alarms::{
    delete_alarms, describe_alarms, put_metric_alarm, set_alarm_state,
};

async fn describe(
    world: &World,
    change: impl FnOnce(&mut DescribeAlarmsInput),
) -> Result<DescribeAlarmsOutput, ApiError> {
    let mut input = DescribeAlarmsInput::default();
    change(&mut input);
    describe_alarms(&world.app, input).await
}

async fn check(world: &World, change: impl FnOnce(&mut DescribeAlarmsInput), expected: &[&str]) {
    let described = describe(world, change).await.unwrap();
    let names: Vec<&str> = described.metric_alarms.iter().map(|alarm| alarm.alarm_name.as_str()).collect();
    assert_eq!(names, expected);
}

/// The query code and the message.
fn text<T: std::fmt::Debug>(refused: Result<T, ApiError>) -> String {
    let error = refused.unwrap_err();
    format!("{}: {}", error.kind.row().query_code, error.message.unwrap_or_default())
}

fn named(name: &str) -> impl FnOnce(&mut PutMetricAlarmInput) {
    let name = name.to_owned();
    move |input| input.alarm_name = Some(name)
}

#[tokio::test]
async fn alarms_are_found_by_name_prefix_state_and_action() {
    let world = World::new();
    for name in ["web-2", "db", "web-1"] {
        world.put(named(name)).await;
    }
    world
        .put(|input| {
            input.alarm_actions = Some(vec!["arn:aws:sns:us-east-1:000000000000:ops".to_owned()]);
        })
        .await;
    world.set("ALARM", "").await;
    check(&world, |_| {}, &["db", "slow", "web-1", "web-2"]).await;
    let names = ["web-1", "unknown", "db"].map(str::to_owned).to_vec();
    check(&world, |input| input.alarm_names = Some(names), &["db", "web-1"]).await;
    check(&world, |input| input.alarm_name_prefix = Some("web".to_owned()), &["web-1", "web-2"]).await;
    check(&world, |input| input.state_value = Some("ALARM".to_owned()), &["slow"]).await;
    check(&world, |input| input.action_prefix = Some("arn:aws:sns".to_owned()), &["slow"]).await;
    check(&world, |input| input.action_prefix = Some("arn:aws:lambda".to_owned()), &[]).await;
    check(&world, |input| input.alarm_types = Some(vec!["CompositeAlarm".to_owned()]), &[]).await;
    let both = ["CompositeAlarm", "MetricAlarm"].map(str::to_owned).to_vec();
    check(&world, |input| input.alarm_types = Some(both), &["db", "slow", "web-1", "web-2"]).await;
}

#[tokio::test]
async fn pages_hold_all_alarms_once() {
    let world = World::new();
    for name in ["a", "b", "c", "d \u{1f4c8}", "e"] {
        world.put(named(name)).await;
    }
    let mut pages = Vec::new();
    let mut token = None;
    loop {
        let described =
            describe(&world, |input| (input.max_records, input.next_token) = (Some(2), token)).await;
        let described = described.unwrap();
        pages.push(described.metric_alarms.into_iter().map(|alarm| alarm.alarm_name).collect::<Vec<_>>());
        token = described.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(pages, [vec!["a", "b"], vec!["c", "d \u{1f4c8}"], vec!["e"]]);
    // A full last page has no page after it.
    let described = describe(&world, |input| input.max_records = Some(5)).await.unwrap();
    assert_eq!((described.metric_alarms.len(), described.next_token), (5, None));
}

#[tokio::test]
async fn what_describe_refuses() {
    let world = World::new();
    let refused = describe(&world, |input| input.max_records = Some(101)).await;
    assert_eq!(
        text(refused),
        "ValidationError: 1 validation error detected: Value '101' at 'maxRecords' failed to satisfy constraint: \
         Member must have value less than or equal to 100"
    );
    let refused = describe(&world, |input| input.next_token = Some("x".to_owned())).await;
    assert_eq!(text(refused), "InvalidNextToken: ");
    let refused = describe(&world, |input| input.children_of_alarm_name = Some("x".to_owned())).await;
    assert_eq!(text(refused), "ResourceNotFound: ");
    let refused = describe(&world, |input| {
        input.state_value = Some("OK".to_owned());
        input.parents_of_alarm_name = Some("a".to_owned());
    });
    assert_eq!(
        text(refused.await),
        "InvalidParameterCombination: StateValue and ParentsOfAlarmName must not be used together."
    );
    let refused = describe(&world, |input| {
        input.alarm_names = Some(vec!["a".to_owned()]);
        input.alarm_name_prefix = Some("a".to_owned());
    });
    assert!(text(refused.await).starts_with("InvalidParameterCombination: AlarmNames and AlarmNamePrefix"));
}

#[tokio::test]
async fn what_setting_a_state_refuses() {
    let world = World::new();
    world.put(|_| {}).await;
    let set = async |name: &str, state: &str, data: Option<&str>| {
        let input = SetAlarmStateInput {
            alarm_name: Some(name.to_owned()),
            state_value: Some(state.to_owned()),
            state_reason: Some(String::new()),
            state_reason_data: data.map(str::to_owned),
        };
        set_alarm_state(&world.app, input).await
    };
    assert_eq!(
        text(set("slow", "INVALID", None).await),
        "ValidationError: 1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: \
         Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
    );
    let unknown = set("unknown", "OK", None).await.unwrap_err();
    assert_eq!((unknown.kind.row().query_code, unknown.message), ("ResourceNotFound", None));
    for data in ["", "{", "{} x", "no"] {
        assert!(text(set("slow", "OK", Some(data)).await).starts_with("InvalidFormat: "), "{data}");
    }
    set("slow", "ALARM", Some("{\"a\": [1.0E7]}")).await.unwrap();
    assert_eq!(world.alarm().await.state_reason_data.as_deref(), Some("{\"a\": [1.0E7]}"));
    let newest = world.items("slow").await.pop().unwrap();
    assert!(newest.data.ends_with(
        r#""newState":{"stateValue":"ALARM","stateReason":"","stateReasonData":{"a": [1.0E7]}}}"#
    ));
}

#[tokio::test]
async fn a_refused_alarm_is_not_kept_and_names_are_counted() {
    let world = World::new();
    let refused = put_metric_alarm(&world.app, PutMetricAlarmInput::default()).await;
    assert!(text(refused).starts_with("ValidationError: 3 validation errors detected"));
    check(&world, |_| {}, &[]).await;
    let names = (0..101).map(|number| number.to_string()).collect();
    let refused = delete_alarms(&world.app, DeleteAlarmsInput { alarm_names: Some(names) }).await;
    assert!(text(refused).contains("at 'alarmNames' failed to satisfy constraint"));
}
