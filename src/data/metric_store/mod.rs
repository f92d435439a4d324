//! One store of raw metrics for all widgets of a page: their needs are gathered and asked for together once
//! a tick, and each gets its share of the answer.
//!
//! This is the part that has a clock and signals. What a round asks for and what its answers change is
//! `rounds`'s, the calls are `fetch`'s; metric math is the widgets' own.

mod fetch;
mod rounds;
#[cfg(test)]
mod tests;

use super::load::Load;
use super::metric_search;
use super::series_cache::Needs;
use super::source::{DataSource, use_data_source};
use crate::time::{TimeContext, now, use_time};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_use_interval_fn::use_interval_fn;
pub use rounds::MetricData;
use rounds::{Round, Rounds};
use std::time::Duration;
use timeseries::{TimeRange, Timestamp};

/// Widgets that appear within this time are asked for in one call.
const GATHERING: Duration = Duration::from_millis(16);
/// How often the ages on the page are counted on.
const AGE_STEP_MILLIS: u64 = 5000;

/// A handle to the page's store.
#[derive(Clone, Copy)]
pub struct MetricStore {
    rounds: StoredValue<Rounds>,
    /// The clock that ages are told by.
    pub now: ReadSignal<Timestamp>,
    range: Signal<TimeRange>,
    source: Signal<Option<DataSource>>,
}

/// The page's store, or one of its own where a component stands outside a dashboard.
pub fn use_metric_store() -> MetricStore {
    use_context().unwrap_or_else(|| MetricStore::new(use_time()))
}

impl MetricStore {
    /// Makes the page's store; the dashboard page does it once.
    pub fn provide(time: TimeContext) -> Self {
        let store = Self::new(time);
        provide_context(store);
        store
    }

    fn new(time: TimeContext) -> Self {
        let (clock, set_clock) = signal(now());
        use_interval_fn(move || set_clock.set(now()), AGE_STEP_MILLIS);
        let rounds = StoredValue::new(Rounds::default());
        let store = MetricStore { rounds, now: clock, range: time.range, source: use_data_source() };
        Effect::new(move |before: Option<(i64, Option<DataSource>)>| {
            time.tick.track();
            let this = (store.range.get().millis(), store.source.get());
            rounds.update_value(|rounds| {
                if before.is_some_and(|before| before != this) {
                    rounds.start_over();
                }
                if before.is_some_and(|(_, source)| source != this.1) {
                    rounds.forget_answers();
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
        needs: impl Fn() -> Needs + 'static,
        is_visible: Signal<bool>,
    ) -> ReadSignal<Load<MetricData>> {
        let load = RwSignal::new(Load::Pending);
        let Some(id) = self.rounds.try_update_value(|rounds| rounds.subscribe(load)) else {
            return load.read_only();
        };
        Effect::new(move |_| {
            let (needs, is_visible) = (needs(), is_visible.get());
            // The widget may be cleaned up after the page that it was on.
            let _ = self.rounds.try_update_value(|rounds| rounds.change(id, needs, is_visible));
            self.schedule();
        });
        on_cleanup(move || {
            let _ = self.rounds.try_update_value(|rounds| rounds.unsubscribe(id));
        });
        load.read_only()
    }

    /// Asks again at once, also for what was refused.
    pub fn retry(self) {
        self.rounds.update_value(Rounds::forget_refusals);
        self.schedule();
    }

    fn schedule(self) {
        if self.rounds.try_update_value(Rounds::schedule) == Some(true) {
            set_timeout(move || self.start_round(), GATHERING);
        }
    }

    fn start_round(self) {
        let range = self.range.try_get_untracked();
        let source = self.source.try_get_untracked().flatten();
        // Without a source the round comes when there is one.
        let (Some(range), Some(source)) = (range, source) else {
            let _ = self.rounds.try_update_value(Rounds::unschedule);
            return;
        };
        spawn_local(self.run_round(source, range));
    }

    /// Ends early when the page is left meanwhile: then there is no store any more.
    async fn run_round(self, source: DataSource, range: TimeRange) {
        let lists = self.rounds.try_with_value(|rounds| rounds.lists_wanted(now()));
        for narrowing in lists.unwrap_or_default() {
            let outcome = metric_search::list(source, narrowing.clone()).await;
            let _ = self.rounds.try_update_value(|rounds| rounds.keep_list(narrowing, outcome, now()));
        }
        // With all lists at hand that searches look through.
        let planned = self.rounds.try_update_value(|rounds| rounds.plan(range, now()));
        let Some(Some(Round { number, requests })) = planned else { return };
        let fetched = fetch::fetch_all(source, requests).await;
        let again = self.rounds.try_update_value(|rounds| rounds.finish(number, range, fetched, now()));
        if again == Some(true) {
            self.schedule();
        }
    }
}
