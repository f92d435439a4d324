//! What the page looks like, for canvases, which can't use a style sheet: the tokens as colours, the font,
//! how large a pixel is. Read once and again when something changed; one for all charts.

use chart::{Color, Rgb, Theme};
use leptos::ev;
use leptos::prelude::*;
use leptos_use_event_listener::use_event_listener;
use leptos_use_media_query::use_media_query;
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

struct Observed {
    environment: ArcRwSignal<Environment>,
    /// Of the listeners. It has no parent, so they live as long as the page.
    _owner: Owner,
}

thread_local! {
    static OBSERVED: Observed = observe();
}

/// The present environment; reading it in an effect or a view follows its changes.
pub fn environment() -> ArcReadSignal<Environment> {
    OBSERVED.with(|observed| observed.environment.read_only())
}

const ROOT_FONT_PX: f64 = 16.0;
const FALLBACK_FONT: &str = "system-ui, sans-serif";

fn observe() -> Observed {
    let environment = ArcRwSignal::new(read());
    let refresh = {
        let environment = environment.clone();
        move || {
            let now = read();
            if environment.with_untracked(|before| *before != now) {
                environment.set(now);
            }
        }
    };
    let owner = Owner::default();
    owner.with(|| {
        let _ = use_event_listener(window(), ev::resize, {
            let refresh = refresh.clone();
            move |_| refresh()
        });
        observe_root_attributes(refresh.clone());
        let is_dark = use_media_query("(prefers-color-scheme: dark)");
        // Such a query holds for one ratio only, so each change of the ratio asks for the next.
        let ratio = Memo::new({
            let environment = environment.clone();
            move |_| environment.with(|environment| environment.device_pixel_ratio)
        });
        let is_ratio = use_media_query(Signal::derive(move || format!("(resolution: {}dppx)", ratio.get())));
        Effect::watch(move || (is_dark.get(), is_ratio.get()), move |_, _, _| refresh(), false);
    });
    Observed { environment, _owner: owner }
}

/// The theme is chosen by an attribute of the root.
fn observe_root_attributes(refresh: impl Fn() + 'static) {
    // The observer is never disconnected, so nobody keeps its closure.
    let callback = Closure::<dyn Fn()>::new(refresh).into_js_value();
    let observer = MutationObserver::new(callback.unchecked_ref());
    if let (Ok(observer), Some(root)) = (observer, document().document_element()) {
        let options = MutationObserverInit::new();
        options.set_attributes(true);
        // Fails only for options that ask for nothing.
        let _ = observer.observe_with_options(&root, &options);
    }
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
    let zoom = if root_px > 0.0 { root_px / ROOT_FONT_PX } else { 1.0 };
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
        *hue = color(&format!("--color-series-{}", index + 1), *hue);
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
