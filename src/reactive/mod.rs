//! Leptos' signals, memos, effects, resources and contexts without their weight: its reactive graph, compiled
//! for one type of value.
//!
//! Leptos compiles a signal or a memo anew for each type that is kept in one, several kilobytes each time.
//! Here the graph keeps every value behind a `dyn`, and only what makes, reads and compares a value knows its
//! type. Names and behaviour are Leptos', so `use crate::reactive::{Memo, RwSignal, Signal};` is all that
//! a file needs beside the prelude.

mod context;
mod places;
mod resource;
mod signal;
mod value;

#[cfg(test)]
mod tests;

pub use context::{expect_context, provide_context, use_context};
pub use resource::resource;
pub use signal::{Memo, RwSignal, Signal};

pub use leptos::prelude::{Callable, Callback, on_cleanup, untrack};

use crate::call::Read;
use leptos::prelude::*;
use std::any::Any;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

/// What `compute` returns, computed anew when a signal it read changes; followers hear only of new values.
pub fn memo<T>(compute: impl Fn() -> T + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| compute())
}

/// What `read` returns, read anew each time it is asked for.
pub fn derived<T>(read: impl Fn() -> T + 'static) -> Signal<T>
where
    T: Send + Sync + 'static,
{
    Signal::derive(read)
}

/// Runs after what is being built has been put into the page, and again when a signal it read changes.
pub fn effect(run: impl Fn() + 'static) {
    fn of(run: Box<dyn Read<()>>) {
        let surroundings = Owner::current().unwrap_or_default();
        let effect = Rc::new(Cell::new(None));
        let later = Rc::downgrade(&effect);
        keep(Box::new(effect));
        spawn_local(async move {
            // Otherwise the surroundings have gone in the meantime.
            if let Some(effect) = later.upgrade() {
                let run = move |_: Option<()>| run.read();
                effect.set(Some(surroundings.with(|| RenderEffect::new(run))));
            }
        });
    }
    of(Box::new(run));
}

/// Runs a future in this thread.
pub fn spawn_local(future: impl Future<Output = ()> + 'static) {
    fn of(future: Pin<Box<dyn Future<Output = ()>>>) {
        leptos::task::spawn_local(future);
    }
    of(Box::pin(future));
}

/// Keeps `value` until the surroundings go; what must be undone then is its `Drop`.
pub fn keep(value: Box<dyn Any>) {
    StoredValue::new_local(value);
}
