//! The time that a dashboard shows: from the address, else from the body, else CloudWatch's three hours.

use super::state::DashboardState;
use crate::context::DashboardContext;
use crate::reactive::{Callback, Memo, RwSignal, Signal, effect, memo, provide_context};
use crate::router::Router;
use crate::source::metric_store::MetricStore;
use crate::time_range::{DEFAULT_SPEC, Refresh, Tick, TimeRangeSpec, Zone, auto_period};
use dashboard::PeriodOverride;
use std::cell::Cell;
use timeseries::TimeRange;

#[derive(Clone, Copy)]
pub struct DashboardTime {
    pub spec: Memo<TimeRangeSpec>,
    pub refresh: Signal<Refresh>,
    pub zone: Memo<Zone>,
    pub tick: Tick,
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
    pub fn start(state: DashboardState, router: Router) -> Self {
        let address = router.address();
        let spec = memo(move || {
            let asked = address.with(|address| address.time_range);
            asked.or_else(|| state.editor.with(|editor| body_spec(editor.body()))).unwrap_or(DEFAULT_SPEC)
        });
        let refresh = memo(move || {
            address.with(|address| address.refresh).unwrap_or_else(|| spec.get().default_refresh())
        });
        let zone = memo(move || address.with(|address| address.zone).unwrap_or(Zone::Local));
        let tick = Tick::start(refresh);
        let range = memo(move || spec.get().resolve(tick.at().get()));
        // A relative range is counted from the moment it is chosen.
        let before = Cell::new(None);
        effect(move || {
            let spec = spec.get();
            if before.replace(Some(spec)).is_some_and(|before| before != spec) {
                tick.now();
            }
        });
        let brushed = RwSignal::new(Vec::new());
        DashboardTime { spec, refresh, zone, tick, range, brushed, router }
    }

    /// Gives the widgets what they need to know.
    pub fn provide(&self, state: DashboardState) {
        let (time, zone, tick) = (*self, self.zone, self.tick);
        let own_periods = memo(move || {
            state.editor.with(|editor| editor.body().period_override() == PeriodOverride::Inherit)
        });
        let period =
            memo(move || (!own_periods.get()).then(|| auto_period(time.range.get().millis() / 1000)));
        provide_context(DashboardContext {
            range: self.range,
            tick: self.tick.count(),
            cursor: RwSignal::new(None),
            zoom: Callback::new(move |range| time.brush(range)),
            utc_offset_minutes: memo(move || zone.get().offset_minutes(tick.at().get())),
            period_override: period,
        });
        MetricStore::provide();
    }

    pub fn choose(&self, spec: TimeRangeSpec) {
        self.brushed.set(Vec::new());
        self.router.step(move |address| address.time_range = Some(spec));
    }

    fn brush(&self, range: Option<TimeRange>) {
        let now = self.router.address().with_untracked(|address| address.time_range);
        match range {
            Some(range) if BRUSHED_MIN_MILLIS <= range.millis() => {
                self.brushed.update(|brushed| {
                    if brushed.len() < BRUSHED_MAX {
                        brushed.push(now);
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

fn body_spec(body: &dashboard::DashboardBody) -> Option<TimeRangeSpec> {
    TimeRangeSpec::from_ends(body.start()?, body.end())
}
