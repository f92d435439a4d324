//! One of a few, all in sight: a row of buttons of which one is down.

use super::button::yes_no;
use crate::call::Take;
use crate::dom::{El, Text, el};
use std::rc::Rc;

/// `choices` are a value and its words. A value that isn't among them leaves all buttons up.
pub fn segmented(
    label: &'static str,
    choices: Vec<(&'static str, &'static str)>,
    value: impl Into<Text>,
    on_choose: impl Fn(&'static str) + 'static,
) -> El {
    build(label, choices, value.into(), Rc::new(on_choose))
}

fn build(
    label: &'static str,
    choices: Vec<(&'static str, &'static str)>,
    value: Text,
    on_choose: Rc<dyn Take<&'static str, ()>>,
) -> El {
    let row = el("div").class("segmented").attr("role", "group").attr("aria-label", label);
    choices.into_iter().fold(row, |row, (choice, words)| {
        let (value, on_choose) = (value.clone(), Rc::clone(&on_choose));
        let button = el("button")
            .class("segmented__choice")
            .attr("type", "button")
            .attr("aria-pressed", move || yes_no(value.get().as_deref() == Some(choice)))
            .on_click(move || on_choose.take(choice))
            .text(words);
        row.child(button)
    })
}
