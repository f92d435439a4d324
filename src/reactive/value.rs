//! Where a value of any type is kept in the graph, and how it is seen. Not generic, so compiled once.

use crate::call::{Read, Take};
use leptos::prelude::*;
use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

/// Shared with those who read it right now, so that reading is no call into anybody's closure.
pub type Value = Arc<dyn Any + Send + Sync>;
/// From the value before, the value now and whether that is another.
pub type Compute = dyn for<'a> Take<Option<&'a Value>, (Value, bool)>;

#[derive(Clone, Copy)]
pub enum Place {
    State(RwSignal<Value>),
    Computed(Memo<Value>),
    Derived(StoredValue<Rc<dyn Read<Value>>, LocalStorage>),
}

impl Place {
    pub fn state(value: Value) -> Self {
        Place::State(RwSignal::new(value))
    }

    pub fn computed(compute: Box<Compute>) -> Self {
        // What stays in this thread can be handed to the graph only in a box like this.
        let compute = StoredValue::new_local(compute);
        Place::Computed(Memo::new_owning(move |before: Option<Value>| {
            let computed = compute.try_with_value(|compute| compute.take(before.as_ref()));
            computed.unwrap_or_else(|| (before.unwrap_or_else(nothing), false))
        }))
    }

    pub fn derived(read: Rc<dyn Read<Value>>) -> Self {
        Place::Derived(StoredValue::new_local(read))
    }

    /// The value, unless that has gone with its owner.
    #[inline(never)]
    pub fn value(self, is_followed: bool) -> Option<Value> {
        match self {
            Place::State(signal) if is_followed => signal.try_get(),
            Place::State(signal) => signal.try_get_untracked(),
            Place::Computed(memo) if is_followed => memo.try_get(),
            Place::Computed(memo) => memo.try_get_untracked(),
            Place::Derived(read) => read
                .try_get_value()
                .map(|read| if is_followed { read.read() } else { untrack(|| read.read()) }),
        }
    }

    /// Takes a state's value out, to be changed and put back: until then there is none.
    #[inline(never)]
    pub fn take(self) -> Option<Value> {
        let Place::State(signal) = self else { return None };
        signal.try_maybe_update(|value| (false, std::mem::replace(value, nothing())))
    }

    /// Sets a state and tells followers. Gives the value back when there is no state, or none any more.
    #[inline(never)]
    pub fn put(self, value: Value) -> Option<Value> {
        match self {
            Place::State(signal) => signal.try_set(value),
            _ => Some(value),
        }
    }
}

fn nothing() -> Value {
    Arc::new(())
}
