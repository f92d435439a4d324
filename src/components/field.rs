//! Fields of a form: a line of text, a search, a choice from a list.

use super::icon::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// A labelled line of text. `error` is said below it and makes it invalid.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<String>,
    /// The platform's type of input, like `datetime-local`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    if autofocus {
        focus_when_shown(node);
    }
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input
                class="field__input"
                type=kind
                autocomplete="off"
                spellcheck="false"
                node_ref=node
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            {hint.map(|hint| view! { <span class="field__hint">{hint}</span> })}
            {move || error.get().map(|error| view! { <span class="field__error" role="alert">{error}</span> })}
        </label>
    }
}

/// In the next frame: a dialog around the field opens only after it has been built.
fn focus_when_shown(input: NodeRef<html::Input>) {
    Effect::new(move |_| {
        let Some(input) = input.get() else { return };
        request_animation_frame(move || {
            // Fails only for an element that has left the page.
            let _ = input.focus();
            input.select();
        });
    });
}

/// A line with a magnifying glass, emptied by Escape.
#[component]
pub fn SearchField(#[prop(into)] label: String, value: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="search-field">
            <Icon glyph=Glyph::Search />
            <input
                class="search-field__input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=label.clone()
                placeholder=label
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        value.set(String::new());
                    }
                }
            />
        </label>
    }
}

/// One of several, from the platform's list. `choices` are a value and its words.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    /// Whether the label is written before the list or only said.
    #[prop(optional)]
    label_hidden: bool,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let option = move |(choice, words): (String, String)| {
        let this = choice.clone();
        let selected = move || value.with(|value| *value == this);
        view! { <option value=choice prop:selected=selected>{words}</option> }
    };
    view! {
        <label class="select" title=label_hidden.then(|| label.clone())>
            <span class=if label_hidden { "visually-hidden" } else { "field__label" }>{label.clone()}</span>
            <select class="select__list" on:change=move |event| on_choose.run(event_target_value(&event))>
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}
