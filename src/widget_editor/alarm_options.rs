//! Editing an alarm widget: which alarms it shows, of which states, in which order.

use super::choices::Choices;
use super::form::{ChoiceInput, TextInput, set_at};
use super::picker::{Picker, PickerEntry};
use crate::data::use_data_source;
use crate::widgets::alarm::{self, Alarm};
use dashboard::AlarmWidget;
use dashboard::json::Value;
use leptos::prelude::*;

const ORDER: Choices = Choices {
    none: Some("By name"),
    others: &[("stateUpdatedTimestamp", "By state, newest first"), ("timestamp", "Newest first")],
};
const STATES: [&str; 3] = ["ALARM", "INSUFFICIENT_DATA", "OK"];

#[component]
pub fn AlarmOptions(text: RwSignal<String>, widget: Signal<AlarmWidget>) -> impl IntoView {
    let source = use_data_source();
    let entries = LocalResource::new(move || {
        let source = source.get();
        async move {
            let Some(source) = source else { return Ok(Vec::new()) };
            Ok(alarm::fetch::all(source).await?.into_iter().map(entry).collect())
        }
    });
    let change = move |arns| set_at(text, "/properties/alarms", Some(strings(arns)));
    view! {
        <div class="widget-options">
            <fieldset>
                <legend>"Widget"</legend>
                <TextInput text label="Title" pointer="/properties/title" />
                <ChoiceInput text label="Order" pointer="/properties/sortBy" choices=ORDER />
                {STATES.map(|state| view! { <StateFilter text widget state /> })}
            </fieldset>
            <Picker
                label="Search alarms"
                entries
                chosen=move || widget.with(|widget| widget.alarms.clone())
                on_change=change
            />
        </div>
    }
}

fn entry(alarm: Alarm) -> PickerEntry {
    PickerEntry { value: alarm.alarm_arn, words: alarm.alarm_name, state: Some(alarm.state_value) }
}

/// Whether alarms of a state are shown. None chosen means all.
#[component]
fn StateFilter(text: RwSignal<String>, widget: Signal<AlarmWidget>, state: &'static str) -> impl IntoView {
    let is_on = move || widget.with(|widget| widget.states.iter().any(|other| other == state));
    let choose = move |is_on| {
        let mut states = widget.with_untracked(|widget| widget.states.clone());
        states.retain(|other| other != state);
        if is_on {
            states.push(state.to_owned());
        }
        set_at(text, "/properties/states", Some(strings(states)));
    };
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                prop:checked=is_on
                on:change=move |event| choose(event_target_checked(&event))
            />
            "Only "
            {alarm::state_words(state).1}
        </label>
    }
}

fn strings(strings: Vec<String>) -> Value {
    Value::Array(strings.into_iter().map(Value::String).collect())
}
