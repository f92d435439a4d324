//! Leptos' memos, derived signals and effects, each compiled once per type and not once per closure.
//!
//! The names say the same as Leptos' own constructors, which would be right here but for their weight.

use leptos::prelude::*;

/// What `compute` returns, computed anew when a signal it read changes; followers hear only of new values.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    fn of<T>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| compute())
    }
    of(Box::new(compute))
}

/// What `read` returns, read anew each time it is asked for.
pub fn derived<T>(read: impl Fn() -> T + Send + Sync + 'static) -> Signal<T>
where
    T: Send + Sync + 'static,
{
    fn of<T>(read: Box<dyn Fn() -> T + Send + Sync>) -> Signal<T>
    where
        T: Send + Sync + 'static,
    {
        Signal::derive(read)
    }
    of(Box::new(read))
}

/// Runs after what is being built has been put into the page, and again when a signal it read changes.
pub fn effect(run: impl Fn() + 'static) {
    fn of(run: Box<dyn Fn()>) {
        Effect::new(move |_: Option<()>| run());
    }
    of(Box::new(run));
}
