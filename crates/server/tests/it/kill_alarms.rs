//! An alarm's state, its history and the messages that go out are one transaction: kill -9 at any moment
//! leaves all of a change or nothing of it, and no change comes twice.
//!
//! A child process (this very test binary) changes alarms as fast as it can, by ticks and by SetAlarmState, and
//! prints what was acknowledged. It is killed in the midst of that, again and again on the same folder.

use crate::child::{FIRST, FOLDER, killed_after, turn};
use crate::topic::topic_with_endpoint;
use cloudwatch_api::{PutCompositeAlarmInput, PutMetricAlarmInput, SetAlarmStateInput};
use server::account::Account;
use server::alarms::{AlarmRecord, tick};
use server::app::App;
use server::clock::Clock;
use server::operations::cloudwatch::alarms::{put_composite_alarm, put_metric_alarm, set_alarm_state};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{AlarmHistoryQuery, MetricIdentity, MetricPoint, Store};
use timeseries::{StatisticSet, Timestamp};

const KILLS: i64 = 12;

/// More than any child lives through.
const MINUTES_PER_CHILD: i64 = 100_000;

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";
/// Set by hand, by as many writers.
const SET: [&str; 3] = ["set-0", "set-1", "set-2"];
/// Changed by ticks.
const TICKED: &str = "ticked";
/// Goes along with the first of them.
const COMPOSITE: &str = "composite";

#[test]
fn a_transition_is_neither_lost_nor_repeated_by_kill_9() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged: BTreeMap<String, usize> = BTreeMap::new();
    for kill in 0..KILLS {
        let wanted = [0, 1, 5, 20, 60, 150][kill as usize % 6];
        for name in killed_after("kill_alarms::the_child", wanted, folder.path(), kill * MINUTES_PER_CHILD) {
            *acknowledged.entry(name).or_default() += 1;
        }
        runtime().block_on(check(folder.path(), &mut acknowledged));
    }
    assert!(acknowledged.values().sum::<usize>() > 300, "too little was acknowledged: {acknowledged:?}");
}

/// Does nothing unless it was started by the test above.
#[test]
fn the_child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let first: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    println!();
    runtime().block_on(async {
        let minutes = Arc::new(AtomicI64::new(first));
        let clock = Arc::clone(&minutes);
        let now = move || Timestamp::from_secs(clock.load(Ordering::Relaxed) * 60);
        let app = app(Path::new(&folder), Clock::from_fn(now));
        create_all(&app).await;
        let mut tasks: Vec<_> =
            SET.iter().map(|name| tokio::spawn(keep_setting(app.clone(), name))).collect();
        tasks.push(tokio::spawn(keep_ticking(app.clone(), minutes)));
        for task in tasks {
            task.await.unwrap();
        }
    });
}

fn app(folder: &Path, clock: Clock) -> App {
    let account = Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() };
    App::new(Store::open(folder).unwrap(), account, clock)
}

async fn create_all(app: &App) {
    topic_with_endpoint(app, TOPIC).await;
    let actions = || Some(vec![TOPIC.to_owned()]);
    for name in SET.into_iter().chain([TICKED]) {
        let input = PutMetricAlarmInput {
            alarm_name: Some(name.to_owned()),
            namespace: Some("App".to_owned()),
            metric_name: Some(name.to_owned()),
            statistic: Some("Sum".to_owned()),
            period: Some(60),
            evaluation_periods: Some(1),
            threshold: Some(50.0),
            comparison_operator: Some("GreaterThanThreshold".to_owned()),
            treat_missing_data: Some("ignore".to_owned()),
            ok_actions: actions(),
            alarm_actions: actions(),
            ..PutMetricAlarmInput::default()
        };
        put_metric_alarm(app, input).await.unwrap();
    }
    let composite = PutCompositeAlarmInput {
        alarm_name: Some(COMPOSITE.to_owned()),
        alarm_rule: Some(format!("ALARM({})", SET[0])),
        ok_actions: actions(),
        alarm_actions: actions(),
        ..PutCompositeAlarmInput::default()
    };
    put_composite_alarm(app, composite).await.unwrap();
}

fn acknowledge(name: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("ack {name}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// From one state to the other and back.
async fn keep_setting(app: App, name: &'static str) {
    loop {
        let is_ok = app.alarms.open().await.unwrap().get(name).unwrap().record.state_value() == "OK";
        let state = if is_ok { "ALARM" } else { "OK" };
        let input = SetAlarmStateInput {
            alarm_name: Some(name.to_owned()),
            state_value: Some(state.to_owned()),
            state_reason: Some(String::new()),
            state_reason_data: None,
        };
        set_alarm_state(&app, input).await.unwrap();
        acknowledge(name);
    }
}

/// Each minute has the contrary datapoint of the one before.
async fn keep_ticking(app: App, minutes: Arc<AtomicI64>) {
    let mut is_bad = false;
    for _ in 0..MINUTES_PER_CHILD - 2 {
        is_bad = !is_bad;
        let minute = minutes.load(Ordering::Relaxed);
        let point = MetricPoint {
            metric: MetricIdentity {
                namespace: "App".to_owned(),
                metric_name: TICKED.to_owned(),
                dimensions: Vec::new(),
            },
            unit: "Count".to_owned(),
            storage_resolution_secs: 60,
            at: Timestamp::from_secs(minute * 60),
            statistics: StatisticSet::from_value(if is_bad { 100.0 } else { 0.0 }),
            histogram: Vec::new(),
        };
        app.store.put_metric_data(vec![point]).await.unwrap();
        minutes.store(minute + 1, Ordering::Relaxed);
        if tick(&app.alarms, app.now()).await.unwrap().changed != 0 {
            acknowledge(TICKED);
        }
    }
}

/// Every change has its history, its action and its message, all of them once; and all that was acknowledged is
/// there. Changes without acknowledgement count as acknowledged from now on.
async fn check(folder: &Path, acknowledged: &mut BTreeMap<String, usize>) {
    let app = app(folder, Clock::from_fn(|| Timestamp::from_secs(0)));
    let due = app.store.due_deliveries(Timestamp::from_secs(i64::from(u32::MAX)), usize::MAX).await;
    let mut subjects: Vec<String> = Vec::new();
    for due in due.unwrap() {
        let delivery = app.store.delivery(due.id).await.unwrap();
        subjects.extend(delivery.and_then(|delivery| delivery.publication?.subject));
    }
    let book = app.alarms.open().await.unwrap();
    for kept in book.iter() {
        let record = &kept.record;
        let (mut state, mut changes, mut actions) = ("INSUFFICIENT_DATA".to_owned(), 0, 0);
        for (kind, summary) in history(&app, record).await {
            match kind.as_str() {
                "StateUpdate" => {
                    let after = summary.strip_prefix(&format!("Alarm updated from {state} to "));
                    state = after
                        .unwrap_or_else(|| panic!("{}: {summary} after {state}", record.name()))
                        .to_owned();
                    changes += 1;
                }
                "Action" => actions += 1,
                _ => {}
            }
        }
        assert_eq!(record.state_value(), state, "{}", record.name());
        let ending = format!(": \"{}\" in US East (N. Virginia)", record.name());
        let messages = subjects.iter().filter(|subject| subject.ends_with(&ending)).count();
        assert_eq!((actions, messages), (changes, changes), "{}", record.name());
        let known = acknowledged.insert(record.name().to_owned(), changes).unwrap_or_default();
        assert!(
            known <= changes,
            "{}: {known} changes were acknowledged, {changes} are there",
            record.name()
        );
        // What was under way when the child died may have been kept without an answer.
        let is_own = record.name() != COMPOSITE;
        assert!(!is_own || changes <= known + 1, "{}: {changes} changes, {known} known", record.name());
    }
    drop(book);
    app.store.close().await;
}

/// Kind and summary, oldest first.
async fn history(app: &App, record: &AlarmRecord) -> Vec<(String, String)> {
    let query = AlarmHistoryQuery {
        alarm_name: Some(record.name().to_owned()),
        is_ascending: true,
        limit: usize::MAX,
        ..AlarmHistoryQuery::default()
    };
    let items = app.store.alarm_history(query).await.unwrap();
    items.into_iter().map(|(_, item)| (item.kind, item.summary)).collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
