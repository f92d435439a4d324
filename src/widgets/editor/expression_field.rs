//! The field for an expression: what can be completed is offered below it while it has the focus.

use super::completion::{self, Candidate};
use leptos::html;
use leptos::prelude::*;

#[component]
pub fn ExpressionField(
    #[prop(into)] expression: Signal<String>,
    ids: Signal<Vec<String>>,
    on_input: Callback<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let offered = RwSignal::new(Vec::<Candidate>::new());
    let look = move || {
        let Some(input) = node.get_untracked() else { return };
        let text = input.value();
        let caret = byte_of(&text, input.selection_start().ok().flatten().unwrap_or_default());
        offered.set(ids.with_untracked(|ids| completion::candidates(&text, caret, ids)));
    };
    let accept = move |candidate: &Candidate| {
        let Some(input) = node.get_untracked() else { return };
        let text = input.value();
        let caret = byte_of(&text, input.selection_start().ok().flatten().unwrap_or_default());
        let (text, caret) = completion::completed(&text, caret, candidate);
        let caret = u32::try_from(text[..caret].encode_utf16().count()).unwrap_or_default();
        input.set_value(&text);
        offered.set(Vec::new());
        on_input.run(text);
        input.focus().unwrap_or_default();
        input.set_selection_range(caret, caret).unwrap_or_default();
    };
    let press = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            if let Some(first) = offered.with_untracked(|offered| offered.first().cloned()) {
                event.prevent_default();
                accept(&first);
            }
        }
        "Escape" if offered.with_untracked(|offered| !offered.is_empty()) => {
            event.prevent_default();
            offered.set(Vec::new());
        }
        _ => {}
    };
    let list = move || {
        let items: Vec<_> =
            offered.get().into_iter().map(|candidate| candidate_view(candidate, accept)).collect();
        (!items.is_empty()).then(|| view! { <ul class="expression-field__list">{items}</ul> })
    };
    view! {
        <div class="expression-field">
            <input
                node_ref=node
                aria-label="Expression"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || expression.get()
                on:input=move |event| {
                    on_input.run(event_target_value(&event));
                    look();
                }
                on:keydown=press
                on:blur=move |_| offered.set(Vec::new())
            />
            {list}
        </div>
    }
    .into_any()
}

fn candidate_view(candidate: Candidate, accept: impl Fn(&Candidate) + 'static) -> impl IntoView {
    let words = candidate.text.trim_end_matches('(').to_owned();
    let summary = candidate.summary.clone();
    // The field keeps the focus.
    let press = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        accept(&candidate);
    };
    view! {
        <li>
            <button type="button" tabindex="-1" on:pointerdown=press>
                <code>{words}</code>
                <span>{summary}</span>
            </button>
        </li>
    }
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
