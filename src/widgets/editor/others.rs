//! Editing what isn't a metric widget: text, alarms, log groups.

use super::draft;
use super::form::{ChoiceInput, TextInput, text_at, words};
use crate::components::SearchField;
use crate::source::SourceContext;
use crate::widgets::{alarm, alarm_fetch, display};
use cloudwatch_api::{ApiError, DescribeLogGroupsInput};
use dashboard::json::Value;
use dashboard::{AlarmWidget, LogWidget};
use leptos::prelude::*;

/// More aren't listed; the search narrows.
const LISTED_MAX: usize = 200;

#[component]
pub fn TextOptions(text: RwSignal<String>) -> impl IntoView {
    const POINTER: &str = "/properties/markdown";
    let markdown = Memo::new(move |_| text.with(|text| text_at(text, POINTER)));
    view! {
        <div class="text-options">
            <textarea
                class="text-options__source"
                aria-label="Markdown"
                prop:value=move || markdown.get()
                on:input=move |event| {
                    let markdown = Value::string(event_target_value(&event));
                    text.update(|text| *text = draft::set(text, POINTER, Some(&markdown)));
                }
            ></textarea>
            <ChoiceInput text label="Ground" pointer="/properties/background" choices=grounds />
        </div>
    }
    .into_any()
}

fn grounds() -> Vec<(String, String)> {
    words(&[("", "Solid"), ("transparent", "Transparent")])
}

#[component]
pub fn AlarmOptions(text: RwSignal<String>, widget: Signal<AlarmWidget>) -> impl IntoView {
    let source = SourceContext::signal();
    let alarms = LocalResource::new(move || {
        let source = source.get();
        async move {
            match source {
                Some(source) => alarm_fetch::all(source).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let choices = Signal::derive(move || {
        alarms.get().map(|alarms| {
            alarms.map(|alarms| {
                let choice = |alarm: &cloudwatch_api::MetricAlarm| {
                    (alarm.alarm_arn.clone(), alarm.alarm_name.clone(), Some(alarm.state_value.clone()))
                };
                alarms.iter().map(choice).collect::<Vec<_>>()
            })
        })
    });
    let chosen = Signal::derive(move || widget.with(|widget| widget.alarms.clone()));
    let toggle = move |arns: Vec<String>| {
        let arns = Value::Array(arns.into_iter().map(Value::String).collect());
        text.update(|text| *text = draft::set(text, "/properties/alarms", Some(&arns)));
    };
    view! {
        <div class="widget-options">
            <fieldset>
                <legend>"Widget"</legend>
                <TextInput text label="Title" pointer="/properties/title" />
                <ChoiceInput text label="Order" pointer="/properties/sortBy" choices=orders />
                <States text widget />
            </fieldset>
            <Picker label="Search alarms" choices chosen on_change=Callback::new(toggle) />
        </div>
    }
    .into_any()
}

fn orders() -> Vec<(String, String)> {
    words(&[
        ("", "By name"),
        ("stateUpdatedTimestamp", "By state, newest first"),
        ("timestamp", "Newest first"),
    ])
}

/// Which states are shown; none chosen means all.
#[component]
fn States(text: RwSignal<String>, widget: Signal<AlarmWidget>) -> impl IntoView {
    let state = move |state: &'static str| {
        let toggle = move |event: web_sys::Event| {
            let is_on = event_target_checked(&event);
            let mut states = widget.with_untracked(|widget| widget.states.clone());
            states.retain(|other| other != state);
            if is_on {
                states.push(state.to_owned());
            }
            let states = Value::Array(states.into_iter().map(Value::String).collect());
            text.update(|text| *text = draft::set(text, "/properties/states", Some(&states)));
        };
        view! {
            <label class="checkbox">
                <input
                    type="checkbox"
                    prop:checked=move || widget.with(|widget| widget.states.iter().any(|other| other == state))
                    on:change=toggle
                />
                "Only " {alarm::state_words(state).1}
            </label>
        }
    };
    view! { {["ALARM", "INSUFFICIENT_DATA", "OK"].map(state)} }
}

#[component]
pub fn LogOptions(text: RwSignal<String>, widget: Signal<LogWidget>) -> impl IntoView {
    const POINTER: &str = "/properties/query";
    let source = SourceContext::signal();
    let groups = LocalResource::new(move || {
        let source = source.get();
        async move {
            let Some(source) = source else { return Ok::<_, ApiError>(Vec::new()) };
            Ok(source.describe_log_groups(&DescribeLogGroupsInput::default()).await?.log_groups)
        }
    });
    let choices = Signal::derive(move || {
        groups.get().map(|groups| {
            groups.map(|groups| {
                let choice = |group: cloudwatch_api::LogGroup| {
                    (group.log_group_name.clone(), group.log_group_name, None)
                };
                groups.into_iter().map(choice).collect::<Vec<_>>()
            })
        })
    });
    let chosen = Signal::derive(move || widget.with(|widget| widget.log_groups.clone()));
    let set_query = move |query: String| {
        text.update(|text| *text = draft::set(text, POINTER, Some(&Value::String(query))));
    };
    let change = move |groups: Vec<String>| {
        let pipeline = widget.with_untracked(|widget| widget.pipeline.clone());
        set_query(query(&groups, &pipeline));
    };
    view! {
        <div class="widget-options">
            <fieldset>
                <legend>"Widget"</legend>
                <TextInput text label="Title" pointer="/properties/title" />
                <label class="field">
                    <span class="field__label">"Query"</span>
                    <textarea
                        class="text-options__source"
                        rows="5"
                        spellcheck="false"
                        prop:value=move || widget.with(|widget| widget.query.clone())
                        on:input=move |event| set_query(event_target_value(&event))
                    ></textarea>
                </label>
            </fieldset>
            <Picker label="Search log groups" choices chosen on_change=Callback::new(change) />
        </div>
    }
    .into_any()
}

/// Sources before a pipeline. A name can't hold the quote that would end it.
fn query(groups: &[String], pipeline: &str) -> String {
    const PIPELINE: &str = "fields @timestamp, @message\n| sort @timestamp desc\n| limit 100";
    let mut parts: Vec<String> =
        groups.iter().map(|group| ["SOURCE '", &group.replace('\'', ""), "'"].concat()).collect();
    parts.push(if pipeline.is_empty() { PIPELINE.to_owned() } else { pipeline.to_owned() });
    parts.join(" | ")
}

/// What can be chosen: a value, its words, perhaps a state.
type Choices = Option<Result<Vec<(String, String, Option<String>)>, ApiError>>;

/// A searchable list of which any number are chosen. What is chosen but not there stays, and is listed too.
#[component]
fn Picker(
    label: &'static str,
    choices: Signal<Choices>,
    chosen: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let entry = move |(value, words, state): (String, String, Option<String>)| {
        let this = value.clone();
        let is_chosen = move || chosen.with(|chosen| chosen.contains(&this));
        let toggle = move |event: web_sys::Event| {
            let mut all = chosen.get_untracked();
            all.retain(|other| *other != value);
            if event_target_checked(&event) {
                all.push(value.clone());
            }
            on_change.run(all);
        };
        view! {
            <li>
                <label class="checkbox">
                    <input type="checkbox" prop:checked=is_chosen on:change=toggle />
                    <span>{display::name(&words)}</span>
                    {state
                        .map(|state| view! {
                            <span class="picker__state" data-alarm-state=state.clone()>
                                {alarm::state_words(&state).1}
                            </span>
                        })}
                </label>
            </li>
        }
    };
    let list = move || {
        let mut all = match choices.get() {
            None => return view! { <p class="browse__note">"Loading…"</p> }.into_any(),
            Some(Err(error)) => {
                return view! { <p class="browse__note" role="alert">{display::name(&error.to_string())}</p> }.into_any();
            }
            Some(Ok(all)) => all,
        };
        chosen.with_untracked(|chosen| {
            for value in chosen {
                if !all.iter().any(|(other, _, _)| other == value) {
                    all.push((value.clone(), value.clone(), None));
                }
            }
        });
        let words = search.get().to_lowercase();
        let found =
            all.into_iter().filter(|(_, name, _)| name.to_lowercase().contains(&words)).take(LISTED_MAX);
        view! { <ul class="picker__list">{found.map(entry).collect_view()}</ul> }.into_any()
    };
    view! {
        <fieldset class="picker">
            <SearchField label value=search />
            {list}
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn sources_come_first() {
        let groups = ["/a".to_owned(), "/b'".to_owned()];
        assert_eq!(query(&groups, "limit 5"), "SOURCE '/a' | SOURCE '/b' | limit 5");
        assert!(query(&[], "").starts_with("fields @timestamp"));
    }
}
