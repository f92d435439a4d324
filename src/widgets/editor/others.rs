//! Editing what isn't a metric widget: text, alarms, log groups.

use super::form::{Choices, checkbox, choice_input, labelled, set_at, text_at, text_input};
use super::options::group;
use super::picker::{Choice, picker};
use crate::dom::{El, View, el, fragment};
use crate::reactive::{Memo, RwSignal, memo, resource};
use crate::source::SourceContext;
use crate::widgets::{alarm, alarm_fetch};
use cloudwatch_api::DescribeLogGroupsInput;
use dashboard::json::Value;
use dashboard::{AlarmWidget, LogWidget, Widget, WidgetKind};

pub fn text_options(text: RwSignal<String>) -> El {
    const POINTER: &str = "/properties/markdown";
    let source = source_area(
        move || text.with(|text| text_at(text, POINTER)),
        move |markdown| set_at(text, POINTER, Some(Value::String(markdown))),
    );
    el("div").class("text-options").child(source.attr("aria-label", "Markdown")).child(choice_input(
        text,
        "Ground",
        "/properties/background",
        GROUND,
    ))
}

fn source_area(value: impl Fn() -> String + 'static, on_input: impl Fn(String) + 'static) -> El {
    el("textarea").class("text-options__source").value(memo(value)).on_value("input", on_input)
}

const GROUND: Choices = Choices { none: Some("Solid"), others: &[("transparent", "Transparent")] };

pub fn alarm_options(text: RwSignal<String>, widget: Memo<Option<Widget>>) -> El {
    let source = SourceContext::signal();
    let choices = resource(move || {
        let source = source.get();
        async move {
            let Some(source) = source else { return Ok(Vec::new()) };
            let alarms = alarm_fetch::all(source).await?;
            Ok(alarms.into_iter().map(alarm_choice).collect())
        }
    });
    let change = move |arns| set_at(text, "/properties/alarms", Some(texts(arns)));
    let general = group("Widget")
        .child(text_input(text, "Title", "/properties/title"))
        .child(choice_input(text, "Order", "/properties/sortBy", ORDER))
        .child(states(text, widget));
    el("div").class("widget-options").child(general).child(picker(
        "Search alarms",
        choices,
        move || {
            widget.with(|widget| alarms_of(widget).map(|alarms| alarms.alarms.clone())).unwrap_or_default()
        },
        change,
    ))
}

fn alarms_of(widget: &Option<Widget>) -> Option<&AlarmWidget> {
    match &widget.as_ref()?.kind {
        WidgetKind::Alarm(alarms) => Some(alarms),
        _ => None,
    }
}

fn logs_of(widget: &Option<Widget>) -> Option<&LogWidget> {
    match &widget.as_ref()?.kind {
        WidgetKind::Log(logs) => Some(logs),
        _ => None,
    }
}

fn alarm_choice(alarm: crate::source::Alarm) -> Choice {
    Choice { value: alarm.alarm_arn, words: alarm.alarm_name, state: Some(alarm.state_value) }
}

const ORDER: Choices = Choices {
    none: Some("By name"),
    others: &[("stateUpdatedTimestamp", "By state, newest first"), ("timestamp", "Newest first")],
};

/// Which states are shown; none chosen means all.
fn states(text: RwSignal<String>, widget: Memo<Option<Widget>>) -> View {
    let chosen =
        |widget: &Option<Widget>| alarms_of(widget).map_or_else(Vec::new, |alarms| alarms.states.clone());
    let state = |state: &'static str| {
        let is_on = move || widget.with(chosen).iter().any(|other| other == state);
        let toggle = move |is_on| {
            let mut states = widget.with_untracked(chosen);
            states.retain(|other| other != state);
            if is_on {
                states.push(state.to_owned());
            }
            set_at(text, "/properties/states", Some(texts(states)));
        };
        let words = alarm::state_words(state).1;
        el("label").class("checkbox").child(checkbox(is_on, toggle)).text("Only ").text(words)
    };
    fragment(["ALARM", "INSUFFICIENT_DATA", "OK"].map(|name| state(name).into()))
}

fn texts(texts: Vec<String>) -> Value {
    Value::Array(texts.into_iter().map(Value::String).collect())
}

pub fn log_options(text: RwSignal<String>, widget: Memo<Option<Widget>>) -> El {
    let source = SourceContext::signal();
    let choices = resource(move || {
        let source = source.get();
        async move {
            let Some(source) = source else { return Ok(Vec::new()) };
            let groups = source.describe_log_groups(&DescribeLogGroupsInput::default()).await?.log_groups;
            Ok(groups.into_iter().map(|group| Choice::named(group.log_group_name)).collect())
        }
    });
    let set_query = move |query: String| set_at(text, "/properties/query", Some(Value::String(query)));
    let change = move |groups: Vec<String>| {
        let pipeline = |widget: &Option<Widget>| logs_of(widget).map(|logs| query(&groups, &logs.pipeline));
        if let Some(query) = widget.with_untracked(pipeline) {
            set_query(query);
        }
    };
    let area = source_area(
        move || widget.with(|widget| logs_of(widget).map(|logs| logs.query.clone())).unwrap_or_default(),
        set_query,
    );
    let general = group("Widget")
        .child(text_input(text, "Title", "/properties/title"))
        .child(labelled("Query", area.attr("rows", "5").attr("spellcheck", "false")));
    el("div").class("widget-options").child(general).child(picker(
        "Search log groups",
        choices,
        move || widget.with(|widget| logs_of(widget).map(|logs| logs.log_groups.clone())).unwrap_or_default(),
        change,
    ))
}

/// Sources before a pipeline. A name can't hold the quote that would end it.
fn query(groups: &[String], pipeline: &str) -> String {
    const PIPELINE: &str = "fields @timestamp, @message\n| sort @timestamp desc\n| limit 100";
    let mut parts: Vec<String> =
        groups.iter().map(|group| ["SOURCE '", &group.replace('\'', ""), "'"].concat()).collect();
    parts.push(if pipeline.is_empty() { PIPELINE.to_owned() } else { pipeline.to_owned() });
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
