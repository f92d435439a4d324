//! Metrics: slots, units, listing, sealing, and any history against a naive model.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const ALL: TimeRange = TimeRange::new(Timestamp::from_secs(-1_000_000), Timestamp::from_secs(100_000_000));

async fn sums(store: &Store, name: &str, range: TimeRange, period_secs: i64) -> Vec<(i64, f64)> {
    let period = Period::from_secs(period_secs).unwrap();
    let units = store.statistics(&metric(name), None, range, period).await.unwrap();
    let slots = units.into_iter().flat_map(|unit| unit.slots);
    slots.map(|(at, set)| (at.secs(), set.sum)).collect()
}

#[tokio::test]
async fn points_come_back_in_slots_of_the_period() {
    let folder = folder();
    let store = open(&folder);
    let points = [(4085, 7.0), (4080, 5.0), (4140, 24.0)];
    store.put_metric_data(points.map(|(at, value)| point("a", at, value)).to_vec()).await.unwrap();
    assert_eq!(sums(&store, "a", ALL, 60).await, [(4080, 12.0), (4140, 24.0)]);
    assert_eq!(sums(&store, "a", ALL, 300).await, [(3900, 36.0)]);
    assert_eq!(sums(&store, "a", TimeRange::new(secs(4081), secs(4199)), 60).await, [(4080, 12.0)]);
    assert_eq!(sums(&store, "other", ALL, 60).await, []);
}

#[tokio::test]
async fn standard_resolution_stands_on_whole_minutes_and_high_resolution_on_seconds() {
    let folder = folder();
    let store = open(&folder);
    let high = MetricPoint { storage_resolution_secs: 1, ..point("high", 4085, 7.0) };
    store.put_metric_data(vec![point("standard", 4085, 7.0), high]).await.unwrap();
    assert_eq!(sums(&store, "standard", ALL, 1).await, [(4080, 7.0)]);
    assert_eq!(sums(&store, "high", ALL, 1).await, [(4085, 7.0)]);
}

#[tokio::test]
async fn units_are_series_of_their_own() {
    let folder = folder();
    let store = open(&folder);
    let in_bytes = MetricPoint { unit: "Bytes".to_owned(), ..point("a", 0, 2.0) };
    store.put_metric_data(vec![point("a", 0, 1.0), in_bytes]).await.unwrap();
    let units = async |unit| {
        let found = store.statistics(&metric("a"), unit, ALL, Period::MINUTE).await.unwrap();
        found.into_iter().map(|unit| (unit.unit, unit.slots[0].1.sum)).collect::<Vec<_>>()
    };
    assert_eq!(units(None).await, [("Bytes".to_owned(), 2.0), ("Count".to_owned(), 1.0)]);
    assert_eq!(units(Some("Count")).await, [("Count".to_owned(), 1.0)]);
    assert_eq!(units(Some("Seconds")).await, []);
}

#[tokio::test]
async fn one_metric_may_have_both_resolutions_in_memory_and_in_chunks() {
    let folder = folder();
    let store = open(&folder);
    for at in [0, 60] {
        let high = MetricPoint { storage_resolution_secs: 1, ..point("a", at + 7, 1.0) };
        store.put_metric_data(vec![point("a", at + 7, 2.0), high]).await.unwrap();
        if at == 0 {
            store.seal().await;
        }
    }
    assert_eq!(sums(&store, "a", ALL, 1).await, [(0, 2.0), (7, 1.0), (60, 2.0), (67, 1.0)]);
    assert_eq!(sums(&store, "a", ALL, 60).await, [(0, 3.0), (60, 3.0)]);
}

#[tokio::test]
async fn metrics_are_listed_in_order_by_what_is_asked_for() {
    let folder = folder();
    let store = open(&folder);
    let mut elsewhere = point("a", 0, 1.0);
    elsewhere.metric.namespace = "Before".to_owned();
    let late = point("late", 600, 1.0);
    store.put_metric_data(vec![point("b", 0, 1.0), point("a", 0, 1.0), elsewhere, late]).await.unwrap();
    let check = async |filter: MetricFilter, after: Option<&str>, limit, expected: &[&str]| {
        let after = after.map(metric);
        let found = store.list_metrics(&filter, after.as_ref(), limit).await.unwrap();
        let names = found.iter().map(|metric| format!("{}/{}", metric.namespace, metric.metric_name));
        assert_eq!(names.collect::<Vec<_>>(), expected, "{filter:?}");
    };
    let all = MetricFilter::default();
    check(all.clone(), None, 10, &["Before/a", "Test/a", "Test/b", "Test/late"]).await;
    check(all.clone(), None, 2, &["Before/a", "Test/a"]).await;
    check(all.clone(), Some("a"), 10, &["Test/b", "Test/late"]).await;
    let in_test = MetricFilter { namespace: Some("Test".to_owned()), ..all.clone() };
    check(in_test.clone(), None, 10, &["Test/a", "Test/b", "Test/late"]).await;
    check(in_test, Some("a"), 10, &["Test/b", "Test/late"]).await;
    check(
        MetricFilter { metric_name: Some("a".to_owned()), ..all.clone() },
        None,
        9,
        &["Before/a", "Test/a"],
    )
    .await;
    check(MetricFilter { active_since: Some(secs(630)), ..all.clone() }, None, 9, &["Test/late"]).await;
    check(MetricFilter { active_since: Some(secs(660)), ..all.clone() }, None, 9, &[]).await;
    let with = |value: &str| vec![("Host".to_owned(), Some(value.to_owned()))];
    check(MetricFilter { dimensions: with("b"), ..all.clone() }, None, 9, &[]).await;
    check(MetricFilter { dimensions: with("a"), ..all.clone() }, None, 1, &["Before/a"]).await;
    check(MetricFilter { dimensions: vec![("Disk".to_owned(), None)], ..all }, None, 9, &[]).await;
}

#[tokio::test]
async fn a_damaged_chunk_is_left_out_and_the_rest_is_served() {
    let folder = folder();
    let store = open(&folder);
    for at in [0, 6000, 12_000] {
        store.put_metric_data(vec![point("a", at, 1.0), point("a", at + 60, 2.0)]).await.unwrap();
        store.seal().await;
    }
    let damage = |connection: &rusqlite::Connection| {
        let sql = "UPDATE metric_chunk SET data = CAST(substr(data, 1, length(data) - 1) || x'7f' AS BLOB) WHERE start_secs = 6000";
        assert_eq!(connection.execute(sql, [])?, 1);
        Ok(())
    };
    store.shared().writer.write(damage, |()| ()).await.unwrap();
    assert_eq!(sums(&store, "a", ALL, 60).await, [(0, 1.0), (60, 2.0), (12_000, 1.0), (12_060, 2.0)]);
}

#[tokio::test]
async fn sealing_empties_the_arrival_log_but_keeps_what_other_series_wait_for() {
    let folder = folder();
    let store = open(&folder);
    let count = async |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        let read =
            move |connection: &rusqlite::Connection| Ok(connection.query_row(&sql, [], |row| row.get(0))?);
        store.shared().readers.read(read).await.unwrap()
    };
    for minute in 0..100 {
        store.put_metric_data(vec![point("a", minute * 60, 1.0)]).await.unwrap();
    }
    store.put_metric_data(vec![point("b", 0, 1.0)]).await.unwrap();
    let full: Vec<MetricPoint> = (100..300).map(|minute| point("a", minute * 60, 1.0)).collect();
    store.put_metric_data(full).await.unwrap();
    while count("metric_chunk").await != 1_i64 {
        tokio::task::yield_now().await;
    }
    // b's only point came with batch 101: that one and the one after it stay.
    assert_eq!(count("metric_arrival").await, 2);
    store.seal().await;
    assert_eq!((count("metric_chunk").await, count("metric_arrival").await), (2, 0));
    assert_eq!(sums(&store, "a", ALL, 86_400).await, [(0, 300.0)]);
}

#[tokio::test]
async fn a_hundred_puts_at_once_are_all_kept() {
    let folder = folder();
    let store = open(&folder);
    let puts: Vec<_> = (0..100)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.put_metric_data(vec![point("a", number * 60, 1.0)]).await })
        })
        .collect();
    for put in puts {
        put.await.unwrap().unwrap();
    }
    store.close().await;
    drop(store);
    assert_eq!(sums(&open(&folder), "a", ALL, 86_400).await, [(0, 100.0)]);
}

type Slots = BTreeMap<i64, StatisticSet>;

#[derive(Clone, Debug)]
enum Step {
    Put(Vec<(i64, f64)>),
    Seal,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let value = prop_oneof![(-1000_i32..1000).prop_map(|value| f64::from(value) / 4.0)];
    prop_oneof![
        4 => prop::collection::vec((0_i64..20_000, value), 1..30).prop_map(Step::Put),
        1 => Just(Step::Seal),
        1 => Just(Step::Reopen),
    ]
}

/// Sums of quarters are exact in any order, so the model and the store may add in different ones.
fn model(puts: &[(i64, f64)], range: (i64, i64), period: i64) -> Slots {
    let mut slots = Slots::new();
    for (at, value) in puts {
        let minute = at.div_euclid(60) * 60;
        let slot = minute.div_euclid(period) * period;
        let (start, end) = (range.0.div_euclid(period) * period, range.1.div_euclid(period) * period);
        if start <= minute && minute < end {
            let set = StatisticSet::from_value(*value);
            slots.entry(slot).and_modify(|merged| merged.merge(&set)).or_insert(set);
        }
    }
    slots
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_history_sums_up_like_a_naive_model(
        steps in prop::collection::vec(step(), 1..12),
        range in (0_i64..20_000, 0_i64..20_000),
        period in prop::sample::select(vec![60_i64, 300, 3600]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let found = runtime.block_on(async {
            let folder = folder();
            let mut store = open(&folder);
            for step in &steps {
                match step {
                    Step::Put(points) => {
                        let points = points.iter().map(|(at, value)| point("a", *at, *value)).collect();
                        store.put_metric_data(points).await.unwrap();
                    }
                    Step::Seal => store.seal().await,
                    Step::Reopen => {
                        drop(store);
                        store = open(&folder);
                    }
                }
            }
            let range = TimeRange::new(secs(range.0), secs(range.1));
            let period = Period::from_secs(period).unwrap();
            let units = store.statistics(&metric("a"), None, range, period).await.unwrap();
            units.into_iter().flat_map(|unit| unit.slots).map(|(at, set)| (at.secs(), set)).collect::<Slots>()
        });
        let puts: Vec<(i64, f64)> = steps
            .into_iter()
            .flat_map(|step| if let Step::Put(points) = step { points } else { Vec::new() })
            .collect();
        prop_assert_eq!(found, model(&puts, range, period));
    }
}
