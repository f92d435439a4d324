//! Fetching with the page's tick for widgets that don't share their data: alarms and logs.
//!
//! What metric widgets share is `metric_store`'s; what is loaded once is a `LocalResource`.

use super::load::Load;
use crate::time::use_time;
use cloudwatch_api::ApiError;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the fetches brought so far, and a way to ask again at once.
pub struct Polled<T: Send + Sync + 'static> {
    pub load: ReadSignal<Load<T>>,
    pub retry: Callback<()>,
}

// A derive would ask it of `T` too.
impl<T: Send + Sync> Clone for Polled<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Polled<T> {}

/// Fetches when the page ticks, when what `ask` reads changes, and on retry, as long as `is_visible`. An
/// answer to an older question is dropped. `ask` gives `None` while it can't ask.
pub fn polled<T, F>(is_visible: Signal<bool>, ask: impl Fn() -> Option<F> + 'static) -> Polled<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let tick = use_time().tick;
    let load = RwSignal::new(Load::Pending);
    let retries = RwSignal::new(0_u32);
    let questions = StoredValue::new(0_u64);
    Effect::new(move |_| {
        tick.track();
        retries.track();
        if !is_visible.get() {
            return;
        }
        let Some(answer) = ask() else { return };
        let number = questions.get_value() + 1;
        questions.set_value(number);
        spawn_local(async move {
            let result = answer.await;
            if questions.try_get_value() == Some(number) {
                // The widget may have left the page meanwhile.
                let _ = load.try_update(|load| *load = std::mem::take(load).next(result));
            }
        });
    });
    Polled { load: load.read_only(), retry: Callback::new(move |()| retries.update(|count| *count += 1)) }
}
