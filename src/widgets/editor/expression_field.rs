//! The field for an expression: what can be completed is offered below it while it has the focus.

use super::completion::{self, Candidate};
use crate::dom::{El, View, el, live};
use crate::reactive::RwSignal;
use std::rc::Rc;
use web_sys::{Event, HtmlInputElement, KeyboardEvent, PointerEvent};

/// `ids` are those of the rows that an expression may name.
pub fn expression_field(
    expression: impl Fn() -> String + 'static,
    ids: impl Fn() -> Vec<String> + 'static,
    on_input: impl Fn(String) + 'static,
) -> El {
    let input = el("input")
        .attr("aria-label", "Expression")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(expression);
    let completing = Rc::new(Completing {
        input: input.cast(),
        offered: RwSignal::new(Vec::new()),
        ids: Box::new(ids),
        on_input: Box::new(on_input),
    });
    let offered = completing.offered;
    let (typing, pressed) = (Rc::clone(&completing), Rc::clone(&completing));
    let input = input
        .on("input", move |_: Event| typing.typed())
        .on("keydown", move |event: KeyboardEvent| pressed.pressed(&event))
        .on("blur", move |_: Event| offered.set(Vec::new()));
    let list = move |offered: Vec<Candidate>| {
        if offered.is_empty() {
            return View::none();
        }
        let mut list = el("ul").class("expression-field__list");
        for candidate in offered {
            list = list.child(candidate_view(candidate, Rc::clone(&completing)));
        }
        list.into()
    };
    el("div").class("expression-field").child(input).child(live(move || offered.get(), list))
}

struct Completing {
    input: HtmlInputElement,
    offered: RwSignal<Vec<Candidate>>,
    ids: Box<dyn Fn() -> Vec<String>>,
    on_input: Box<dyn Fn(String)>,
}

impl Completing {
    /// What stands in the field, and where the caret is, in bytes.
    fn now(&self) -> (String, usize) {
        let text = self.input.value();
        let caret = byte_of(&text, self.input.selection_start().ok().flatten().unwrap_or_default());
        (text, caret)
    }

    fn typed(&self) {
        (self.on_input)(self.input.value());
        let (text, caret) = self.now();
        self.offered.set(completion::candidates(&text, caret, &(self.ids)()));
    }

    fn accept(&self, candidate: &Candidate) {
        let (text, caret) = self.now();
        let (text, caret) = completion::completed(&text, caret, candidate);
        let caret = u32::try_from(text[..caret].encode_utf16().count()).unwrap_or_default();
        self.input.set_value(&text);
        self.offered.set(Vec::new());
        (self.on_input)(text);
        self.input.focus().unwrap_or_default();
        self.input.set_selection_range(caret, caret).unwrap_or_default();
    }

    fn pressed(&self, event: &KeyboardEvent) {
        let Some(first) = self.offered.with_untracked(|offered| offered.first().cloned()) else { return };
        match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                self.accept(&first);
            }
            "Escape" => {
                event.prevent_default();
                self.offered.set(Vec::new());
            }
            _ => {}
        }
    }
}

fn candidate_view(candidate: Candidate, completing: Rc<Completing>) -> El {
    let words = candidate.text.trim_end_matches('(').to_owned();
    let summary = candidate.summary.clone();
    // The field keeps the focus.
    let press = move |event: PointerEvent| {
        event.prevent_default();
        completing.accept(&candidate);
    };
    let button = el("button")
        .attr("type", "button")
        .attr("tabindex", "-1")
        .on("pointerdown", press)
        .child(el("code").text(words))
        .child(el("span").text(summary));
    el("li").child(button)
}

/// The platform counts UTF-16 units.
fn byte_of(text: &str, units: u32) -> usize {
    let mut count = 0;
    for (at, c) in text.char_indices() {
        if units <= count {
            return at;
        }
        count += c.len_utf16() as u32;
    }
    text.len()
}
