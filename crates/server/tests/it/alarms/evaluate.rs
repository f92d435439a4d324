//! States as time goes by, through restarts, updates and deletions.

use super::{START, World, input};
use cloudwatch_api::{
    DeleteAlarmsInput, DescribeAlarmsInput, Metric, MetricAlarm, MetricDataQuery, MetricStat,
    PutMetricAlarmInput,
};
use server::alarms::ticker::{Tick, evaluate_all, tick, write};
use server::operations::cloudwatch::alarms::{delete_alarms, describe_alarms, put_metric_alarm};
use store::{AlarmWrite, StoredAlarm};

#[tokio::test]
async fn an_alarm_lives() {
    let world = World::new();
    world.put(|_| {}).await;
    let alarm = world.alarm().await;
    assert_eq!(alarm.alarm_arn, "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:slow");
    assert_eq!((alarm.state_value.as_str(), alarm.actions_enabled), ("INSUFFICIENT_DATA", Some(true)));
    assert_eq!(alarm.state_reason, "Unchecked: Initial alarm creation");
    assert_eq!(alarm.state_reason_data, None);
    // No data changes nothing, not even the reason.
    assert_eq!(world.tick(2).await, (1, 0));
    assert_eq!(world.alarm().await.state_reason, "Unchecked: Initial alarm creation");
    world.datum(70, 10.0).await;
    assert_eq!(world.tick(121).await, (1, 1));
    let alarm = world.alarm().await;
    assert_eq!(alarm.state_value, "OK");
    assert_eq!(
        alarm.state_reason,
        "Threshold Crossed: 1 datapoint [10.0 (20/11/26 10:01:00)] was not greater than the threshold (50.0)."
    );
    assert_eq!(alarm.state_transitioned_timestamp, START.plus_secs(121));
    assert_eq!(alarm.state_updated_timestamp, START.plus_secs(121));
    assert_eq!(alarm.alarm_configuration_updated_timestamp, START);
    // Still OK: nothing is written.
    world.datum(130, 20.0).await;
    assert_eq!(world.tick(181).await, (1, 0));
    assert_eq!(world.alarm().await, alarm);
    world.datum(190, 90.0).await;
    assert_eq!(world.tick(241).await, (1, 1));
    assert_eq!(world.state().await, "ALARM");
    assert_eq!(
        world.history().await,
        [
            "ConfigurationUpdate: Alarm \"slow\" created",
            "StateUpdate: Alarm updated from INSUFFICIENT_DATA to OK",
            "StateUpdate: Alarm updated from OK to ALARM",
        ]
    );
    let newest = world.items("slow").await.pop().unwrap();
    let data: serde_json::Value = serde_json::from_str(&newest.data).unwrap();
    assert_eq!(data["version"], "1.0");
    assert_eq!(data["oldState"]["stateReasonData"]["recentDatapoints"][0], 10.0);
    assert_eq!(data["newState"]["stateValue"], "ALARM");
    assert_eq!(data["newState"]["stateReasonData"]["statistic"], "Average");
}

#[tokio::test]
async fn alarms_are_evaluated_once_a_minute_or_every_ten_seconds() {
    let world = World::new();
    world.put(|_| {}).await;
    world.put(|input| (input.alarm_name, input.period) = (Some("quick".to_owned()), Some(10))).await;
    world
        .put(|input| {
            input.alarm_name = Some("weekly".to_owned());
            (input.period, input.evaluation_periods) = (Some(3600), Some(168));
        })
        .await;
    assert_eq!(world.tick(1).await.0, 3);
    assert_eq!(world.tick(5).await.0, 0);
    assert_eq!(world.tick(11).await.0, 1);
    assert_eq!(world.tick(59).await.0, 1);
    assert_eq!(world.tick(61).await.0, 2);
    assert_eq!(world.tick(3601).await.0, 3);
}

#[tokio::test]
async fn a_restart_neither_loses_nor_repeats_a_transition() {
    let mut world = World::new();
    world.put(|_| {}).await;
    world.datum(10, 90.0).await;
    assert_eq!(world.tick(61).await, (1, 1));
    let before = (world.alarm().await, world.history().await);
    world.restart().await;
    assert_eq!(world.tick(62).await, (1, 0));
    assert_eq!((world.alarm().await, world.history().await), before);
    // It becomes good while the server is down.
    world.datum(70, 1.0).await;
    world.restart().await;
    assert_eq!(world.tick(130).await, (1, 1));
    assert_eq!(world.state().await, "OK");
    assert_eq!(world.history().await.len(), 3);
}

#[tokio::test]
async fn an_update_keeps_the_state_and_is_due_at_once() {
    let world = World::new();
    world.put(|_| {}).await;
    world.datum(10, 90.0).await;
    assert_eq!(world.tick(61).await, (1, 1));
    let before = world.alarm().await;
    world.at(65);
    world.put(|input| input.threshold = Some(95.0)).await;
    let after = world.alarm().await;
    assert_eq!((after.state_value.as_str(), after.threshold), ("ALARM", Some(95.0)));
    assert_eq!(after.state_reason, before.state_reason);
    assert_eq!(after.state_updated_timestamp, before.state_updated_timestamp);
    assert_eq!(after.alarm_configuration_updated_timestamp, START.plus_secs(65));
    let newest = world.items("slow").await.pop().unwrap();
    let data: serde_json::Value = serde_json::from_str(&newest.data).unwrap();
    assert_eq!((&data["type"], &data["updatedAlarm"]["threshold"]), (&"Update".into(), &95.0.into()));
    assert_eq!(data["originalUpdatedFields"]["threshold"], 50.0);
    assert_eq!(data["originalUpdatedFields"].get("metricName"), None);
    assert_eq!(world.tick(66).await, (1, 1));
    assert_eq!(world.state().await, "OK");
}

#[tokio::test]
async fn a_state_that_was_set_lasts_until_the_next_evaluation() {
    let world = World::new();
    world.put(|_| {}).await;
    world.datum(10, 1.0).await;
    world.tick(61).await;
    world.at(62);
    world.set("ALARM", "a test").await;
    let alarm = world.alarm().await;
    assert_eq!((alarm.state_value.as_str(), alarm.state_reason.as_str()), ("ALARM", "a test"));
    assert_eq!(alarm.state_reason_data, None);
    assert_eq!(alarm.state_transitioned_timestamp, START.plus_secs(62));
    let length = world.history().await.len();
    // The state that it has: nothing is recorded.
    world.set("ALARM", "another").await;
    assert_eq!(world.alarm().await, alarm);
    assert_eq!(world.history().await.len(), length);
    assert_eq!(world.tick(70).await, (0, 0));
    assert_eq!(world.tick(121).await, (1, 1));
    assert_eq!(world.state().await, "OK");
}

#[tokio::test]
async fn what_was_decided_about_an_older_configuration_is_dropped() {
    let world = World::new();
    world.put(|_| {}).await;
    world.datum(10, 90.0).await;
    world.at(61);
    let now = world.app.now();
    let due = world.app.alarms.open().await.unwrap().due(now);
    let (findings, _) = evaluate_all(&world.app.alarms, due, now).await;
    assert_eq!(findings.len(), 1);
    world.put(|input| input.threshold = Some(1000.0)).await;
    assert_eq!(write(&world.app.alarms, findings, now).await.unwrap(), 0);
    assert_eq!(world.state().await, "INSUFFICIENT_DATA");
}

#[tokio::test]
async fn deleting_leaves_the_history_and_unknown_names_alone() {
    let mut world = World::new();
    world.put(|_| {}).await;
    let names = ["slow", "unknown", "slow"].map(str::to_owned).to_vec();
    delete_alarms(&world.app, DeleteAlarmsInput { alarm_names: Some(names) }).await.unwrap();
    assert_eq!(world.tick(61).await, (0, 0));
    assert_eq!(world.history().await.len(), 2);
    assert_eq!(world.history().await[1], "ConfigurationUpdate: Alarm \"slow\" deleted");
    world.restart().await;
    let described = describe_alarms(&world.app, DescribeAlarmsInput::default()).await.unwrap();
    assert_eq!(described.metric_alarms, []);
}

fn math_alarm(expression: &str) -> PutMetricAlarmInput {
    let metric = Metric {
        namespace: Some("App".to_owned()),
        metric_name: Some("Latency".to_owned()),
        dimensions: Vec::new(),
    };
    let stat =
        MetricStat { metric: Some(metric), period: Some(60), stat: Some("Sum".to_owned()), unit: None };
    let raw = MetricDataQuery {
        id: Some("m1".to_owned()),
        metric_stat: Some(stat),
        return_data: Some(false),
        ..MetricDataQuery::default()
    };
    let result = MetricDataQuery {
        id: Some("e1".to_owned()),
        expression: Some(expression.to_owned()),
        ..MetricDataQuery::default()
    };
    let mut input = input();
    (input.metric_name, input.namespace, input.statistic, input.period) = (None, None, None, None);
    input.metrics = Some(vec![raw, result]);
    input
}

#[tokio::test]
async fn an_alarm_on_an_expression() {
    let mut world = World::new();
    put_metric_alarm(&world.app, math_alarm("m1 * 10")).await.unwrap();
    world.datum(10, 4.0).await;
    world.datum(20, 5.0).await;
    assert_eq!(world.tick(61).await, (1, 1));
    assert_eq!(
        world.alarm().await.state_reason,
        "Threshold Crossed: 1 datapoint [90.0 (20/11/26 10:00:00)] was greater than the threshold (50.0)."
    );
    world.restart().await;
    // From 9 to 100 is 91: still breaching, and looked at as long as it is one of three slots, though the
    // minute that it differs from has left them earlier.
    put_metric_alarm(&world.app, math_alarm("DIFF(m1)")).await.unwrap();
    world.datum(70, 100.0).await;
    for secs in [121, 181, 241] {
        assert_eq!(world.tick(secs).await, (1, 0), "{secs}");
    }
    assert_eq!(world.tick(301).await, (1, 1));
    assert_eq!(world.state().await, "INSUFFICIENT_DATA");
}

#[tokio::test]
async fn an_expression_that_cannot_be_evaluated_is_refused() {
    let world = World::new();
    for (expression, part) in [
        ("m1 +", "Error in expression 'e1'"),
        ("m2", "Error in expression 'e1'"),
        ("SEARCH('x', 'Average', 60)", "SEARCH is not supported on Metric Alarms."),
        ("AVG(SEARCH('x', 'Average', 60))", "SEARCH is not supported on Metric Alarms."),
        ("AVG(m1)", "must give a single time series"),
        ("[m1, m1]", "must give a single time series"),
    ] {
        let error = put_metric_alarm(&world.app, math_alarm(expression)).await.unwrap_err();
        assert!(error.to_string().contains(part), "{expression}: {error}");
    }
}

#[tokio::test]
async fn a_stored_alarm_that_is_not_understood_harms_no_other() {
    let mut world = World::new();
    world.put(|_| {}).await;
    let unknown = MetricAlarm { comparison_operator: "FromTheFuture".to_owned(), ..world.alarm().await };
    let unknown = MetricAlarm { alarm_name: "future".to_owned(), ..unknown };
    for (name, document) in [("future", serde_json::to_string(&unknown).unwrap()), ("broken", "{".to_owned())]
    {
        let put = vec![StoredAlarm { name: name.to_owned(), document }];
        world.app.store.write_alarms(AlarmWrite { put, ..AlarmWrite::default() }).await.unwrap();
    }
    world.restart().await;
    world.datum(10, 90.0).await;
    assert_eq!(world.tick(61).await, (1, 1));
    let described = describe_alarms(&world.app, DescribeAlarmsInput::default()).await.unwrap();
    let names: Vec<&str> = described.metric_alarms.iter().map(|alarm| alarm.alarm_name.as_str()).collect();
    assert_eq!(names, ["future", "slow"]);
}

#[tokio::test]
async fn an_alarm_on_a_percentile() {
    let world = World::new();
    world.put(|input| (input.statistic, input.extended_statistic) = (None, Some("p50".to_owned()))).await;
    for (secs, value) in [(10, 10.0), (20, 80.0), (30, 90.0)] {
        world.datum(secs, value).await;
    }
    assert_eq!(world.tick(61).await, (1, 1));
    let alarm = world.alarm().await;
    assert_eq!((alarm.state_value.as_str(), alarm.extended_statistic.as_deref()), ("ALARM", Some("p50")));
    let data: serde_json::Value = serde_json::from_str(&alarm.state_reason_data.unwrap()).unwrap();
    assert_eq!(
        (&data["statistic"], &data["evaluatedDatapoints"][0]["sampleCount"]),
        (&"p50".into(), &3.0.into())
    );
    let value = data["recentDatapoints"][0].as_f64().unwrap();
    assert!((75.0..85.0).contains(&value), "{value}");
}

#[tokio::test]
async fn few_samples_keep_the_state_of_a_percentile() {
    let world = World::new();
    world
        .put(|input| {
            (input.statistic, input.extended_statistic) = (None, Some("p50".to_owned()));
            input.evaluate_low_sample_count_percentile = Some("ignore".to_owned());
        })
        .await;
    world.datum(10, 90.0).await;
    assert_eq!(world.tick(61).await, (1, 0));
    for secs in 61..81 {
        world.datum(secs, 90.0).await;
    }
    assert_eq!(world.tick(121).await, (1, 1));
    assert_eq!(world.state().await, "ALARM");
}

fn band_alarm() -> PutMetricAlarmInput {
    let mut input = math_alarm("ANOMALY_DETECTION_BAND(m1, 2)");
    // Both return data, as consoles send it.
    input.metrics.as_mut().unwrap()[0].return_data = None;
    (input.threshold, input.threshold_metric_id) = (None, Some("e1".to_owned()));
    input.comparison_operator = Some("LessThanLowerOrGreaterThanUpperThreshold".to_owned());
    input
}

#[tokio::test]
async fn an_alarm_on_a_band_that_is_learnt() {
    let mut world = World::new();
    put_metric_alarm(&world.app, band_alarm()).await.unwrap();
    assert_eq!(world.alarm().await.threshold_metric_id.as_deref(), Some("e1"));
    // Nothing is known of what is usual yet.
    world.datum(10, 100.0).await;
    assert_eq!(world.tick(61).await, (1, 0));
    // Two days between 9 and 11, in steps of five minutes.
    for step in 1..=(2 * 288) {
        world.datum(-300 * step, 9.0 + (step % 3) as f64).await;
    }
    world.datum(70, 10.0).await;
    assert_eq!(world.tick(121).await, (1, 1));
    assert_eq!(world.state().await, "OK");
    world.restart().await;
    world.datum(130, 50.0).await;
    assert_eq!(world.tick(181).await, (1, 1));
    let alarm = world.alarm().await;
    assert_eq!(alarm.state_value, "ALARM");
    let start =
        "Thresholds Crossed: 1 datapoint [50.0 (20/11/26 10:02:00)] was less than the lower thresholds [";
    assert!(alarm.state_reason.starts_with(start), "{}", alarm.state_reason);
    let data: serde_json::Value = serde_json::from_str(&alarm.state_reason_data.unwrap()).unwrap();
    let upper = data["recentUpperThresholds"][0].as_f64().unwrap();
    assert!((10.0..20.0).contains(&upper), "{upper}");
    assert_eq!(data.get("threshold"), None);
    // What is no band can't be one's threshold.
    let mut other = band_alarm();
    other.metrics.as_mut().unwrap()[1].expression = Some("m1 * 2".to_owned());
    let error = put_metric_alarm(&world.app, other).await.unwrap_err();
    assert!(error.to_string().contains("must be an ANOMALY_DETECTION_BAND"), "{error}");
}

#[tokio::test]
async fn an_evaluation_that_fails_keeps_the_state_and_says_so() {
    let world = World::new();
    put_metric_alarm(&world.app, math_alarm("m1 * 10")).await.unwrap();
    world.at(1);
    let kept = world.app.alarms.open().await.unwrap().get("slow").unwrap().clone();
    let before = world.history().await;
    assert_eq!(write(&world.app.alarms, vec![(kept, Err(()))], world.app.now()).await.unwrap(), 0);
    assert_eq!(world.alarm().await.evaluation_state.as_deref(), Some("EVALUATION_ERROR"));
    assert_eq!(world.history().await, before);
    assert_eq!(world.tick(61).await, (1, 0));
    assert_eq!(world.alarm().await.evaluation_state, None);
}

#[tokio::test]
async fn an_alarm_over_its_budget_says_so_and_the_others_go_on() {
    let mut world = World::new();
    let many = |id: &str| Some(format!("[{}]", vec![id; 400].join(",")));
    let mut input = math_alarm("SUM(b)");
    for (id, expression) in [("a", many("m1")), ("b", many("a"))] {
        let (id, return_data) = (Some(id.to_owned()), Some(false));
        let query = MetricDataQuery { id, expression, return_data, ..MetricDataQuery::default() };
        input.metrics.get_or_insert_default().push(query);
    }
    put_metric_alarm(&world.app, input).await.unwrap();
    world.put(|input| input.alarm_name = Some("other".to_owned())).await;
    world.datum(10, 90.0).await;
    for secs in [61, 121] {
        world.at(secs);
        let done = tick(&world.app.alarms, world.app.now()).await.unwrap();
        let changed = usize::from(secs == 61);
        assert_eq!(done, Tick { evaluated: 2, changed, failed: 1 }, "{secs}");
        let alarm = world.alarm().await;
        assert_eq!(alarm.state_value, "INSUFFICIENT_DATA");
        assert_eq!(alarm.evaluation_state.as_deref(), Some("EVALUATION_ERROR"));
        world.restart().await;
    }
}
