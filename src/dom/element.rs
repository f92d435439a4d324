//! An element under construction: attributes, listeners, children.

use super::keep;
use super::page::{document, window};
use super::value::Text;
use super::view::{View, append, show_changes, text_of};
use crate::call::{Read, Take};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, EventTarget, HtmlElement, HtmlInputElement, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// A handle: a clone is the same element.
#[derive(Clone)]
pub struct El(Element);

/// An HTML element. `tag` is a name of HTML's, so it can't be refused.
pub fn el(tag: &'static str) -> El {
    made(document().create_element(tag))
}

/// An element of a drawing.
pub fn svg(tag: &'static str) -> El {
    made(document().create_element_ns(Some(SVG), tag))
}

#[expect(clippy::expect_used, reason = "only a malformed name is refused, and names are ours")]
fn made(element: Result<Element, JsValue>) -> El {
    El(element.expect("a name of an element"))
}

impl El {
    pub fn node(&self) -> &Element {
        &self.0
    }

    pub(super) fn into_node(self) -> Node {
        self.0.into()
    }

    /// The element as what its tag makes it.
    pub fn cast<T: JsCast + Clone>(&self) -> T {
        self.0.unchecked_ref::<T>().clone()
    }

    pub fn html(&self) -> HtmlElement {
        self.cast()
    }

    pub fn class(self, names: &str) -> Self {
        // As an attribute, which drawings have too.
        self.0.set_attribute("class", names).unwrap_or_default();
        self
    }

    /// `None` and `false` mean that there is no such attribute.
    pub fn attr(self, name: &'static str, value: impl Into<Text>) -> Self {
        self.keep_attr(name, value.into());
        self
    }

    fn keep_attr(&self, name: &'static str, value: Text) {
        let element = self.0.clone();
        show_changes(value, Box::new(move |value| set_attribute(&element, name, value)));
    }

    /// A property of the element's style, also a custom one.
    pub fn style(self, property: &'static str, value: impl Into<Text>) -> Self {
        let style = self.html().style();
        // Refused is only what is no property.
        let set = move |value: &str| style.set_property(property, value).unwrap_or_default();
        text_of(value.into(), Box::new(set));
        self
    }

    /// What stands in the field. What a person types stays until the value changes.
    pub fn value(self, value: impl Into<Text>) -> Self {
        let element = self.0.clone();
        text_of(value.into(), Box::new(move |value| set_property(&element, "value", &value.into())));
        self
    }

    /// A property that is true or false and that a person changes too: `checked`, `selected`, `open`. What a
    /// person does stays until the value changes.
    pub fn flag(self, property: &'static str, read: impl Fn() -> bool + 'static) -> Self {
        let element = self.0.clone();
        let set = move |value: Option<&str>| set_property(&element, property, &value.is_some().into());
        show_changes(Text::from(read), Box::new(set));
        self
    }

    /// Adds a text at the end.
    pub fn text(self, text: impl Into<Text>) -> Self {
        append(&self.0, &super::text(text.into()));
        self
    }

    /// Adds a view at the end.
    pub fn child(self, view: impl Into<View>) -> Self {
        append(&self.0, &view.into());
        self
    }

    /// Listens to an event of the type that the closure takes.
    pub fn on<E: JsCast + 'static>(self, name: &'static str, run: impl Fn(E) + 'static) -> Self {
        listen(&self.0, name, Box::new(move |event: Event| run(event.unchecked_into())));
        self
    }

    pub fn on_click(self, run: impl Fn() + 'static) -> Self {
        listen_to_clicks(&self.0, Box::new(run));
        self
    }

    /// Hands over what a person has typed or chosen.
    pub fn on_value(self, name: &'static str, run: impl Fn(String) + 'static) -> Self {
        listen_to_values(&self.0, name, Box::new(run));
        self
    }
}

fn listen_to_clicks(element: &Element, run: Box<dyn Read<()>>) {
    listen(element, "click", Box::new(move |_: Event| run.read()));
}

fn listen_to_values(element: &Element, name: &'static str, run: Box<dyn Take<String, ()>>) {
    listen(element, name, Box::new(move |event: Event| run.take(value_of(&event))));
}

/// Every field has a `value`, whatever its tag.
fn value_of(event: &Event) -> String {
    let field = event.target().map(EventTarget::unchecked_into::<HtmlInputElement>);
    field.map(|field| field.value()).unwrap_or_default()
}

fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    // Refused is only what is no attribute's name, and names are ours.
    match value {
        Some(value) => element.set_attribute(name, value).unwrap_or_default(),
        None => element.remove_attribute(name).unwrap_or_default(),
    }
}

fn set_property(element: &Element, name: &str, value: &JsValue) {
    js_sys::Reflect::set(element, &name.into(), value).map(drop).unwrap_or_default();
}

/// Listens to the window, and to what bubbles up to it, as long as the surroundings live.
pub fn on_window<E: JsCast + 'static>(name: &'static str, run: impl Fn(E) + 'static) {
    listen(&window(), name, Box::new(move |event: Event| run(event.unchecked_into())));
}

fn listen(target: &EventTarget, name: &'static str, run: Box<dyn Take<Event, ()>>) {
    let run: Box<dyn Fn(Event)> = Box::new(move |event| run.take(event));
    let closure = Closure::wrap(run);
    let function: &js_sys::Function = closure.as_ref().unchecked_ref();
    target.add_event_listener_with_callback(name, function).unwrap_or_default();
    keep(Box::new(Listener { target: target.clone(), name, closure }));
}

/// Takes itself off: an element that is on its way out may still lose the focus.
struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        self.target.remove_event_listener_with_callback(self.name, function).unwrap_or_default();
    }
}
