//! Dashboards, alarms, and what expires.

use super::*;

#[tokio::test]
async fn a_dashboard_comes_back_byte_for_byte() {
    let folder = folder();
    let dashboard = StoredDashboard {
        name: "Wall".to_owned(),
        body: "{ \"widgets\" : [ ]\r\n}\u{1f4c8}".to_owned(),
        last_modified: Timestamp::from_millis(1_234),
    };
    let store = open(&folder);
    store.put_dashboard(dashboard.clone()).await.unwrap();
    drop(store);
    let store = open(&folder);
    assert_eq!(store.dashboard("Wall").await.unwrap(), Some(dashboard.clone()));
    assert_eq!(store.dashboard("wall").await.unwrap(), None);
    let newer = StoredDashboard { body: "{}".to_owned(), ..dashboard };
    store.put_dashboard(newer.clone()).await.unwrap();
    assert_eq!(store.dashboard("Wall").await.unwrap(), Some(newer));
}

#[tokio::test]
async fn dashboards_are_listed_by_name_and_deleted() {
    let folder = folder();
    let store = open(&folder);
    for name in ["b2", "a", "b1", "c", "b3"] {
        let dashboard =
            StoredDashboard { name: name.to_owned(), body: "{\"ä\":1}".to_owned(), last_modified: secs(7) };
        store.put_dashboard(dashboard).await.unwrap();
    }
    let check = async |prefix: &str, after: Option<&str>, limit, expected: &[&str]| {
        let found = store.dashboards(prefix, after, limit).await.unwrap();
        assert!(
            found.iter().all(|dashboard| dashboard.size_bytes == 8 && dashboard.last_modified == secs(7))
        );
        let names: Vec<&str> = found.iter().map(|dashboard| dashboard.name.as_str()).collect();
        assert_eq!(names, expected, "{prefix} after {after:?}");
    };
    check("", None, 9, &["a", "b1", "b2", "b3", "c"]).await;
    check("b", None, 9, &["b1", "b2", "b3"]).await;
    check("b", Some("b1"), 1, &["b2"]).await;
    check("d", None, 9, &[]).await;
    store.delete_dashboards(&["b2".to_owned(), "unknown".to_owned(), "c".to_owned()]).await.unwrap();
    check("", None, 9, &["a", "b1", "b3"]).await;
}

fn item(at: i64, summary: &str) -> AlarmHistoryItem {
    AlarmHistoryItem {
        alarm_name: "hot".to_owned(),
        alarm_kind: AlarmKind::Metric,
        at: secs(at),
        kind: "StateUpdate".to_owned(),
        summary: summary.to_owned(),
        data: "{}".to_owned(),
    }
}

fn write(put: &[&str], deleted: &[&str], items: Vec<AlarmHistoryItem>) -> AlarmWrite {
    let alarm = |document: &&str| StoredAlarm { name: "hot".to_owned(), document: (*document).to_owned() };
    AlarmWrite {
        put: put.iter().map(alarm).collect(),
        deleted: deleted.iter().map(|name| (*name).to_owned()).collect(),
        history: items.into_iter().map(HistoryEntry::Item).collect(),
        tags: Vec::new(),
    }
}

fn of_hot(limit: usize) -> AlarmHistoryQuery {
    AlarmHistoryQuery { alarm_name: Some("hot".to_owned()), limit, ..AlarmHistoryQuery::default() }
}

#[tokio::test]
async fn an_alarm_and_its_history_live_and_the_history_outlives() {
    let folder = folder();
    let store = open(&folder);
    store.write_alarms(write(&["1"], &[], vec![item(10, "created")])).await.unwrap();
    store.write_alarms(write(&["2"], &[], vec![item(20, "first"), item(20, "second")])).await.unwrap();
    assert_eq!(store.alarms().await.unwrap(), write(&["2"], &[], Vec::new()).put);
    store.write_alarms(write(&[], &["hot", "unknown"], vec![item(30, "deleted")])).await.unwrap();
    assert_eq!(store.alarms().await.unwrap(), []);
    let check = async |query: AlarmHistoryQuery, expected: &[&str]| {
        let found = store.alarm_history(query).await.unwrap();
        assert_eq!(found.iter().map(|(_, item)| item.summary.as_str()).collect::<Vec<_>>(), expected);
        found.last().map(|(position, _)| *position)
    };
    check(of_hot(9), &["deleted", "second", "first", "created"]).await;
    let after = check(of_hot(2), &["deleted", "second"]).await;
    check(AlarmHistoryQuery { after, ..of_hot(2) }, &["first", "created"]).await;
    let up = AlarmHistoryQuery { is_ascending: true, ..of_hot(2) };
    let after = check(up.clone(), &["created", "first"]).await;
    check(AlarmHistoryQuery { after, ..up }, &["second", "deleted"]).await;
    let between = AlarmHistoryQuery { start: Some(secs(11)), end: Some(secs(20)), ..of_hot(9) };
    check(between, &["second", "first"]).await;
    check(AlarmHistoryQuery { alarm_kinds: vec![AlarmKind::Composite], ..of_hot(9) }, &[]).await;
    check(AlarmHistoryQuery { item_kind: Some("Action".to_owned()), ..of_hot(9) }, &[]).await;
    check(AlarmHistoryQuery { alarm_name: Some("other".to_owned()), ..of_hot(9) }, &[]).await;
}

#[tokio::test]
async fn what_has_expired_goes_and_nothing_else() {
    let folder = folder();
    let store = open(&folder);
    let day = 86_400;
    let items = vec![item(0, "old"), item(2 * day, "young")];
    store.write_alarms(write(&[""], &[], items)).await.unwrap();
    store.put_metric_data(vec![point("a", 0, 1.0)]).await.unwrap();
    store.seal().await;
    store.put_metric_data(vec![point("a", 2 * day, 2.0)]).await.unwrap();
    store.seal().await;
    // What is rolled up at one look goes at the next.
    let expire = async |days: i64| {
        for _ in metric_table::Table::ALL {
            let shared = Arc::clone(store.shared());
            let expired = tokio::task::spawn_blocking(move || retention::expire(&shared, secs(days * day)));
            expired.await.unwrap().unwrap();
        }
    };
    let sums = async |days: i64| {
        let range = TimeRange::new(secs(0), secs(1000 * day));
        let range = visible_range(range, Period::DAY, secs(days * day));
        let units = store.statistics(&metric("a"), None, range, Period::DAY).await.unwrap();
        units.into_iter().flat_map(|unit| unit.slots).map(|(_, set)| set.sum).collect::<Vec<_>>()
    };
    let history = async || store.alarm_history(of_hot(9)).await.unwrap().len();
    let check = async |days: i64, expected: (usize, &[f64])| {
        expire(days).await;
        assert_eq!(
            (history().await, sums(days).await),
            (expected.0, expected.1.to_vec()),
            "after {days} days"
        );
    };
    check(30, (2, &[1.0, 2.0])).await;
    check(31, (1, &[1.0, 2.0])).await;
    check(455, (0, &[1.0, 2.0])).await;
    check(456, (0, &[2.0])).await;
    let metrics = async || store.list_metrics(&MetricFilter::default(), None, 9).await.unwrap().len();
    assert_eq!(metrics().await, 1);
    // Slots may be a day long, so everything is kept for a day more than it is shown.
    expire(459).await;
    assert_eq!((metrics().await, sums(0).await), (0, vec![]));
    store.put_metric_data(vec![point("a", 3 * day, 4.0)]).await.unwrap();
    assert_eq!((metrics().await, sums(0).await), (1, vec![4.0]));
}
