//! Datapoints from before the range on the screen, for bands that learn from them. Pure.
//!
//! That time is cut so (see `metric_math::history_range`) that it changes once an hour while the page shows
//! the newest data: until then nothing is asked for again.

use super::series_cache::{Held, Request, SeriesKey};
use std::collections::{BTreeMap, BTreeSet};
use timeseries::{TimeRange, TimeSeries};

#[derive(Debug, Default)]
pub struct HistoryCache {
    held: BTreeMap<SeriesKey, Held>,
}

impl HistoryCache {
    /// What must be asked for so that all of `needed` is known over `range`.
    pub fn requests(&self, needed: &BTreeSet<SeriesKey>, range: TimeRange) -> Vec<Request> {
        let mut calls = Vec::new();
        for key in needed {
            if self.held.get(key).is_none_or(|held| held.covered != range) {
                Request::add(&mut calls, key, range, true);
            }
        }
        calls
    }

    pub fn keep(&mut self, key: &SeriesKey, range: TimeRange, series: TimeSeries) {
        self.held.insert(key.clone(), Held { series, covered: range, partial_refreshes: 0 });
    }

    pub fn get(&self, key: &SeriesKey) -> Option<&TimeSeries> {
        self.held.get(key).map(|held| &held.series)
    }

    /// Forgets what no widget needs any more.
    pub fn retain(&mut self, needed: &BTreeSet<SeriesKey>) {
        self.held.retain(|key, _| needed.contains(key));
    }

    pub fn clear(&mut self) {
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::{Period, Timestamp};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_is_held_is_not_asked_for_again() {
        let key = |name: &str| SeriesKey::new("NS", name, Vec::new(), "Sum", Period::MINUTE);
        let range = |start| TimeRange::new(Timestamp::from_secs(start), Timestamp::from_secs(start + 3600));
        let needed = BTreeSet::from([key("a"), key("b")]);
        let mut cache = HistoryCache::default();
        cache.keep(&key("a"), range(0), TimeSeries::default());
        let names = |requests: Vec<Request>| -> Vec<String> {
            let keys = requests.into_iter().flat_map(|request| request.keys);
            keys.filter_map(|key| key.metric.metric_name).collect()
        };
        assert_eq!(names(cache.requests(&needed, range(0))), ["b"]);
        assert_eq!(names(cache.requests(&needed, range(3600))), ["a", "b"]);
        cache.retain(&BTreeSet::from([key("b")]));
        assert_eq!(names(cache.requests(&needed, range(0))), ["a", "b"]);
    }
}
