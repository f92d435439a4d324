//! A modal dialog over the native element, which keeps the focus inside and gives it back.

use super::button::icon_button;
use super::icon::Glyph;
use crate::call::Read;
use crate::dom::{El, Text, View, el, live};
use crate::reactive::{Memo, effect, memo};
use std::cell::RefCell;
use std::rc::Rc;
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

/// A title that stays while there is none: a dialog keeps its name while it closes.
pub fn kept_title(title: impl Into<Text>) -> Text {
    let (title, kept) = (title.into(), RefCell::new(None));
    Text::live(move || {
        if let Some(title) = title.get() {
            kept.replace(Some(title));
        }
        kept.borrow().clone()
    })
}

/// Shown while `open`. Escape, the cross and a press beside it call `on_close`, whose business it is to
/// make `open` false. The content exists only while it is shown.
pub fn dialog(
    width: DialogWidth,
    title: impl Into<Text>,
    open: impl Fn() -> bool + 'static,
    on_close: impl Fn() + 'static,
    content: impl Fn() -> View + 'static,
) -> El {
    build(width, title.into(), Box::new(open), Rc::new(on_close), Rc::new(content))
}

fn build(
    width: DialogWidth,
    title: Text,
    open: Box<dyn Read<bool>>,
    on_close: Rc<dyn Read<()>>,
    content: Rc<dyn Read<View>>,
) -> El {
    let shown = memo(move || open.read());
    let (press, cancel) = (Rc::clone(&on_close), Rc::clone(&on_close));
    let dialog = el("dialog")
        .class("dialog")
        .attr("data-width", width.name())
        .attr("aria-label", title.clone())
        .on("pointerdown", move |event: PointerEvent| {
            if is_beside(&event) {
                press.read();
            }
        })
        .on("cancel", move |event: Event| {
            event.prevent_default();
            cancel.read();
        })
        .on("keydown", |event: KeyboardEvent| event.stop_propagation());
    let frame = move |shown: bool| {
        if !shown {
            return View::none();
        }
        let close = Rc::clone(&on_close);
        let header = el("header")
            .class("dialog__header")
            .child(el("h2").class("dialog__title").text(title.clone()))
            .child(icon_button(Glyph::Close, "Close", move || close.read()));
        let content = el("div").class("dialog__content").child(content.read());
        el("div").class("dialog__frame").child(header).child(content).into()
    };
    let dialog = dialog.child(live(move || shown.get(), frame));
    follow_open(dialog.cast(), shown);
    dialog
}

/// A press on what surrounds the dialog goes to the dialog itself, and to nothing in it.
fn is_beside(event: &PointerEvent) -> bool {
    event.target().is_some_and(|target| {
        target.dyn_ref::<HtmlDialogElement>().is_some() && Some(&target) == event.current_target().as_ref()
    })
}

fn follow_open(dialog: HtmlDialogElement, shown: Memo<bool>) {
    effect(move || {
        if shown.get() && !dialog.open() {
            // Fails only for an element that has left the page.
            dialog.show_modal().unwrap_or_default();
        } else if !shown.get() && dialog.open() {
            dialog.close();
        }
    });
}
