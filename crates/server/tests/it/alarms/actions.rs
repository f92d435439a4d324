//! What goes out when a state changes: one message for each topic, in the transaction of the change.

use super::{World, input};
use crate::topic::topic_with_endpoint;
use cloudwatch_api::{
    CompositeAlarm, Dimension, DisableAlarmActionsInput, EnableAlarmActionsInput, Metric, MetricAlarm,
    MetricDataQuery, MetricStat,
};
use expect_test::{Expect, expect};
use server::alarms::{AlarmRecord, CompositeRecord, Transition, actions, message};
use server::operations::cloudwatch::alarms::{disable_alarm_actions, enable_alarm_actions};
use store::HistoryEntry;
use timeseries::Timestamp;

const TOPIC: &str = "arn:aws:sns:eu-central-1:000000000000:ops";
const LAMBDA: &str = "arn:aws:lambda:eu-central-1:000000000000:function:page";

impl World {
    async fn topic(&self) {
        topic_with_endpoint(&self.app, TOPIC).await;
    }

    /// Subjects in the queue.
    async fn queued(&self) -> Vec<String> {
        let far = Timestamp::from_secs(i64::from(u32::MAX));
        let mut subjects = Vec::new();
        for due in self.app.store.due_deliveries(far, 100).await.unwrap() {
            let delivery = self.app.store.delivery(due.id).await.unwrap();
            subjects.extend(delivery.and_then(|delivery| delivery.publication?.subject));
        }
        subjects
    }

    /// `Summary: error`, oldest first.
    async fn actions(&self) -> Vec<String> {
        let items = self.items("slow").await.into_iter().filter(|item| item.kind == "Action");
        let line = |item: store::AlarmHistoryItem| {
            let data: serde_json::Value = serde_json::from_str(&item.data).unwrap();
            format!("{}: {} {}", item.summary, data["actionState"], data["error"])
        };
        items.map(line).collect()
    }
}

fn names() -> Option<Vec<String>> {
    Some(vec!["slow".to_owned(), "unknown".to_owned()])
}

#[tokio::test]
async fn a_change_executes_the_actions_of_its_state_once() {
    let mut world = World::new();
    world.topic().await;
    world
        .put(|input| {
            input.alarm_actions = Some(vec![TOPIC.to_owned(), LAMBDA.to_owned(), format!("{TOPIC}2")]);
            input.ok_actions = Some(vec![TOPIC.to_owned()]);
        })
        .await;
    world.datum(10, 90.0).await;
    assert_eq!(world.tick(61).await, (1, 1));
    assert_eq!(world.queued().await, ["ALARM: \"slow\" in EU (Frankfurt)"]);
    assert_eq!(
        world.actions().await,
        [
            format!("Successfully executed action {TOPIC}: \"Succeeded\" null"),
            format!(
                "Failed to execute action {LAMBDA}: \"Failed\" \"Actions of lambda can't be executed by this server\""
            ),
            format!("Failed to execute action {TOPIC}2: \"Failed\" \"Topic does not exist\""),
        ]
    );
    // While the state lasts nothing more goes out, not after a restart either.
    world.datum(70, 95.0).await;
    assert_eq!(world.tick(121).await, (1, 0));
    world.restart().await;
    assert_eq!(world.tick(122).await, (1, 0));
    assert_eq!(world.queued().await.len(), 1);
    world.set("OK", "a test").await;
    assert_eq!(world.queued().await.len(), 2);
}

#[tokio::test]
async fn disabled_actions_are_not_made_up_for() {
    let world = World::new();
    world.topic().await;
    world.put(|input| input.alarm_actions = Some(vec![TOPIC.to_owned()])).await;
    disable_alarm_actions(&world.app, DisableAlarmActionsInput { alarm_names: names() }).await.unwrap();
    disable_alarm_actions(&world.app, DisableAlarmActionsInput { alarm_names: names() }).await.unwrap();
    assert_eq!(world.alarm().await.actions_enabled, Some(false));
    world.set("ALARM", "").await;
    enable_alarm_actions(&world.app, EnableAlarmActionsInput { alarm_names: names() }).await.unwrap();
    assert_eq!(world.queued().await, [""; 0]);
    let data: serde_json::Value =
        serde_json::from_str(&world.items("slow").await.pop().unwrap().data).unwrap();
    assert_eq!(data["originalUpdatedFields"]["actionsEnabled"], false);
    assert_eq!(world.history().await.len(), 4);
    world.set("OK", "").await;
    world.set("ALARM", "").await;
    assert_eq!(world.queued().await.len(), 1);
    let refused = enable_alarm_actions(&world.app, EnableAlarmActionsInput { alarm_names: None }).await;
    assert!(refused.unwrap_err().to_string().contains("'alarmNames'"));
}

#[track_caller]
fn check(world: &World, record: &AlarmRecord, expected: Expect) {
    let transition = Transition { account: &world.app.account, record, old_state: "OK" };
    let message = message::json(&transition);
    assert!(serde_json::from_str::<serde_json::Value>(&message).is_ok());
    expected.assert_eq(&format!("{}\n{message}\n", message::subject(&transition)));
}

async fn in_alarm(world: &World) -> MetricAlarm {
    world.put(|given| *given = input()).await;
    world.at(1);
    world.set("ALARM", "a \"test\"").await;
    world.alarm().await
}

#[tokio::test]
async fn the_message_of_an_alarm_on_a_metric() {
    let world = World::new();
    let mut alarm = in_alarm(&world).await;
    check(
        &world,
        &AlarmRecord::Metric(Box::new(alarm.clone())),
        expect![[r#"
        ALARM: "slow" in EU (Frankfurt)
        {"AlarmName":"slow","AlarmDescription":null,"AWSAccountId":"000000000000","AlarmConfigurationUpdatedTimestamp":"2026-11-20T10:00:00.000+0000","NewStateValue":"ALARM","NewStateReason":"a \"test\"","StateChangeTime":"2026-11-20T10:00:01.000+0000","Region":"EU (Frankfurt)","AlarmArn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:slow","OldStateValue":"OK","ActionExecutedAfterMuteWindow":false,"OKActions":[],"AlarmActions":[],"InsufficientDataActions":[],"Trigger":{"MetricName":"Latency","Namespace":"App","StatisticType":"Statistic","Statistic":"AVERAGE","Unit":null,"Dimensions":[],"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":50.0,"TreatMissingData":"","EvaluateLowSampleCountPercentile":""}}
    "#]],
    );
    alarm.alarm_description = Some("Checkout".to_owned());
    (alarm.statistic, alarm.extended_statistic) = (None, Some("p99".to_owned()));
    alarm.dimensions = vec![Dimension { name: "Host".to_owned(), value: "h1".to_owned() }];
    alarm.unit = Some("Seconds".to_owned());
    alarm.datapoints_to_alarm = Some(1);
    alarm.threshold = Some(1e7);
    alarm.treat_missing_data = Some("notBreaching".to_owned());
    alarm.evaluate_low_sample_count_percentile = Some("ignore".to_owned());
    alarm.alarm_actions = vec![TOPIC.to_owned()];
    check(
        &world,
        &AlarmRecord::Metric(Box::new(alarm)),
        expect![[r#"
        ALARM: "slow" in EU (Frankfurt)
        {"AlarmName":"slow","AlarmDescription":"Checkout","AWSAccountId":"000000000000","AlarmConfigurationUpdatedTimestamp":"2026-11-20T10:00:00.000+0000","NewStateValue":"ALARM","NewStateReason":"a \"test\"","StateChangeTime":"2026-11-20T10:00:01.000+0000","Region":"EU (Frankfurt)","AlarmArn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:slow","OldStateValue":"OK","ActionExecutedAfterMuteWindow":false,"OKActions":[],"AlarmActions":["arn:aws:sns:eu-central-1:000000000000:ops"],"InsufficientDataActions":[],"Trigger":{"MetricName":"Latency","Namespace":"App","StatisticType":"ExtendedStatistic","ExtendedStatistic":"p99","Unit":"Seconds","Dimensions":[{"value":"h1","name":"Host"}],"Period":60,"EvaluationPeriods":1,"DatapointsToAlarm":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":1.0E7,"TreatMissingData":"notBreaching","EvaluateLowSampleCountPercentile":"ignore"}}
    "#]],
    );
}

#[tokio::test]
async fn the_message_of_an_alarm_on_an_expression() {
    let world = World::new();
    let mut alarm = in_alarm(&world).await;
    (alarm.metric_name, alarm.namespace, alarm.statistic, alarm.period) = (None, None, None, None);
    let metric = Metric {
        namespace: Some("App".to_owned()),
        metric_name: Some("Latency".to_owned()),
        dimensions: vec![Dimension { name: "Host".to_owned(), value: "h1".to_owned() }],
    };
    let stat =
        MetricStat { metric: Some(metric), period: Some(300), stat: Some("Sum".to_owned()), unit: None };
    alarm.metrics = vec![
        MetricDataQuery {
            id: Some("m1".to_owned()),
            metric_stat: Some(stat),
            return_data: Some(false),
            ..MetricDataQuery::default()
        },
        MetricDataQuery {
            id: Some("e1".to_owned()),
            expression: Some("m1 * 2".to_owned()),
            label: Some("Twice".to_owned()),
            ..MetricDataQuery::default()
        },
    ];
    check(
        &world,
        &AlarmRecord::Metric(Box::new(alarm.clone())),
        expect![[r#"
        ALARM: "slow" in EU (Frankfurt)
        {"AlarmName":"slow","AlarmDescription":null,"AWSAccountId":"000000000000","AlarmConfigurationUpdatedTimestamp":"2026-11-20T10:00:00.000+0000","NewStateValue":"ALARM","NewStateReason":"a \"test\"","StateChangeTime":"2026-11-20T10:00:01.000+0000","Region":"EU (Frankfurt)","AlarmArn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:slow","OldStateValue":"OK","ActionExecutedAfterMuteWindow":false,"OKActions":[],"AlarmActions":[],"InsufficientDataActions":[],"Trigger":{"Period":300,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":50.0,"TreatMissingData":"","EvaluateLowSampleCountPercentile":"","Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Dimensions":[{"value":"h1","name":"Host"}],"MetricName":"Latency","Namespace":"App"},"Period":300,"Stat":"Sum"},"ReturnData":false},{"Expression":"m1 * 2","Id":"e1","Label":"Twice","ReturnData":true}]}}
    "#]],
    );
    (alarm.threshold, alarm.threshold_metric_id) = (None, Some("e1".to_owned()));
    alarm.comparison_operator = "LessThanLowerThreshold".to_owned();
    check(
        &world,
        &AlarmRecord::Metric(Box::new(alarm)),
        expect![[r#"
        ALARM: "slow" in EU (Frankfurt)
        {"AlarmName":"slow","AlarmDescription":null,"AWSAccountId":"000000000000","AlarmConfigurationUpdatedTimestamp":"2026-11-20T10:00:00.000+0000","NewStateValue":"ALARM","NewStateReason":"a \"test\"","StateChangeTime":"2026-11-20T10:00:01.000+0000","Region":"EU (Frankfurt)","AlarmArn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:slow","OldStateValue":"OK","ActionExecutedAfterMuteWindow":false,"OKActions":[],"AlarmActions":[],"InsufficientDataActions":[],"Trigger":{"Period":300,"EvaluationPeriods":1,"ComparisonOperator":"LessThanLowerThreshold","ThresholdMetricId":"e1","TreatMissingData":"","EvaluateLowSampleCountPercentile":"","Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Dimensions":[{"value":"h1","name":"Host"}],"MetricName":"Latency","Namespace":"App"},"Period":300,"Stat":"Sum"},"ReturnData":false},{"Expression":"m1 * 2","Id":"e1","Label":"Twice","ReturnData":true}]}}
    "#]],
    );
}

#[tokio::test]
async fn the_message_of_a_composite_alarm() {
    let world = World::new();
    let data = r#"{"triggeringAlarms":[{"arn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:a","state":{"value":"ALARM","timestamp":"2026-11-20T10:00:10.000+0000"}}]}"#;
    let composite_alarm = CompositeAlarm {
        alarm_name: "c".to_owned(),
        alarm_arn: world.app.account.alarm_arn("c"),
        alarm_rule: "ALARM(a)".to_owned(),
        state_value: "ALARM".to_owned(),
        state_reason: "because".to_owned(),
        state_reason_data: Some(data.to_owned()),
        state_transitioned_timestamp: Timestamp::from_secs(1_795_168_810),
        ok_actions: vec![TOPIC.to_owned()],
        ..CompositeAlarm::default()
    };
    let record = |composite_alarm| {
        AlarmRecord::Composite(Box::new(CompositeRecord { composite_alarm, ..Default::default() }))
    };
    check(
        &world,
        &record(composite_alarm.clone()),
        expect![[r#"
        ALARM: "c" in EU (Frankfurt)
        {"AlarmName":"c","AlarmDescription":null,"AWSAccountId":"000000000000","NewStateValue":"ALARM","NewStateReason":"because","StateChangeTime":"2026-11-20T10:00:10.000+0000","Region":"EU (Frankfurt)","AlarmArn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:c","OldStateValue":"OK","ActionExecutedAfterMuteWindow":false,"OKActions":["arn:aws:sns:eu-central-1:000000000000:ops"],"AlarmActions":[],"InsufficientDataActions":[],"AlarmRule":"ALARM(a)","TriggeringChildren":[{"Arn":"arn:aws:cloudwatch:eu-central-1:000000000000:alarm:a","State":{"Value":"ALARM","Timestamp":"2026-11-20T10:00:10.000+0000"}}]}
    "#]],
    );
    let set_by_hand = CompositeAlarm { state_reason_data: None, ..composite_alarm };
    let transition =
        Transition { account: &world.app.account, record: &record(set_by_hand), old_state: "OK" };
    assert!(message::json(&transition).ends_with(r#""TriggeringChildren":[]}"#));
}

#[tokio::test]
async fn each_protocol_has_a_text_of_its_own() {
    let world = World::new();
    let record = AlarmRecord::Metric(Box::new(in_alarm(&world).await));
    let transition = Transition { account: &world.app.account, record: &record, old_state: "OK" };
    let message: serde_json::Value = serde_json::from_str(&message::structured(&transition)).unwrap();
    assert_eq!(message["default"].as_str(), Some(message::json(&transition).as_str()));
    assert_eq!(message["sms"], "ALARM: \"slow\" in EU (Frankfurt)");
    let expected = expect![[r#"
        You are receiving this email because your Amazon CloudWatch Alarm "slow" in the EU (Frankfurt) region has entered the ALARM state, because "a "test"" at "Friday 20 November, 2026 10:00:01 UTC".

        Alarm Details:
        - Name:                       slow
        - Description:                
        - State Change:               OK -> ALARM
        - Reason for State Change:    a "test"
        - Timestamp:                  Friday 20 November, 2026 10:00:01 UTC
        - AWS Account:                000000000000
        - Alarm Arn:                  arn:aws:cloudwatch:eu-central-1:000000000000:alarm:slow

        Threshold:
        - The alarm is in the ALARM state when the metric is GreaterThanThreshold 50.0 for at least 1 of the last 1 period(s) of 60 seconds.

        Monitored Metric:
        - MetricNamespace:                     App
        - MetricName:                          Latency
        - Dimensions:                          
        - Period:                              60 seconds
        - Statistic:                           Average
        - Unit:                                not specified
        - TreatMissingData:                    missing

        State Change Actions:
        - OK: 
        - ALARM: 
        - INSUFFICIENT_DATA: 
    "#]];
    expected.assert_eq(message["email"].as_str().unwrap());
}

#[tokio::test]
async fn a_subject_is_short_and_ascii() {
    let world = World::new();
    let check = |name: &str, expected: &str| {
        let alarm = MetricAlarm {
            alarm_name: name.to_owned(),
            state_value: "ALARM".to_owned(),
            ..MetricAlarm::default()
        };
        let record = AlarmRecord::Metric(Box::new(alarm));
        let subject =
            message::subject(&Transition { account: &world.app.account, record: &record, old_state: "" });
        assert_eq!(subject, expected);
        assert!(subject.len() <= 100);
    };
    check("a", "ALARM: \"a\" in EU (Frankfurt)");
    check("größer öäü \u{1f4c8}!", "ALARM: \"gr_er _ _!\" in EU (Frankfurt)");
    let fits = "x".repeat(73);
    check(&fits, &format!("ALARM: \"{fits}\" in EU (Frankfurt)"));
    let cut = format!("ALARM: \"{}...\" in EU (Frankfurt)", "x".repeat(70));
    check(&"x".repeat(74), &cut);
    check(&"x".repeat(255), &cut);
}

#[tokio::test]
async fn disabled_actions_execute_nothing() {
    let world = World::new();
    let mut alarm = in_alarm(&world).await;
    alarm.alarm_actions = vec![TOPIC.to_owned()];
    let execute = |alarm: &MetricAlarm| {
        let record = AlarmRecord::Metric(Box::new(alarm.clone()));
        actions::execute(&world.app.account, &record, "OK", world.app.now())
    };
    let [HistoryEntry::Action(action)] = &execute(&alarm)[..] else { panic!("one action") };
    assert_eq!((action.publication.topic_arn.as_str(), action.publication.is_structured), (TOPIC, true));
    alarm.actions_enabled = Some(false);
    assert_eq!(execute(&alarm), []);
}
