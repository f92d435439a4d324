//! Values that come later: a future's result as a signal.

use super::value::{Place, Value};
use super::{RwSignal, Signal, keep};
use crate::call::Read;
use leptos::prelude::*;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

type Coming = Pin<Box<dyn Future<Output = Value>>>;

/// The result of the newest future of `load`, which is asked again when a signal it read changes; nothing
/// until the first has come. The result before stays while the next is awaited.
pub fn resource<T, F>(load: impl Fn() -> F + 'static) -> Signal<Option<T>>
where
    T: Send + Sync + 'static,
    F: Future<Output = T> + 'static,
{
    let shown = RwSignal::new(None::<T>);
    let boxed = move || -> Coming {
        let coming = load();
        Box::pin(async move { Arc::new(Some(coming.await)) as Value })
    };
    follow(shown.place(), Box::new(boxed));
    shown.read_only()
}

fn follow(shown: Place, load: Box<dyn Read<Coming>>) {
    let newest = Rc::new(Cell::new(0_u32));
    let run = move |_: Option<()>| {
        let number = newest.get().wrapping_add(1);
        newest.set(number);
        let (newest, coming) = (Rc::clone(&newest), load.read());
        leptos::task::spawn_local(async move {
            let value = coming.await;
            if newest.get() == number {
                shown.put(value);
            }
        });
    };
    keep(Box::new(RenderEffect::new(run)));
}
