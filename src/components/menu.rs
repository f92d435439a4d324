//! A button that drops a list of actions, over the native popover: it lies above everything, and Escape or a
//! press elsewhere closes it.

use super::button::ButtonKind;
use super::icon::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement, KeyboardEvent};

/// `label` is the button's accessible name; with `text` it is a button with words, else a square with an icon.
/// The items exist only while the list is open.
#[component]
pub fn Menu(
    glyph: Glyph,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] text: Option<Signal<String>>,
    #[prop(optional)] kind: ButtonKind,
    children: ChildrenFn,
) -> impl IntoView {
    let id = next_id();
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let before = move |event: Event| {
        let opens =
            js_sys::Reflect::get(&event, &JsValue::from_str("newState")).is_ok_and(|state| state == "open");
        open.set(opens);
        if let (true, Some(button), Some(list)) = (opens, button.get_untracked(), list.get_untracked()) {
            place_below(&button, &list);
        }
    };
    let after = move |_| {
        if let (true, Some(list)) = (open.get_untracked(), list.get_untracked()) {
            focus_item(&list, Step::First);
        }
    };
    let press_key = move |event: KeyboardEvent| {
        if let Some(list) = list.get_untracked() {
            move_focus(&event, &list);
        }
    };
    let press = move |_| {
        if let Some(list) = list.get_untracked() {
            // Fails when it is already closed.
            let _ = list.hide_popover();
        }
    };
    view! {
        <button
            class=if text.is_some() { "button" } else { "icon-button" }
            data-kind=kind.name()
            type="button"
            node_ref=button
            title=move || label.get()
            aria-label=move || label.get()
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            popovertarget=id.clone()
        >
            <Icon glyph />
            {text.map(|text| view! { <span>{move || text.get()}</span> <Icon glyph=Glyph::ChevronDown /> })}
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="menu"
            node_ref=list
            aria-label=move || label.get()
            on:beforetoggle=before
            on:toggle=after
            on:keydown=press_key
            on:click=press
        >
            <Show when=move || open.get()>{children()}</Show>
        </div>
    }
}

#[component]
pub fn MenuItem(
    glyph: Glyph,
    #[prop(into)] text: Signal<String>,
    /// The key that does the same.
    #[prop(optional, into)]
    key: Option<&'static str>,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="menu__item"
            type="button"
            role="menuitem"
            tabindex="-1"
            data-danger=danger.then_some("true")
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            <Icon glyph />
            <span class="menu__text">{move || text.get()}</span>
            {key.map(|key| view! { <kbd class="menu__key">{key}</kbd> })}
        </button>
    }
}

#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <hr class="menu__separator" /> }
}

fn next_id() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("menu-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Between the button and the list.
const GAP_PX: f64 = 4.0;

/// Under the button and in line with the edge that is nearer to the window's; above it near the bottom.
fn place_below(button: &HtmlElement, list: &HtmlElement) {
    let size =
        |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    let rect = button.get_bounding_client_rect();
    let style = list.style();
    let set = |side: &str, value: Option<f64>| {
        let value = value.map_or("auto".to_owned(), |px| format!("{}px", px.round()));
        // Refused is only what is no property.
        let _ = style.set_property(side, &value);
    };
    let at_left = rect.left() < width / 2.0;
    set("left", at_left.then(|| rect.left()));
    set("right", (!at_left).then(|| width - rect.right()));
    let below = rect.bottom() < height * 0.66;
    set("top", below.then(|| rect.bottom() + GAP_PX));
    set("bottom", (!below).then(|| height - rect.top() + GAP_PX));
}

enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn move_focus(event: &KeyboardEvent, list: &HtmlElement) {
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

fn focus_item(list: &HtmlElement, step: Step) {
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
        // Fails only for an element that has left the page.
        let _ = item.focus();
    }
}
