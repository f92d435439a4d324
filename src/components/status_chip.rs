//! A short word about a state, with an icon, so that it isn't told by colour alone.

use super::icon::{Glyph, icon};
use crate::call::Read;
use crate::dom::{El, Text, el};
use std::rc::Rc;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Ok,
    Warning,
    Danger,
}

impl Tone {
    pub const fn name(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Accent => "accent",
            Tone::Ok => "ok",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Tone::Neutral | Tone::Accent => Glyph::Info,
            Tone::Ok => Glyph::Check,
            Tone::Warning => Glyph::Alarm,
            Tone::Danger => Glyph::Error,
        }
    }
}

/// `title` explains on hover.
pub fn status_chip(
    tone: impl Fn() -> Tone + 'static,
    text: impl Into<Text>,
    title: Option<&'static str>,
) -> El {
    build(Rc::new(tone), text.into(), title)
}

fn build(tone: Rc<dyn Read<Tone>>, text: Text, title: Option<&'static str>) -> El {
    let named = Rc::clone(&tone);
    el("span")
        .class("status-chip")
        .attr("role", "status")
        .attr("data-tone", move || named.read().name())
        .attr("title", title)
        .child(icon(move || tone.read().glyph()))
        .child(el("span").text(text))
}
