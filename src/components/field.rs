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
    #[prop(default = "text")] kind: &'static str,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let (true, Some(input)) = (autofocus, node.get()) {
            request_animation_frame(move || {
                input.focus().unwrap_or_default();
                input.select();
            });
        }
    });
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
    .into_any()
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
    .into_any()
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
    let options = move || {
        choices
            .get()
            .into_iter()
            .map(|(choice, words)| {
                let this = choice.clone();
                let selected = move || value.with(|value| *value == this);
                view! { <option value=choice prop:selected=selected>{words}</option> }
            })
            .collect_view()
    };
    view! {
        <label class="select" title=label_hidden.then(|| label.clone())>
            <span class=if label_hidden { "visually-hidden" } else { "field__label" }>{label.clone()}</span>
            <select class="select__list" on:change=move |event| on_choose.run(event_target_value(&event))>
                {options}
            </select>
        </label>
    }
    .into_any()
}
