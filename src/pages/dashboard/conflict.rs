//! Asks before anything of somebody else's is overwritten.

use super::state::{Conflict, DashboardState};
use crate::components::{Button, ButtonKind, Dialog};
use leptos::prelude::*;

#[component]
pub fn ConflictDialog(state: DashboardState) -> impl IntoView {
    let open = Memo::new(move |_| state.conflict.with(Option::is_some));
    let close = move |()| state.conflict.set(None);
    let content = move || {
        match state.conflict.get() {
        Some(Conflict::Changed { .. }) => view! {
            <p>
                "Somebody saved another version after you opened it. Take theirs, and yours is one undo away; or save yours over it."
            </p>
            <div class="dialog__actions">
                <Button on_press=close>"Cancel"</Button>
                <Button on_press=move |()| state.take_theirs()>"Take theirs"</Button>
                <Button kind=ButtonKind::Danger on_press=move |()| state.save_anyway()>"Save mine over it"</Button>
            </div>
        }
        .into_any(),
        Some(Conflict::Deleted) => view! {
            <p>"Somebody deleted this dashboard after you opened it."</p>
            <div class="dialog__actions">
                <Button on_press=close>"Cancel"</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| state.save_anyway()>"Save it again"</Button>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    }
    };
    view! { <Dialog title="Changed elsewhere" open on_close=close>{content}</Dialog> }
}
