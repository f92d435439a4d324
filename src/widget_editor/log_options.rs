//! Editing a log widget: its query, and the log groups that the query begins with.

use super::form::{Labelled, TextInput, set_at};
use super::picker::{Picker, PickerEntry};
use crate::data::use_data_source;
use cloudwatch_api::DescribeLogGroupsInput;
use dashboard::LogWidget;
use dashboard::json::Value;
use leptos::prelude::*;

/// Of a widget that has none yet.
const PIPELINE: &str = "fields @timestamp, @message\n| sort @timestamp desc\n| limit 100";

#[component]
pub fn LogOptions(text: RwSignal<String>, widget: Signal<LogWidget>) -> impl IntoView {
    let source = use_data_source();
    let entries = LocalResource::new(move || {
        let source = source.get();
        async move {
            let Some(source) = source else { return Ok(Vec::new()) };
            let groups = source.describe_log_groups(&DescribeLogGroupsInput::default()).await?.log_groups;
            Ok(groups.into_iter().map(|group| PickerEntry::named(group.log_group_name)).collect())
        }
    });
    let set_query = move |query: String| set_at(text, "/properties/query", Some(Value::String(query)));
    let change = move |groups: Vec<String>| {
        set_query(widget.with_untracked(|widget| query(&groups, &widget.pipeline)));
    };
    view! {
        <div class="widget-options">
            <fieldset>
                <legend>"Widget"</legend>
                <TextInput text label="Title" pointer="/properties/title" />
                <Labelled label="Query">
                    <textarea
                        class="text-options__source"
                        rows="5"
                        spellcheck="false"
                        prop:value=move || widget.with(|widget| widget.query.clone())
                        on:input=move |event| set_query(event_target_value(&event))
                    ></textarea>
                </Labelled>
            </fieldset>
            <Picker
                label="Search log groups"
                entries
                chosen=move || widget.with(|widget| widget.log_groups.clone())
                on_change=change
            />
        </div>
    }
}

/// Sources before a pipeline. A name can't hold the quote that would end it.
fn query(groups: &[String], pipeline: &str) -> String {
    let mut parts: Vec<String> =
        groups.iter().map(|group| format!("SOURCE '{}'", group.replace('\'', ""))).collect();
    parts.push(if pipeline.is_empty() { PIPELINE } else { pipeline }.to_owned());
    parts.join(" | ")
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
