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
    let buttons: Vec<_> = choices
        .into_iter()
        .map(|(choice, words)| {
            let chosen = Memo::new(move |_| value.with(|value| value == choice));
            view! {
                <button
                    class="segmented__choice"
                    type="button"
                    aria-pressed=move || if chosen.get() { "true" } else { "false" }
                    on:click=move |_| on_choose.run(choice)
                >
                    {words}
                </button>
            }
        })
        .collect();
    view! { <div class="segmented" role="group" aria-label=label>{buttons}</div> }.into_any()
}
