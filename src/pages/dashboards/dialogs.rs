//! The dialogs of the list: a name for a new, renamed or duplicated dashboard, and the import.

use super::actions::{Actions, Asked};
use crate::components::{
    ButtonKind, DialogWidth, Glyph, autofocused, button, code_editor, dialog, kept_title, submit_button,
    text_field,
};
use crate::dom::{El, View, el, fragment};
use crate::pages::body_check::{check_body, name_error};
use crate::reactive::{RwSignal, derived, effect, memo, spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlInputElement};

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

/// `asked` says which dialog is open.
pub fn dialogs(asked: RwSignal<Option<Asked>>, actions: Actions) -> View {
    let title = kept_title(move || asked.with(|asked| asked.as_ref().map(Asked::title)));
    let naming = move || asked.with(|asked| asked.as_ref().is_some_and(|asked| *asked != Asked::Import));
    let importing = move || asked.with(|asked| *asked == Some(Asked::Import));
    let close = move || asked.set(None);
    let name_form =
        move || asked.get_untracked().map(|what| name_form(what, Form::new(asked, actions))).into();
    let import_form = move || import_form(Form::new(asked, actions)).into();
    fragment([
        dialog(DialogWidth::Narrow, title.clone(), naming, close, name_form).into(),
        dialog(DialogWidth::Wide, title, importing, close, import_form).into(),
    ])
}

/// What both forms have.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    refused: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    asked: RwSignal<Option<Asked>>,
    actions: Actions,
}

impl Form {
    fn new(asked: RwSignal<Option<Asked>>, actions: Actions) -> Self {
        let (name, refused) = (RwSignal::new(String::new()), RwSignal::new(None));
        effect(move || {
            name.track();
            refused.set(None);
        });
        Form { name, refused, busy: RwSignal::new(false), asked, actions }
    }

    fn name_field(self) -> El {
        let error = derived(move || self.error());
        text_field("Name", "text", self.name, Some("Letters, digits, - and _"), Some(error))
    }

    fn error(self) -> Option<String> {
        self.refused.get().or_else(|| self.name.with(|name| name_error(name)))
    }

    fn is_unready(self) -> bool {
        self.busy.get() || self.name.with(String::is_empty) || self.error().is_some()
    }

    fn with_buttons(self, fields: Vec<El>, submit: El, run: impl Fn() + 'static) -> El {
        let cancel = button(ButtonKind::Normal, None, "Cancel", move || self.asked.set(None));
        let submitted = move |event: Event| {
            event.prevent_default();
            run();
        };
        let form = el("form").class("form").on("submit", submitted).child(fields);
        form.child(el("div").class("dialog__actions").child(cancel).child(submit))
    }

    fn carry_out(self, what: Asked, body: String) {
        self.busy.set(true);
        let name = self.name.get_untracked();
        spawn_local(async move {
            let done = self.actions.carry_out(what, name, body).await;
            // The page may be left by now, and its signals with it.
            self.busy.set(false);
            match done {
                Ok(()) => self.asked.set(None),
                Err(error) => self.refused.set(Some(error.text())),
            }
        });
    }
}

fn name_form(what: Asked, form: Form) -> El {
    form.name.set(what.first_name());
    let unready = derived(move || form.is_unready());
    let submit = submit_button(ButtonKind::Primary, None, what.verb());
    let run = move || {
        if !unready.get_untracked() {
            form.carry_out(what.clone(), String::new());
        }
    };
    let submit = submit.attr("disabled", move || unready.get());
    form.with_buttons(vec![autofocused(form.name_field())], submit, run)
}

fn import_form(form: Form) -> El {
    let body = RwSignal::new(String::new());
    let messages =
        memo(move || body.with(|body| if body.is_empty() { Vec::new() } else { check_body(body) }));
    let unready = derived(move || {
        let fatal = messages.with(|messages| messages.iter().any(|message| message.fatal));
        fatal || body.with(String::is_empty) || form.is_unready()
    });
    let run = move || {
        if !unready.get_untracked() {
            form.carry_out(Asked::Import, body.get_untracked());
        }
    };
    let submit = submit_button(ButtonKind::Primary, Some(Glyph::Upload), Asked::Import.verb());
    let fields = vec![
        file_field(form, body),
        code_editor("DashboardBody", body, 16, move || messages.get()),
        form.name_field(),
    ];
    form.with_buttons(fields, submit.attr("disabled", move || unready.get()), run)
}

/// Fills body and name from a file; the text can as well be pasted below it.
fn file_field(form: Form, body: RwSignal<String>) -> El {
    let field = el("input").class("field__file").attr("type", "file");
    let input: HtmlInputElement = field.cast();
    let choose = move |_: Event| {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            let Some(text) = text else {
                form.refused.set(Some("The file can’t be read.".to_owned()));
                return;
            };
            body.set(text);
            if form.name.try_get_untracked().is_some_and(|name| name.is_empty()) {
                form.name.set(name_from_file(&file.name()));
            }
        });
    };
    let field = field.attr("accept", ".json,application/json").on("change", choose);
    let words = el("span").class("field__label").text("A JSON file, or paste its text below");
    el("label").class("field").child(words).child(field)
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
