//! The page that the app is in, and its clocks.

use crate::call::Read;
use leptos::prelude::{on_cleanup, set_interval_with_handle, set_timeout_with_handle};
use std::time::Duration;

pub use leptos::prelude::{TimeoutHandle, document, request_animation_frame as next_frame, window};

/// Runs `run` once after `pause`, whatever becomes of the surroundings.
pub fn after(pause: Duration, run: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
    // Fails only without a window.
    set_timeout_with_handle(run, pause).ok()
}

/// Runs `run` each time that `period` has passed, as long as the surroundings live.
pub fn every(period: Duration, run: impl Fn() + 'static) {
    fn of(period: Duration, run: Box<dyn Read<()>>) {
        if let Ok(interval) = set_interval_with_handle(move || run.read(), period) {
            on_cleanup(move || interval.clear());
        }
    }
    of(period, Box::new(run));
}
