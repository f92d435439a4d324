//! One fetch room for all metric widgets of a page: their needs are gathered and asked for together once a
//! tick, and each gets its share of the answer.
//!
//! What to ask for and how answers are merged is `series_cache`'s; metric math is the widgets' own.

use super::history_cache::HistoryCache;
use super::metric_search::{self, Found, Listed, MetricLists, Narrowing};
use super::series_cache::{Needs, QUERIES_PER_CALL_MAX, Request, SeriesCache, SeriesKey};
use super::{Source, SourceContext, now};
use crate::context::DashboardContext;
use crate::dom::{after, every};
use crate::reactive::{
    RwSignal, Signal, effect, expect_context, on_cleanup, provide_context, spawn_local, use_context,
};
use crate::widgets::load::Load;
use cloudwatch_api::{ApiError, ErrorKind, Fault, GetMetricDataInput, GetMetricDataOutput};
use leptos::prelude::{LocalStorage, StoredValue, UpdateValue};
use metric_math::{SearchCall, history_range};
use std::cell::Cell;
use std::time::Duration;
use timeseries::{SortedMap, SortedSet, TimeRange, TimeSeries, Timestamp};

/// Widgets that appear within this time are asked for in one call.
const GATHERING: Duration = Duration::from_millis(16);
/// How often the ages on the page are counted on.
const AGE_STEP: Duration = Duration::from_secs(5);
/// A round of calls that takes longer is given up when the next tick comes.
const ROUND_SECS_MAX: i64 = 20;
/// No answer has so many pages; a server that says so is wrong.
const PAGES_MAX: usize = 100;

/// What the last fetches brought for one subscriber.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricData {
    pub range: TimeRange,
    pub fetched_at: Timestamp,
    /// Every metric that ever answered over this range; without datapoints it is empty.
    pub series: SortedMap<SeriesKey, TimeSeries>,
    /// Metrics whose last fetch failed.
    pub errors: SortedMap<SeriesKey, ApiError>,
    pub found: SortedMap<SearchCall, Found>,
    /// Of the time before the range.
    pub history: SortedMap<SeriesKey, TimeSeries>,
}

/// A handle to the page's fetch room.
#[derive(Clone, Copy)]
pub struct MetricStore {
    room: StoredValue<Room, LocalStorage>,
    /// The clock that ages are told by.
    pub now: Signal<Timestamp>,
    range: Signal<TimeRange>,
    source: Signal<Option<Source>>,
}

#[derive(Default)]
struct Room {
    cache: SeriesCache,
    history: HistoryCache,
    lists: MetricLists,
    subscribers: Vec<Subscriber>,
    subscribers_ever: u64,
    /// Refusals last until the range or the metric changes, or somebody asks again.
    refused: SortedMap<SeriesKey, ApiError>,
    /// What the last round brought no answer for.
    failed: SortedMap<SeriesKey, ApiError>,
    fetched_at: Option<Timestamp>,
    is_scheduled: bool,
    round: u64,
    running_since: Option<Timestamp>,
    is_wanted_again: bool,
}

struct Subscriber {
    id: u64,
    needs: Needs,
    is_visible: bool,
    load: RwSignal<Load<MetricData>>,
}

impl MetricStore {
    /// Makes the page's room; the dashboard page does it once, after its [`DashboardContext`].
    pub fn provide() -> Self {
        let store = Self::new(expect_context::<DashboardContext>());
        provide_context(store);
        store
    }

    /// The page's room, or one of its own where a component stands outside a dashboard.
    pub fn expect() -> Self {
        use_context::<MetricStore>().unwrap_or_else(|| Self::new(expect_context::<DashboardContext>()))
    }

    fn new(context: DashboardContext) -> Self {
        let clock = RwSignal::new(now());
        let store = MetricStore {
            room: StoredValue::new_local(Room::default()),
            now: clock.read_only(),
            range: context.range,
            source: SourceContext::signal(),
        };
        every(AGE_STEP, move || clock.set(now()));
        let last = Cell::new(None::<(i64, Option<Source>)>);
        effect(move || {
            context.tick.track();
            let this = (store.range.get().millis(), store.source.get());
            let before = last.replace(Some(this));
            let is_other = before.is_some_and(|before| before != this);
            store.room.update_value(|room| {
                if is_other {
                    room.refused.clear();
                    room.running_since = None;
                }
                if before.is_some_and(|(_, source)| source != this.1) {
                    room.cache.clear();
                    room.history.clear();
                    room.lists.clear();
                }
            });
            store.schedule();
        });
        store
    }

    /// Keeps `needs` fetched while `is_visible`, and tells what came of it.
    pub fn subscribe(
        self,
        needs: impl Fn() -> Needs + 'static,
        is_visible: Signal<bool>,
    ) -> Signal<Load<MetricData>> {
        let load = RwSignal::new(Load::Pending);
        let id = self
            .room
            .try_update_value(|room| {
                room.subscribers_ever += 1;
                let id = room.subscribers_ever;
                room.subscribers.push(Subscriber { id, needs: Needs::default(), is_visible: false, load });
                id
            })
            .unwrap_or_default();
        effect(move || {
            let (needs, is_visible) = (needs(), is_visible.get());
            self.room.update_value(|room| {
                if let Some(subscriber) = room.subscribers.iter_mut().find(|subscriber| subscriber.id == id) {
                    subscriber.needs = needs;
                    subscriber.is_visible = is_visible;
                }
            });
            self.schedule();
        });
        on_cleanup(move || {
            self.room.try_update_value(|room| room.subscribers.retain(|subscriber| subscriber.id != id));
        });
        load.read_only()
    }

    /// Asks again at once, also for what was refused.
    pub fn retry(self) {
        self.room.update_value(|room| room.refused.clear());
        self.schedule();
    }

    fn schedule(self) {
        let is_first = self.room.try_update_value(|room| !std::mem::replace(&mut room.is_scheduled, true));
        if is_first == Some(true) {
            after(GATHERING, move || self.start_round());
        }
    }

    fn start_round(self) {
        let range = self.range.try_get_untracked();
        let source = self.source.try_get_untracked().flatten();
        // Without a source the round comes when there is one.
        let (Some(range), Some(source)) = (range, source) else {
            self.room.try_update_value(|room| room.is_scheduled = false);
            return;
        };
        spawn_local(self.run_round(source, range));
    }

    async fn run_round(self, source: Source, range: TimeRange) {
        let wanted = self.room.try_update_value(|room| room.lists_wanted(now()));
        for narrowing in wanted.unwrap_or_default() {
            let outcome = metric_search::list(source, narrowing.clone()).await;
            self.room.try_update_value(|room| room.keep_list(narrowing, outcome));
        }
        // With all lists at hand that searches look through.
        let planned = self.room.try_update_value(|room| room.plan_round(range, now()));
        let Some(Some(Round { round, requests })) = planned else { return };
        let fetched = fetch_all(source, requests).await;
        let again = self.room.try_update_value(|room| room.finish_round(round, range, fetched, now()));
        if again == Some(true) {
            self.schedule();
        }
    }
}

/// What one round asks for.
struct Round {
    round: u64,
    requests: Vec<Request>,
}

impl Room {
    fn lists_wanted(&self, now: Timestamp) -> Vec<Narrowing> {
        self.lists.wanted(&self.searches(), now)
    }

    fn keep_list(&mut self, narrowing: Narrowing, outcome: Result<Listed, ApiError>) {
        self.lists.keep(narrowing, outcome, now());
    }

    /// All searches of visible widgets.
    fn searches(&self) -> SortedSet<SearchCall> {
        let mut searches = SortedSet::new();
        for subscriber in self.visible() {
            for (call, _) in &subscriber.needs.searches {
                searches.insert(call.clone());
            }
        }
        searches
    }

    fn visible(&self) -> impl Iterator<Item = &Subscriber> {
        self.subscribers.iter().filter(|subscriber| subscriber.is_visible)
    }

    /// What a widget names itself, and what its searches found.
    fn add_keys(&self, needs: &Needs, keys: &mut Vec<SeriesKey>) {
        keys.extend(needs.keys.iter().cloned());
        for (call, stats) in &needs.searches {
            let Some(Ok(found)) = self.lists.found(call).map(|found| &**found) else { continue };
            for found in &found.series {
                for (stat, period) in stats {
                    keys.push(SeriesKey::of(&found.metric, stat, *period));
                }
            }
        }
    }

    /// What is needed of the range and of the time before it: by all widgets, or by those in sight.
    fn needed(&self, is_by_all: bool) -> (SortedSet<SeriesKey>, SortedSet<SeriesKey>) {
        let (mut keys, mut history) = (Vec::new(), Vec::new());
        for subscriber in &self.subscribers {
            if is_by_all || subscriber.is_visible {
                self.add_keys(&subscriber.needs, &mut keys);
                history.extend(subscriber.needs.history.iter().cloned());
            }
        }
        (keys.into_iter().collect(), history.into_iter().collect())
    }

    /// `None` when a round is under way, or nobody looks.
    fn plan_round(&mut self, range: TimeRange, now: Timestamp) -> Option<Round> {
        self.is_scheduled = false;
        if self.running_since.is_some_and(|since| now < since.plus_secs(ROUND_SECS_MAX)) {
            self.is_wanted_again = true;
            return None;
        }
        let searches = self.searches();
        self.lists.find(&searches);
        let (mut needed, needed_history) = self.needed(false);
        needed.retain(|key| !self.refused.contains_key(key));
        // The last are asked for first.
        let mut requests = self.history.requests(&needed_history, history_range(range));
        requests.append(&mut self.cache.requests(&needed, range));
        self.round += 1;
        self.failed.clear();
        if requests.is_empty() {
            self.running_since = None;
            self.tell(range);
            return None;
        }
        self.running_since = Some(now);
        Some(Round { round: self.round, requests })
    }

    /// Whether another round is wanted already.
    fn finish_round(&mut self, round: u64, range: TimeRange, fetched: Vec<Fetched>, now: Timestamp) -> bool {
        // An answer to a question that is no longer asked.
        if round != self.round || self.running_since.is_none() {
            return false;
        }
        self.running_since = None;
        for Fetched { request, outcome } in fetched {
            match outcome {
                Ok(answers) => self.take_in(&request, answers, range, now),
                // Without it a band says so, and the next round asks again.
                Err(_) if request.is_history => {}
                Err(error) => {
                    let errors = if is_refusal(&error) { &mut self.refused } else { &mut self.failed };
                    for key in request.keys {
                        errors.insert(key, error.clone());
                    }
                }
            }
        }
        self.tell(range);
        // Needs of widgets that are off the screen for a while are remembered too.
        let (needed, needed_history) = self.needed(true);
        self.cache.retain(&needed);
        self.history.retain(&needed_history);
        std::mem::take(&mut self.is_wanted_again)
    }

    fn take_in(&mut self, request: &Request, answers: Vec<Points>, range: TimeRange, now: Timestamp) {
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

    fn tell(&self, range: TimeRange) {
        for subscriber in self.visible() {
            // Otherwise a part of it is still being asked for.
            if let Some((data, keys)) = self.data_for(&subscriber.needs, range) {
                subscriber.load.update(|load| *load = told(std::mem::take(load), data, keys));
            }
        }
    }

    /// What there is for a widget, and how many metrics it asked for; nothing before all of them are known.
    fn data_for(&self, needs: &Needs, range: TimeRange) -> Option<(MetricData, usize)> {
        let mut data = MetricData {
            range,
            fetched_at: self.fetched_at.unwrap_or_default(),
            series: SortedMap::new(),
            errors: SortedMap::new(),
            found: SortedMap::new(),
            history: SortedMap::new(),
        };
        let mut keys = Vec::new();
        self.add_keys(needs, &mut keys);
        let keys: SortedSet<SeriesKey> = keys.into_iter().collect();
        for key in &keys {
            let error = self.failed.get(key).or_else(|| self.refused.get(key));
            let series = self.cache.get(key);
            if error.is_none() && series.is_none() {
                return None;
            }
            if let Some(error) = error {
                data.errors.insert(key.clone(), error.clone());
            }
            if let Some(series) = series {
                data.series.insert(key.clone(), series.clone());
            }
        }
        for (call, _) in &needs.searches {
            data.found.insert(call.clone(), self.lists.found(call)?.clone());
        }
        for key in &needs.history {
            if let Some(series) = self.history.get(key) {
                data.history.insert(key.clone(), series.clone());
            }
        }
        Some((data, keys.len()))
    }
}

/// What a widget has from now on, which asked for so many metrics.
fn told(before: Load<MetricData>, mut data: MetricData, keys: usize) -> Load<MetricData> {
    let Some(error) = data.errors.values().next().cloned() else { return Load::Ready(data) };
    if data.series.is_empty() {
        return before.next(Err(error));
    }
    // With an error the range of the last good picture stays under it.
    if let (Some(before), true) = (before.data(), data.errors.len() == keys) {
        data.range = before.range;
    }
    Load::Stale { data, error }
}

/// Datapoints as they came.
type Points = Vec<(Timestamp, f64)>;

struct Fetched {
    request: Request,
    /// In the order of its keys.
    outcome: Result<Vec<Points>, ApiError>,
}

/// The caller is at fault: asking again won't help, but asking for less may.
fn is_refusal(error: &ApiError) -> bool {
    let is_about_the_caller = matches!(
        error.kind,
        ErrorKind::AccessDenied
            | ErrorKind::MissingAuthenticationToken
            | ErrorKind::UnrecognizedClient
            | ErrorKind::SignatureDoesNotMatch
            | ErrorKind::LimitExceeded
    );
    error.kind.row().fault == Fault::Sender && !is_about_the_caller
}

/// One call each. A refused call is split in halves until the metric that it is about stands alone, as one
/// bad widget must not blind the others.
async fn fetch_all(source: Source, mut requests: Vec<Request>) -> Vec<Fetched> {
    let mut fetched = Vec::new();
    while let Some(mut request) = requests.pop() {
        debug_assert!(request.keys.len() <= QUERIES_PER_CALL_MAX);
        let outcome = fetch(source, &request).await;
        if outcome.as_ref().is_err_and(is_refusal) && 1 < request.keys.len() {
            let second = request.second_half();
            requests.extend([request, second]);
        } else {
            fetched.push(Fetched { request, outcome });
        }
    }
    fetched
}

async fn fetch(source: Source, request: &Request) -> Result<Vec<Points>, ApiError> {
    let mut input = GetMetricDataInput {
        metric_data_queries: Some(request.queries()),
        start_time: Some(request.range.start),
        end_time: Some(request.range.end),
        scan_by: Some("TimestampAscending".to_owned()),
        ..GetMetricDataInput::default()
    };
    let mut points = vec![Points::new(); request.keys.len()];
    for _ in 0..PAGES_MAX {
        let output = source.get_metric_data(&input).await?;
        input.next_token = collect(request, output, &mut points);
        if input.next_token.is_none() {
            return Ok(points);
        }
    }
    Err(ApiError::new(ErrorKind::Network, "The answer has no end: page follows page."))
}

/// Gives the token of the next page.
fn collect(request: &Request, output: GetMetricDataOutput, points: &mut [Points]) -> Option<String> {
    for result in output.metric_data_results {
        if let Some(points) = request.index_of(&result.id).and_then(|index| points.get_mut(index)) {
            points.extend(result.timestamps.into_iter().zip(result.values));
        }
    }
    output.next_token
}
