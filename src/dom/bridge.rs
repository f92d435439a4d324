//! For as long as some rooms still build with Leptos' `view!`: either kind of view inside the other.

use super::keep;
use super::view::{View, append};
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use wasm_bindgen::JsCast;

/// A Leptos view as one of ours.
pub fn leptos(view: impl IntoView + 'static) -> View {
    let fragment = document().create_document_fragment();
    let mut state = view.into_any().build();
    state.mount(fragment.unchecked_ref(), None);
    keep(Box::new(state));
    View::of(fragment.into())
}

/// One of our views as a Leptos view, in an element without a box.
pub fn into_leptos(view: impl Into<View>) -> AnyView {
    let view = StoredValue::new_local(Some(view.into()));
    let mount = move |element: web_sys::Element| {
        if let Some(view) = view.try_update_value(Option::take).flatten() {
            append(&element, &view);
        }
    };
    leptos::html::div().class("contents").directive(mount, ()).into_any()
}
