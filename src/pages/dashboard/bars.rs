//! Bars between toolbar and grid: a draft from an earlier visit, and what is wrong with the body.

use super::state::DashboardState;
use crate::components::{Button, ButtonKind, Glyph, Icon};
use crate::storage::Draft;
use leptos::prelude::*;

#[component]
pub fn Bars(state: DashboardState) -> impl IntoView {
    move || state.offered.get().map(|draft| view! { <DraftBar state draft /> })
}

#[component]
fn DraftBar(state: DashboardState, draft: Draft) -> impl IntoView {
    let since = crate::pages::ago_text(draft.at);
    let what = if draft.to_be_saved {
        "Saved in this browser while the server was away, "
    } else {
        "You have changes that were not saved, "
    };
    let is_older = state.editor.with_untracked(|editor| editor.text() != draft.base);
    let warning =
        if is_older { " The dashboard was changed elsewhere since; restoring them undoes that." } else { "" };
    view! {
        <section class="bar" aria-label="Draft">
            <Icon glyph=Glyph::Clock />
            <p class="bar__text">{what} {since} "." {warning}</p>
            <Button kind=ButtonKind::Primary on_press=move |()| state.restore_draft()>"Restore draft"</Button>
            <Button on_press=move |()| state.discard_draft()>"Discard"</Button>
        </section>
    }
    .into_any()
}
