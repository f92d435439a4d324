//! The page's pulse: one timer that says when data is asked for again, and when it last was.
//!
//! It fetches nothing itself; whoever shows data follows its count.

use super::clock::now;
use super::refresh::Refresh;
use leptos::ev;
use leptos::prelude::*;
use leptos_use_event_listener::use_event_listener;
use leptos_use_interval_fn::use_interval_fn;
use timeseries::Timestamp;

/// Grows by one per refresh and says when it last did.
#[derive(Clone, Copy)]
pub struct Tick {
    count: RwSignal<u64>,
    at: RwSignal<Timestamp>,
}

impl Tick {
    /// Beats every `refresh`, not while the tab is hidden, and at once when it is shown again too late.
    pub fn start(refresh: Signal<Refresh>) -> Self {
        let tick = Tick { count: RwSignal::new(0), at: RwSignal::new(now()) };
        // The interval belongs to this run of the effect: another choice ends it.
        Effect::new(move |_| {
            if let Refresh::Every { secs } = refresh.get() {
                let beat = move || {
                    if !document().hidden() {
                        tick.now();
                    }
                };
                use_interval_fn(beat, u64::from(secs) * 1000);
            }
        });
        let _ = use_event_listener(document(), ev::visibilitychange, move |_| {
            let Refresh::Every { secs } = refresh.get_untracked() else { return };
            let due = tick.at.get_untracked().plus_secs(secs.into());
            if !document().hidden() && due <= now() {
                tick.now();
            }
        });
        tick
    }

    /// Beats now.
    pub fn now(&self) {
        self.at.set(now());
        self.count.update(|count| *count += 1);
    }

    pub fn count(&self) -> Signal<u64> {
        self.count.into()
    }

    /// When it last beat.
    pub fn at(&self) -> Signal<Timestamp> {
        self.at.into()
    }
}
