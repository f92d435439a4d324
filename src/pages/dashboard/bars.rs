//! Bars between toolbar and grid: a draft from an earlier visit, and what is wrong with the body.

use super::state::DashboardState;
use crate::components::{ButtonKind, Glyph, button, icon};
use crate::dom::{El, View, el, live};
use crate::storage::Draft;

pub fn bars(state: DashboardState) -> View {
    live(move || state.offered.get(), move |draft| draft.map(|draft| draft_bar(state, &draft)).into())
}

fn draft_bar(state: DashboardState, draft: &Draft) -> El {
    let since = crate::pages::ago_text(draft.at);
    let what = if draft.to_be_saved {
        "Saved in this browser while the server was away, "
    } else {
        "You have changes that were not saved, "
    };
    let is_older = state.editor.with_untracked(|editor| editor.text() != draft.base);
    let warning =
        if is_older { " The dashboard was changed elsewhere since; restoring them undoes that." } else { "" };
    el("section")
        .class("bar")
        .attr("aria-label", "Draft")
        .child(icon(Glyph::Clock))
        .child(el("p").class("bar__text").text([what, &since, ".", warning].concat()))
        .child(button(ButtonKind::Primary, None, "Restore draft", move || state.restore_draft()))
        .child(button(ButtonKind::Normal, None, "Discard", move || state.discard_draft()))
}
