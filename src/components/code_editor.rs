//! A text area for code with line numbers and messages at a line and column.
//!
//! Deliberately the platform's text area: selection, undo, input methods and screen readers work as
//! everywhere. It knows no language; messages come from outside.

use crate::call::Read;
use crate::dom::{El, View, each, el};
use crate::reactive::RwSignal;
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;

/// Lines and columns count from 1; a column counts characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeMessage {
    pub line: usize,
    pub column: usize,
    pub text: String,
    /// What stops the code from being taken; the rest are remarks.
    pub fatal: bool,
}

/// `messages` are listed below the code, each as a button that leads to its place. `rows` are the visible lines
/// before it scrolls.
pub fn code_editor(
    label: &'static str,
    value: RwSignal<String>,
    rows: u32,
    messages: impl Fn() -> Vec<CodeMessage> + 'static,
) -> El {
    build(label, value, rows, Rc::new(messages))
}

fn build(
    label: &'static str,
    value: RwSignal<String>,
    rows: u32,
    messages: Rc<dyn Read<Vec<CodeMessage>>>,
) -> El {
    let marked = Rc::clone(&messages);
    let numbers = move || {
        let lines = value.with(|text| text.bytes().filter(|byte| *byte == b'\n').count() + 1);
        let marked: Vec<usize> = marked.read().iter().map(|message| message.line).collect();
        numbers(lines, &marked)
    };
    let gutter = el("pre").class("code-editor__gutter").attr("aria-hidden", "true").text(numbers);
    let area = el("textarea")
        .class("code-editor__text")
        .attr("aria-label", label)
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("wrap", "off")
        .attr("rows", rows.to_string())
        .value(value)
        .on_value("input", move |text| value.set(text));
    let (beside, scrolled) = (gutter.html(), area.html());
    let area = area.on("scroll", move |_: web_sys::Event| beside.set_scroll_top(scrolled.scroll_top()));
    let text: HtmlTextAreaElement = area.cast();
    let go_to = move |line: usize, column: usize| {
        let at = value.with_untracked(|value| utf16_offset(value, line, column));
        text.focus().unwrap_or_default();
        text.set_selection_range(at, at).unwrap_or_default();
    };
    let go_to: Rc<dyn Fn(usize, usize)> = Rc::new(go_to);
    let list =
        each(move || messages.read(), CodeMessage::key, move |message| row(message, Rc::clone(&go_to)));
    el("div")
        .class("code-editor")
        .child(el("div").class("code-editor__body").child(gutter).child(area))
        .child(el("ul").class("code-editor__messages").attr("aria-live", "polite").child(list))
}

fn row(message: CodeMessage, go_to: Rc<dyn Fn(usize, usize)>) -> View {
    let (line, column) = (message.line, message.column);
    let button = el("button")
        .class("code-editor__message")
        .attr("type", "button")
        .attr("data-tone", if message.fatal { "danger" } else { "warning" })
        .on_click(move || go_to(line, column))
        .child(el("span").class("code-editor__place").text(message.place()))
        .text(message.text);
    el("li").child(button).into()
}

impl CodeMessage {
    fn place(&self) -> String {
        ["Line ", &self.line.to_string(), ", column ", &self.column.to_string()].concat()
    }

    fn key(&self) -> String {
        [&self.place(), " ", &self.text].concat()
    }
}

/// One number a line; those with a message are marked.
fn numbers(lines: usize, marked: &[usize]) -> String {
    let mut text = String::with_capacity(lines * 4);
    for line in 1..=lines {
        if marked.contains(&line) {
            text.push('●');
        }
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}

/// Where a line and column are, as the platform counts: UTF-16 units from the start. A place past the end of its
/// line, or of the text, is that end.
fn utf16_offset(text: &str, line: usize, column: usize) -> u32 {
    let (mut at, mut line_here, mut column_here) = (0, 1, 1);
    for c in text.chars() {
        if line <= line_here && (column <= column_here || c == '\n') {
            break;
        }
        at += c.len_utf16() as u32;
        column_here += 1;
        if c == '\n' {
            (line_here, column_here) = (line_here + 1, 1);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn places_are_counted_as_the_platform_does() {
        let text = "{\n  \"😀\": x\n}";
        for (line, column, expected) in [(1, 1, 0), (2, 1, 2), (2, 5, 7), (3, 1, 12), (9, 9, 13)] {
            assert_eq!(utf16_offset(text, line, column), expected, "{line}:{column}");
        }
    }

    #[wasm_bindgen_test]
    fn marked_lines_have_a_dot() {
        assert_eq!(numbers(3, &[2]), "1\n●2\n3\n");
    }
}
