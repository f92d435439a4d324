//! The body as text, with what is wrong at its line and column. Taking it over is one edit.

use super::state::DashboardState;
use crate::components::{Button, ButtonKind, CodeEditor, CodeMessage, Dialog, DialogWidth};
use crate::pages::body_check::check_body;
use dashboard::{DashboardBody, Edit};
use leptos::prelude::*;

#[component]
pub fn JsonView(state: DashboardState) -> impl IntoView {
    view! {
        <Dialog
            title="JSON view"
            open=state.json_view
            on_close=move |()| state.json_view.set(false)
            width=DialogWidth::Wide
        >
            <JsonForm state />
        </Dialog>
    }
}

#[component]
fn JsonForm(state: DashboardState) -> impl IntoView {
    let text = RwSignal::new(state.editor.with_untracked(|editor| editor.text().to_owned()));
    let messages = Memo::new(move |_| text.with(|text| check_body(text)));
    let unreadable = Memo::new(move |_| text.with(|text| DashboardBody::parse_lenient(text).is_err()));
    let summary = move || messages.with(|messages| summary(messages));
    let apply = move |()| {
        if state.apply(Edit::ReplaceBody(text.get_untracked())) {
            state.json_view.set(false);
        }
    };
    view! {
        <CodeEditor label="DashboardBody" value=text messages rows=28 />
        <div class="dialog__actions">
            <span class="json-view__summary" role="status">{summary}</span>
            <Button on_press=move |()| state.json_view.set(false)>"Cancel"</Button>
            <Button kind=ButtonKind::Primary disabled=unreadable on_press=apply>"Apply"</Button>
        </div>
    }
    .into_any()
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
