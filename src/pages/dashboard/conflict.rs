//! Asks before anything of somebody else's is overwritten.

use super::state::{Conflict, DashboardState};
use crate::components::{ButtonKind, DialogWidth, button, dialog};
use crate::dom::{El, View, el, fragment, live};

pub fn conflict_dialog(state: DashboardState) -> El {
    let open = move || state.conflict.with(Option::is_some);
    let content = move || live(move || state.conflict.get(), move |conflict| question(state, conflict));
    dialog(DialogWidth::Narrow, "Changed elsewhere", open, move || state.conflict.set(None), content)
}

fn question(state: DashboardState, conflict: Option<Conflict>) -> View {
    let words = match conflict {
        None => return View::none(),
        Some(Conflict::Deleted) => "Somebody deleted this dashboard after you opened it.",
        Some(Conflict::Changed { .. }) => {
            "Somebody saved another version after you opened it. Take theirs, and yours is one undo away; or save yours over it."
        }
    };
    let save = |kind, words| button(kind, None, words, move || state.save_anyway());
    let cancel = button(ButtonKind::Normal, None, "Cancel", move || state.conflict.set(None));
    let actions = el("div").class("dialog__actions").child(cancel);
    let actions = match conflict {
        Some(Conflict::Changed { .. }) => actions
            .child(button(ButtonKind::Normal, None, "Take theirs", move || state.take_theirs()))
            .child(save(ButtonKind::Danger, "Save mine over it")),
        _ => actions.child(save(ButtonKind::Primary, "Save it again")),
    };
    fragment([el("p").text(words).into(), actions.into()])
}
