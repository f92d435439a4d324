//! The field for an expression: what can be completed is offered below it while it has the focus.

use super::completion::{self, Candidate};
use leptos::html;
use leptos::prelude::*;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// A line of metric math with completion of functions and ids: Enter takes the first, a press any other.
#[component]
pub fn ExpressionField(
    #[prop(into)] expression: Signal<String>,
    /// Of the rows that the expression may name.
    #[prop(into)]
    ids: Signal<Vec<String>>,
    #[prop(into)] on_input: Callback<String>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let offered = RwSignal::new(Vec::<Candidate>::new());
    let typed = move |text: String| {
        let caret = input.get_untracked().map_or(text.len(), |input| caret(&input, &text));
        offered.set(ids.with_untracked(|ids| completion::candidates(&text, caret, ids)));
        on_input.run(text);
    };
    let accept = move |candidate: &Candidate| {
        let Some(input) = input.get_untracked() else { return };
        let text = complete(&input, candidate);
        offered.set(Vec::new());
        on_input.run(text);
    };
    let pressed = move |event: KeyboardEvent| {
        let Some(first) = offered.with_untracked(|offered| offered.first().cloned()) else { return };
        match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                accept(&first);
            }
            "Escape" => {
                event.prevent_default();
                offered.set(Vec::new());
            }
            _ => {}
        }
    };
    view! {
        <div class="expression-field">
            <input
                node_ref=input
                aria-label="Expression"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || expression.get()
                on:input=move |event| typed(event_target_value(&event))
                on:keydown=pressed
                on:blur=move |_| offered.set(Vec::new())
            />
            <Show when=move || offered.with(|offered| !offered.is_empty())>
                <ul class="expression-field__list">
                    {move || {
                        let accepted = move |candidate| accept(&candidate);
                        let offered = offered.get().into_iter();
                        offered
                            .map(|candidate| view! { <CandidateItem candidate on_accept=accepted /> })
                            .collect_view()
                    }}
                </ul>
            </Show>
        </div>
    }
}

#[component]
fn CandidateItem(candidate: Candidate, #[prop(into)] on_accept: Callback<Candidate>) -> impl IntoView {
    let words = candidate.text.trim_end_matches('(').to_owned();
    let summary = candidate.summary.clone();
    view! {
        <li>
            <button
                type="button"
                tabindex="-1"
                on:pointerdown=move |event| {
                    // The field keeps the focus.
                    event.prevent_default();
                    on_accept.run(candidate.clone());
                }
            >
                <code>{words}</code>
                <span>{summary}</span>
            </button>
        </li>
    }
}

/// Completes the word before the caret in the field itself, so that the caret can follow, and gives the text.
fn complete(input: &HtmlInputElement, candidate: &Candidate) -> String {
    let text = input.value();
    let (text, caret) = completion::completed(&text, caret(input, &text), candidate);
    let caret = u32::try_from(text[..caret].encode_utf16().count()).unwrap_or(u32::MAX);
    input.set_value(&text);
    // Neither fails for a field that is on the page.
    let _ = input.focus();
    let _ = input.set_selection_range(caret, caret);
    text
}

/// Where the caret is, in bytes of the field's text; at the end if the platform doesn't say.
fn caret(input: &HtmlInputElement, text: &str) -> usize {
    match input.selection_start() {
        Ok(Some(units)) => byte_of(text, units),
        _ => text.len(),
    }
}

/// The platform counts UTF-16 units.
fn byte_of(text: &str, units: u32) -> usize {
    let mut count = 0;
    for (at, c) in text.char_indices() {
        if count >= units {
            return at;
        }
        count += c.len_utf16() as u32;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_caret_is_found_among_wide_characters() {
        assert_eq!([0, 1, 3, 4, 9].map(|units| byte_of("é😀m", units)), [0, 2, 6, 7, 7]);
    }
}
