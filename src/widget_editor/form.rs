//! Fields bound to one value of the widget's JSON: what is typed becomes a splice of the text at once.
//!
//! `pointer` is a JSON pointer from the widget. What a field doesn't show, it doesn't touch.

use super::choices::{ChoiceSelect, Choices};
use super::draft;
use dashboard::json::Value;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// Sets the value at `pointer`, or takes it out.
pub fn set_at(text: RwSignal<String>, pointer: &str, value: Option<Value>) {
    text.update(|text| *text = draft::set(text, pointer, value.as_ref()));
}

/// A line of text. Empty: the value is taken out.
#[component]
pub fn TextInput(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
) -> impl IntoView {
    let read_pointer = pointer.clone();
    let value = Memo::new(move |_| text.with(|text| draft::text_at(text, &read_pointer)));
    let write = move |value: String| text.update(|text| *text = draft::set_text(text, &pointer, &value));
    view! {
        <Labelled label>
            <input
                class="field__input"
                prop:value=move || value.get()
                on:input=move |event| write(event_target_value(&event))
            />
        </Labelled>
    }
}

/// A number. Empty: the value is taken out.
#[component]
pub fn NumberInput(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
) -> impl IntoView {
    let read_pointer = pointer.clone();
    let value = Memo::new(move |_| text.with(|text| draft::number_at(text, &read_pointer)));
    let write = move |input: HtmlInputElement| {
        // The platform reads the number; an unfinished one is not a number and changes nothing.
        let number = input.value_as_number();
        if number.is_finite() || input.value().is_empty() {
            set_at(text, &pointer, number.is_finite().then(|| Value::number(number)));
        }
    };
    view! {
        <Labelled label>
            <input
                class="field__input"
                type="number"
                step="any"
                prop:value=move || value.get()
                on:change=move |event| write(event_target(&event))
            />
        </Labelled>
    }
}

/// A box to tick.
#[component]
pub fn FlagInput(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
    /// What counts when nothing is written.
    #[prop(optional)]
    default: bool,
) -> impl IntoView {
    let read_pointer = pointer.clone();
    let is_on = Memo::new(move |_| text.with(|text| draft::flag_at(text, &read_pointer)).unwrap_or(default));
    let write = move |is_on| set_at(text, &pointer, Some(Value::Bool(is_on)));
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                prop:checked=move || is_on.get()
                on:change=move |event| write(event_target_checked(&event))
            />
            {label}
        </label>
    }
}

/// One of a few values. The empty one takes the value out.
#[component]
pub fn ChoiceInput(
    text: RwSignal<String>,
    label: &'static str,
    #[prop(into)] pointer: String,
    choices: Choices,
    /// The values are written as numbers, not as texts.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    let read: fn(&str, &str) -> String = if numeric { draft::number_at } else { draft::text_at };
    let write: fn(String) -> Value = if numeric { Value::Number } else { Value::String };
    let read_pointer = pointer.clone();
    let value = move || text.with(|text| read(text, &read_pointer));
    let choose = move |choice: String| set_at(text, &pointer, (!choice.is_empty()).then(|| write(choice)));
    view! {
        <Labelled label>
            <ChoiceSelect label choices value on_choose=choose />
        </Labelled>
    }
}

/// A field with its label above it.
#[component]
pub fn Labelled(label: &'static str, children: Children) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            {children()}
        </label>
    }
}
