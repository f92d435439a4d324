//! What was acknowledged survives kill -9, exactly once.
//!
//! A child process (this very test binary) writes as fast as it can and prints what the store acknowledged.
//! It is killed in mid-write, again and again on the same folder; each time the folder opens, and holds
//! every acknowledged call once and no other call in part.

use crate::child::{FIRST, FOLDER, killed_after, turn};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use store::{LogEvent, LogQuery, MetricIdentity, MetricPoint, Store, StoreError, StoredDashboard};
use timeseries::{Period, StatisticSet, TimeRange, Timestamp};

const KILLS: i64 = 24;

/// More than any child writes.
const CALLS_PER_CHILD: i64 = 100_000;

/// Enough that a few calls fill a chunk, so that children die while they seal.
const POINTS_PER_CALL: i64 = 40;
const EVENTS_PER_CALL: usize = 3;

/// A call's first point goes to a series that fills slowly and holds on to the arrival log, so that replaying
/// it meets points that are in chunks already.
const SLOW: &str = "slow";
const FAST: &str = "fast";

const METRIC_WRITERS: i64 = 3;

#[test]
fn acknowledged_writes_survive_kill_9_exactly_once() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for kill in 0..KILLS {
        let first = kill * CALLS_PER_CHILD;
        // From none (killed while opening) to enough that chunks and blocks have been sealed.
        let wanted = [0, 1, 7, 40, 150, 400][kill as usize % 6];
        acknowledged.extend(killed_after("kill::the_child", wanted, folder.path(), first));
        let store = Store::open(folder.path()).unwrap();
        runtime().block_on(check(&store, &acknowledged, first + CALLS_PER_CHILD));
    }
    assert!(acknowledged.len() > 2000, "only {} calls were acknowledged", acknowledged.len());
}

/// Does nothing unless it was started by the test above.
#[test]
fn the_child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let first: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    println!();
    let store = Store::open(Path::new(&folder)).unwrap();
    runtime().block_on(async {
        for (kind, name) in [("group", "g"), ("stream", "s")] {
            let outcome = match kind {
                "group" => store.create_log_group(name, Timestamp::from_secs(0)).await,
                _ => store.create_log_stream("g", name, Timestamp::from_secs(0)).await,
            };
            assert!(matches!(outcome, Ok(()) | Err(StoreError::AlreadyExists)));
        }
        let mut writers: Vec<_> = (0..METRIC_WRITERS)
            .map(|writer| tokio::spawn(put_metrics(store.clone(), writer, first)))
            .collect();
        writers.push(tokio::spawn(put_logs(store.clone(), first)));
        writers.push(tokio::spawn(put_dashboards(store.clone(), first)));
        for writer in writers {
            writer.await.unwrap();
        }
    });
}

fn acknowledge(kind: &str, number: i64) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("ack {kind} {number}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

async fn put_metrics(store: Store, writer: i64, first: i64) {
    for number in (first..first + CALLS_PER_CHILD).filter(|number| number % METRIC_WRITERS == writer) {
        let point = |step| MetricPoint {
            metric: metric(if step == 0 { SLOW } else { FAST }),
            unit: "Count".to_owned(),
            storage_resolution_secs: 60,
            at: Timestamp::from_secs((number * POINTS_PER_CALL + step) * 60),
            statistics: StatisticSet::from_value(1.0),
            histogram: Vec::new(),
        };
        store.put_metric_data((0..POINTS_PER_CALL).map(point).collect()).await.unwrap();
        acknowledge("metric", number);
    }
}

async fn put_logs(store: Store, first: i64) {
    for number in first..first + CALLS_PER_CHILD {
        let event = LogEvent { at: Timestamp::from_secs(number), message: message(number) };
        store.put_log_events("g", "s", vec![event; EVENTS_PER_CALL], Timestamp::from_secs(0)).await.unwrap();
        acknowledge("log", number);
    }
}

async fn put_dashboards(store: Store, first: i64) {
    for number in first..first + CALLS_PER_CHILD {
        let (name, body) = (number.to_string(), format!("body of {number}"));
        store
            .put_dashboard(StoredDashboard { name, body, last_modified: Timestamp::from_secs(0) })
            .await
            .unwrap();
        acknowledge("dashboard", number);
    }
}

/// Whatever was written, it was written whole and once; and all that was acknowledged was written.
async fn check(store: &Store, acknowledged: &BTreeSet<String>, end: i64) {
    let mut found = BTreeSet::new();
    for (number, points) in metrics_found(store, end).await {
        assert_eq!(points, POINTS_PER_CALL, "metric {number} is there in part");
        found.insert(format!("metric {number}"));
    }
    for (number, events) in logs_found(store, end).await {
        assert_eq!(events, EVENTS_PER_CALL, "log {number}");
        found.insert(format!("log {number}"));
    }
    for dashboard in store.dashboards("", None, usize::MAX).await.unwrap() {
        let body = store.dashboard(&dashboard.name).await.unwrap().unwrap().body;
        assert_eq!(body, format!("body of {}", dashboard.name));
        found.insert(format!("dashboard {}", dashboard.name));
    }
    let lost: Vec<&String> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}

async fn metrics_found(store: &Store, end: i64) -> BTreeMap<i64, i64> {
    let range = TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(end * POINTS_PER_CALL * 60));
    let mut found = BTreeMap::new();
    for name in [SLOW, FAST] {
        assert_eq!(samples(store, name, range, 300).await, samples(store, name, range, 60).await, "{name}");
        assert_eq!(samples(store, name, range, 3600).await, samples(store, name, range, 60).await, "{name}");
        let units = store.statistics(&metric(name), None, range, Period::MINUTE).await.unwrap();
        for (at, set) in units.iter().flat_map(|unit| &unit.slots) {
            assert_eq!(*set, StatisticSet::from_value(1.0), "{name} at {at}");
            *found.entry(at.secs() / 60 / POINTS_PER_CALL).or_default() += 1;
        }
    }
    found
}

/// The number of all samples, from the table that the period reads: a roll-up may have been broken off.
async fn samples(store: &Store, name: &str, range: TimeRange, period_secs: i64) -> f64 {
    let period = Period::from_secs(period_secs).unwrap();
    // To whole days, so that no period rounds its end away.
    let range = TimeRange::new(range.start, range.end.plus_secs(86_400));
    let units = store.statistics(&metric(name), None, range, period).await.unwrap();
    units.iter().flat_map(|unit| &unit.slots).map(|(_, set)| set.sample_count).sum()
}

async fn logs_found(store: &Store, end: i64) -> BTreeMap<i64, usize> {
    let mut query = LogQuery {
        group: "g".to_owned(),
        streams: Vec::new(),
        stream_prefix: None,
        range: TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(end)),
        after: None,
        before: None,
        newest_first: false,
        limit: 10_000,
        limit_bytes: usize::MAX,
    };
    let mut found = BTreeMap::new();
    loop {
        let page = match store.log_events(query.clone()).await {
            Err(StoreError::NotFound) => return found,
            page => page.unwrap(),
        };
        let Some(last) = page.last() else { return found };
        query.after = Some(last.position);
        for event in page {
            let number = event.position.at.secs();
            assert_eq!(event.message, message(number));
            *found.entry(number).or_default() += 1;
        }
    }
}

fn metric(name: &str) -> MetricIdentity {
    MetricIdentity { namespace: "Test".to_owned(), metric_name: name.to_owned(), dimensions: Vec::new() }
}

/// Large enough that blocks fill up within a child's life.
fn message(number: i64) -> String {
    number.to_string().repeat(1500)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap()
}
