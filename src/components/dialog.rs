//! A modal dialog over the native element, which keeps the focus inside and gives it back.

use super::button::IconButton;
use super::icon::Glyph;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogWidth {
    #[default]
    Narrow,
    Wide,
    /// All of the window.
    Full,
}

impl DialogWidth {
    const fn name(self) -> &'static str {
        match self {
            DialogWidth::Narrow => "narrow",
            DialogWidth::Wide => "wide",
            DialogWidth::Full => "full",
        }
    }
}

/// Shown while `open`. Escape, the cross and a press beside it call `on_close`, whose business it is to
/// make `open` false. The content exists only while it is shown.
#[component]
pub fn Dialog(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(optional)] width: DialogWidth,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let shown = Memo::new(move |_| open.get());
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if shown.get() && !dialog.open() {
            // Fails only for an element that has left the page.
            dialog.show_modal().unwrap_or_default();
        } else if !shown.get() && dialog.open() {
            dialog.close();
        }
    });
    let press = move |event: leptos::ev::PointerEvent| {
        let beside = event.target().is_some_and(|target| {
            target.dyn_ref::<web_sys::HtmlDialogElement>().is_some()
                && Some(&target) == event.current_target().as_ref()
        });
        if beside {
            on_close.run(());
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            data-width=width.name()
            aria-label=move || title.get()
            on:pointerdown=press
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_close.run(());
            }
            on:keydown=|event: leptos::ev::KeyboardEvent| event.stop_propagation()
        >
            <Show when=move || shown.get()>
                <div class="dialog__frame">
                    <header class="dialog__header">
                        <h2 class="dialog__title">{move || title.get()}</h2>
                        <IconButton glyph=Glyph::Close label="Close" on_press=on_close />
                    </header>
                    <div class="dialog__content">{children()}</div>
                </div>
            </Show>
        </dialog>
    }
    .into_any()
}
