//! Where a value of any type is kept in the graph, and how it is seen. Not generic, so compiled once.

use leptos::prelude::*;
use std::any::Any;
use std::rc::Rc;

pub type Value = Box<dyn Any + Send + Sync>;
/// Hands a value to who wants to see it.
pub type Show = dyn Fn(&mut dyn FnMut(&dyn Any));
/// From the value before, the value now and whether that is another.
pub type Compute = dyn Fn(Option<Value>) -> (Value, bool);

#[derive(Clone, Copy)]
pub enum Place {
    State(RwSignal<Value>),
    Computed(Memo<Value>),
    Derived(StoredValue<Rc<Show>, LocalStorage>),
}

impl Place {
    pub fn state(value: Value) -> Self {
        Place::State(RwSignal::new(value))
    }

    pub fn computed(compute: Box<Compute>) -> Self {
        // What stays in this thread can be handed to the graph only in a box like this.
        let compute = StoredValue::new_local(compute);
        Place::Computed(Memo::new_owning(move |mut before: Option<Value>| {
            let computed = compute.try_with_value(|compute| compute(before.take()));
            computed.unwrap_or_else(|| (before.unwrap_or_else(|| Box::new(())), false))
        }))
    }

    pub fn derived(show: Rc<Show>) -> Self {
        Place::Derived(StoredValue::new_local(show))
    }

    /// Lets `see` see the value, unless that has gone with its owner.
    pub fn show(self, is_followed: bool, see: &mut dyn FnMut(&dyn Any)) {
        match self {
            Place::State(signal) if is_followed => signal.try_with(|value| see(&**value)),
            Place::State(signal) => signal.try_with_untracked(|value| see(&**value)),
            Place::Computed(memo) if is_followed => memo.try_with(|value| see(&**value)),
            Place::Computed(memo) => memo.try_with_untracked(|value| see(&**value)),
            Place::Derived(show) => {
                show.try_get_value().map(|show| if is_followed { show(see) } else { untrack(|| show(see)) })
            }
        };
    }

    /// Lets `change` change the value and tells followers. Only a state can be changed.
    pub fn change(self, change: &mut dyn FnMut(&mut dyn Any)) {
        if let Place::State(signal) = self {
            signal.try_update(|value| change(&mut **value));
        }
    }

    pub fn replace(self, value: Value) {
        if let Place::State(signal) = self {
            signal.try_set(value);
        }
    }
}
