//! When and how large to paint: the observed box of an element, whether it is on the screen, one paint per
//! animation frame.

use super::canvas::BoxSize;
use super::environment::environment;
use crate::dom::next_frame;
use crate::dom::{self, El};
use crate::reactive::{Memo, RwSignal, Signal, effect, memo};
use chart::Size;
use std::cell::Cell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{
    IntersectionObserver, IntersectionObserverEntry, ResizeObserver, ResizeObserverBoxOptions,
    ResizeObserverEntry, ResizeObserverOptions, ResizeObserverSize,
};

/// An element's box as observed: CSS pixels, and device pixels where the browser tells them exactly.
#[derive(Clone, Copy, Default, PartialEq)]
struct Observed {
    css: (f64, f64),
    device: Option<(u32, u32)>,
}

/// The box that a chart fills; zero until it is known.
pub fn use_box_size(element: &El) -> Memo<BoxSize> {
    let observed = RwSignal::new(Observed::default());
    let element = element.node().clone();
    effect(move || {
        let callback = on_last_entry(move |entry| {
            observed.try_set(read(&entry.unchecked_into()));
        });
        let Ok(observer) = ResizeObserver::new(&callback) else { return };
        let options = ResizeObserverOptions::new();
        options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
        // Safari knows no device pixels and throws.
        let observe: &js_sys::Function =
            &js_sys::Reflect::get(&observer, &"observe".into()).unwrap_or_default().unchecked_into();
        if observe.call2(&observer, &element, &options).is_err() {
            observer.observe(&element);
        }
        dom::keep(Box::new(Observer::Resize(observer)));
    });
    memo(move || {
        let observed = observed.get();
        let (zoom, dpr) = environment(|environment| (environment.zoom, environment.device_pixel_ratio));
        let (width_px, height_px) = observed.css;
        let device = |css: f64| ((css * dpr).round() as u32).min(32_767);
        let computed = (device(width_px), device(height_px));
        // The browser's own count is exact to the pixel, but after a change of ratio it can be yesterday's.
        let exact = observed
            .device
            .filter(|exact| exact.0.abs_diff(computed.0) <= 1 && exact.1.abs_diff(computed.1) <= 1);
        BoxSize {
            size: Size { width_px: width_px / zoom, height_px: height_px / zoom },
            device: exact.unwrap_or(computed),
            ratio: dpr * zoom,
        }
    })
}

fn read(entry: &ResizeObserverEntry) -> Observed {
    let css = entry.content_rect();
    let sizes = js_sys::Reflect::get(entry, &"devicePixelContentBoxSize".into()).unwrap_or_default();
    let size = sizes.dyn_ref::<js_sys::Array>().map(|sizes| sizes.get(0)).filter(JsValue::is_object);
    let device = size.map(|size| {
        let size: ResizeObserverSize = size.unchecked_into();
        (size.inline_size() as u32, size.block_size() as u32)
    });
    Observed { css: (css.width(), css.height()), device }
}

/// Whether an element is on the screen, or nearly. Off-screen charts aren't painted.
pub fn use_on_screen(element: &El) -> Signal<bool> {
    let is_on_screen = RwSignal::new(false);
    let element = element.node().clone();
    effect(move || {
        let callback = on_last_entry(move |entry| {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            is_on_screen.try_set(entry.is_intersecting());
        });
        let Ok(observer) = IntersectionObserver::new(&callback) else {
            is_on_screen.set(true);
            return;
        };
        observer.observe(&element);
        dom::keep(Box::new(Observer::Intersection(observer)));
    });
    is_on_screen.read_only()
}

/// What an observer calls: of several entries only the newest counts.
fn on_last_entry(run: impl Fn(JsValue) + 'static) -> js_sys::Function {
    fn of(run: Box<dyn Fn(JsValue)>) -> js_sys::Function {
        let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Some(last) = entries.length().checked_sub(1) {
                run(entries.get(last));
            }
        });
        callback.into_js_value().unchecked_into()
    }
    of(Box::new(run))
}

/// An observer stops with the component that started it.
enum Observer {
    Resize(ResizeObserver),
    Intersection(IntersectionObserver),
}

impl Drop for Observer {
    fn drop(&mut self) {
        match self {
            Observer::Resize(observer) => observer.disconnect(),
            Observer::Intersection(observer) => observer.disconnect(),
        }
    }
}

/// Paints at most once in an animation frame, however often asked, and never when the chart has gone.
pub struct Repaint(Weak<Painting>);

struct Painting {
    is_pending: Cell<bool>,
    paint: Box<dyn Fn()>,
}

impl Repaint {
    pub fn new(paint: impl Fn() + 'static) -> Self {
        let painting = Rc::new(Painting { is_pending: Cell::new(false), paint: Box::new(paint) });
        let weak = Rc::downgrade(&painting);
        dom::keep(Box::new(painting));
        Repaint(weak)
    }

    pub fn request(&self) {
        let is_pending = self.0.upgrade().is_none_or(|painting| painting.is_pending.replace(true));
        if is_pending {
            return;
        }
        let weak = Weak::clone(&self.0);
        next_frame(move || {
            if let Some(painting) = weak.upgrade() {
                painting.is_pending.set(false);
                (painting.paint)();
            }
        });
    }
}
