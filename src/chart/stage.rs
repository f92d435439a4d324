//! When and how large to paint: the observed box of an element, whether it is on the screen, one paint per
//! animation frame.

use super::canvas::BoxSize;
use super::environment::environment;
use chart::Size;
use leptos::html::Div;
use leptos::prelude::*;
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
pub fn use_box_size(element: NodeRef<Div>) -> Memo<BoxSize> {
    let observed = RwSignal::new(Observed::default());
    let kept = StoredValue::new_local(None::<Kept>);
    Effect::new(move || {
        let Some(element) = element.get() else { return };
        let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Some(now) = entries.iter().last().map(|entry| read(entry.unchecked_ref())) {
                let _ = observed.try_update(|before| *before = now);
            }
        });
        let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
        let options = ResizeObserverOptions::new();
        options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
        // Safari knows no device pixels and throws.
        let observe: &js_sys::Function =
            &js_sys::Reflect::get(&observer, &"observe".into()).unwrap_or_default().unchecked_into();
        if observe.call2(&observer, &element, &options).is_err() {
            observer.observe(&element);
        }
        kept.set_value(Some(Kept {
            observer: Observer::Resize(observer),
            _callback: callback.into_js_value(),
        }));
    });
    let environment = environment();
    Memo::new(move |_| {
        let observed = observed.get();
        let (zoom, dpr) = environment.with(|environment| (environment.zoom, environment.device_pixel_ratio));
        let (width_px, height_px) = observed.css;
        let device = |css: f64| (css * dpr).round().clamp(0.0, 32_767.0) as u32;
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
pub fn use_on_screen(element: NodeRef<Div>) -> ReadSignal<bool> {
    let (is_on_screen, set_on_screen) = signal(false);
    let kept = StoredValue::new_local(None::<Kept>);
    Effect::new(move || {
        let Some(element) = element.get() else { return };
        let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Some(entry) = entries.iter().last() {
                let _ = set_on_screen
                    .try_set(entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting());
            }
        });
        let Ok(observer) = IntersectionObserver::new(callback.as_ref().unchecked_ref()) else {
            set_on_screen.set(true);
            return;
        };
        observer.observe(&element);
        kept.set_value(Some(Kept {
            observer: Observer::Intersection(observer),
            _callback: callback.into_js_value(),
        }));
    });
    is_on_screen
}

enum Observer {
    Resize(ResizeObserver),
    Intersection(IntersectionObserver),
}

/// An observer stops with the component that started it.
struct Kept {
    observer: Observer,
    _callback: JsValue,
}

impl Drop for Kept {
    fn drop(&mut self) {
        match &self.observer {
            Observer::Resize(observer) => observer.disconnect(),
            Observer::Intersection(observer) => observer.disconnect(),
        }
    }
}

/// Paints at most once in an animation frame, however often asked.
#[derive(Clone, Copy)]
pub struct Repaint {
    is_pending: StoredValue<bool>,
    paint: StoredValue<Box<dyn Fn()>, LocalStorage>,
}

impl Repaint {
    pub fn new(paint: impl Fn() + 'static) -> Self {
        Repaint { is_pending: StoredValue::new(false), paint: StoredValue::new_local(Box::new(paint)) }
    }

    pub fn request(self) {
        if self.is_pending.try_get_value() != Some(false) {
            return;
        }
        self.is_pending.set_value(true);
        request_animation_frame(move || {
            // The chart may have gone in the meantime.
            if self.is_pending.try_set_value(false).is_none() {
                self.paint.try_with_value(|paint| paint());
            }
        });
    }
}
