//! DescribeAlarmHistory: filters, order, pages.

use super::{START, World};
use cloudwatch_api::{DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput};
use server::operations::cloudwatch::alarms::describe_alarm_history;

async fn history(
    world: &World,
    change: impl FnOnce(&mut DescribeAlarmHistoryInput),
) -> Result<DescribeAlarmHistoryOutput, String> {
    let mut input = DescribeAlarmHistoryInput::default();
    change(&mut input);
    let answer = describe_alarm_history(&world.app, input).await;
    answer.map_err(|error| format!("{}: {}", error.kind.row().query_code, error.message.unwrap_or_default()))
}

/// `name summary`.
async fn check(world: &World, change: impl FnOnce(&mut DescribeAlarmHistoryInput), expected: &[&str]) {
    let items = history(world, change).await.unwrap().alarm_history_items;
    let lines: Vec<String> =
        items.iter().map(|item| format!("{} {}", item.alarm_name, item.history_summary)).collect();
    assert_eq!(lines, expected);
}

async fn world() -> World {
    let world = World::new();
    for name in ["a", "b"] {
        world.put(|input| input.alarm_name = Some(name.to_owned())).await;
    }
    world.at(10);
    world.set_of("a", "ALARM", "").await;
    world.at(20);
    world.set_of("b", "OK", "").await;
    world
}

#[tokio::test]
async fn items_are_found_by_alarm_type_and_time() {
    let world = world().await;
    check(
        &world,
        |_| {},
        &[
            "b Alarm updated from INSUFFICIENT_DATA to OK",
            "a Alarm updated from INSUFFICIENT_DATA to ALARM",
            "b Alarm \"b\" created",
            "a Alarm \"a\" created",
        ],
    )
    .await;
    let of_a = |input: &mut DescribeAlarmHistoryInput| input.alarm_name = Some("a".to_owned());
    check(
        &world,
        |input| {
            of_a(input);
            input.scan_by = Some("TimestampAscending".to_owned());
        },
        &["a Alarm \"a\" created", "a Alarm updated from INSUFFICIENT_DATA to ALARM"],
    )
    .await;
    check(
        &world,
        |input| {
            of_a(input);
            input.history_item_type = Some("StateUpdate".to_owned());
        },
        &["a Alarm updated from INSUFFICIENT_DATA to ALARM"],
    )
    .await;
    check(
        &world,
        |input| (input.start_date, input.end_date) = (Some(START.plus_secs(5)), Some(START.plus_secs(10))),
        &["a Alarm updated from INSUFFICIENT_DATA to ALARM"],
    )
    .await;
    check(&world, |input| input.alarm_types = Some(vec!["CompositeAlarm".to_owned()]), &[]).await;
    check(&world, |input| input.alarm_types = Some(vec!["LogAlarm".to_owned()]), &[]).await;
    check(&world, |input| input.history_item_type = Some("AlarmContributorAction".to_owned()), &[]).await;
}

#[tokio::test]
async fn pages_hold_every_item_once() {
    let world = world().await;
    for order in ["TimestampAscending", "TimestampDescending"] {
        let mut summaries = Vec::new();
        let mut token = None;
        let mut pages = 0;
        loop {
            let page = history(&world, |input| {
                (input.scan_by, input.max_records, input.next_token) =
                    (Some(order.to_owned()), Some(3), token);
            });
            let page = page.await.unwrap();
            pages += 1;
            summaries.extend(page.alarm_history_items.into_iter().map(|item| item.history_summary));
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
        summaries.sort();
        summaries.dedup();
        assert_eq!((pages, summaries.len()), (2, 4), "{order}");
    }
}

#[tokio::test]
async fn what_is_refused() {
    let world = World::new();
    let refused = history(&world, |input| input.history_item_type = Some("Nothing".to_owned())).await;
    assert_eq!(
        refused.unwrap_err(),
        "ValidationError: 1 validation error detected: Value 'Nothing' at 'historyItemType' failed to satisfy \
         constraint: Member must satisfy enum value set: [ConfigurationUpdate, StateUpdate, Action, \
         AlarmContributorStateUpdate, AlarmContributorAction]"
    );
    for token in ["x", "n1.61"] {
        let refused = history(&world, |input| input.next_token = Some(token.to_owned())).await;
        assert_eq!(refused.unwrap_err(), "InvalidNextToken: ");
    }
    let refused = history(&world, |input| input.max_records = Some(0)).await;
    assert!(refused.unwrap_err().contains("'maxRecords'"));
    let backwards = (Some(START.plus_secs(1)), Some(START));
    let refused = history(&world, |input| (input.start_date, input.end_date) = backwards).await;
    assert_eq!(refused.unwrap_err(), "ValidationError: StartDate must be before EndDate");
}
