//! A modal dialog over the native element, which keeps the focus inside and gives it back.

use super::button::IconButton;
use super::icon::Glyph;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, KeyboardEvent, PointerEvent};

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
/// make `open` false. The content exists only while it is shown. An empty `title` leaves the last one, so a
/// dialog whose subject has gone keeps its name while it closes.
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
    let title = last_title(title);
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if shown.get() && !dialog.open() {
            // Fails only for an element that has left the page.
            let _ = dialog.show_modal();
        } else if !shown.get() && dialog.open() {
            dialog.close();
        }
    });
    let press = move |event: PointerEvent| {
        if is_beside(&event) {
            on_close.run(());
        }
    };
    let cancel = move |event: Event| {
        event.prevent_default();
        on_close.run(());
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            data-width=width.name()
            aria-label=move || title.get()
            on:pointerdown=press
            on:cancel=cancel
            on:keydown=|event: KeyboardEvent| event.stop_propagation()
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
}

fn last_title(title: Signal<String>) -> Memo<String> {
    Memo::new(move |last: Option<&String>| {
        let title = title.get();
        if title.is_empty() { last.cloned().unwrap_or_default() } else { title }
    })
}

/// A press on what surrounds the dialog goes to the dialog itself, and to nothing in it.
fn is_beside(event: &PointerEvent) -> bool {
    event.target().is_some_and(|target| {
        target.dyn_ref::<HtmlDialogElement>().is_some() && Some(&target) == event.current_target().as_ref()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_title_stays_while_there_is_none() {
        let owner = Owner::new();
        owner.with(|| {
            let title = RwSignal::new(String::new());
            let last = last_title(title.into());
            for (now, expected) in [("", ""), ("Edit", "Edit"), ("", "Edit"), ("Copy", "Copy")] {
                title.set(now.to_owned());
                assert_eq!(last.get_untracked(), expected);
            }
        });
    }
}
