//! Roll-ups and retention: any history, sealed, rolled up, expired and reopened at any point, sums up like a
//! naive model; late data; what the tables hold.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const DAY_SECS: i64 = 86_400;

/// The newest point of these histories, on a whole day.
const END_SECS: i64 = 20_000 * DAY_SECS;

fn high(name: &str, at_secs: i64, value: f64) -> MetricPoint {
    MetricPoint { storage_resolution_secs: 1, ..point(name, at_secs, value) }
}

async fn in_background(store: &Store, work: fn(&Shared, Timestamp) -> Result<(), StoreError>, now_secs: i64) {
    let shared = Arc::clone(store.shared());
    tokio::task::spawn_blocking(move || work(&shared, secs(now_secs))).await.unwrap().unwrap();
}

async fn distributions(store: &Store, range: (i64, i64), period_secs: i64) -> BTreeMap<i64, Distribution> {
    let range = TimeRange::new(secs(range.0), secs(range.1));
    let period = Period::from_secs(period_secs).unwrap();
    let metric = metric("a");
    let query = DatapointQuery { metric: &metric, unit: None, range, period };
    let units = store.distributions_of(&[query], |_, units| units).await.unwrap().pop().unwrap();
    units.into_iter().flat_map(|unit| unit.slots).map(|(at, samples)| (at.secs(), samples)).collect()
}

async fn sets(store: &Store, range: (i64, i64), period_secs: i64) -> BTreeMap<i64, StatisticSet> {
    let range = TimeRange::new(secs(range.0), secs(range.1));
    let period = Period::from_secs(period_secs).unwrap();
    let units = store.statistics(&metric("a"), None, range, period).await.unwrap();
    units.into_iter().flat_map(|unit| unit.slots).map(|(at, set)| (at.secs(), set)).collect()
}

/// How many chunks there are of each period.
async fn tables(store: &Store) -> Vec<(i64, i64)> {
    let read = |connection: &rusqlite::Connection| {
        let sql = "SELECT period_secs, count(*) FROM metric_chunk GROUP BY period_secs ORDER BY period_secs";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    };
    store.shared().readers.read(read).await.unwrap()
}

#[tokio::test]
async fn data_goes_from_table_to_table_as_it_ages() {
    let folder = folder();
    let store = open(&folder);
    // Ten minutes of seconds.
    let points: Vec<MetricPoint> = (0..600).map(|second| high("a", second, 1.0)).collect();
    store.put_metric_data(points).await.unwrap();
    store.seal().await;
    assert_eq!(tables(&store).await, [(1, 2)]);
    let check = async |now_secs: i64, expected: &[(i64, i64)]| {
        in_background(&store, retention::expire, now_secs).await;
        assert_eq!(tables(&store).await, expected, "at {now_secs}");
        // Whatever stands where, the hour holds all samples.
        let hour = sets(&store, (0, 3600), 3600).await;
        assert_eq!(hour.values().map(|set| set.sample_count).collect::<Vec<_>>(), [600.0]);
    };
    let (hour, day) = (3600, DAY_SECS);
    check(2 * hour, &[(1, 2)]).await;
    // Rolled up when the period is no longer shown, gone at the next look.
    check(4 * hour, &[(1, 2), (60, 1)]).await;
    check(4 * hour, &[(60, 1)]).await;
    check(15 * day, &[(60, 1)]).await;
    check(17 * day, &[(60, 1), (300, 1)]).await;
    check(17 * day, &[(300, 1)]).await;
    assert_eq!(sets(&store, (0, 3600), 60).await, BTreeMap::new());
    assert_eq!(sets(&store, (0, 3600), 300).await.len(), 2);
    check(65 * day, &[(300, 1), (3600, 1)]).await;
    check(65 * day, &[(3600, 1)]).await;
    check(455 * day, &[(3600, 1)]).await;
    in_background(&store, retention::expire, 457 * day).await;
    assert_eq!(tables(&store).await, []);
    assert_eq!(
        store.list_metrics(&MetricFilter::default(), None, 9).await.unwrap(),
        [] as [Arc<MetricIdentity>; 0]
    );
}

#[tokio::test]
async fn late_data_lands_in_slots_that_are_rolled_up_already() {
    let folder = folder();
    let mut store = open(&folder);
    let minutes = |value: f64| (0..300).map(move |minute| point("a", minute * 60, value)).collect::<Vec<_>>();
    store.put_metric_data(minutes(1.0)).await.unwrap();
    store.seal().await;
    in_background(&store, metric_roll_up::roll_up_expiring, 16 * DAY_SECS).await;
    assert_eq!(tables(&store).await, [(60, 1), (300, 1)]);
    store.put_metric_data(minutes(2.0)).await.unwrap();
    for reopened in [false, true] {
        if reopened {
            drop(store);
            store = open(&folder);
            store.seal().await;
            in_background(&store, metric_roll_up::roll_up_expiring, 16 * DAY_SECS).await;
            assert_eq!(tables(&store).await, [(60, 2), (300, 2)]);
        }
        for (period_secs, slots) in [(60, 300), (300, 60), (3600, 5)] {
            let found = sets(&store, (0, 300 * 60), period_secs).await;
            let expected = StatisticSet {
                sample_count: 2.0 * period_secs as f64 / 60.0,
                sum: 3.0 * period_secs as f64 / 60.0,
                minimum: 1.0,
                maximum: 2.0,
            };
            assert_eq!(found.len(), slots);
            assert!(found.values().all(|set| *set == expected), "by {period_secs} s");
        }
    }
}

#[tokio::test]
async fn a_day_is_rolled_up_without_being_asked() {
    let folder = folder();
    let store = open(&folder);
    let points: Vec<MetricPoint> = (0..1440).map(|minute| point("a", minute * 60, 1.0)).collect();
    store.put_metric_data(points).await.unwrap();
    store.seal().await;
    assert_eq!(tables(&store).await, [(60, 3), (300, 1)]);
    assert_eq!(sets(&store, (0, DAY_SECS), 300).await.len(), 288);
}

#[tokio::test]
async fn only_samples_that_differ_cost_a_distribution() {
    let folder = folder();
    let store = open(&folder);
    let with_distributions = async || {
        let sql = "SELECT count(*), count(distributions) FROM metric_chunk";
        let read = |connection: &rusqlite::Connection| {
            Ok(connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
        };
        store.shared().readers.read::<(i64, i64), _>(read).await.unwrap()
    };
    let put = async |samples: Distribution, minute: i64| {
        let histogram = samples.histogram_bytes();
        let statistics = samples.statistics;
        let point = MetricPoint { statistics, histogram, ..point("a", minute * 60, 0.0) };
        store.put_metric_data(vec![point]).await.unwrap();
    };
    put(Distribution::from_value(7.0), 0).await;
    put(Distribution::from_value(7.0), 0).await;
    put(Distribution::from_repeated(9.0, 5.0), 1).await;
    let set = StatisticSet { sample_count: 3.0, sum: 15.0, minimum: 1.0, maximum: 9.0 };
    put(Distribution::from_statistic_set(set), 2).await;
    store.seal().await;
    assert_eq!(with_distributions().await, (1, 0));
    put(Distribution::from_value(7.0), 3).await;
    put(Distribution::from_value(8.0), 3).await;
    store.seal().await;
    assert_eq!(with_distributions().await, (2, 1));
    let found = distributions(&store, (0, 300), 60).await;
    let median = "p50".parse::<Statistic>().unwrap();
    let medians: Vec<_> = found.values().map(|samples| median.evaluate(samples).map(f64::round)).collect();
    assert_eq!(medians, [Some(7.0), Some(9.0), None, Some(7.0)]);
}

#[tokio::test]
async fn damaged_distributions_are_left_out_of_percentiles_only() {
    let folder = folder();
    let store = open(&folder);
    for minute in [0, 1] {
        let samples = Distribution::from_counts([(1.0, 1.0), (9.0, 1.0)]).unwrap();
        let (statistics, histogram) = (samples.statistics, samples.histogram_bytes());
        let point = MetricPoint { statistics, histogram, ..point("a", minute * 60, 0.0) };
        store.put_metric_data(vec![point]).await.unwrap();
        store.seal().await;
    }
    let damage = |connection: &rusqlite::Connection| {
        let sql = "UPDATE metric_chunk SET distributions = x'0100' WHERE start_secs = 0";
        assert_eq!(connection.execute(sql, [])?, 1);
        Ok(())
    };
    store.shared().writer.write(damage, |()| ()).await.unwrap();
    assert_eq!(distributions(&store, (0, 300), 60).await.into_keys().collect::<Vec<_>>(), [60]);
    assert_eq!(sets(&store, (0, 300), 60).await.into_keys().collect::<Vec<_>>(), [0, 60]);
}

#[tokio::test]
async fn what_an_older_version_sealed_is_read_and_rolled_up() {
    let folder = folder();
    let database = rusqlite::Connection::open(folder.path().join("barograph.sqlite3")).unwrap();
    schema::create_up_to(&database, 1).unwrap();
    let points: Vec<_> = (0..300)
        .map(|minute| metric_point::Point { secs: minute * 60, set: StatisticSet::from_value(1.0) })
        .collect();
    let sql =
        "INSERT INTO series VALUES (7, 'Test', 'a', '[[\"Host\",\"a\"]]', 'Count', 60, 17940, 17940, 3)";
    database.execute(sql, []).unwrap();
    let sql = "INSERT INTO metric_chunk VALUES (5, 7, 0, 17940, ?1)";
    database.execute(sql, [codec::encode_chunk(&points)]).unwrap();
    drop(database);
    let store = open(&folder);
    assert_eq!(sets(&store, (0, 18_000), 60).await.len(), 300);
    in_background(&store, metric_roll_up::roll_up_expiring, 16 * DAY_SECS).await;
    assert_eq!(tables(&store).await, [(60, 1), (300, 1)]);
    store.put_metric_data(vec![point("a", 0, 1.0)]).await.unwrap();
    let sums: Vec<f64> = sets(&store, (0, 18_000), 3600).await.values().map(|set| set.sum).collect();
    assert_eq!(sums, [61.0, 60.0, 60.0, 60.0, 60.0]);
}

#[derive(Clone, Debug)]
struct Datum {
    /// How long before the end.
    ago_secs: i64,
    resolution_secs: u32,
    values: Vec<f64>,
}

impl Datum {
    fn samples(&self) -> Distribution {
        Distribution::from_counts(self.values.iter().map(|value| (*value, 1.0))).unwrap()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Put(Vec<Datum>),
    Seal,
    RollUp(i64),
    Expire,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    // Few are negative: CloudWatch knows nothing of how those lie.
    let value = (-20_i32..2000).prop_map(|value| f64::from(value) / 4.0);
    let values = prop_oneof![value.clone().prop_map(|value| vec![value]), prop::collection::vec(value, 1..5)];
    let ago = prop_oneof![0_i64..4 * 3600, 0..15 * DAY_SECS];
    let resolution = prop::sample::select(vec![1_u32, 60]);
    let datum = (ago, resolution, values).prop_map(|(ago_secs, resolution_secs, values)| Datum {
        ago_secs,
        resolution_secs,
        values,
    });
    prop_oneof![
        4 => prop::collection::vec(datum, 1..60).prop_map(Step::Put),
        2 => Just(Step::Seal),
        2 => (0_i64..80).prop_map(Step::RollUp),
        1 => Just(Step::Expire),
        1 => Just(Step::Reopen),
    ]
}

/// Sums of quarters are exact in any order, so the model and the store may add in different ones.
fn model(puts: &[Datum], range: (i64, i64), period_secs: i64) -> BTreeMap<i64, Distribution> {
    let mut slots = BTreeMap::<i64, Distribution>::new();
    let floor = |secs: i64, step: i64| secs.div_euclid(step) * step;
    for datum in puts {
        let stored = floor(END_SECS - datum.ago_secs, i64::from(datum.resolution_secs));
        if floor(range.0, period_secs) <= stored && stored < floor(range.1, period_secs) {
            let slot = slots.entry(floor(stored, period_secs));
            slot.and_modify(|merged| merged.merge(&datum.samples())).or_insert_with(|| datum.samples());
        }
    }
    slots
}

async fn after_steps(folder: &TempDir, steps: &[Step]) -> Store {
    let mut store = open(folder);
    for step in steps {
        match step {
            Step::Put(points) => {
                let point = |datum: &Datum| MetricPoint {
                    storage_resolution_secs: datum.resolution_secs,
                    statistics: datum.samples().statistics,
                    histogram: datum.samples().histogram_bytes(),
                    ..point("a", END_SECS - datum.ago_secs, 0.0)
                };
                store.put_metric_data(points.iter().map(point).collect()).await.unwrap();
            }
            Step::Seal => store.seal().await,
            // As if it were looked at later, so that ever more is too old for its table; nothing is deleted.
            Step::RollUp(days) => {
                in_background(&store, metric_roll_up::roll_up_expiring, END_SECS + days * DAY_SECS).await;
            }
            Step::Expire => in_background(&store, retention::expire, END_SECS).await,
            Step::Reopen => {
                drop(store);
                store = open(folder);
            }
        }
    }
    store
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_history_rolls_up_like_a_naive_model(
        steps in prop::collection::vec(step(), 1..16),
        ago in (0_i64..15 * DAY_SECS, 0_i64..15 * DAY_SECS),
        period_secs in prop::sample::select(vec![1_i64, 30, 60, 120, 300, 900, 3600, 21_600]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let period = Period::from_secs(period_secs).unwrap();
        let range = TimeRange::new(secs(END_SECS - ago.0.max(ago.1)), secs(END_SECS - ago.0.min(ago.1)));
        // Beyond that the tables of this period may have lost something, and nobody is shown it.
        let range = visible_range(range, period, secs(END_SECS));
        let range = (range.start.secs(), range.end.secs());
        let folder = folder();
        let found = runtime.block_on(async {
            let store = after_steps(&folder, &steps).await;
            (sets(&store, range, period_secs).await, distributions(&store, range, period_secs).await)
        });
        let puts: Vec<Datum> = steps
            .into_iter()
            .flat_map(|step| if let Step::Put(points) = step { points } else { Vec::new() })
            .collect();
        let expected = model(&puts, range, period_secs);
        let expected_sets = expected.iter().map(|(slot, samples)| (*slot, samples.statistics)).collect();
        prop_assert_eq!(found, (expected_sets, expected));
    }
}
