//! The time that a page of widgets shows: from the address, else what its dashboard wishes. A brush over a chart
//! zooms in through the address, so "back" zooms out.
//!
//! Both the dashboard's page and the embed have one; widgets see only the [`TimeContext`].

use crate::data::MetricStore;
use crate::routing::Router;
use crate::time::{Refresh, Tick, TimeContext, TimeRangeSpec, Zone, auto_period};
use leptos::prelude::*;
use timeseries::TimeRange;

#[derive(Clone, Copy)]
pub struct DashboardTime {
    pub spec: Memo<TimeRangeSpec>,
    pub refresh: Memo<Refresh>,
    pub zone: Memo<Zone>,
    pub tick: Tick,
    /// What the wish means since the last tick.
    pub range: Memo<TimeRange>,
    /// What was shown before each brush, as the address said it.
    brushed: RwSignal<Vec<Option<TimeRangeSpec>>>,
    router: Router,
}

/// More brushes than this within one another zoom past any datapoint.
const BRUSHED_MAX: usize = 50;
/// A brush of less is a slipped click.
const BRUSHED_MIN_MILLIS: i64 = 1000;

impl DashboardTime {
    /// `of_dashboard` is shown where the address says nothing.
    pub fn start(router: Router, of_dashboard: impl Fn() -> TimeRangeSpec + Send + Sync + 'static) -> Self {
        let address = router.address();
        let spec =
            Memo::new(move |_| address.with(|address| address.time_range).unwrap_or_else(&of_dashboard));
        let refresh = Memo::new(move |_| {
            address.with(|address| address.refresh).unwrap_or_else(|| spec.get().default_refresh())
        });
        let zone = Memo::new(move |_| address.with(|address| address.zone).unwrap_or(Zone::Local));
        let tick = Tick::start(refresh.into());
        let range = Memo::new(move |_| spec.get().resolve(tick.at().get()));
        // A relative range is counted from the moment it is chosen.
        Effect::watch(move || spec.get(), move |_, _, _| tick.now(), false);
        DashboardTime { spec, refresh, zone, tick, range, brushed: RwSignal::new(Vec::new()), router }
    }

    /// Gives the widgets what they need to know. `has_own_periods` is `periodOverride: inherit`.
    pub fn provide(self, has_own_periods: impl Fn() -> bool + Send + Sync + 'static) {
        let DashboardTime { zone, tick, range, .. } = self;
        let has_own_periods = Memo::new(move |_| has_own_periods());
        let period =
            Memo::new(move |_| (!has_own_periods.get()).then(|| auto_period(range.get().millis() / 1000)));
        let context = TimeContext {
            range: range.into(),
            tick: tick.count(),
            cursor: RwSignal::new(None),
            zoom: Callback::new(move |range| self.brush(range)),
            utc_offset_minutes: Memo::new(move |_| zone.get().offset_minutes(tick.at().get())).into(),
            period_override: period.into(),
        };
        provide_context(context);
        MetricStore::provide(context);
    }

    pub fn choose(self, spec: TimeRangeSpec) {
        self.brushed.set(Vec::new());
        self.router.step(move |address| address.time_range = Some(spec));
    }

    fn brush(self, range: Option<TimeRange>) {
        let before = self.router.address().with_untracked(|address| address.time_range);
        match range {
            Some(range) if range.millis() >= BRUSHED_MIN_MILLIS => {
                self.brushed.update(|brushed| {
                    if brushed.len() < BRUSHED_MAX {
                        brushed.push(before);
                    }
                });
                self.router.step(move |address| address.time_range = TimeRangeSpec::fixed(range));
            }
            Some(_) => {}
            None => {
                if let Some(before) = self.brushed.try_update(Vec::pop).flatten() {
                    self.router.step(move |address| address.time_range = before);
                }
            }
        }
    }
}
