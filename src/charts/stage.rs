//! When and how large to paint: the observed box of an element, whether it is on the screen, one paint per
//! animation frame.

use super::canvas::BoxSize;
use super::environment::environment;
use chart::Size;
use leptos::html::Div;
use leptos::prelude::*;
use leptos_use_intersection_observer::use_intersection_observer;
use leptos_use_resize_observer::{UseResizeObserverOptions, use_resize_observer_with_options};
use wasm_bindgen::prelude::*;
use web_sys::{ResizeObserverBoxOptions, ResizeObserverEntry, ResizeObserverSize};

/// An element's box as observed: CSS pixels, and device pixels where the browser tells them exactly.
#[derive(Clone, Copy, Default, PartialEq)]
struct Observed {
    css: (f64, f64),
    device: Option<(u32, u32)>,
}

/// Some browsers refuse a canvas with a longer side.
const MOST_DEVICE_PX: f64 = 32_767.0;

/// The box that a chart fills; zero until it is known.
pub fn use_box_size(element: NodeRef<Div>) -> Memo<BoxSize> {
    let observed = RwSignal::new(Observed::default());
    let options = UseResizeObserverOptions::default().box_(observable_box());
    use_resize_observer_with_options(
        element,
        move |entries, _| {
            // Of several entries only the newest counts.
            if let Some(entry) = entries.last() {
                observed.try_set(read(entry));
            }
        },
        options,
    );
    let environment = environment();
    Memo::new(move |_| {
        let observed = observed.get();
        let (zoom, dpr) = environment.with(|environment| (environment.zoom, environment.device_pixel_ratio));
        let (width_px, height_px) = observed.css;
        let device = |css: f64| (css * dpr).round().clamp(0.0, MOST_DEVICE_PX) as u32;
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

/// Device pixels where the browser counts them: Safari doesn't, and would throw.
fn observable_box() -> ResizeObserverBoxOptions {
    let property = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &name.into());
    let is_counted = property(&window(), "ResizeObserverEntry")
        .and_then(|entry| property(&entry, "prototype"))
        .and_then(|prototype| js_sys::Reflect::has(&prototype, &"devicePixelContentBoxSize".into()));
    match is_counted {
        Ok(true) => ResizeObserverBoxOptions::DevicePixelContentBox,
        _ => ResizeObserverBoxOptions::ContentBox,
    }
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

/// Whether any of an element is on the screen. Charts that aren't are not painted.
pub fn use_on_screen(element: NodeRef<Div>) -> ReadSignal<bool> {
    let (is_on_screen, set_on_screen) = signal(false);
    use_intersection_observer(element, move |entries, _| {
        if let Some(entry) = entries.last() {
            set_on_screen.try_set(entry.is_intersecting());
        }
    });
    is_on_screen
}

/// Paints at most once in an animation frame, however often asked, and never when the chart has gone.
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
            // Both are empty when the chart has gone in the meantime.
            self.is_pending.try_set_value(false);
            self.paint.try_with_value(|paint| paint());
        });
    }
}
