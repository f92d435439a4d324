//! First starts, later starts and log lines, on a real store.

use cloudwatch_api::{DeleteDashboardsInput, DescribeAlarmsInput, ListDashboardsInput};
use server::account::Account;
use server::app::App;
use server::clock::Clock;
use server::collector::{Batch, Disk, LOG_GROUP, Machine, host_name, log_layer, prepare, run};
use server::operations::cloudwatch::alarms::describe_alarms;
use server::operations::cloudwatch::dashboards::{delete_dashboards, list_dashboards};
use std::future::{pending, ready};
use std::time::Duration;
use store::{LogQuery, MetricFilter, Store};
use tempfile::TempDir;
use timeseries::{TimeRange, Timestamp};
use tracing_subscriber::layer::SubscriberExt;

fn app(folder: &TempDir) -> App {
    let store = Store::open(folder.path()).unwrap();
    let account = Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() };
    App::new(store, account, Clock::system())
}

fn machine(host: &str) -> Machine {
    let root = Disk { path: "/".to_owned(), device: "vda1".to_owned(), fstype: "ext4".to_owned() };
    Machine {
        host: host.to_owned(),
        disks: vec![root],
        interface: "eth0".to_owned(),
        block_device: "vda".to_owned(),
    }
}

async fn dashboards(app: &App) -> Vec<String> {
    let listed = list_dashboards(app, ListDashboardsInput::default()).await.unwrap();
    listed.dashboard_entries.into_iter().map(|entry| entry.dashboard_name).collect()
}

async fn alarms(app: &App) -> Vec<String> {
    let described = describe_alarms(app, DescribeAlarmsInput::default()).await.unwrap();
    described.metric_alarms.into_iter().map(|alarm| alarm.alarm_name).collect()
}

async fn sample(app: &App, host: &str) {
    let mut batch = Batch::new(host, app.now());
    batch.push("processes_total", "Count", &[], 1.0);
    app.store.put_metric_data(batch.into_points()).await.unwrap();
}

#[tokio::test]
async fn the_first_start_puts_up_a_dashboard_that_stays_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder);
    let silence_alarm = prepare(&app, machine("h")).await;
    assert_eq!(dashboards(&app).await, ["This-machine"]);
    let first = ["This-machine-cpu-high", "This-machine-disk-nearly-full", "This-machine-memory-high"]
        .map(str::to_owned);
    assert_eq!(alarms(&app).await, first);
    silence_alarm.unwrap().put(&app).await;
    assert_eq!(alarms(&app).await.len(), 4);
    sample(&app, "h").await;
    let names = Some(vec!["This-machine".to_owned()]);
    delete_dashboards(&app, DeleteDashboardsInput { dashboard_names: names }).await.unwrap();
    assert!(prepare(&app, machine("h")).await.is_none());
    assert_eq!(dashboards(&app).await, [""; 0]);
}

#[tokio::test]
async fn an_agents_data_from_another_host_is_no_start_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder);
    sample(&app, "elsewhere").await;
    prepare(&app, machine("h")).await;
    assert_eq!(dashboards(&app).await, ["This-machine"]);
    // Whoever has the name keeps what is theirs.
    assert!(prepare(&app, machine("h")).await.is_none());
}

#[tokio::test]
async fn the_collector_starts_samples_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder);
    // The first sample comes soon; it is the store's turn then, and maybe this test's late.
    let sampled = async {
        while list_names(&app).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    run(app.clone(), sampled).await;
    assert_eq!(dashboards(&app).await, ["This-machine"]);
    let names = list_names(&app).await;
    for name in ["cpu_usage_idle", "mem_total", "disk_used_percent"] {
        assert!(names.iter().any(|found| found == name), "{name} in {names:?}");
    }
}

/// Of this host's metrics.
async fn list_names(app: &App) -> Vec<String> {
    let filter = MetricFilter {
        namespace: Some("CWAgent".to_owned()),
        dimensions: vec![("host".to_owned(), Some(host_name()))],
        ..MetricFilter::default()
    };
    let found = app.store.list_metrics(&filter, None, 1000).await.unwrap();
    found.iter().map(|metric| metric.metric_name.clone()).collect()
}

async fn lines(app: &App) -> Vec<String> {
    let query = LogQuery {
        group: LOG_GROUP.to_owned(),
        streams: vec![host_name()],
        stream_prefix: None,
        range: TimeRange::new(Timestamp::MIN, Timestamp::MAX),
        after: None,
        before: None,
        newest_first: false,
        limit: 100_000,
        limit_bytes: 100_000_000,
    };
    app.store.log_events(query).await.unwrap().into_iter().map(|event| event.message).collect()
}

#[tokio::test]
async fn log_lines_reach_their_group_even_when_the_server_ends() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder);
    let (layer, taken) = log_layer();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        tracing::info!(target: "barograph", "one");
        tracing::warn!(target: "barograph", "two");
    });
    // Ending already: what is there is written all the same.
    taken.run(app.clone(), ready(())).await;
    assert_eq!(lines(&app).await, ["INFO barograph: one", "WARN barograph: two"]);
}

#[tokio::test]
async fn a_deleted_group_is_made_again_and_lost_lines_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder);
    app.store.create_log_group(LOG_GROUP, app.now()).await.unwrap();
    let (layer, taken) = log_layer();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        for number in 0..5000 {
            tracing::info!(target: "barograph", number);
        }
    });
    // The layer is gone, so the lines come to an end.
    taken.run(app.clone(), pending()).await;
    let lines = lines(&app).await;
    assert_eq!((lines.len(), lines[0].as_str()), (4097, "INFO barograph: number=0"));
    assert!(lines[4096].ends_with("904 log lines were lost, they came too fast"), "{}", lines[4096]);
}
