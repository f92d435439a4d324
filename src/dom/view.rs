//! A piece of the page on its way into it: one node, or a fragment of several.

use super::El;
use super::page::document;
use super::value::{Text, Value};
use leptos::tachys::renderer::types;
use leptos::tachys::view::{Mountable, Render};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::Node;

/// Not yet in the page; putting it somewhere uses it up.
pub struct View(Node);

impl View {
    pub(super) fn of(node: Node) -> Self {
        View(node)
    }

    /// Nothing at all.
    pub fn none() -> Self {
        View(document().create_document_fragment().into())
    }

    pub(super) fn node(&self) -> &Node {
        &self.0
    }
}

/// A text without an element around it.
pub fn text(text: impl Into<Text>) -> View {
    text_node(text.into())
}

fn text_node(text: Text) -> View {
    let node = document().create_text_node("");
    let shown = node.clone();
    text_of(text, Box::new(move |text| shown.set_data(text)));
    View(node.into())
}

/// Hands `show` what `text` says, now and after each change.
pub(super) fn text_of(text: Text, show: Box<dyn Fn(&str)>) {
    show_changes(text, Box::new(move |value| show(value.unwrap_or_default())));
}

/// Puts a value into the page; `None` is none.
type Show = Box<dyn Fn(Option<&str>)>;

/// Hands `show` the value now and whenever it has become another: what a person or a script did to the page
/// meanwhile stays otherwise, and nothing is read out twice.
pub(super) fn show_changes(text: Text, show: Show) {
    if text.is_fixed() {
        return show(text.get().as_deref());
    }
    let shown = RefCell::new(None::<Value>);
    super::follow(move || {
        let value = text.get();
        if shown.borrow().as_ref() != Some(&value) {
            show(value.as_deref());
            shown.replace(Some(value));
        }
    });
}

/// Several views, one after the other.
pub fn fragment(views: impl IntoIterator<Item = View>) -> View {
    let fragment = document().create_document_fragment();
    for view in views {
        append(&fragment, &view);
    }
    View(fragment.into())
}

pub(super) fn append(parent: &Node, view: &View) {
    // Fails only for a parent that can't have children, and none such is built.
    parent.append_child(&view.0).map(drop).unwrap_or_default();
}

impl From<El> for View {
    fn from(element: El) -> Self {
        View(element.into_node())
    }
}

impl<V: Into<View>> From<Option<V>> for View {
    fn from(view: Option<V>) -> Self {
        view.map_or_else(View::none, Into::into)
    }
}

impl<V: Into<View>> From<Vec<V>> for View {
    fn from(views: Vec<V>) -> Self {
        fragment(views.into_iter().map(Into::into))
    }
}

impl From<&'static str> for View {
    fn from(words: &'static str) -> Self {
        text(words)
    }
}

impl From<String> for View {
    fn from(words: String) -> Self {
        text(words)
    }
}

/// So that Leptos mounts it.
impl Render for View {
    type State = Mounted;

    fn build(self) -> Mounted {
        Mounted(self)
    }

    fn rebuild(self, state: &mut Mounted) {
        state.unmount();
        *state = self.build();
    }
}

/// A view that Leptos put into the page.
pub struct Mounted(View);

impl Mountable for Mounted {
    fn unmount(&mut self) {
        if let Some(parent) = self.0.0.parent_node() {
            parent.remove_child(&self.0.0).map(drop).unwrap_or_default();
        }
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        parent.insert_before(&self.0.0, marker).map(drop).unwrap_or_default();
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(parent) = self.0.0.parent_element() else { return false };
        child.mount(&parent, Some(&self.0.0));
        true
    }

    fn elements(&self) -> Vec<types::Element> {
        self.0.0.dyn_ref::<types::Element>().cloned().into_iter().collect()
    }
}
