//! What the page looks like, for canvases, which can't use a style sheet: the tokens as colours, the font,
//! how large a pixel is. Read once and again when something changed; one for all charts.

use crate::dom::{document, window};
use chart::{Color, Rgb, Theme};
use leptos::prelude::{ArcTrigger, Notify, Track};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement, MutationObserver, MutationObserverInit,
};

#[derive(Clone, Debug, PartialEq)]
pub struct Environment {
    pub theme: Theme,
    /// A CSS list of font families.
    pub font: String,
    /// CSS pixels to one of the chart's: the root's font size grows on very wide screens, and charts with it.
    pub zoom: f64,
    pub device_pixel_ratio: f64,
}

/// The present environment, and who wants to hear of the next.
struct Observed {
    now: RefCell<Environment>,
    changed: ArcTrigger,
}

thread_local! {
    static OBSERVED: Rc<Observed> = observe();
}

/// Reads the present environment; in an effect or a view that follows its changes.
pub fn environment<R>(read: impl FnOnce(&Environment) -> R) -> R {
    OBSERVED.with(|observed| observed.changed.track());
    environment_untracked(read)
}

pub fn environment_untracked<R>(read: impl FnOnce(&Environment) -> R) -> R {
    OBSERVED.with(|observed| read(&observed.now.borrow()))
}

const ROOT_FONT_PX: f64 = 16.0;
const FALLBACK_FONT: &str = "system-ui, sans-serif";

fn observe() -> Rc<Observed> {
    let observed = Rc::new(Observed { now: RefCell::new(read()), changed: ArcTrigger::new() });
    let refresh: Rc<dyn Fn()> = {
        let observed = Rc::clone(&observed);
        Rc::new(move || {
            let now = read();
            if *observed.now.borrow() != now {
                observed.now.replace(now);
                observed.changed.notify();
            }
        })
    };
    // These listeners live as long as the page, so nobody keeps them.
    let on_event = {
        let refresh = Rc::clone(&refresh);
        Closure::<dyn Fn()>::new(move || refresh()).into_js_value()
    };
    let on_event: &js_sys::Function = on_event.unchecked_ref();
    let ignore = |_: Result<(), JsValue>| ();
    ignore(window().add_event_listener_with_callback("resize", on_event));
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        ignore(query.add_event_listener_with_callback("change", on_event));
    }
    if let (Ok(observer), Some(root)) = (MutationObserver::new(on_event), document().document_element()) {
        let what = MutationObserverInit::new();
        what.set_attributes(true);
        ignore(observer.observe_with_options(&root, &what));
    }
    follow_device_pixel_ratio(refresh);
    observed
}

/// A media query holds for one ratio only, so each change asks anew.
fn follow_device_pixel_ratio(refresh: Rc<dyn Fn()>) {
    let ratio = window().device_pixel_ratio();
    let Ok(ratio) = js_sys::Number::from(ratio).to_string_with_radix(10).map(String::from) else { return };
    let Ok(Some(query)) = window().match_media(&["(resolution: ", &ratio, "dppx)"].concat()) else { return };
    let once = Closure::once_into_js(move || {
        refresh();
        follow_device_pixel_ratio(refresh);
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    // Without it the window's resize event still tells of most changes.
    let _ = query.add_event_listener_with_callback_and_add_event_listener_options(
        "change",
        once.unchecked_ref(),
        &options,
    );
}

fn read() -> Environment {
    let device_pixel_ratio = window().device_pixel_ratio();
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let Some(style) = style else {
        let font = FALLBACK_FONT.to_owned();
        return Environment { theme: Theme::LIGHT, font, zoom: 1.0, device_pixel_ratio };
    };
    let property = |name: &str| style.get_property_value(name).unwrap_or_default();
    let font = document().body().and_then(|body| window().get_computed_style(&body).ok().flatten());
    let font = font.and_then(|style| style.get_property_value("font-family").ok()).unwrap_or_default();
    let font = if font.is_empty() { FALLBACK_FONT.to_owned() } else { font };
    let root_px = js_sys::parse_float(&property("font-size"));
    let zoom = if 0.0 < root_px { root_px / ROOT_FONT_PX } else { 1.0 };
    Environment { theme: theme(&style), font, zoom, device_pixel_ratio }
}

fn theme(style: &CssStyleDeclaration) -> Theme {
    let context = scratch_context();
    let color = |name: &str, fallback: Rgb| {
        let value = style.get_property_value(name).unwrap_or_default();
        context.as_ref().and_then(|context| normalised(context, value.trim())).unwrap_or(fallback)
    };
    let surface = color("--color-surface", Theme::LIGHT.surface);
    let base = if surface.lightness() < 0.5 { Theme::DARK } else { Theme::LIGHT };
    let mut series = base.series;
    for (index, hue) in series.iter_mut().enumerate() {
        *hue = color(&("--color-series-".to_owned() + &(index + 1).to_string()), *hue);
    }
    Theme {
        text: color("--color-text", base.text),
        text_muted: color("--color-text-muted", base.text_muted),
        grid: color("--color-grid", base.grid),
        surface,
        accent: color("--color-accent", base.accent),
        series,
    }
}

/// A canvas understands every notation of CSS and gives opaque colours back as `#rrggbb`.
fn normalised(context: &CanvasRenderingContext2d, value: &str) -> Option<Rgb> {
    if value.is_empty() {
        return None;
    }
    context.set_fill_style_str("#010203");
    context.set_fill_style_str(value);
    match Color::parse(&context.fill_style().as_string()?)? {
        // What isn't understood leaves the colour as it was.
        Color::Fixed(Rgb(1, 2, 3)) | Color::Palette(_) => None,
        Color::Fixed(rgb) => Some(rgb),
    }
}

/// A context that is never shown: to read colours with, and to measure texts.
pub fn scratch_context() -> Option<CanvasRenderingContext2d> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
