//! One fetch room for all metric widgets of a page: their needs are gathered and asked for together once a
//! tick, and each gets its share of the answer.
//!
//! What to ask for and how answers are merged is `series_cache`'s; metric math is the widgets' own.

use super::series_cache::{QUERIES_PER_CALL_MAX, Request, SeriesCache, SeriesKey};
use super::{Source, SourceContext, now};
use crate::context::DashboardContext;
use crate::widgets::load::Load;
use cloudwatch_api::{ApiError, ErrorKind, Fault, GetMetricDataInput, GetMetricDataOutput};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use timeseries::{TimeRange, TimeSeries, Timestamp, sorting};

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
    pub series: BTreeMap<SeriesKey, TimeSeries>,
    /// Metrics whose last fetch failed.
    pub errors: BTreeMap<SeriesKey, ApiError>,
}

/// A handle to the page's fetch room.
#[derive(Clone, Copy)]
pub struct MetricStore {
    room: StoredValue<Room, LocalStorage>,
    /// The clock that ages are told by.
    pub now: ReadSignal<Timestamp>,
    range: Signal<TimeRange>,
    source: Signal<Option<Source>>,
}

#[derive(Default)]
struct Room {
    cache: SeriesCache,
    subscribers: BTreeMap<u64, Subscriber>,
    subscribers_ever: u64,
    /// Refusals last until the range or the metric changes, or somebody asks again.
    refused: BTreeMap<SeriesKey, ApiError>,
    fetched_at: Option<Timestamp>,
    is_scheduled: bool,
    round: u64,
    running_since: Option<Timestamp>,
    is_wanted_again: bool,
}

struct Subscriber {
    needs: BTreeSet<SeriesKey>,
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
        let (clock, set_clock) = signal(now());
        let store = MetricStore {
            room: StoredValue::new_local(Room::default()),
            now: clock,
            range: context.range,
            source: SourceContext::signal(),
        };
        if let Ok(interval) = set_interval_with_handle(move || set_clock.set(now()), AGE_STEP) {
            on_cleanup(move || interval.clear());
        }
        Effect::new(move |before: Option<(i64, Option<Source>)>| {
            context.tick.track();
            let this = (store.range.get().millis(), store.source.get());
            let is_other = before.is_some_and(|before| before != this);
            store.room.update_value(|room| {
                if is_other {
                    room.refused.clear();
                    room.running_since = None;
                }
                if before.is_some_and(|(_, source)| source != this.1) {
                    room.cache.clear();
                }
            });
            store.schedule();
            this
        });
        store
    }

    /// Keeps `needs` fetched while `is_visible`, and tells what came of it.
    pub fn subscribe(
        self,
        needs: impl Fn() -> BTreeSet<SeriesKey> + 'static,
        is_visible: Signal<bool>,
    ) -> ReadSignal<Load<MetricData>> {
        let load = RwSignal::new(Load::Pending);
        let id = self
            .room
            .try_update_value(|room| {
                room.subscribers_ever += 1;
                let subscriber = Subscriber { needs: BTreeSet::new(), is_visible: false, load };
                room.subscribers.insert(room.subscribers_ever, subscriber);
                room.subscribers_ever
            })
            .unwrap_or_default();
        Effect::new(move |_| {
            let (needs, is_visible) = (needs(), is_visible.get());
            self.room.update_value(|room| {
                if let Some(subscriber) = room.subscribers.get_mut(&id) {
                    subscriber.needs = needs;
                    subscriber.is_visible = is_visible;
                }
            });
            self.schedule();
        });
        on_cleanup(move || {
            self.room.try_update_value(|room| room.subscribers.remove(&id));
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
            set_timeout(move || self.start_round(), GATHERING);
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
        let planned = self.room.try_update_value(|room| room.plan_round(range, now()));
        let Some(Some((round, requests))) = planned else { return };
        spawn_local(async move {
            let fetched = fetch_all(source, requests).await;
            let again = self.room.try_update_value(|room| room.finish_round(round, range, fetched, now()));
            if again == Some(true) {
                self.schedule();
            }
        });
    }
}

impl Room {
    /// `None` when a round is under way, or nobody looks.
    fn plan_round(&mut self, range: TimeRange, now: Timestamp) -> Option<(u64, Vec<Request>)> {
        self.is_scheduled = false;
        if self.running_since.is_some_and(|since| now < since.plus_secs(ROUND_SECS_MAX)) {
            self.is_wanted_again = true;
            return None;
        }
        let visible = self.subscribers.values().filter(|subscriber| subscriber.is_visible);
        let mut needed = sorting::set(visible.flat_map(|subscriber| subscriber.needs.iter().cloned()));
        needed.retain(|key| !self.refused.contains_key(key));
        let requests = self.cache.requests(&needed, range);
        self.round += 1;
        if requests.is_empty() {
            self.running_since = None;
            self.tell(range, &BTreeMap::new());
            return None;
        }
        self.running_since = Some(now);
        Some((self.round, requests))
    }

    /// Whether another round is wanted already.
    fn finish_round(&mut self, round: u64, range: TimeRange, fetched: Vec<Fetched>, now: Timestamp) -> bool {
        // An answer to a question that is no longer asked.
        if round != self.round || self.running_since.is_none() {
            return false;
        }
        self.running_since = None;
        let mut errors = BTreeMap::new();
        for Fetched { request, outcome } in fetched {
            match outcome {
                Ok(mut answers) => {
                    self.fetched_at = Some(now);
                    for key in &request.keys {
                        let series = answers.remove(key).unwrap_or_default();
                        self.cache.merge(key, request.range, range, &series);
                    }
                }
                Err(error) => {
                    let is_refusal = is_refusal(&error);
                    for key in &request.keys {
                        if is_refusal {
                            self.refused.insert(key.clone(), error.clone());
                        }
                        errors.insert(key.clone(), error.clone());
                    }
                }
            }
        }
        self.tell(range, &errors);
        // Needs of widgets that are off the screen for a while are remembered too.
        let needed =
            sorting::set(self.subscribers.values().flat_map(|subscriber| subscriber.needs.iter().cloned()));
        self.cache.retain(&needed);
        std::mem::take(&mut self.is_wanted_again)
    }

    fn tell(&self, range: TimeRange, errors: &BTreeMap<SeriesKey, ApiError>) {
        for subscriber in self.subscribers.values().filter(|subscriber| subscriber.is_visible) {
            let error_of = |key: &SeriesKey| errors.get(key).or_else(|| self.refused.get(key)).cloned();
            let errors =
                sorting::map(subscriber.needs.iter().filter_map(|key| Some((key.clone(), error_of(key)?))));
            let held = |key: &SeriesKey| Some((key.clone(), self.cache.get(key)?.clone()));
            let series = sorting::map(subscriber.needs.iter().filter_map(held));
            if series.len() + errors.len() < subscriber.needs.len() {
                // A part of it is still being asked for.
                continue;
            }
            let first = errors.values().next().cloned();
            let is_all_lost = series.is_empty() && !subscriber.needs.is_empty();
            let fetched_at = self.fetched_at.unwrap_or_default();
            subscriber.load.try_update(|load| {
                // With an error the range of the last good picture stays under it.
                let range = match load.data() {
                    Some(data) if first.is_some() && errors.len() == subscriber.needs.len() => data.range,
                    _ => range,
                };
                let data = MetricData { range, fetched_at, series, errors };
                *load = match (first, is_all_lost) {
                    (None, _) => Load::Ready(data),
                    (Some(error), false) => Load::Stale { data, error },
                    (Some(error), true) => std::mem::take(load).next(Err(error)),
                };
            });
        }
    }
}

struct Fetched {
    request: Request,
    outcome: Result<BTreeMap<SeriesKey, TimeSeries>, ApiError>,
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
    while let Some(request) = requests.pop() {
        debug_assert!(request.keys.len() <= QUERIES_PER_CALL_MAX);
        let outcome = fetch(source, &request).await;
        match outcome {
            Err(error) if is_refusal(&error) && 1 < request.keys.len() => {
                requests.extend(request.halves().into_iter().flatten());
            }
            outcome => fetched.push(Fetched { request, outcome }),
        }
    }
    fetched
}

async fn fetch(source: Source, request: &Request) -> Result<BTreeMap<SeriesKey, TimeSeries>, ApiError> {
    let mut input = GetMetricDataInput {
        metric_data_queries: Some(request.queries()),
        start_time: Some(request.range.start),
        end_time: Some(request.range.end),
        scan_by: Some("TimestampAscending".to_owned()),
        ..GetMetricDataInput::default()
    };
    let mut points: BTreeMap<SeriesKey, Vec<(Timestamp, f64)>> = BTreeMap::new();
    for _ in 0..PAGES_MAX {
        let output = source.get_metric_data(&input).await?;
        input.next_token = output.next_token.clone();
        collect(request, output, &mut points);
        if input.next_token.is_none() {
            return Ok(sorting::map(
                points.into_iter().map(|(key, points)| (key, TimeSeries::from_unsorted(points))),
            ));
        }
    }
    Err(ApiError::new(ErrorKind::Network, "The answer has no end: page follows page."))
}

fn collect(
    request: &Request,
    output: GetMetricDataOutput,
    points: &mut BTreeMap<SeriesKey, Vec<(Timestamp, f64)>>,
) {
    for result in output.metric_data_results {
        if let Some(key) = request.key_of(&result.id) {
            points.entry(key.clone()).or_default().extend(result.timestamps.into_iter().zip(result.values));
        }
    }
}
