//! Takes a dashboard's body from a file or from pasted text, with what is wrong at its line and column.

use super::actions::Actions;
use super::form::{DialogForm, NAME_HINT, SaveForm};
use crate::components::{CodeEditor, CodeMessage, Dialog, DialogWidth, Glyph, TextField};
use crate::pages::body_check::check_body;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// Closes itself once the dashboard is saved, which is then opened.
#[component]
pub fn ImportDialog(open: RwSignal<bool>, actions: Actions) -> impl IntoView {
    view! {
        <Dialog
            title="Import a dashboard"
            open
            on_close=move |()| open.set(false)
            width=DialogWidth::Wide
        >
            <ImportForm open actions />
        </Dialog>
    }
}

#[component]
fn ImportForm(open: RwSignal<bool>, actions: Actions) -> impl IntoView {
    let form = SaveForm::new(String::new());
    let body = RwSignal::new(String::new());
    // Nothing is said about a text that hasn't been begun.
    let messages =
        Memo::new(move |_| body.with(|body| if body.is_empty() { Vec::new() } else { check_body(body) }));
    let is_ready = move || {
        let is_fatal = messages.read().iter().any(|message: &CodeMessage| message.fatal);
        !is_fatal && !body.read().is_empty() && form.is_ready()
    };
    let submit = move |()| {
        let work = actions.import(form.name.get_untracked(), body.get_untracked());
        form.save(work, move || {
            open.try_set(false);
        });
    };
    view! {
        <DialogForm
            verb="Import"
            glyph=Glyph::Upload
            ready=is_ready
            on_submit=submit
            on_cancel=move |()| open.set(false)
        >
            <FileField form body />
            <CodeEditor label="DashboardBody" value=body messages rows=16 />
            <TextField label="Name" value=form.name error=move || form.error() hint=NAME_HINT />
        </DialogForm>
    }
}

/// Fills body and name from a file; the text can as well be pasted below it.
#[component]
fn FileField(form: SaveForm, body: RwSignal<String>) -> impl IntoView {
    let choose = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            // The dialog may have been closed meanwhile, and its signals with it.
            let Some(text) = text else {
                form.refused.try_set(Some("The file can’t be read.".to_owned()));
                return;
            };
            body.try_set(text);
            if form.name.try_get_untracked().is_some_and(|name| name.is_empty()) {
                form.name.try_set(name_from_file(&file.name()));
            }
        });
    };
    view! {
        <label class="field">
            <span class="field__label">"A JSON file, or paste its text below"</span>
            <input class="field__file" type="file" accept=".json,application/json" on:change=choose />
        </label>
    }
}

/// The file's name without its ending, with `-` for what a dashboard's name can't have.
fn name_from_file(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let fit = |letter: char| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' };
    stem.chars().map(fit).collect::<String>().trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_file_names_its_dashboard() {
        for (file, expected) in
            [("web prod.json", "web-prod"), ("a.b.json", "a-b"), ("plain", "plain"), (".json", "")]
        {
            assert_eq!(name_from_file(file), expected);
        }
    }
}
