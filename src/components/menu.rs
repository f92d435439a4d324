//! A button that drops a list of actions, over the native popover: it lies above everything, and Escape or a
//! press elsewhere closes it.

use super::button::{ButtonKind, yes_no};
use super::icon::{Glyph, icon};
use crate::call::Read;
use crate::dom::{El, Text, View, document, el, fragment, when, window};
use crate::reactive::RwSignal;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement, KeyboardEvent};

/// `label` is the button's accessible name. With `words` it is a button with words, else a square with an icon.
/// The items exist only while the list is open.
pub fn menu(
    glyph: Glyph,
    label: impl Into<Text>,
    words: Option<(ButtonKind, &'static str)>,
    items: impl Fn() -> View + 'static,
) -> View {
    build(glyph, label.into(), words, Rc::new(items))
}

fn build(
    glyph: Glyph,
    label: Text,
    words: Option<(ButtonKind, &'static str)>,
    items: Rc<dyn Read<View>>,
) -> View {
    let id = next_id();
    let open = RwSignal::new(false);
    let (class, kind) = words.map_or(("icon-button", ButtonKind::Normal), |(kind, _)| ("button", kind));
    let words = words.map(|(_, words)| [el("span").text(words).into(), icon(Glyph::ChevronDown).into()]);
    let button = el("button")
        .class(class)
        .attr("data-kind", kind.name())
        .attr("type", "button")
        .attr("title", label.clone())
        .attr("aria-label", label.clone())
        .attr("aria-haspopup", "menu")
        .attr("aria-expanded", move || yes_no(open.get()))
        .attr("popovertarget", id.clone())
        .child(icon(glyph))
        .child(words.map(fragment));
    let list = el("div")
        .class("menu")
        .attr("id", id)
        .attr("popover", "auto")
        .attr("role", "menu")
        .attr("aria-label", label)
        .child(when(move || open.get(), move || items.read()));
    fragment([button.clone().into(), with_behaviour(list, button.html(), open).into()])
}

fn with_behaviour(list: El, button: HtmlElement, open: RwSignal<bool>) -> El {
    let shown = list.html();
    let before = move |event: Event| {
        let opens =
            js_sys::Reflect::get(&event, &JsValue::from_str("newState")).is_ok_and(|state| state == "open");
        open.set(opens);
        if opens {
            place_below(&button, &shown);
        }
    };
    let shown = list.html();
    let after = move |_: Event| {
        if open.get_untracked() {
            focus_item(Some(shown.clone()), Step::First);
        }
    };
    let (moved, pressed) = (list.html(), list.html());
    list.on("beforetoggle", before)
        .on("toggle", after)
        .on("keydown", move |event: KeyboardEvent| move_focus(&event, Some(moved.clone())))
        // Fails when it is already closed.
        .on_click(move || pressed.hide_popover().unwrap_or_default())
}

/// `disabled` and `data-danger` are added by who needs them, and [`menu_key`].
pub fn menu_item(glyph: Glyph, text: impl Into<Text>, on_press: impl Fn() + 'static) -> El {
    item(glyph, text.into()).on_click(on_press)
}

fn item(glyph: Glyph, text: Text) -> El {
    el("button")
        .class("menu__item")
        .attr("type", "button")
        .attr("role", "menuitem")
        .attr("tabindex", "-1")
        .child(icon(glyph))
        .child(el("span").class("menu__text").text(text))
}

/// The key that does the same as the item it is put into.
pub fn menu_key(key: &'static str) -> El {
    el("kbd").class("menu__key").text(key)
}

pub fn menu_separator() -> El {
    el("hr").class("menu__separator")
}

fn next_id() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    ["menu-", &COUNT.fetch_add(1, Ordering::Relaxed).to_string()].concat()
}

/// Under the button and in line with the edge that is nearer to the window's; above it near the bottom.
fn place_below(button: &HtmlElement, list: &HtmlElement) {
    let size =
        |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let rect = button.get_bounding_client_rect();
    let style = list.style();
    let set = |side: &str, value: Option<f64>| {
        let value = value.map_or("auto".to_owned(), |px| [&(px.round() as i32).to_string(), "px"].concat());
        style.set_property(side, &value).unwrap_or_default();
    };
    let at_left = rect.left() < width / 2.0;
    set("left", at_left.then(|| rect.left()));
    set("right", (!at_left).then(|| width - rect.right()));
    let below = rect.bottom() < height * 0.66;
    set("top", below.then(|| rect.bottom() + GAP_PX));
    set("bottom", (!below).then(|| height - rect.top() + GAP_PX));
}

const GAP_PX: f64 = 4.0;

enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn move_focus(event: &KeyboardEvent, list: Option<HtmlElement>) {
    let step = match event.key().as_str() {
        "ArrowDown" => Step::Next,
        "ArrowUp" => Step::Previous,
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    focus_item(list, step);
}

fn focus_item(list: Option<HtmlElement>, step: Step) {
    let Some(list) = list else { return };
    let Ok(found) = list.query_selector_all("[role=menuitem]:not([disabled])") else { return };
    let items: Vec<HtmlElement> =
        (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let now = items.iter().position(|item| active.as_deref() == Some(&**item));
    let count = items.len().max(1);
    let index = match (step, now) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(now)) => (now + 1) % count,
        (Step::Previous, Some(now)) => (now + count - 1) % count,
    };
    if let Some(item) = items.get(index) {
        item.focus().unwrap_or_default();
    }
}
