//! Composite alarms: states that follow others, what is refused, and actions that are held back.

use super::{START, World};
use cloudwatch_api::{
    CompositeAlarm, DeleteAlarmsInput, DescribeAlarmsInput, DescribeAlarmsOutput, PutCompositeAlarmInput,
};
use server::alarms::ticker::end_waits;
use server::operations::cloudwatch::alarms::{delete_alarms, describe_alarms, put_composite_alarm};

const TOPIC: &str = "arn:aws:sns:eu-central-1:000000000000:ops";

impl World {
    async fn metric_alarms(&self, names: &[&str]) {
        for name in names {
            let name = Some((*name).to_owned());
            // Only what a story sets changes their states.
            let kind = Some(if name.as_deref() == Some("slow") { "missing" } else { "ignore" }.to_owned());
            self.put(|input| (input.alarm_name, input.treat_missing_data) = (name, kind)).await;
        }
    }

    async fn compose(&self, name: &str, rule: &str, change: impl FnOnce(&mut PutCompositeAlarmInput)) {
        self.try_compose(name, rule, change).await.unwrap();
    }

    async fn try_compose(
        &self,
        name: &str,
        rule: &str,
        change: impl FnOnce(&mut PutCompositeAlarmInput),
    ) -> Result<(), String> {
        let mut input = PutCompositeAlarmInput {
            alarm_name: Some(name.to_owned()),
            alarm_rule: Some(rule.to_owned()),
            ..PutCompositeAlarmInput::default()
        };
        change(&mut input);
        let refused = put_composite_alarm(&self.app, input).await;
        refused.map(drop).map_err(|error| format!("{}: {error}", error.kind.row().query_code))
    }

    async fn composite(&self, name: &str) -> CompositeAlarm {
        let described = self.describe(|input| {
            input.alarm_types = Some(vec!["CompositeAlarm".to_owned()]);
            input.alarm_names = Some(vec![name.to_owned()]);
        });
        described.await.composite_alarms.remove(0)
    }

    async fn describe(&self, change: impl FnOnce(&mut DescribeAlarmsInput)) -> DescribeAlarmsOutput {
        let mut input = DescribeAlarmsInput::default();
        change(&mut input);
        describe_alarms(&self.app, input).await.unwrap()
    }

    async fn delete(&self, names: &[&str]) -> Result<(), String> {
        let alarm_names = Some(names.iter().map(|name| (*name).to_owned()).collect());
        let refused = delete_alarms(&self.app, DeleteAlarmsInput { alarm_names }).await;
        refused.map(drop).map_err(|error| error.to_string())
    }
}

#[tokio::test]
async fn a_composite_alarm_lives() {
    let mut world = World::new();
    world.metric_alarms(&["a", "b"]).await;
    world.compose("both", "ALARM(a) AND ALARM(b)", |_| {}).await;
    let alarm = world.composite("both").await;
    assert_eq!(alarm.alarm_arn, "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:both");
    assert_eq!((alarm.state_value.as_str(), alarm.actions_enabled), ("OK", Some(true)));
    assert_eq!(
        alarm.state_reason,
        "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:both was created and its alarm rule evaluates to OK"
    );
    assert_eq!(
        alarm.state_reason_data.as_deref(),
        Some(
            r#"{"triggeringAlarms":[{"arn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:a","state":{"value":"INSUFFICIENT_DATA","timestamp":"2026-11-20T10:00:00.000+0000"}},{"arn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:b","state":{"value":"INSUFFICIENT_DATA","timestamp":"2026-11-20T10:00:00.000+0000"}}]}"#
        )
    );
    world.at(5);
    world.set_of("a", "ALARM", "").await;
    assert_eq!(world.composite("both").await, alarm);
    world.at(10);
    world.set_of("b", "ALARM", "").await;
    let alarm = world.composite("both").await;
    assert_eq!(alarm.state_value, "ALARM");
    assert_eq!(
        alarm.state_reason,
        "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:b transitioned to ALARM at Friday 20 November, 2026 \
         10:00:10 UTC"
    );
    assert_eq!(
        alarm.state_reason_data.as_deref(),
        Some(
            r#"{"triggeringAlarms":[{"arn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:b","state":{"value":"ALARM","timestamp":"2026-11-20T10:00:10.000+0000"}}]}"#
        )
    );
    assert_eq!(alarm.state_transitioned_timestamp, START.plus_secs(10));
    world.restart().await;
    assert_eq!(world.composite("both").await, alarm);
    world.set_of("a", "OK", "").await;
    assert_eq!(world.composite("both").await.state_value, "OK");
    let items = world.items("both").await;
    let summaries: Vec<&str> = items.iter().map(|item| item.summary.as_str()).collect();
    assert_eq!(
        summaries,
        [
            "Alarm \"both\" created",
            "Alarm updated from INSUFFICIENT_DATA to OK",
            "Alarm updated from OK to ALARM",
            "Alarm updated from ALARM to OK",
        ]
    );
    assert!(items.iter().all(|item| item.alarm_kind.name() == "CompositeAlarm"));
    assert!(
        items[0].data.starts_with(r#"{"version":"1.0","type":"Create","createdAlarm":{"#),
        "{}",
        items[0].data
    );
}

#[tokio::test]
async fn a_tick_carries_through_all_levels() {
    let world = World::new();
    world.metric_alarms(&["slow"]).await;
    world.compose("first", "ALARM(slow)", |_| {}).await;
    // Sees both its children in their new states, never only one of them.
    world.compose("never", "ALARM(slow) AND NOT ALARM(first)", |_| {}).await;
    world.compose("second", "ALARM(first) OR ALARM(never)", |_| {}).await;
    world.datum(10, 90.0).await;
    // The metric alarm and the two composite ones.
    assert_eq!(world.tick(61).await, (1, 3));
    assert_eq!(world.composite("second").await.state_value, "ALARM");
    assert!(world.composite("second").await.state_reason.contains(":alarm:first transitioned to ALARM at"));
    assert_eq!(world.items("never").await.len(), 2);
}

#[tokio::test]
async fn an_update_keeps_the_state_until_the_rule_says_otherwise() {
    let world = World::new();
    world.metric_alarms(&["a"]).await;
    world.compose("c", "OK(a)", |_| {}).await;
    world.at(3);
    world.compose("c", "OK(a)", |input| input.alarm_description = Some("x".to_owned())).await;
    assert_eq!(world.composite("c").await.state_transitioned_timestamp, START);
    world.compose("c", "NOT OK(a)", |_| {}).await;
    let alarm = world.composite("c").await;
    assert_eq!(alarm.state_value, "ALARM");
    assert!(alarm.state_reason.ends_with(":alarm:c was updated and its alarm rule evaluates to ALARM"));
    assert_eq!((alarm.alarm_description, alarm.state_transitioned_timestamp), (None, START.plus_secs(3)));
    let updated = world.items("c").await.into_iter().filter(|item| item.summary == "Alarm \"c\" updated");
    let data: Vec<serde_json::Value> =
        updated.map(|item| serde_json::from_str(&item.data).unwrap()).collect();
    assert_eq!(data[1]["originalUpdatedFields"]["alarmRule"], "OK(a)");
    assert_eq!(data[1]["updatedAlarm"]["alarmRule"], "NOT OK(a)");
}

#[tokio::test]
async fn rules_need_alarms_and_no_circles() {
    let world = World::new();
    world.metric_alarms(&["a"]).await;
    let arn = "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:";
    let refused = async |name: &str, rule: &str, expected: &str| {
        let error = world.try_compose(name, rule, |_| {}).await.unwrap_err();
        assert_eq!(error, format!("ValidationError: {expected}"));
    };
    refused(
        "c",
        "ALARM(a) OR ALARM(x) OR OK(y)",
        &format!(
            "Could not save the composite alarm as alarms [{arn}x, {arn}y] in the alarm rule do not exist"
        ),
    )
    .await;
    let elsewhere = "arn:aws:cloudwatch:us-west-2:111111111111:alarm:a";
    refused(
        "c",
        &format!("ALARM({elsewhere})"),
        &format!("Could not save the composite alarm as alarms [{elsewhere}] in the alarm rule do not exist"),
    )
    .await;
    refused(
        "c",
        "true",
        "Error in AlarmRule [Unsupported token 'true' at char 0, must be: '(', 'NOT', AT_LEAST, TRUE or FALSE, \
         ALARM, OK, or INSUFFICIENT_DATA]",
    )
    .await;
    world.compose("c1", &format!("ALARM(\"{arn}a\")"), |_| {}).await;
    world.compose("c2", "ALARM(c1)", |_| {}).await;
    refused(
        "c1",
        "ALARM(c2)",
        "Could not save the composite alarm as the alarms depend on each other in a circle: c1 -> c2 -> c1",
    )
    .await;
    refused("a", "TRUE", "The name a belongs to a MetricAlarm already").await;
    let error = world.try_compose("c3", "TRUE", |input| {
        input.ok_actions = Some(vec!["arn:aws:automate:eu-central-1:ec2:stop".to_owned()])
    });
    assert_eq!(
        error.await.unwrap_err(),
        "ValidationError: The action arn:aws:automate:eu-central-1:ec2:stop is not supported for composite alarms"
    );
    let error = world.try_compose("c3", "TRUE", |input| input.actions_suppressor = Some("a".to_owned()));
    assert!(error.await.unwrap_err().contains("must be used together"));
    let error = world.try_compose("c3", "TRUE", |input| suppress(input, "x", 1, 1));
    assert_eq!(
        error.await.unwrap_err(),
        format!(
            "ValidationError: Could not save the composite alarm as the actions suppressor {arn}x does not exist"
        )
    );
}

#[tokio::test]
async fn what_a_composite_alarm_needs_stays() {
    let world = World::new();
    world.metric_alarms(&["a", "b", "s"]).await;
    world.compose("c1", "ALARM(a) OR ALARM(b)", |input| suppress(input, "s", 1, 1)).await;
    world.compose("c2", "TRUE", |_| {}).await;
    let error = world.delete(&["a", "b"]).await.unwrap_err();
    assert_eq!(error, "Cannot delete a,b as there are composite alarm(s) depending on them.");
    let error = world.delete(&["s"]).await.unwrap_err();
    assert_eq!(error, "Cannot delete s as there are composite alarm(s) depending on it.");
    let error = world.delete(&["c1", "c2"]).await.unwrap_err();
    assert_eq!(error, "At most one composite alarm can be deleted in one call.");
    assert_eq!(world.describe(|_| {}).await.metric_alarms.len(), 3);
    world.delete(&["c1", "a", "b", "s", "unknown"]).await.unwrap();
    assert_eq!(world.describe(|_| {}).await.metric_alarms.len(), 0);
    assert_eq!(world.items("c1").await.pop().unwrap().summary, "Alarm \"c1\" deleted");
}

#[tokio::test]
async fn relatives_are_described_in_short() {
    let world = World::new();
    world.metric_alarms(&["a"]).await;
    world.compose("c1", "ALARM(a)", |_| {}).await;
    world.compose("c2", "ALARM(a) OR OK(c1)", |_| {}).await;
    let children = world.describe(|input| input.children_of_alarm_name = Some("c2".to_owned())).await;
    assert_eq!((children.metric_alarms.len(), children.composite_alarms.len()), (1, 1));
    let json = serde_json::to_value(&children.composite_alarms[0]).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "AlarmActions",
            "AlarmArn",
            "AlarmName",
            "InsufficientDataActions",
            "OKActions",
            "StateUpdatedTimestamp",
            "StateValue"
        ]
    );
    assert_eq!(children.metric_alarms[0].state_value, "INSUFFICIENT_DATA");
    let parents = world.describe(|input| input.parents_of_alarm_name = Some("a".to_owned())).await;
    let names: Vec<&str> = parents.composite_alarms.iter().map(|alarm| alarm.alarm_name.as_str()).collect();
    assert_eq!((names, parents.composite_alarms[0].state_value.as_str()), (vec!["c1", "c2"], ""));
    // Both kinds on one list of pages.
    let page = async |token: Option<String>| {
        let both = ["CompositeAlarm", "MetricAlarm"].map(str::to_owned).to_vec();
        world
            .describe(|input| {
                (input.alarm_types, input.max_records, input.next_token) = (Some(both), Some(2), token);
            })
            .await
    };
    let first = page(None).await;
    assert_eq!((first.metric_alarms.len(), first.composite_alarms.len()), (1, 1));
    let second = page(first.next_token).await;
    assert_eq!((second.composite_alarms[0].alarm_name.as_str(), second.next_token), ("c2", None));
}

fn suppress(input: &mut PutCompositeAlarmInput, suppressor: &str, wait: i64, extension: i64) {
    input.actions_suppressor = Some(suppressor.to_owned());
    input.actions_suppressor_wait_period = Some(wait);
    input.actions_suppressor_extension_period = Some(extension);
}

/// How many actions of `c` the history has.
async fn acted(world: &World) -> usize {
    world.items("c").await.iter().filter(|item| item.kind == "Action").count()
}

async fn suppressed(world: &World) -> (String, String) {
    let alarm = world.composite("c").await;
    (alarm.actions_suppressed_by.unwrap_or_default(), alarm.actions_suppressed_reason.unwrap_or_default())
}

async fn with_suppressor() -> World {
    let world = World::new();
    world.metric_alarms(&["a", "s"]).await;
    let act = |input: &mut PutCompositeAlarmInput| {
        suppress(input, "s", 20, 30);
        (input.alarm_actions, input.ok_actions) =
            (Some(vec![TOPIC.to_owned()]), Some(vec![TOPIC.to_owned()]));
    };
    world.compose("c", "ALARM(a)", act).await;
    // Its first state waited too.
    assert_eq!(suppressed(&world).await.0, "WaitPeriod");
    world.tick(20).await;
    assert_eq!((acted(&world).await, suppressed(&world).await.0.as_str()), (1, ""));
    world
}

#[tokio::test]
async fn actions_wait_for_the_suppressor() {
    let world = with_suppressor().await;
    world.at(100);
    world.set_of("a", "ALARM", "").await;
    assert_eq!(
        suppressed(&world).await,
        ("WaitPeriod".to_owned(), "Actions suppressed by WaitPeriod".to_owned())
    );
    world.at(119);
    end_waits(&world.app.alarms, world.app.now()).await.unwrap();
    assert_eq!(acted(&world).await, 1);
    world.at(120);
    end_waits(&world.app.alarms, world.app.now()).await.unwrap();
    assert_eq!((acted(&world).await, suppressed(&world).await), (2, (String::new(), String::new())));
}

#[tokio::test]
async fn actions_are_held_back_and_let_go_after_a_restart_too() {
    let mut world = with_suppressor().await;
    world.at(100);
    world.set_of("a", "ALARM", "").await;
    world.at(110);
    world.set_of("s", "ALARM", "maintenance").await;
    let reason = "Actions suppressed by arn:aws:cloudwatch:eu-central-1:000000000000:alarm:s that transitioned to \
                  ALARM at Friday 20 November, 2026 10:01:50 UTC";
    assert_eq!(suppressed(&world).await, ("Alarm".to_owned(), reason.to_owned()));
    world.tick(500).await;
    world.restart().await;
    assert_eq!(acted(&world).await, 1);
    world.at(600);
    world.set_of("s", "OK", "").await;
    assert_eq!(suppressed(&world).await.0, "ExtensionPeriod");
    let deadline = world.app.alarms.open().await.unwrap().next_deadline();
    assert_eq!(deadline, Some(START.plus_secs(630)));
    world.restart().await;
    world.tick(629).await;
    assert_eq!(acted(&world).await, 1);
    world.tick(630).await;
    assert_eq!((acted(&world).await, suppressed(&world).await.0.as_str()), (2, ""));
    let last = world.items("c").await.pop().unwrap();
    assert!(last.data.contains("OldStateValue\\\\\\\":\\\\\\\"OK"), "{}", last.data);
}

#[tokio::test]
async fn another_suppressor_or_none_lets_go() {
    let world = with_suppressor().await;
    world.at(100);
    world.set_of("a", "ALARM", "").await;
    world.at(105);
    world.compose("c", "ALARM(a)", |input| input.alarm_actions = Some(vec![TOPIC.to_owned()])).await;
    assert_eq!((acted(&world).await, suppressed(&world).await.0.as_str()), (2, ""));
}
