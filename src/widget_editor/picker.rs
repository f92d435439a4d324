//! A searchable list of which any number are chosen.

use crate::components::SearchField;
use crate::widgets::{alarm, display};
use cloudwatch_api::ApiError;
use leptos::prelude::*;

/// More aren't listed; the search narrows.
const LISTED_MAX: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PickerEntry {
    pub value: String,
    pub words: String,
    /// Of an alarm.
    pub state: Option<String>,
}

impl PickerEntry {
    /// What is called what it is.
    pub fn named(name: String) -> Self {
        PickerEntry { value: name.clone(), words: name, state: None }
    }
}

/// What is chosen but not among the entries stays, and is listed too.
#[component]
pub fn Picker(
    /// Of the search.
    label: &'static str,
    entries: LocalResource<Result<Vec<PickerEntry>, ApiError>>,
    #[prop(into)] chosen: Signal<Vec<String>>,
    #[prop(into)] on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let list = move || {
        Suspend::new(async move {
            match entries.await {
                Ok(entries) => view! { <PickerList entries search chosen on_change /> }.into_any(),
                Err(error) => {
                    let words = display::name(&error.to_string());
                    view! { <p class="browse__note" role="alert">{words}</p> }.into_any()
                }
            }
        })
    };
    view! {
        <fieldset class="picker">
            <SearchField label value=search />
            <Transition fallback=|| view! { <p class="browse__note">"Loading…"</p> }>{list}</Transition>
        </fieldset>
    }
}

#[component]
fn PickerList(
    entries: Vec<PickerEntry>,
    search: RwSignal<String>,
    chosen: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    // Untracked: what a person takes out of the choice stays in the list, to be chosen again.
    let shown = move || search.with(|search| matching(&entries, &chosen.get_untracked(), search));
    view! {
        <ul class="picker__list">
            <For each=shown key=PickerEntry::clone let(entry)>
                <PickerItem entry chosen on_change />
            </For>
        </ul>
    }
}

#[component]
fn PickerItem(
    entry: PickerEntry,
    chosen: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let PickerEntry { value, words, state } = entry;
    let is_chosen = {
        let value = value.clone();
        move || chosen.with(|chosen| chosen.contains(&value))
    };
    let choose = move |is_on| {
        let mut all = chosen.get_untracked();
        all.retain(|other| *other != value);
        if is_on {
            all.push(value.clone());
        }
        on_change.run(all);
    };
    let state = state.map(|state| {
        let words = alarm::state_words(&state).1;
        view! { <span class="picker__state" data-alarm-state=state>{words}</span> }
    });
    view! {
        <li>
            <label class="checkbox">
                <input
                    type="checkbox"
                    prop:checked=is_chosen
                    on:change=move |event| choose(event_target_checked(&event))
                />
                <span>{display::name(&words)}</span>
                {state}
            </label>
        </li>
    }
}

/// The entries, and what is chosen besides them, whose words contain `search` in whatever case.
fn matching(entries: &[PickerEntry], chosen: &[String], search: &str) -> Vec<PickerEntry> {
    let search = search.to_lowercase();
    let is_entry = |value: &String| entries.iter().any(|entry| entry.value == *value);
    let others = chosen.iter().filter(|value| !is_entry(value)).cloned().map(PickerEntry::named);
    let all = entries.iter().cloned().chain(others);
    all.filter(|entry| entry.words.to_lowercase().contains(&search)).take(LISTED_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_is_chosen_is_found_too_and_case_is_folded() {
        let entries = ["/api", "/Öfen"].map(|name| PickerEntry::named(name.to_owned()));
        let chosen = ["/api".to_owned(), "/away".to_owned()];
        let names = |search: &str| {
            let names: Vec<String> =
                matching(&entries, &chosen, search).into_iter().map(|entry| entry.value).collect();
            names.join(" ")
        };
        assert_eq!(names(""), "/api /Öfen /away");
        assert_eq!(names("öFEN"), "/Öfen");
        assert_eq!(names("AWAY"), "/away");
        assert_eq!(names("nothing"), "");
    }
}
