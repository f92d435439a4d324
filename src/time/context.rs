//! What a dashboard page shares with its widgets: the time range, the tick, the crosshair.

use leptos::prelude::*;
use timeseries::{Period, TimeRange, Timestamp};

/// Provided by the dashboard page, read by widgets with [`use_time`].
#[derive(Clone, Copy)]
pub struct TimeContext {
    /// What is visible now. A relative range moves on with each tick.
    pub range: Signal<TimeRange>,
    /// Grows by one per refresh; widgets fetch when it does.
    pub tick: Signal<u64>,
    /// The time under the pointer, one for all charts.
    pub cursor: RwSignal<Option<Timestamp>>,
    /// Called with a brushed range; with `None` to go back to the one before.
    pub zoom: Callback<Option<TimeRange>>,
    /// Minutes east of UTC that axes and times are shown in.
    pub utc_offset_minutes: Signal<i32>,
    /// The period that the range calls for when the dashboard's `periodOverride` is `auto`; `None` to keep
    /// each metric's own.
    pub period_override: Signal<Option<Period>>,
}

/// The page's time; a page with widgets has provided it.
pub fn use_time() -> TimeContext {
    expect_context()
}
