//! Fields of a form: a line of text, a search, a choice from a list.

use super::icon::{Glyph, icon};
use crate::dom::{El, Text, View, each, el, next_frame, when};
use crate::reactive::{RwSignal, Signal, effect};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// A labelled line of text; `kind` is the platform's, like `text`. `error` is said below it and makes it
/// invalid.
pub fn text_field(
    label: &'static str,
    kind: &'static str,
    value: RwSignal<String>,
    hint: Option<&'static str>,
    error: Option<Signal<Option<String>>>,
) -> El {
    let input = line("field__input", kind, value);
    let field = el("label").class("field").child(el("span").class("field__label").text(label));
    let below = hint.map(|hint| el("span").class("field__hint").text(hint));
    let Some(error) = error else { return field.child(input).child(below) };
    let is_wrong = move || error.with(Option::is_some);
    let said =
        move || el("span").class("field__error").attr("role", "alert").text(move || error.get()).into();
    let input = input.attr("aria-invalid", move || is_wrong().then_some("true"));
    field.child(input).child(below).child(when(is_wrong, said))
}

/// Gives a field the focus when it appears.
pub fn autofocused(field: El) -> El {
    let node = field.node().clone();
    effect(move || {
        let Ok(Some(input)) = node.query_selector("input") else { return };
        let input: HtmlInputElement = input.unchecked_into();
        next_frame(move || {
            input.focus().unwrap_or_default();
            input.select();
        });
    });
    field
}

/// A line with a magnifying glass, emptied by Escape.
pub fn search_field(label: &'static str, value: RwSignal<String>) -> El {
    let input = line("search-field__input", "search", value)
        .attr("aria-label", label)
        .attr("placeholder", label)
        .on("keydown", move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                value.set(String::new());
            }
        });
    el("label").class("search-field").child(icon(Glyph::Search)).child(input)
}

fn line(class: &'static str, kind: &'static str, value: RwSignal<String>) -> El {
    el("input")
        .class(class)
        .attr("type", kind)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(value)
        .on_value("input", move |text| value.set(text))
}

/// One of several, from the platform's list. `choices` are a value and its words. The label is written before
/// the list unless it is only said.
pub fn select(
    label: &'static str,
    label_hidden: bool,
    choices: impl Fn() -> Vec<(String, String)> + 'static,
    value: impl Into<Text>,
    on_choose: impl Fn(String) + 'static,
) -> El {
    let value = value.into();
    let option = move |(choice, words): (String, String)| -> View {
        let (value, this) = (value.clone(), choice.clone());
        let selected = move || value.get().as_deref() == Some(&this);
        el("option").attr("value", choice).flag("selected", selected).text(words).into()
    };
    let list = each(choices, |(choice, _)| choice.clone(), option);
    let list = el("select").class("select__list").on_value("change", on_choose).child(list);
    el("label")
        .class("select")
        .attr("title", label_hidden.then_some(label))
        .child(el("span").class(if label_hidden { "visually-hidden" } else { "field__label" }).text(label))
        .child(list)
}
