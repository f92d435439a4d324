//! Editing a text widget: its Markdown, and what it stands on.

use super::choices::Choices;
use super::draft;
use super::form::{ChoiceInput, set_at};
use dashboard::json::Value;
use leptos::prelude::*;

const MARKDOWN: &str = "/properties/markdown";
const GROUND: Choices = Choices { none: Some("Solid"), others: &[("transparent", "Transparent")] };

#[component]
pub fn TextOptions(text: RwSignal<String>) -> impl IntoView {
    let markdown = Memo::new(move |_| text.with(|text| draft::text_at(text, MARKDOWN)));
    view! {
        <div class="text-options">
            <textarea
                class="text-options__source"
                aria-label="Markdown"
                prop:value=move || markdown.get()
                on:input=move |event| set_at(text, MARKDOWN, Some(Value::String(event_target_value(&event))))
            ></textarea>
            <ChoiceInput text label="Ground" pointer="/properties/background" choices=GROUND />
        </div>
    }
}
