//! What stands where nothing is yet: an icon, a sentence, what can be done.

use super::icon::{Glyph, icon};
use crate::dom::{El, Text, el};

/// `actions` are buttons and links.
pub fn empty_state(glyph: Glyph, title: impl Into<Text>, text: impl Into<Text>, actions: Vec<El>) -> El {
    build(glyph, title.into(), text.into(), actions)
}

fn build(glyph: Glyph, title: Text, text: Text, actions: Vec<El>) -> El {
    let section = el("section")
        .class("empty-state")
        .child(el("span").class("empty-state__icon").child(icon(glyph)))
        .child(el("h2").class("empty-state__title").text(title))
        .child(el("p").class("empty-state__text").text(text));
    if actions.is_empty() {
        return section;
    }
    section.child(el("div").class("empty-state__actions").child(actions))
}
