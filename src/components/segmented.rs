//! One of a few, all in sight: a row of buttons of which one is down.

use leptos::prelude::*;

/// `choices` are a value and its words. A value that isn't among them leaves all buttons up.
#[component]
pub fn Segmented(
    #[prop(into)] label: String,
    choices: Vec<(&'static str, &'static str)>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<&'static str>,
) -> impl IntoView {
    let button = move |(choice, words): (&'static str, &'static str)| {
        let chosen = move || value.with(|value| value == choice);
        view! {
            <button
                class="segmented__choice"
                type="button"
                aria-pressed=move || chosen().to_string()
                on:click=move |_| on_choose.run(choice)
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="segmented" role="group" aria-label=label>
            {choices.into_iter().map(button).collect_view()}
        </div>
    }
}
