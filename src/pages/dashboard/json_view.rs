//! The body as text, with what is wrong at its line and column. Taking it over is one edit.

use super::state::DashboardState;
use crate::components::{ButtonKind, CodeMessage, DialogWidth, button, code_editor, dialog};
use crate::dom::{El, View, el, fragment};
use crate::pages::body_check::check_body;
use crate::reactive::{RwSignal, memo};
use dashboard::{DashboardBody, Edit};

pub fn json_view(state: DashboardState) -> El {
    let close = move || state.json_view.set(false);
    dialog(DialogWidth::Wide, "JSON view", move || state.json_view.get(), close, move || json_form(state))
}

fn json_form(state: DashboardState) -> View {
    let text = RwSignal::new(state.editor.with_untracked(|editor| editor.text().to_owned()));
    let messages = memo(move || text.with(|text| check_body(text)));
    let unreadable = move || text.with(|text| DashboardBody::parse_lenient(text).is_err());
    let apply = move || {
        if state.apply(Edit::ReplaceBody(text.get_untracked())) {
            state.json_view.set(false);
        }
    };
    let said = el("span").class("json-view__summary").attr("role", "status");
    let actions = el("div")
        .class("dialog__actions")
        .child(said.text(move || messages.with(|messages| summary(messages))))
        .child(button(ButtonKind::Normal, None, "Cancel", move || state.json_view.set(false)))
        .child(button(ButtonKind::Primary, None, "Apply", apply).attr("disabled", unreadable));
    fragment([code_editor("DashboardBody", text, 28, move || messages.get()).into(), actions.into()])
}

fn summary(messages: &[CodeMessage]) -> String {
    let fatal = messages.iter().filter(|message| message.fatal).count();
    let remarks = messages.len() - fatal;
    let counted = |count: usize, one: &str, many: &str| {
        [count.to_string().as_str(), " ", if count == 1 { one } else { many }].concat()
    };
    match (fatal, remarks) {
        (0, 0) => "Valid".to_owned(),
        (0, _) => counted(remarks, "remark", "remarks"),
        (_, 0) => counted(fatal, "error", "errors"),
        _ => [counted(fatal, "error", "errors"), counted(remarks, "remark", "remarks")].join(", "),
    }
}
