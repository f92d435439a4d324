//! The page's columnar memory of raw metrics: which part of each is known, what has to be asked for next,
//! and how an answer is merged.
//!
//! Pure: it never fetches and has no clock. Metric math isn't here either, it starts from what is held.

use cloudwatch_api::{Dimension, Metric, MetricDataQuery, MetricStat};
use metric_math::SearchCall;
use std::collections::{BTreeMap, BTreeSet};
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

/// AWS allows 500 `MetricDataQueries` per GetMetricData.
pub const QUERIES_PER_CALL_MAX: usize = 500;
/// How many of the newest periods each refresh asks for again, as they may still have been filling.
pub const REFETCHED_PERIODS: i64 = 3;
/// After so many partial refreshes all is asked for anew, so that late datapoints show up in the end.
pub const PARTIAL_REFRESHES_MAX: u32 = 60;

/// One raw metric with one statistic and period: what widgets share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeriesKey {
    pub metric: Metric,
    pub stat: String,
    pub period: Period,
    pub account_id: Option<String>,
}

impl SeriesKey {
    /// The order of dimensions doesn't make another metric.
    pub fn new(
        namespace: &str,
        metric_name: &str,
        mut dimensions: Vec<Dimension>,
        stat: &str,
        period: Period,
    ) -> Self {
        dimensions.sort();
        let metric = Metric {
            namespace: Some(namespace.to_owned()),
            metric_name: Some(metric_name.to_owned()),
            dimensions,
        };
        SeriesKey { metric, stat: stat.to_owned(), period, account_id: None }
    }

    /// Of a metric as it is listed.
    pub fn of(metric: &Metric, stat: &str, period: Period) -> Self {
        let mut metric = metric.clone();
        metric.dimensions.sort();
        SeriesKey { metric, stat: stat.to_owned(), period, account_id: None }
    }
}

/// What one widget wants to be fetched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    pub keys: BTreeSet<SeriesKey>,
    /// Statistics and periods of all that a search finds.
    pub searches: Vec<(SearchCall, Vec<(String, Period)>)>,
    /// Over the time before the range.
    pub history: BTreeSet<SeriesKey>,
}

#[derive(Debug)]
pub(super) struct Held {
    pub(super) series: TimeSeries,
    /// All datapoints from its start to its end are known, as of the last fetch.
    pub(super) covered: TimeRange,
    pub(super) partial_refreshes: u32,
}

/// One GetMetricData call.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub keys: Vec<SeriesKey>,
    pub range: TimeRange,
    /// Of the time before the range on the screen.
    pub is_history: bool,
}

impl Request {
    /// Asks for one more metric over `range`: in the last of the calls, or in one more where that is full.
    pub(super) fn add(calls: &mut Vec<Request>, key: &SeriesKey, range: TimeRange, is_history: bool) {
        if let Some(last) = calls.last_mut().filter(|last| last.keys.len() < QUERIES_PER_CALL_MAX) {
            last.keys.push(key.clone());
            last.range = TimeRange::new(last.range.start.min(range.start), last.range.end.max(range.end));
        } else {
            calls.push(Request { keys: vec![key.clone()], range, is_history });
        }
    }

    /// The queries of the call; the id of each is its place in `keys`.
    pub fn queries(&self) -> Vec<MetricDataQuery> {
        let query = |(index, key): (usize, &SeriesKey)| MetricDataQuery {
            id: Some(format!("q{index}")),
            metric_stat: Some(MetricStat {
                metric: Some(key.metric.clone()),
                period: Some(key.period.secs()),
                stat: Some(key.stat.clone()),
                unit: None,
            }),
            account_id: key.account_id.clone(),
            ..MetricDataQuery::default()
        };
        self.keys.iter().enumerate().map(query).collect()
    }

    /// The place in `keys` that an id stands for.
    pub fn index_of(&self, id: &str) -> Option<usize> {
        let index = id.strip_prefix('q')?.parse().ok()?;
        (index < self.keys.len()).then_some(index)
    }

    /// Gives away its second half, to find out which metric a refusal is about.
    pub fn second_half(&mut self) -> Request {
        Request { keys: self.keys.split_off(self.keys.len() / 2), ..*self }
    }
}

#[derive(Debug, Default)]
pub struct SeriesCache {
    held: BTreeMap<SeriesKey, Held>,
}

impl SeriesCache {
    pub fn get(&self, key: &SeriesKey) -> Option<&TimeSeries> {
        self.held.get(key).map(|held| &held.series)
    }

    /// What must be asked for so that all of `needed` is known over `range`: as few calls as the quota
    /// allows, one set for metrics that need everything and one for those that need only what is new.
    pub fn requests(&self, needed: &BTreeSet<SeriesKey>, range: TimeRange) -> Vec<Request> {
        let (mut whole, mut newest) = (Vec::new(), Vec::new());
        for key in needed {
            let period_secs = key.period.secs();
            let (calls, start) = match self.unknown_from(key, range) {
                Some(from) => (&mut newest, from),
                None => (&mut whole, range.start.floor(period_secs)),
            };
            // Past the newest, still filling period, for widgets with live data.
            let end = range.end.floor(period_secs).plus_secs(period_secs);
            Request::add(calls, key, TimeRange::new(start, end), false);
        }
        whole.append(&mut newest);
        whole
    }

    /// From when on `key` has to be asked for; `None`: from the start of the range.
    fn unknown_from(&self, key: &SeriesKey, range: TimeRange) -> Option<Timestamp> {
        let held = self.held.get(key)?;
        let period_secs = key.period.secs();
        let start = range.start.floor(period_secs);
        let from = held.covered.end.floor(period_secs).plus_secs(-period_secs * REFETCHED_PERIODS);
        let is_usable = held.covered.start <= start
            && start < from
            && from < range.end
            && held.partial_refreshes < PARTIAL_REFRESHES_MAX;
        is_usable.then_some(from)
    }

    /// Takes an answer in: it is the truth from the request's start on. What has left `range` is dropped.
    pub fn merge(&mut self, key: &SeriesKey, asked: TimeRange, range: TimeRange, answer: &TimeSeries) {
        let period_secs = key.period.secs();
        let from = asked.start.floor(period_secs);
        let start = range.start.floor(period_secs);
        let mut held = Held {
            series: answer.between(from, Timestamp::MAX),
            covered: TimeRange::new(from, range.end),
            partial_refreshes: 0,
        };
        if let Some(old) = self.held.get(key).filter(|_| start < from) {
            held.series = old.series.between(start, from).followed_by(&held.series);
            held.covered.start = start;
            held.partial_refreshes = old.partial_refreshes + 1;
        }
        self.held.insert(key.clone(), held);
    }

    /// Forgets what no widget needs any more.
    pub fn retain(&mut self, needed: &BTreeSet<SeriesKey>) {
        self.held.retain(|key, _| needed.contains(key));
    }

    pub fn clear(&mut self) {
        self.held.clear();
    }
}

/// The datapoints that belong to `range`. The period that is still filling counts only with `is_live`.
pub fn visible(series: &TimeSeries, range: TimeRange, period: Period, is_live: bool) -> TimeSeries {
    // Without what begins later than one period before the end.
    let last = Timestamp::from_millis(range.end.millis() - period.millis() + 1);
    series.between(range.start.floor(period.secs()), if is_live { range.end } else { last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn key(name: &str, period_secs: i64) -> SeriesKey {
        SeriesKey::new("NS", name, Vec::new(), "Sum", Period::from_secs(period_secs).unwrap())
    }

    fn range(start: i64, end: i64) -> TimeRange {
        TimeRange::new(Timestamp::from_secs(start), Timestamp::from_secs(end))
    }

    fn series(points: &[(i64, f64)]) -> TimeSeries {
        points.iter().map(|(at, value)| (Timestamp::from_secs(*at), *value)).collect()
    }

    /// Requests as text: `a,b 0..600; c 120..600`.
    fn requests(cache: &SeriesCache, needed: &[SeriesKey], visible: TimeRange) -> String {
        let calls = cache.requests(&needed.iter().cloned().collect(), visible);
        let call = |request: &Request| {
            let names: Vec<_> =
                request.keys.iter().filter_map(|key| key.metric.metric_name.as_deref()).collect();
            format!("{} {}..{}", names.join(","), request.range.start.secs(), request.range.end.secs())
        };
        calls.iter().map(call).collect::<Vec<_>>().join("; ")
    }

    #[wasm_bindgen_test]
    fn the_first_call_asks_for_all_then_only_for_what_is_new() {
        let (a, b) = (key("a", 60), key("b", 60));
        let mut cache = SeriesCache::default();
        assert_eq!(requests(&cache, &[a.clone(), b.clone(), a.clone()], range(10, 3610)), "a,b 0..3660");
        cache.merge(&a, range(0, 3660), range(10, 3610), &series(&[(0, 1.0), (3540, 2.0), (3600, 3.0)]));
        assert_eq!(requests(&cache, &[a.clone(), b], range(70, 3670)), "b 60..3720; a 3420..3720");

        cache.merge(
            &a,
            range(3420, 3720),
            range(70, 3670),
            &series(&[(3540, 2.5), (3600, 4.0), (3660, 1.0)]),
        );
        assert_eq!(cache.get(&a), Some(&series(&[(3540, 2.5), (3600, 4.0), (3660, 1.0)])));
    }

    #[wasm_bindgen_test]
    fn an_earlier_start_or_another_period_asks_for_all() {
        let a = key("a", 60);
        let mut cache = SeriesCache::default();
        cache.merge(&a, range(6000, 9600), range(6000, 9600), &series(&[]));
        assert_eq!(requests(&cache, std::slice::from_ref(&a), range(5940, 9600)), "a 5940..9660");
        assert_eq!(requests(&cache, &[key("a", 300)], range(6000, 9600)), "a 6000..9900");
        assert_eq!(requests(&cache, &[a], range(20_000, 23_600)), "a 19980..23640");
    }

    #[wasm_bindgen_test]
    fn late_datapoints_are_found_now_and_then() {
        let a = key("a", 60);
        let mut cache = SeriesCache::default();
        cache.merge(&a, range(0, 3600), range(0, 3600), &series(&[]));
        for _ in 0..PARTIAL_REFRESHES_MAX {
            assert_eq!(requests(&cache, std::slice::from_ref(&a), range(0, 3600)), "a 3420..3660");
            cache.merge(&a, range(3420, 3660), range(0, 3600), &series(&[]));
        }
        assert_eq!(requests(&cache, std::slice::from_ref(&a), range(0, 3600)), "a 0..3660");
        cache.merge(&a, range(0, 3660), range(0, 3600), &series(&[]));
        assert_eq!(requests(&cache, &[a], range(0, 3600)), "a 3420..3660");
    }

    #[wasm_bindgen_test]
    fn a_call_has_500_queries_at_most() {
        let needed: Vec<_> = (0..501).map(|n| key(&format!("m{n}"), 60)).collect();
        let calls = SeriesCache::default().requests(&needed.into_iter().collect(), range(0, 600));
        assert_eq!(calls.iter().map(|call| call.keys.len()).collect::<Vec<_>>(), [500, 1]);
        assert_eq!(calls[0].queries()[499].id.as_deref(), Some("q499"));
        assert_eq!(calls[0].index_of("q499"), Some(499));
        assert_eq!(calls[0].index_of("q500"), None);
        assert_eq!(calls[0].index_of("bogus"), None);
    }

    #[wasm_bindgen_test]
    fn a_vanished_datapoint_vanishes_here_too() {
        let a = key("a", 60);
        let mut cache = SeriesCache::default();
        cache.merge(&a, range(0, 660), range(0, 600), &series(&[(0, 1.0), (480, 2.0), (540, 3.0)]));
        cache.merge(&a, range(420, 660), range(0, 600), &series(&[(540, 4.0)]));
        assert_eq!(cache.get(&a), Some(&series(&[(0, 1.0), (540, 4.0)])));
    }

    #[wasm_bindgen_test]
    fn the_filling_period_shows_only_with_live_data() {
        let all = series(&[(0, 1.0), (60, 2.0), (120, 3.0)]);
        let shown = |is_live| visible(&all, range(30, 150), Period::MINUTE, is_live).len();
        assert_eq!((shown(false), shown(true)), (2, 3));
        assert_eq!(visible(&all, range(60, 120), Period::MINUTE, true), series(&[(60, 2.0)]));
    }

    #[wasm_bindgen_test]
    fn the_order_of_dimensions_is_no_matter() {
        let dimension = |name: &str| Dimension { name: name.to_owned(), value: "v".to_owned() };
        let one = SeriesKey::new("NS", "m", vec![dimension("b"), dimension("a")], "Sum", Period::MINUTE);
        let other = SeriesKey::new("NS", "m", vec![dimension("a"), dimension("b")], "Sum", Period::MINUTE);
        assert_eq!(one, other);
    }
}
