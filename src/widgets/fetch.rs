//! Fetching with the page's tick for widgets that don't share their data: alarms and logs.

use super::load::Load;
use crate::context::DashboardContext;
use cloudwatch_api::ApiError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// What comes of it, and a way to ask again at once.
#[derive(Clone, Copy)]
pub struct Polled<T: Send + Sync + 'static> {
    pub load: ReadSignal<Load<T>>,
    pub retry: Callback<()>,
}

/// Fetches when the page ticks, when what `ask` reads changes, and on retry, as long as somebody looks. An
/// answer to an older question is dropped. `ask` gives `None` while it can't ask.
pub fn polled<T, F>(is_visible: Signal<bool>, ask: impl Fn() -> Option<F> + 'static) -> Polled<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let tick = expect_context::<DashboardContext>().tick;
    let load = RwSignal::new(Load::Pending);
    let again = RwSignal::new(0_u32);
    let asked = StoredValue::new(0_u64);
    Effect::new(move |_| {
        tick.track();
        again.track();
        if !is_visible.get() {
            return;
        }
        let Some(answer) = ask() else { return };
        let number = asked.get_value() + 1;
        asked.set_value(number);
        spawn_local(async move {
            let result = answer.await;
            if asked.try_get_value() == Some(number) {
                load.try_update(|load| *load = std::mem::take(load).next(result));
            }
        });
    });
    Polled { load: load.read_only(), retry: Callback::new(move |()| again.update(|count| *count += 1)) }
}
