//! Where a value of any type is kept in the graph, and how it is seen. Not generic, so compiled once.

use super::places;
use crate::call::{Read, Take};
use leptos::prelude::*;
use std::any::Any;
use std::cell::OnceCell;
use std::sync::Arc;

/// Shared with those who read it right now, so that reading is no call into anybody's closure.
pub type Value = Arc<dyn Any + Send + Sync>;
/// From the value before, the value now and whether that is another.
pub type Compute = dyn for<'a> Take<Option<&'a Value>, (Value, bool)>;

/// What is behind a handle.
pub enum Node {
    State(ArcRwSignal<Value>),
    Computed { compute: Box<Compute>, memo: OnceCell<ArcMemo<Value>> },
    Derived(Box<dyn Read<Value>>),
}

/// Where a node is kept: one number, so that copying a handle into a closure costs next to nothing.
#[derive(Clone, Copy)]
pub struct Place(pub(super) u64);

impl Place {
    #[inline(never)]
    pub fn state(value: Value) -> Self {
        places::add(Node::State(ArcRwSignal::new(value)))
    }

    #[inline(never)]
    pub fn computed(compute: Box<Compute>) -> Self {
        let place = places::add(Node::Computed { compute, memo: OnceCell::new() });
        // The graph takes only what may go to another thread. The place may, what is kept there needn't.
        let compute = move |before: Option<Value>| {
            let node = places::at(place);
            let computed = match node.as_deref() {
                Some(Node::Computed { compute, .. }) => Some(compute.take(before.as_ref())),
                _ => None,
            };
            computed.unwrap_or_else(|| (before.unwrap_or_else(nothing), false))
        };
        if let Some(Node::Computed { memo, .. }) = places::at(place).as_deref() {
            memo.get_or_init(|| ArcMemo::new_owning(compute));
        }
        place
    }

    #[inline(never)]
    pub fn derived(read: Box<dyn Read<Value>>) -> Self {
        places::add(Node::Derived(read))
    }

    /// The value, unless that has gone with its owner.
    #[inline(never)]
    pub fn value(self, is_followed: bool) -> Option<Value> {
        match &*places::at(self)? {
            Node::State(signal) => {
                if is_followed {
                    signal.track();
                }
                signal.try_get_untracked()
            }
            Node::Computed { memo, .. } => {
                let memo = memo.get()?;
                if is_followed {
                    memo.track();
                }
                memo.try_get_untracked()
            }
            Node::Derived(read) if is_followed => Some(read.read()),
            Node::Derived(read) => Some(untrack(|| read.read())),
        }
    }

    /// Takes a state's value out, to be changed and put back: until then there is none.
    #[inline(never)]
    pub fn take(self) -> Option<Value> {
        match &*places::at(self)? {
            Node::State(signal) => {
                signal.try_maybe_update(|value| (false, std::mem::replace(value, nothing())))
            }
            _ => None,
        }
    }

    /// Sets a state and tells followers. Gives the value back when there is no state, or none any more.
    #[inline(never)]
    pub fn put(self, value: Value) -> Option<Value> {
        match places::at(self).as_deref() {
            Some(Node::State(signal)) => signal.try_set(value),
            _ => Some(value),
        }
    }
}

fn nothing() -> Value {
    Arc::new(())
}
