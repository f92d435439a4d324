//! The body as text, with what is wrong at its line and column. Taking it over is one edit.

use super::state::{DashboardState, EditedDashboardStoreFields};
use crate::components::{Button, ButtonKind, CodeEditor, CodeMessage, Dialog, DialogWidth};
use crate::pages::body_check::check_body;
use dashboard::{DashboardBody, Edit};
use leptos::prelude::*;

/// Starts from the body as it is on the screen.
#[component]
pub fn JsonView(state: DashboardState) -> impl IntoView {
    let open = state.dashboard.json_view_open();
    view! {
        <Dialog title="JSON view" open on_close=move |()| open.set(false) width=DialogWidth::Wide>
            <JsonForm state />
        </Dialog>
    }
}

#[component]
fn JsonForm(state: DashboardState) -> impl IntoView {
    let open = state.dashboard.json_view_open();
    let text = RwSignal::new(state.body_text());
    let messages = Memo::new(move |_| check_body(&text.read()));
    let is_unreadable = move || DashboardBody::parse_lenient(&text.read()).is_err();
    let apply = move |()| {
        if state.apply(Edit::ReplaceBody(text.get_untracked())) {
            open.set(false);
        }
    };
    view! {
        <CodeEditor label="DashboardBody" value=text messages rows=28 />
        <div class="dialog__actions">
            <span class="json-view__summary" role="status">{move || summary(&messages.read())}</span>
            <Button on_press=move |()| open.set(false)>"Cancel"</Button>
            <Button kind=ButtonKind::Primary disabled=is_unreadable on_press=apply>"Apply"</Button>
        </div>
    }
}

fn summary(messages: &[CodeMessage]) -> String {
    let errors = messages.iter().filter(|message| message.fatal).count();
    let remarks = messages.len() - errors;
    match (errors, remarks) {
        (0, 0) => "Valid".to_owned(),
        (0, _) => counted(remarks, "remark"),
        (_, 0) => counted(errors, "error"),
        _ => format!("{}, {}", counted(errors, "error"), counted(remarks, "remark")),
    }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn errors_and_remarks_are_counted() {
        let message = |fatal| CodeMessage { line: 1, column: 1, text: String::new(), fatal };
        for (messages, expected) in [
            (vec![], "Valid"),
            (vec![true], "1 error"),
            (vec![false, false], "2 remarks"),
            (vec![true, false, true], "2 errors, 1 remark"),
        ] {
            let messages: Vec<_> = messages.into_iter().map(message).collect();
            assert_eq!(summary(&messages), expected);
        }
    }
}
