//! The bar between toolbar and grid that offers a draft from an earlier visit.

use super::state::{DashboardState, EditedDashboardStoreFields};
use crate::components::{Button, ButtonKind, Glyph, Icon};
use crate::dashboards::Draft;
use crate::pages::ago_or_date;
use leptos::prelude::*;

/// Shown until the reader has decided; until then nothing can be edited.
#[component]
pub fn DraftBar(state: DashboardState) -> impl IntoView {
    let offered = state.dashboard.offered_draft();
    move || {
        let words = offered_words(&offered.get()?, &state.dashboard.base().read_untracked());
        let bar = view! {
            <section class="bar" aria-label="Draft">
                <Icon glyph=Glyph::Clock />
                <p class="bar__text">{words}</p>
                <Button kind=ButtonKind::Primary on_press=move |()| state.restore_draft()>"Restore draft"</Button>
                <Button on_press=move |()| state.discard_draft()>"Discard"</Button>
            </section>
        };
        Some(bar)
    }
}

/// `saved` is the body that was opened.
fn offered_words(draft: &Draft, saved: &str) -> String {
    let what = if draft.to_be_saved {
        "Saved in this browser while the server was away"
    } else {
        "You have changes that were not saved"
    };
    let warning = if draft.base == saved {
        ""
    } else {
        " The dashboard was changed elsewhere since; restoring them undoes that."
    };
    format!("{what}, {}.{warning}", ago_or_date(draft.at))
}
