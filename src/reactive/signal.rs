//! The typed handles: what a person reads and writes. All are copied freely and live as long as their owner.

use super::value::{Place, Value};
use crate::call::{Read, Take};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

/// Something to be read: a state, a memo, or what a closure reads.
pub struct Signal<T> {
    place: Place,
    of: PhantomData<fn() -> T>,
}

/// A computed value, whose followers hear only of new values.
pub type Memo<T> = Signal<T>;

impl<T> Copy for Signal<T> {}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Signal<T> {
    fn at(place: Place) -> Self {
        Signal { place, of: PhantomData }
    }

    /// A memo.
    pub fn new(compute: impl Fn(Option<&T>) -> T + 'static) -> Self
    where
        T: PartialEq,
    {
        computed(Box::new(compute), T::ne)
    }

    /// A memo with its own opinion about what is a change.
    pub fn new_with_compare(
        compute: impl Fn(Option<&T>) -> T + 'static,
        is_change: fn(&T, &T) -> bool,
    ) -> Self {
        computed(Box::new(compute), is_change)
    }

    /// Read anew each time it is asked for.
    pub fn derive(read: impl Fn() -> T + 'static) -> Self {
        derived(Box::new(read))
    }

    #[inline(never)]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    #[inline(never)]
    pub fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    pub fn try_get_untracked(&self) -> Option<T>
    where
        T: Clone,
    {
        seen(&self.place.value(false)).cloned()
    }

    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(there(&self.place.value(true)))
    }

    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(there(&self.place.value(false)))
    }

    /// Follows without reading.
    pub fn track(&self) {
        self.place.value(true);
    }
}

/// A value that is set.
pub struct RwSignal<T> {
    signal: Signal<T>,
}

impl<T> Copy for RwSignal<T> {}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// All that a signal can, a state can too.
impl<T> Deref for RwSignal<T> {
    type Target = Signal<T>;

    fn deref(&self) -> &Signal<T> {
        &self.signal
    }
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    pub fn new(value: T) -> Self {
        RwSignal { signal: Signal::at(Place::state(Arc::new(value))) }
    }

    pub fn read_only(&self) -> Signal<T> {
        self.signal
    }

    pub(super) fn place(&self) -> Place {
        self.signal.place
    }

    /// Does nothing when the signal has gone with its owner.
    pub fn set(&self, value: T) {
        self.signal.place.put(Arc::new(value));
    }

    /// Gives the value back when the signal has gone.
    #[inline(never)]
    pub fn try_set(&self, value: T) -> Option<T> {
        Arc::into_inner(self.signal.place.put(Arc::new(value))?.downcast().ok()?)
    }

    /// Does nothing when the signal has gone with its owner.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Nothing comes of it when the signal has gone, or is being read or changed right now.
    pub fn try_update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut value = self.signal.place.take()?;
        let result = Arc::get_mut(&mut value).and_then(|value| value.downcast_mut()).map(change);
        self.signal.place.put(value);
        result
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        RwSignal::new(T::default())
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(state: RwSignal<T>) -> Self {
        state.signal
    }
}

/// From the value before.
type Compute<T> = dyn for<'a> Take<Option<&'a T>, T>;

fn computed<T: Send + Sync + 'static>(compute: Box<Compute<T>>, is_change: fn(&T, &T) -> bool) -> Signal<T> {
    Signal::at(Place::computed(Box::new(move |before: Option<&Value>| {
        let before = before.and_then(|before| before.downcast_ref());
        let now = compute.take(before);
        let is_changed = before.is_none_or(|before| is_change(before, &now));
        (Arc::new(now) as Value, is_changed)
    })))
}

fn derived<T: Send + Sync + 'static>(read: Box<dyn Read<T>>) -> Signal<T> {
    Signal::at(Place::derived(Box::new(move || Arc::new(read.read()) as Value)))
}

/// The value as what it is.
fn seen<T: 'static>(value: &Option<Value>) -> Option<&T> {
    value.as_ref()?.downcast_ref()
}

/// The same of a value that must be there.
#[inline(never)]
fn there<T: 'static>(value: &Option<Value>) -> &T {
    seen(value).unwrap_or_else(|| gone())
}

#[cold]
fn gone() -> ! {
    panic!("a signal was read after what it belonged to had gone")
}
