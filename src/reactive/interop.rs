//! For as long as some rooms still use Leptos' own signals: each kind as the other.

use super::{RwSignal, Signal};
use leptos::prelude::{
    Get, Memo as LeptosMemo, ReadSignal, RwSignal as LeptosRwSignal, Signal as LeptosSignal,
};

impl<T: Clone + Send + Sync + 'static> From<Signal<T>> for LeptosSignal<T> {
    fn from(signal: Signal<T>) -> Self {
        LeptosSignal::derive(move || signal.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<RwSignal<T>> for LeptosSignal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        LeptosSignal::derive(move || signal.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<LeptosSignal<T>> for Signal<T> {
    fn from(signal: LeptosSignal<T>) -> Self {
        Signal::derive(move || signal.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<LeptosMemo<T>> for Signal<T> {
    fn from(signal: LeptosMemo<T>) -> Self {
        Signal::derive(move || signal.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<ReadSignal<T>> for Signal<T> {
    fn from(signal: ReadSignal<T>) -> Self {
        Signal::derive(move || signal.get())
    }
}

impl<T: Clone + Send + Sync + 'static> From<LeptosRwSignal<T>> for Signal<T> {
    fn from(signal: LeptosRwSignal<T>) -> Self {
        Signal::derive(move || signal.get())
    }
}
