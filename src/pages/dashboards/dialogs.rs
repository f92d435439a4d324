//! The dialogs of the list: a name for a new, renamed or duplicated dashboard, and the import.

use super::actions::Actions;
use crate::components::{Button, ButtonKind, CodeEditor, CodeMessage, Dialog, DialogWidth, Glyph, TextField};
use crate::pages::body_check::{check_body, name_error};
use crate::storage::StorageError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Create,
    Rename(String),
    Copy(String),
    Import,
}

impl Asked {
    const fn title(&self) -> &'static str {
        match self {
            Asked::Create => "Create a dashboard",
            Asked::Rename(_) => "Rename the dashboard",
            Asked::Copy(_) => "Duplicate the dashboard",
            Asked::Import => "Import a dashboard",
        }
    }

    const fn verb(&self) -> &'static str {
        match self {
            Asked::Create => "Create",
            Asked::Rename(_) => "Rename",
            Asked::Copy(_) => "Duplicate",
            Asked::Import => "Import",
        }
    }

    fn first_name(&self) -> String {
        match self {
            Asked::Create | Asked::Import => String::new(),
            Asked::Rename(name) => name.clone(),
            Asked::Copy(name) => [name, "-copy"].concat(),
        }
    }
}

#[component]
pub fn Dialogs(asked: RwSignal<Option<Asked>>, actions: Actions) -> impl IntoView {
    let title = Memo::new(move |before: Option<&String>| {
        let now = asked.with(|asked| asked.as_ref().map(|asked| asked.title().to_owned()));
        // While it closes the title stays.
        now.or_else(|| before.cloned()).unwrap_or_default()
    });
    let naming =
        Memo::new(move |_| asked.with(|asked| asked.as_ref().is_some_and(|asked| *asked != Asked::Import)));
    let importing = Memo::new(move |_| asked.with(|asked| *asked == Some(Asked::Import)));
    let close = move |()| asked.set(None);
    view! {
        <Dialog title open=naming on_close=close>
            {move || asked.get_untracked().map(|what| view! { <NameForm what asked actions /> })}
        </Dialog>
        <Dialog title open=importing on_close=close width=DialogWidth::Wide>
            <ImportForm asked actions />
        </Dialog>
    }
    .into_any()
}

#[component]
fn NameForm(what: Asked, asked: RwSignal<Option<Asked>>, actions: Actions) -> impl IntoView {
    let name = RwSignal::new(what.first_name());
    let refused = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let error = Signal::derive(move || refused.get().or_else(|| name.with(|name| name_error(name))));
    Effect::new(move |_| {
        name.track();
        refused.set(None);
    });
    let unready =
        Signal::derive(move || busy.get() || name.with(String::is_empty) || error.with(Option::is_some));
    let verb = what.verb();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if unready.get_untracked() {
            return;
        }
        busy.set(true);
        let what = what.clone();
        spawn_local(async move {
            let to = name.get_untracked();
            let done = match what {
                Asked::Create | Asked::Import => actions.create(to).await,
                Asked::Rename(from) if from == to => Ok(()),
                Asked::Rename(from) => actions.rename(from, to).await,
                Asked::Copy(from) => actions.copy(from, to).await,
            };
            finish(done, asked, refused, busy);
        });
    };
    view! {
        <form class="form" on:submit=submit>
            <TextField label="Name" value=name error hint="Letters, digits, - and _" autofocus=true />
            <div class="dialog__actions">
                <Button on_press=move |()| asked.set(None)>"Cancel"</Button>
                <Button kind=ButtonKind::Primary submits=true disabled=unready>{verb}</Button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn ImportForm(asked: RwSignal<Option<Asked>>, actions: Actions) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let body = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let error = Signal::derive(move || refused.get().or_else(|| name.with(|name| name_error(name))));
    let messages =
        Memo::new(move |_| body.with(|body| if body.is_empty() { Vec::new() } else { check_body(body) }));
    let unready = Signal::derive(move || {
        let fatal = messages.with(|messages| messages.iter().any(|message: &CodeMessage| message.fatal));
        busy.get()
            || fatal
            || body.with(String::is_empty)
            || name.with(String::is_empty)
            || error.with(Option::is_some)
    });
    Effect::new(move |_| {
        name.track();
        refused.set(None);
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if unready.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let done = actions.import(name.get_untracked(), body.get_untracked()).await;
            finish(done, asked, refused, busy);
        });
    };
    view! {
        <form class="form" on:submit=submit>
            <FileField name body refused />
            <CodeEditor label="DashboardBody" value=body messages rows=16 />
            <TextField label="Name" value=name error hint="Letters, digits, - and _" />
            <div class="dialog__actions">
                <Button on_press=move |()| asked.set(None)>"Cancel"</Button>
                <Button kind=ButtonKind::Primary glyph=Glyph::Upload submits=true disabled=unready>"Import"</Button>
            </div>
        </form>
    }
    .into_any()
}

/// Fills body and name from a file; the text can as well be pasted below it.
#[component]
fn FileField(
    name: RwSignal<String>,
    body: RwSignal<String>,
    refused: RwSignal<Option<String>>,
) -> impl IntoView {
    let choose = move |event: leptos::ev::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            let Some(text) = text else {
                refused.set(Some("The file can’t be read.".to_owned()));
                return;
            };
            body.set(text);
            if name.with_untracked(String::is_empty) {
                name.set(name_from_file(&file.name()));
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

fn finish(
    done: Result<(), StorageError>,
    asked: RwSignal<Option<Asked>>,
    refused: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
) {
    // The page may be left by now, and its signals with it.
    busy.try_set(false);
    match done {
        Ok(()) => asked.try_set(None).map(drop).unwrap_or_default(),
        Err(error) => refused.try_set(Some(error.text())).map(drop).unwrap_or_default(),
    }
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
