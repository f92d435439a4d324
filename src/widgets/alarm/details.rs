//! What there is to know about one alarm, in the dialog that a press on its tile opens.

use super::model::{Alarm, AlarmRow};
use super::{since_text, state_words};
use crate::components::Icon;
use crate::time::use_time;
use crate::widgets::display;
use chart::number_format::{Precision, format_value};
use chart::time_ticks::format_instant;
use leptos::prelude::*;
use timeseries::Timestamp;

#[component]
pub fn AlarmDetails(row: AlarmRow) -> impl IntoView {
    let offset = use_time().utc_offset_minutes.get_untracked();
    let Some(alarm) = row.alarm else {
        return view! {
            <p>
                "The dashboard names an alarm that isn’t here. It may have been deleted, or live in another account."
            </p>
            <p class="alarm-details__arn">{display::name(&row.arn)}</p>
        }
        .into_any();
    };
    let (glyph, word) = state_words(&alarm.state_value);
    let facts = facts(&alarm, offset).into_iter().map(|(term, text)| {
        view! {
            <dt>{term}</dt>
            <dd>{display::name(&text)}</dd>
        }
    });
    view! {
        <p class="alarm-details__state" data-alarm-state=alarm.state_value.clone()>
            <Icon glyph />
            {word}
            " "
            {since_text(&alarm, offset)}
        </p>
        <p>{display::lines(&alarm.state_reason)}</p>
        <dl class="alarm-details__facts">{facts.collect_view()}</dl>
    }
    .into_any()
}

/// Terms and texts, of what is known only.
fn facts(alarm: &Alarm, utc_offset_minutes: i32) -> Vec<(&'static str, String)> {
    let dimensions: Vec<String> =
        alarm.dimensions.iter().map(|pair| format!("{} = {}", pair.name, pair.value)).collect();
    let expressions: Vec<&str> =
        alarm.metrics.iter().filter_map(|query| query.expression.as_deref()).collect();
    let configured = alarm.alarm_configuration_updated_timestamp;
    let configured =
        (configured != Timestamp::default()).then(|| format_instant(configured, utc_offset_minutes, 60_000));
    let facts = [
        ("Description", alarm.alarm_description.clone()),
        ("Namespace", alarm.namespace.clone()),
        ("Metric", alarm.metric_name.clone()),
        ("Dimensions", Some(dimensions.join(", "))),
        ("Expression", Some(expressions.join(", "))),
        ("Statistic", alarm.statistic.clone().or_else(|| alarm.extended_statistic.clone())),
        ("Condition", Some(alarm.alarm_rule.as_deref().map_or_else(|| condition(alarm), display::lines))),
        ("Missing data", alarm.treat_missing_data.clone()),
        ("Configured", configured),
    ];
    let known = facts.into_iter().filter_map(|(term, text)| Some((term, text?)));
    known.filter(|(_, text)| !text.is_empty()).collect()
}

/// `> 80 for 2 of 3 datapoints of 60 s`
fn condition(alarm: &Alarm) -> String {
    let operator = match alarm.comparison_operator.as_str() {
        "GreaterThanThreshold" => ">",
        "GreaterThanOrEqualToThreshold" => "≥",
        "LessThanThreshold" => "<",
        "LessThanOrEqualToThreshold" => "≤",
        other => other,
    };
    let threshold = alarm.threshold.map_or_else(String::new, |value| format_value(value, Precision::Full));
    let periods = alarm.evaluation_periods;
    let breaching = alarm.datapoints_to_alarm.unwrap_or(periods);
    let text = format!("{operator} {threshold} for {breaching} of {periods} datapoints");
    match alarm.period {
        Some(period) => format!("{text} of {period} s"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cloudwatch_api::Dimension;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn lines(alarm: &Alarm) -> Vec<String> {
        facts(alarm, 0).into_iter().map(|(term, text)| format!("{term}: {text}")).collect()
    }

    #[wasm_bindgen_test]
    fn a_metric_alarm_tells_its_condition() {
        let alarm = Alarm {
            namespace: Some("App".to_owned()),
            metric_name: Some("cpu".to_owned()),
            alarm_description: Some(String::new()),
            dimensions: vec![Dimension { name: "Host".to_owned(), value: "a".to_owned() }],
            extended_statistic: Some("p99".to_owned()),
            comparison_operator: "GreaterThanOrEqualToThreshold".to_owned(),
            threshold: Some(80.0),
            evaluation_periods: 3,
            datapoints_to_alarm: Some(2),
            period: Some(60),
            ..Alarm::default()
        };
        assert_eq!(
            lines(&alarm),
            [
                "Namespace: App",
                "Metric: cpu",
                "Dimensions: Host = a",
                "Statistic: p99",
                "Condition: ≥ 80 for 2 of 3 datapoints of 60 s",
            ]
        );
    }

    #[wasm_bindgen_test]
    fn a_composite_alarm_tells_its_rule() {
        let alarm = Alarm {
            alarm_rule: Some("ALARM(cpu) AND OK(disk)".to_owned()),
            alarm_configuration_updated_timestamp: Timestamp::from_secs(60),
            ..Alarm::default()
        };
        let lines = lines(&alarm);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(lines[0], "Condition: ALARM(cpu) AND OK(disk)");
        assert!(lines[1].starts_with("Configured: ") && lines[1].ends_with("00:01"), "{lines:?}");
    }
}
