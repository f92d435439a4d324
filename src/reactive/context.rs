//! What a part of the page provides for all that is built within it, found by its type.
//!
//! Leptos compiles providing and finding anew for each type. Here it knows of one context only, a chain of all
//! that was provided, newest first.

use super::value::Value;
use leptos::prelude as graph;
use std::sync::Arc;

#[derive(Clone)]
struct Provided(Arc<Link>);

struct Link {
    value: Value,
    before: Option<Provided>,
}

/// Provides `value` for all that is built from now on under the current owner.
pub fn provide_context<T: Send + Sync + 'static>(value: T) {
    provide(Arc::new(value));
}

fn provide(value: Value) {
    let before = graph::use_context::<Provided>();
    graph::provide_context(Provided(Arc::new(Link { value, before })));
}

/// What was provided of this type.
#[inline(never)]
pub fn use_context<T: Clone + 'static>() -> Option<T> {
    newest(|value| value.is::<T>())?.downcast_ref::<T>().cloned()
}

/// The same where it is always provided.
#[expect(clippy::expect_used, reason = "what everybody needs is provided by the app or the page")]
pub fn expect_context<T: Clone + 'static>() -> T {
    use_context().expect("a context")
}

fn newest(is_it: fn(&Value) -> bool) -> Option<Value> {
    let mut provided = graph::use_context::<Provided>();
    while let Some(Provided(link)) = provided {
        if is_it(&link.value) {
            return Some(Arc::clone(&link.value));
        }
        provided = link.before.clone();
    }
    None
}
