//! What the page's widgets need, what is known of it, and the round of calls that is under way.
//!
//! Neither fetches nor reads the clock: it says what to ask for, takes the answers in and gives each widget
//! its share.

use super::fetch::{Fetched, Points, is_refusal};
use crate::data::history_cache::HistoryCache;
use crate::data::load::Load;
use crate::data::metric_search::{Found, Listed, MetricLists, Narrowing};
use crate::data::series_cache::{Needs, Request, SeriesCache, SeriesKey};
use cloudwatch_api::ApiError;
use leptos::prelude::*;
use metric_math::{SearchCall, history_range};
use std::collections::{BTreeMap, BTreeSet};
use timeseries::{TimeRange, TimeSeries, Timestamp};

/// A round of calls that takes longer is given up when the next tick comes.
pub(super) const ROUND_SECS_MAX: i64 = 20;

/// What the last fetches brought for one subscriber.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricData {
    pub range: TimeRange,
    /// `None`: there was nothing to fetch.
    pub fetched_at: Option<Timestamp>,
    /// Every metric that ever answered over this range; without datapoints it is empty.
    pub series: BTreeMap<SeriesKey, TimeSeries>,
    /// Metrics whose last fetch failed.
    pub errors: BTreeMap<SeriesKey, ApiError>,
    pub found: BTreeMap<SearchCall, Found>,
    /// Of the time before the range.
    pub history: BTreeMap<SeriesKey, TimeSeries>,
}

#[derive(Default)]
pub struct Rounds {
    cache: SeriesCache,
    history: HistoryCache,
    lists: MetricLists,
    subscribers: BTreeMap<u64, Subscriber>,
    subscribers_ever: u64,
    /// Refusals last until the range or the metric changes, or somebody asks again.
    refused: BTreeMap<SeriesKey, ApiError>,
    /// What the last round brought no answer for.
    failed: BTreeMap<SeriesKey, ApiError>,
    fetched_at: Option<Timestamp>,
    is_scheduled: bool,
    /// The number of the latest round.
    number: u64,
    running_since: Option<Timestamp>,
    is_wanted_again: bool,
}

struct Subscriber {
    needs: Needs,
    is_visible: bool,
    load: RwSignal<Load<MetricData>>,
}

/// What one round asks for.
#[derive(Debug)]
pub struct Round {
    pub number: u64,
    pub requests: Vec<Request>,
}

impl Rounds {
    /// Gives the number that the subscriber goes by. It needs nothing yet.
    pub fn subscribe(&mut self, load: RwSignal<Load<MetricData>>) -> u64 {
        self.subscribers_ever += 1;
        let subscriber = Subscriber { needs: Needs::default(), is_visible: false, load };
        self.subscribers.insert(self.subscribers_ever, subscriber);
        self.subscribers_ever
    }

    pub fn change(&mut self, id: u64, needs: Needs, is_visible: bool) {
        if let Some(subscriber) = self.subscribers.get_mut(&id) {
            subscriber.needs = needs;
            subscriber.is_visible = is_visible;
        }
    }

    pub fn unsubscribe(&mut self, id: u64) {
        self.subscribers.remove(&id);
    }

    pub fn forget_refusals(&mut self) {
        self.refused.clear();
    }

    /// For another range or source: the answers that are under way are no longer asked for.
    pub fn start_over(&mut self) {
        self.refused.clear();
        self.running_since = None;
    }

    /// For another source.
    pub fn forget_answers(&mut self) {
        self.cache.clear();
        self.history.clear();
        self.lists.clear();
    }

    /// Whether a round has to be started: one that is scheduled already will do.
    pub fn schedule(&mut self) -> bool {
        !std::mem::replace(&mut self.is_scheduled, true)
    }

    pub fn unschedule(&mut self) {
        self.is_scheduled = false;
    }

    pub fn lists_wanted(&self, now: Timestamp) -> Vec<Narrowing> {
        self.lists.wanted(&self.searches(), now)
    }

    pub fn keep_list(&mut self, narrowing: Narrowing, outcome: Result<Listed, ApiError>, now: Timestamp) {
        self.lists.keep(narrowing, outcome, now);
    }

    /// All searches of visible widgets.
    fn searches(&self) -> BTreeSet<SearchCall> {
        let searches = self.visible().flat_map(|subscriber| &subscriber.needs.searches);
        searches.map(|(call, _)| call.clone()).collect()
    }

    fn visible(&self) -> impl Iterator<Item = &Subscriber> {
        self.subscribers.values().filter(|subscriber| subscriber.is_visible)
    }

    /// What a widget names itself, and what its searches found.
    fn keys(&self, needs: &Needs) -> BTreeSet<SeriesKey> {
        let mut keys = needs.keys.clone();
        for (call, stats) in &needs.searches {
            let Some(Ok(found)) = self.lists.found(call).map(|found| &**found) else { continue };
            for found in &found.series {
                keys.extend(stats.iter().map(|(stat, period)| SeriesKey::of(&found.metric, stat, *period)));
            }
        }
        keys
    }

    /// What these subscribers need of the range, and of the time before it.
    fn needed<'a>(
        &self,
        subscribers: impl Iterator<Item = &'a Subscriber>,
    ) -> (BTreeSet<SeriesKey>, BTreeSet<SeriesKey>) {
        let (mut keys, mut history) = (BTreeSet::new(), BTreeSet::new());
        for subscriber in subscribers {
            keys.append(&mut self.keys(&subscriber.needs));
            history.extend(subscriber.needs.history.iter().cloned());
        }
        (keys, history)
    }

    /// `None` when a round is under way, or nobody looks.
    pub fn plan(&mut self, range: TimeRange, now: Timestamp) -> Option<Round> {
        self.is_scheduled = false;
        if self.running_since.is_some_and(|since| now < since.plus_secs(ROUND_SECS_MAX)) {
            self.is_wanted_again = true;
            return None;
        }
        let searches = self.searches();
        self.lists.find(&searches);
        let (mut needed, needed_history) = self.needed(self.visible());
        needed.retain(|key| !self.refused.contains_key(key));
        // Calls are made from the end: what is on the screen comes before its history.
        let mut requests = self.history.requests(&needed_history, history_range(range));
        requests.append(&mut self.cache.requests(&needed, range));
        self.number += 1;
        self.failed.clear();
        if requests.is_empty() {
            self.running_since = None;
            self.publish(range);
            return None;
        }
        self.running_since = Some(now);
        Some(Round { number: self.number, requests })
    }

    /// Whether another round is wanted already.
    pub fn finish(&mut self, number: u64, range: TimeRange, fetched: Vec<Fetched>, now: Timestamp) -> bool {
        // A stale answer: a later round was begun, or the range or the source is another one.
        if number != self.number || self.running_since.is_none() {
            return false;
        }
        self.running_since = None;
        for Fetched { request, outcome } in fetched {
            match outcome {
                Ok(answers) => self.merge(&request, answers, range, now),
                // Without it a band says so, and the next round asks again.
                Err(_) if request.is_history => {}
                Err(error) => {
                    let errors = if is_refusal(&error) { &mut self.refused } else { &mut self.failed };
                    errors.extend(request.keys.into_iter().map(|key| (key, error.clone())));
                }
            }
        }
        self.publish(range);
        // Needs of widgets that are off the screen for a while are remembered too.
        let (needed, needed_history) = self.needed(self.subscribers.values());
        self.cache.retain(&needed);
        self.history.retain(&needed_history);
        std::mem::take(&mut self.is_wanted_again)
    }

    fn merge(&mut self, request: &Request, answers: Vec<Points>, range: TimeRange, now: Timestamp) {
        for (key, points) in request.keys.iter().zip(answers) {
            let series = TimeSeries::from_unsorted(points);
            if request.is_history {
                self.history.keep(key, request.range, series);
            } else {
                self.fetched_at = Some(now);
                self.cache.merge(key, request.range, range, &series);
            }
        }
    }

    /// Gives every visible widget its share, except those of which a part is still being asked for.
    fn publish(&self, range: TimeRange) {
        for subscriber in self.visible() {
            if let Some((data, keys)) = self.data_for(&subscriber.needs, range) {
                let _ =
                    subscriber.load.try_update(|load| *load = next_load(std::mem::take(load), data, keys));
            }
        }
    }

    /// A widget's share, and how many metrics it asked for; `None` before all of them are known.
    fn data_for(&self, needs: &Needs, range: TimeRange) -> Option<(MetricData, usize)> {
        let keys = self.keys(needs);
        let (mut series, mut errors) = (BTreeMap::new(), BTreeMap::new());
        for key in &keys {
            let error = self.failed.get(key).or_else(|| self.refused.get(key));
            let known = self.cache.get(key);
            if error.is_none() && known.is_none() {
                return None;
            }
            errors.extend(error.map(|error| (key.clone(), error.clone())));
            series.extend(known.map(|known| (key.clone(), known.clone())));
        }
        let mut found = BTreeMap::new();
        for (call, _) in &needs.searches {
            found.insert(call.clone(), self.lists.found(call)?.clone());
        }
        let history =
            needs.history.iter().filter_map(|key| Some((key.clone(), self.history.get(key)?.clone())));
        let history = history.collect();
        let fetched_at = self.fetched_at.filter(|_| !keys.is_empty());
        Some((MetricData { range, fetched_at, series, errors, found, history }, keys.len()))
    }
}

/// What a widget has from now on, which asked for so many metrics.
fn next_load(before: Load<MetricData>, mut data: MetricData, keys: usize) -> Load<MetricData> {
    let Some(error) = data.errors.values().next().cloned() else { return Load::Ready(data) };
    if data.series.is_empty() {
        return before.next(Err(error));
    }
    // When nothing new came, the range of the last good picture stays under it.
    if let (Some(before), true) = (before.data(), data.errors.len() == keys) {
        data.range = before.range;
    }
    Load::Stale { data, error }
}
