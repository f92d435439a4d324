//! The page that the app is in, and its clocks.

use super::keep;
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Window};

thread_local! {
    static WINDOW: Window = web_sys::window().expect("the app runs in a page");
    static DOCUMENT: Document = window().document().expect("a page has a document");
}

pub fn window() -> Window {
    WINDOW.with(Window::clone)
}

pub fn document() -> Document {
    DOCUMENT.with(Document::clone)
}

/// Runs `run` once after `pause`, whatever becomes of the surroundings.
pub fn after(pause: Duration, run: impl FnOnce() + 'static) -> Timer {
    let run = once(Box::new(run));
    let id = window().set_timeout_with_callback_and_timeout_and_arguments_0(&run, millis(pause));
    Timer { id: id.unwrap_or_default() }
}

/// Something that is going to happen.
pub struct Timer {
    id: i32,
}

impl Timer {
    pub fn cancel(&self) {
        window().clear_timeout_with_handle(self.id);
    }
}

/// Runs `run` each time that `period` has passed, as long as the surroundings live.
pub fn every(period: Duration, run: impl Fn() + 'static) {
    every_boxed(period, Closure::wrap(Box::new(run)));
}

fn every_boxed(period: Duration, run: Closure<dyn Fn()>) {
    let function = run.as_ref().unchecked_ref();
    let id = window().set_interval_with_callback_and_timeout_and_arguments_0(function, millis(period));
    keep(Box::new(Interval { id: id.unwrap_or_default(), _run: run }));
}

struct Interval {
    id: i32,
    _run: Closure<dyn Fn()>,
}

impl Drop for Interval {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}

/// Runs `run` before the next picture is drawn.
pub fn next_frame(run: impl FnOnce() + 'static) {
    // Refused is only what is no function.
    window().request_animation_frame(&once(Box::new(run))).map(drop).unwrap_or_default();
}

fn once(run: Box<dyn FnOnce()>) -> js_sys::Function {
    Closure::once_into_js(run).unchecked_into()
}

fn millis(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}
