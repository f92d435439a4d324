//! A text area for code with line numbers and messages at a line and column.
//!
//! Deliberately the platform's text area: selection, undo, input methods and screen readers work as
//! everywhere. It knows no language; messages come from outside.

use leptos::html;
use leptos::prelude::*;
use std::fmt::Write;

/// Lines and columns count from 1; a column counts characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeMessage {
    pub line: usize,
    pub column: usize,
    pub text: String,
    /// What stops the code from being taken; the rest are remarks.
    pub fatal: bool,
}

/// `messages` are listed below the code, each as a button that leads to its place.
#[component]
pub fn CodeEditor(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] messages: Signal<Vec<CodeMessage>>,
    /// Visible lines before it scrolls.
    #[prop(default = 20)]
    rows: u32,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let gutter = NodeRef::<html::Pre>::new();
    let lines = Memo::new(move |_| value.with(|text| text.bytes().filter(|byte| *byte == b'\n').count() + 1));
    let marked = Memo::new(move |_| {
        messages.with(|messages| messages.iter().map(|message| message.line).collect::<Vec<_>>())
    });
    let scroll = move |_| {
        if let (Some(area), Some(gutter)) = (area.get_untracked(), gutter.get_untracked()) {
            gutter.set_scroll_top(area.scroll_top());
        }
    };
    let go_to = Callback::new(move |(line, column)| {
        if let Some(area) = area.get_untracked() {
            let at = value.with_untracked(|text| utf16_offset(text, line, column));
            // Both fail only for an element that has left the page.
            let _ = area.focus();
            let _ = area.set_selection_range(at, at);
        }
    });
    // Patched in place, so that a button keeps the focus while messages come and go.
    let list = move || messages.get().into_iter().map(|message| message_row(message, go_to)).collect_view();
    view! {
        <div class="code-editor">
            <div class="code-editor__body">
                <pre class="code-editor__gutter" node_ref=gutter aria-hidden="true">
                    {move || marked.with(|marked| numbers(lines.get(), marked))}
                </pre>
                <textarea
                    class="code-editor__text"
                    aria-label=label
                    spellcheck="false"
                    autocomplete="off"
                    wrap="off"
                    rows=rows
                    node_ref=area
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                    on:scroll=scroll
                ></textarea>
            </div>
            <ul class="code-editor__messages" aria-live="polite">{list}</ul>
        </div>
    }
}

fn message_row(message: CodeMessage, go_to: Callback<(usize, usize)>) -> impl IntoView {
    let CodeMessage { line, column, text, fatal } = message;
    view! {
        <li>
            <button
                class="code-editor__message"
                type="button"
                data-tone=if fatal { "danger" } else { "warning" }
                on:click=move |_| go_to.run((line, column))
            >
                <span class="code-editor__place">{format!("Line {line}, column {column}")}</span>
                {text}
            </button>
        </li>
    }
}

/// One number a line; those with a message are marked.
fn numbers(lines: usize, marked: &[usize]) -> String {
    let mut text = String::with_capacity(lines * 4);
    for line in 1..=lines {
        let mark = if marked.contains(&line) { "●" } else { "" };
        // Writing to a string can't fail.
        let _ = writeln!(text, "{mark}{line}");
    }
    text
}

/// Where a line and column are, as the platform counts: UTF-16 units from the start. A place past the end of its
/// line, or of the text, is that end.
fn utf16_offset(text: &str, line: usize, column: usize) -> u32 {
    let (mut offset, mut current_line, mut current_column) = (0, 1, 1);
    for c in text.chars() {
        if current_line >= line && (current_column >= column || c == '\n') {
            break;
        }
        offset += c.len_utf16() as u32;
        current_column += 1;
        if c == '\n' {
            (current_line, current_column) = (current_line + 1, 1);
        }
    }
    offset
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
