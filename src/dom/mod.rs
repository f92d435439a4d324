//! Elements, built once and kept up to date by signals: the app's view layer, over Leptos's reactive graph.
//!
//! Leptos' `view!` makes a type of every piece of markup and compiles its building, rebuilding and removal
//! anew for each: half of the app's bytes. Here an element is an element. What varies is a closure behind a
//! `dyn`, so this room is compiled once, whatever is built with it. Signals, memos, owners and contexts are
//! Leptos', and a [`View`] mounts like any of its views.
//!
//! A component is a function that returns a [`View`] or an [`El`]. It runs once; only the closures it hands
//! over run again. What is made in it (effects, listeners) lives as long as the [`live`] region or the
//! [`each`] row around it. Text goes in as text nodes and attributes alone, never as markup.

mod element;
mod page;
mod region;
mod value;
mod view;

#[cfg(test)]
mod tests;

pub use element::{El, el, on_window, svg};
pub use page::{TimeoutHandle, after, document, download, every, next_frame, window};
pub use region::{each, live, when};
pub use value::{IntoValue, Text, Value};
pub use view::{View, fragment, text};

pub use crate::reactive::keep;

use crate::call::Read;
use leptos::prelude::*;

/// Runs `run` now, and again whenever a signal that it read changes, as long as the surroundings live.
pub fn follow(run: impl Fn() + 'static) {
    follow_boxed(Box::new(run));
}

fn follow_boxed(run: Box<dyn Read<()>>) {
    keep(Box::new(RenderEffect::new(move |_: Option<()>| run.read())));
}
