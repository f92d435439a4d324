//! Asks before anything of somebody else's is overwritten.

use super::state::{Conflict, DashboardState, EditedDashboardStoreFields};
use crate::components::{Button, ButtonKind, Dialog};
use leptos::prelude::*;

/// Open while somebody else's change is in the way of a save.
#[component]
pub fn ConflictDialog(state: DashboardState) -> impl IntoView {
    let conflict = state.dashboard.conflict();
    let question = move || {
        let question = match conflict.get()? {
            Conflict::Changed { .. } => view! { <ChangedQuestion state /> }.into_any(),
            Conflict::Deleted => view! { <DeletedQuestion state /> }.into_any(),
        };
        Some(question)
    };
    view! {
        <Dialog
            title="Changed elsewhere"
            open=move || conflict.read().is_some()
            on_close=move |()| conflict.set(None)
        >
            {question}
        </Dialog>
    }
}

#[component]
fn ChangedQuestion(state: DashboardState) -> impl IntoView {
    let save = move |()| state.save_anyway();
    view! {
        <p>
            "Somebody saved another version after you opened it. Take theirs, and yours is one undo away; or save yours over it."
        </p>
        <div class="dialog__actions">
            <Button on_press=move |()| state.dashboard.conflict().set(None)>"Cancel"</Button>
            <Button on_press=move |()| state.take_theirs()>"Take theirs"</Button>
            <Button kind=ButtonKind::Danger on_press=save>"Save mine over it"</Button>
        </div>
    }
}

#[component]
fn DeletedQuestion(state: DashboardState) -> impl IntoView {
    let save = move |()| state.save_anyway();
    view! {
        <p>"Somebody deleted this dashboard after you opened it."</p>
        <div class="dialog__actions">
            <Button on_press=move |()| state.dashboard.conflict().set(None)>"Cancel"</Button>
            <Button kind=ButtonKind::Primary on_press=save>"Save it again"</Button>
        </div>
    }
}
