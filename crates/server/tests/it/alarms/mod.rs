//! Alarms from end to end: operations and ticks on a real store, with the clock in the test's hand.

mod actions;
mod composite;
mod describe_and_set;
mod evaluate;
mod history;
mod random;

use cloudwatch_api::{DescribeAlarmsInput, MetricAlarm, PutMetricAlarmInput, SetAlarmStateInput};
use server::account::Account;
use server::alarms::tick;
use server::app::App;
use server::clock::Clock;
use server::operations::cloudwatch::alarms::{describe_alarms, put_metric_alarm, set_alarm_state};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{AlarmHistoryItem, AlarmHistoryQuery, MetricIdentity, MetricPoint, Store};
use tempfile::TempDir;
use timeseries::{StatisticSet, Timestamp};

/// 2026-11-20T10:00:00Z, where every story starts.
const START: Timestamp = Timestamp::from_secs(1_795_168_800);

struct World {
    folder: TempDir,
    now_millis: Arc<AtomicI64>,
    app: App,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now_millis = Arc::new(AtomicI64::new(START.millis()));
        let app = Self::app(&folder, &now_millis);
        World { folder, now_millis, app }
    }

    fn app(folder: &TempDir, now_millis: &Arc<AtomicI64>) -> App {
        let store = Store::open(folder.path()).unwrap();
        let account = Account { id: "000000000000".to_owned(), region: "eu-central-1".to_owned() };
        let now_millis = Arc::clone(now_millis);
        App::new(
            store,
            account,
            Clock::from_fn(move || Timestamp::from_millis(now_millis.load(Ordering::Relaxed))),
        )
    }

    async fn restart(&mut self) {
        self.app.store.close().await;
        self.app = Self::app(&self.folder, &self.now_millis);
    }

    /// Seconds since the start.
    fn at(&self, secs: i64) {
        self.now_millis.store(START.plus_secs(secs).millis(), Ordering::Relaxed);
    }

    async fn tick(&self, secs: i64) -> (usize, usize) {
        self.at(secs);
        let tick = tick(&self.app.alarms, self.app.now()).await.unwrap();
        assert_eq!(tick.failed, 0);
        (tick.evaluated, tick.changed)
    }

    async fn datum(&self, secs: i64, value: f64) {
        let metric = MetricIdentity {
            namespace: "App".to_owned(),
            metric_name: "Latency".to_owned(),
            dimensions: Vec::new(),
        };
        let point = MetricPoint {
            metric,
            unit: "Seconds".to_owned(),
            storage_resolution_secs: 1,
            at: START.plus_secs(secs),
            statistics: StatisticSet::from_value(value),
            histogram: Vec::new(),
        };
        self.app.store.put_metric_data(vec![point]).await.unwrap();
    }

    async fn put(&self, change: impl FnOnce(&mut PutMetricAlarmInput)) {
        let mut input = input();
        change(&mut input);
        put_metric_alarm(&self.app, input).await.unwrap();
    }

    async fn set(&self, state: &str, reason: &str) {
        self.set_of("slow", state, reason).await;
    }

    async fn set_of(&self, name: &str, state: &str, reason: &str) {
        let input = SetAlarmStateInput {
            alarm_name: Some(name.to_owned()),
            state_value: Some(state.to_owned()),
            state_reason: Some(reason.to_owned()),
            state_reason_data: None,
        };
        set_alarm_state(&self.app, input).await.unwrap();
    }

    async fn alarm(&self) -> MetricAlarm {
        let described = describe_alarms(&self.app, DescribeAlarmsInput::default()).await.unwrap();
        described.metric_alarms.into_iter().find(|alarm| alarm.alarm_name == "slow").unwrap()
    }

    async fn state(&self) -> String {
        self.alarm().await.state_value
    }

    /// Oldest first.
    async fn history(&self) -> Vec<String> {
        let items = self.items("slow").await;
        items.into_iter().map(|item| format!("{}: {}", item.kind, item.summary)).collect()
    }

    /// Oldest first.
    async fn items(&self, name: &str) -> Vec<AlarmHistoryItem> {
        let query = AlarmHistoryQuery {
            alarm_name: Some(name.to_owned()),
            is_ascending: true,
            limit: 1000,
            ..AlarmHistoryQuery::default()
        };
        let items = self.app.store.alarm_history(query).await.unwrap();
        items.into_iter().map(|(_, item)| item).collect()
    }
}

/// Average > 50 in one minute.
fn input() -> PutMetricAlarmInput {
    PutMetricAlarmInput {
        alarm_name: Some("slow".to_owned()),
        metric_name: Some("Latency".to_owned()),
        namespace: Some("App".to_owned()),
        statistic: Some("Average".to_owned()),
        period: Some(60),
        evaluation_periods: Some(1),
        threshold: Some(50.0),
        comparison_operator: Some("GreaterThanThreshold".to_owned()),
        ..PutMetricAlarmInput::default()
    }
}
