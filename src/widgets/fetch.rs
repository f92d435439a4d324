//! Fetching with the page's tick for widgets that don't share their data: alarms and logs.
//!
//! What is asked and what is kept of the answer are boxes, so that this is compiled once.

use super::body::{State, Status};
use super::load::Load;
use crate::context::DashboardContext;
use crate::reactive::{RwSignal, Signal, effect, expect_context, spawn_local};
use crate::source::now;
use cloudwatch_api::ApiError;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use timeseries::Timestamp;

/// Puts what an answer brought where it is shown.
pub type Keep = Box<dyn FnOnce()>;
pub type Answer = Pin<Box<dyn Future<Output = Result<Keep, ApiError>>>>;

/// How the last fetches went, and a way to ask again at once.
#[derive(Clone, Copy)]
pub struct Polled {
    /// When the last good answer came.
    load: RwSignal<Load<Timestamp>>,
    again: RwSignal<u64>,
}

impl Polled {
    pub fn has_data(self) -> bool {
        self.load.with(|load| load.data().is_some())
    }

    pub fn status(self) -> Status {
        self.load.with(|load| Status {
            state: State::of(load),
            error: load.error().cloned(),
            fetched_at: load.data().copied(),
            ..Status::default()
        })
    }

    pub fn retry(self) -> Rc<dyn Fn()> {
        Rc::new(move || self.again.update(|count| *count += 1))
    }
}

/// Fetches when the page ticks, when what `ask` reads changes, and on retry, as long as somebody looks. An
/// answer to an older question is dropped. `ask` gives `None` while it can't ask.
pub fn polled(is_visible: Signal<bool>, ask: impl Fn() -> Option<Answer> + 'static) -> Polled {
    polled_boxed(is_visible, Box::new(ask))
}

fn polled_boxed(is_visible: Signal<bool>, ask: Box<dyn Fn() -> Option<Answer>>) -> Polled {
    let tick = expect_context::<DashboardContext>().tick;
    let polled = Polled { load: RwSignal::new(Load::Pending), again: RwSignal::new(0) };
    let asked = Rc::new(Cell::new(0_u64));
    effect(move || {
        tick.track();
        polled.again.track();
        if !is_visible.get() {
            return;
        }
        let Some(answer) = ask() else { return };
        let number = asked.get() + 1;
        asked.set(number);
        let asked = Rc::clone(&asked);
        spawn_local(async move {
            let result = answer.await;
            if asked.get() == number {
                let result = result.map(|keep| {
                    keep();
                    now()
                });
                polled.load.update(|load| *load = std::mem::take(load).next(result));
            }
        });
    });
    polled
}
