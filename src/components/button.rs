//! Buttons: something happens. What leads somewhere is a link.

use super::icon::{Glyph, icon};
use crate::dom::{El, Text, el};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing that a page or dialog is for.
    Primary,
    #[default]
    Normal,
    /// Without a frame, among others of its kind.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    pub const fn name(self) -> &'static str {
        match self {
            ButtonKind::Primary => "primary",
            ButtonKind::Normal => "normal",
            ButtonKind::Quiet => "quiet",
            ButtonKind::Danger => "danger",
        }
    }
}

/// A button with words, and perhaps an icon before them. Add `disabled` if it can be; a `title` is said on
/// hover, where the keyboard shortcut belongs.
pub fn button(
    kind: ButtonKind,
    glyph: Option<Glyph>,
    words: impl Into<Text>,
    on_press: impl Fn() + 'static,
) -> El {
    with_words(kind, "button", glyph, words.into()).on_click(on_press)
}

/// A button that submits the form around it.
pub fn submit_button(kind: ButtonKind, glyph: Option<Glyph>, words: impl Into<Text>) -> El {
    with_words(kind, "submit", glyph, words.into())
}

fn with_words(kind: ButtonKind, role: &'static str, glyph: Option<Glyph>, words: Text) -> El {
    let button = el("button").class("button").attr("type", role).attr("data-kind", kind.name());
    button.child(glyph.map(icon)).text(words)
}

/// A square button with an icon. `label` is its accessible name and its hint. Add `aria-pressed` to one that
/// stays down.
pub fn icon_button(glyph: impl Into<Text>, label: impl Into<Text>, on_press: impl Fn() + 'static) -> El {
    with_icon(icon(glyph), label.into()).on_click(on_press)
}

fn with_icon(icon: El, label: Text) -> El {
    let button = el("button").class("icon-button").attr("type", "button");
    button.attr("title", label.clone()).attr("aria-label", label).child(icon)
}

/// What attributes like `aria-pressed` and `aria-expanded` say.
pub const fn yes_no(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}
