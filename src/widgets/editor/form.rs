//! Fields bound to one value of the widget's JSON: what is typed becomes a splice of the text at once.

use super::draft;
use super::metrics_table::Choice;
use dashboard::json::{Document, Value};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The text at a place of the widget, or nothing.
pub fn text_at(text: &str, pointer: &str) -> String {
    let Ok(document) = Document::parse(text) else { return String::new() };
    document.find(pointer).and_then(|node| node.as_str().map(|value| value.into_owned())).unwrap_or_default()
}

/// What stands there, as it is written: for numbers.
fn source_at(text: &str, pointer: &str) -> String {
    let Ok(document) = Document::parse(text) else { return String::new() };
    document
        .find(pointer)
        .filter(|node| node.as_f64().is_some())
        .map(|node| node.source().to_owned())
        .unwrap_or_default()
}

pub fn flag_at(text: &str, pointer: &str) -> Option<bool> {
    Document::parse(text).ok()?.find(pointer)?.as_bool()
}

#[component]
pub fn TextInput(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
) -> impl IntoView {
    let read = pointer.clone();
    let value = Memo::new(move |_| text.with(|text| text_at(text, &read)));
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input
                class="field__input"
                prop:value=move || value.get()
                on:input=move |event| {
                    let value = event_target_value(&event);
                    text.update(|text| *text = draft::set_text(text, &pointer, &value));
                }
            />
        </label>
    }
    .into_any()
}

/// Empty: the value is taken out.
#[component]
pub fn NumberInput(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
) -> impl IntoView {
    let read = pointer.clone();
    let value = Memo::new(move |_| text.with(|text| source_at(text, &read)));
    let change = move |event: web_sys::Event| {
        let input: Option<web_sys::HtmlInputElement> =
            event.target().and_then(|target| target.dyn_into().ok());
        let Some(input) = input else { return };
        // The platform reads the number; an unfinished one is not a number and changes nothing.
        let number = input.value_as_number();
        if number.is_finite() || input.value().is_empty() {
            let value = number.is_finite().then(|| Value::number(number));
            text.update(|text| *text = draft::set(text, &pointer, value.as_ref()));
        }
    };
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input class="field__input" type="number" step="any" prop:value=move || value.get() on:change=change />
        </label>
    }
    .into_any()
}

/// `default` is what counts when nothing is written.
#[component]
pub fn Checkbox(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
    #[prop(optional)] default: bool,
) -> impl IntoView {
    let read = pointer.clone();
    let value = Memo::new(move |_| text.with(|text| flag_at(text, &read)).unwrap_or(default));
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| {
                    let value = Value::Bool(event_target_checked(&event));
                    text.update(|text| *text = draft::set(text, &pointer, Some(&value)));
                }
            />
            {label}
        </label>
    }
    .into_any()
}

/// One of a few words; the empty one takes the value out.
#[component]
pub fn ChoiceInput(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
    choices: fn() -> Vec<(String, String)>,
    /// Write the choice as a number.
    #[prop(optional)]
    is_number: bool,
) -> impl IntoView {
    let read = pointer.clone();
    let value = Memo::new(move |_| {
        text.with(|text| if is_number { source_at(text, &read) } else { text_at(text, &read) })
    });
    let choose = move |choice: String| {
        let value = if choice.is_empty() {
            None
        } else {
            Some(if is_number { Value::Number(choice) } else { Value::String(choice) })
        };
        text.update(|text| *text = draft::set(text, &pointer, value.as_ref()));
    };
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <Choice label choices value=value.into() on_choose=Callback::new(choose) />
        </label>
    }
    .into_any()
}

pub fn words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect()
}
