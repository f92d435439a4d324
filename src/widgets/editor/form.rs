//! Fields bound to one value of the widget's JSON: what is typed becomes a splice of the text at once.

use super::draft;
use crate::dom::{El, Text, View, el, live};
use crate::reactive::{RwSignal, memo};
use crate::widgets::display;
use dashboard::json::{Document, Value};
use std::rc::Rc;
use web_sys::{Event, HtmlInputElement};

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

/// Sets the value at a place of the widget, or takes it out.
pub fn set_at(text: RwSignal<String>, pointer: &str, value: Option<Value>) {
    text.update(|text| *text = draft::set(text, pointer, value.as_ref()));
}

pub fn text_input(text: RwSignal<String>, label: &'static str, pointer: &str) -> El {
    let pointer: Rc<str> = pointer.into();
    let read = Rc::clone(&pointer);
    let input = el("input")
        .class("field__input")
        .value(memo(move || text.with(|text| text_at(text, &read))))
        .on_value("input", move |value| {
            text.update(|text| *text = draft::set_text(text, &pointer, &value));
        });
    labelled(label, input)
}

/// Empty: the value is taken out.
pub fn number_input(text: RwSignal<String>, label: &'static str, pointer: &str) -> El {
    let pointer: Rc<str> = pointer.into();
    let read = Rc::clone(&pointer);
    let input = el("input")
        .class("field__input")
        .attr("type", "number")
        .attr("step", "any")
        .value(memo(move || text.with(|text| source_at(text, &read))));
    let element: HtmlInputElement = input.cast();
    let change = move |_: Event| {
        // The platform reads the number; an unfinished one is not a number and changes nothing.
        let number = element.value_as_number();
        if number.is_finite() || element.value().is_empty() {
            set_at(text, &pointer, number.is_finite().then(|| Value::Number(display::digits(number))));
        }
    };
    labelled(label, input.on("change", change))
}

/// `default` is what counts when nothing is written.
pub fn flag_input(text: RwSignal<String>, label: &'static str, pointer: &str, default: bool) -> El {
    let pointer: Rc<str> = pointer.into();
    let read = Rc::clone(&pointer);
    let is_on = move || text.with(|text| flag_at(text, &read)).unwrap_or(default);
    let set = move |is_on| set_at(text, &pointer, Some(Value::Bool(is_on)));
    el("label").class("checkbox").child(checkbox(is_on, set)).text(label)
}

/// The platform's box alone, without words.
pub fn checkbox(is_on: impl Fn() -> bool + 'static, on_change: impl Fn(bool) + 'static) -> El {
    let field = el("input").attr("type", "checkbox").flag("checked", is_on);
    let input: HtmlInputElement = field.cast();
    field.on("change", move |_: Event| on_change(input.checked()))
}

/// What can be chosen: values and their words. `none` are the words for "none written"; without them there is
/// always one.
#[derive(Clone, Copy)]
pub struct Choices {
    pub none: Option<&'static str>,
    pub others: &'static [(&'static str, &'static str)],
}

/// One of a few words; the empty one takes the value out.
pub fn choice_input(text: RwSignal<String>, label: &'static str, pointer: &str, choices: Choices) -> El {
    bound_choice(text, label, pointer, choices, text_at, Value::String)
}

/// As [`choice_input`], with the choice written as a number.
pub fn number_choice_input(
    text: RwSignal<String>,
    label: &'static str,
    pointer: &str,
    choices: Choices,
) -> El {
    bound_choice(text, label, pointer, choices, source_at, Value::Number)
}

fn bound_choice(
    text: RwSignal<String>,
    label: &'static str,
    pointer: &str,
    choices: Choices,
    read: fn(&str, &str) -> String,
    write: fn(String) -> Value,
) -> El {
    let pointer: Rc<str> = pointer.into();
    let place = Rc::clone(&pointer);
    let value = move || text.with(|text| read(text, &place));
    let choose = move |choice: String| {
        set_at(text, &pointer, (!choice.is_empty()).then(|| write(choice)));
    };
    labelled(label, choice(label, choices, value, choose))
}

/// The platform's list, with one more entry for whatever else is written.
pub fn choice(
    label: &'static str,
    choices: Choices,
    value: impl Fn() -> String + 'static,
    on_choose: impl Fn(String) + 'static,
) -> El {
    let value = memo(value);
    el("select")
        .class("select__list")
        .attr("aria-label", label)
        .on_value("change", on_choose)
        .child(live(move || value.get(), move |now| options(choices, now)))
}

fn options(choices: Choices, now: String) -> View {
    let mut options = Vec::new();
    let mut is_known = false;
    for &(value, words) in choices.none.map(|words| ("", words)).iter().chain(choices.others) {
        let is_chosen = value == now;
        is_known |= is_chosen;
        options.push(option(value.into(), words.into(), is_chosen));
    }
    if !is_known {
        options.push(option(now.clone().into(), now.into(), true));
    }
    options.into()
}

fn option(value: Text, words: Text, is_chosen: bool) -> El {
    el("option").attr("value", value).flag("selected", move || is_chosen).text(words)
}

pub fn labelled(label: &'static str, field: El) -> El {
    el("label").class("field").child(el("span").class("field__label").text(label)).child(field)
}
