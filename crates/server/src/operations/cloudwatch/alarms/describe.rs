//! DescribeAlarms and DescribeAlarmsForMetric.

use super::checks::{
    DEFAULT_RECORDS, MAX_NAME_CHARS, after, asked_kinds, constrain_names, constrain_page, constrain_text,
    constrain_types,
};
use crate::alarms::{AlarmRecord, KeptAlarm, OpenBook};
use crate::app::App;
use crate::operations::cloudwatch::errors::failed;
use crate::operations::page_token;
use alarm::AlarmState;
use cloudwatch_api::{
    ApiError, CompositeAlarm, Constraints, DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput,
    DescribeAlarmsInput, DescribeAlarmsOutput, Dimension, ErrorKind, MetricAlarm, STANDARD_UNITS,
};
use std::sync::Arc;

/// AWS: an action's prefix has 1 to 1024 characters.
const MAX_ACTION_PREFIX_CHARS: usize = 1024;

pub async fn describe_alarms(
    app: &App,
    input: DescribeAlarmsInput,
) -> Result<DescribeAlarmsOutput, ApiError> {
    check_description(&input)?;
    let after = after(input.next_token.as_deref())?;
    let limit = input.max_records.unwrap_or(DEFAULT_RECORDS) as usize;
    let book = app.alarms.open().await.map_err(failed)?;
    let relatives = relatives(&book, &input)?;
    let asked = asked_kinds(input.alarm_types.as_deref());
    let mut matching = book
        .iter()
        .filter(|kept| after.as_deref().is_none_or(|after| after < kept.record.name()))
        .filter(|kept| match &relatives {
            Some(names) => names.iter().any(|name| name == kept.record.name()),
            None => asked.contains(&kept.record.kind()) && is_asked_for(&kept.record, &input),
        });
    let page: Vec<&Arc<KeptAlarm>> = matching.by_ref().take(limit).collect();
    let last = page.last().map(|kept| page_token::encode(kept.record.name()));
    let mut output = DescribeAlarmsOutput { next_token: matching.next().and(last), ..Default::default() };
    for kept in page {
        match &kept.record {
            AlarmRecord::Metric(alarm) if relatives.is_some() => output.metric_alarms.push(as_child(alarm)),
            AlarmRecord::Metric(alarm) => output.metric_alarms.push((**alarm).clone()),
            AlarmRecord::Composite(record) => {
                let alarm = &record.composite_alarm;
                let shown = match &relatives {
                    Some(_) => as_relative(alarm, input.parents_of_alarm_name.is_some()),
                    None => alarm.clone(),
                };
                output.composite_alarms.push(shown);
            }
        }
    }
    Ok(output)
}

/// Alarms on exactly this metric; alarms on expressions are not among them.
pub async fn describe_alarms_for_metric(
    app: &App,
    input: DescribeAlarmsForMetricInput,
) -> Result<DescribeAlarmsForMetricOutput, ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("metricName", &input.metric_name);
    constraints.required("namespace", &input.namespace);
    constrain_text(&mut constraints, "metricName", &input.metric_name, MAX_NAME_CHARS);
    constrain_text(&mut constraints, "namespace", &input.namespace, MAX_NAME_CHARS);
    if let Some(statistic) = &input.statistic {
        let names = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
        constraints.one_of("statistic", statistic, &names);
    }
    if let Some(unit) = &input.unit {
        constraints.one_of("unit", unit, &STANDARD_UNITS);
    }
    if let Some(period) = input.period {
        constraints.range("period", period, 1, i64::from(i32::MAX));
    }
    constraints.finish()?;
    let dimensions = sorted(input.dimensions.clone().unwrap_or_default());
    let matches = |alarm: &MetricAlarm| {
        let same = |asked: &Option<String>, has: &Option<String>| asked.is_none() || asked == has;
        alarm.metric_name == input.metric_name
            && alarm.namespace == input.namespace
            && sorted(alarm.dimensions.clone()) == dimensions
            && same(&input.statistic, &alarm.statistic)
            && same(&input.extended_statistic, &alarm.extended_statistic)
            && same(&input.unit, &alarm.unit)
            && (input.period.is_none() || input.period == alarm.period)
    };
    let book = app.alarms.open().await.map_err(failed)?;
    let found = book.iter().filter_map(|kept| match &kept.record {
        AlarmRecord::Metric(alarm) if matches(alarm) => Some((**alarm).clone()),
        _ => None,
    });
    Ok(DescribeAlarmsForMetricOutput { metric_alarms: found.collect() })
}

fn sorted(mut dimensions: Vec<Dimension>) -> Vec<Dimension> {
    dimensions.sort();
    dimensions
}

fn check_description(input: &DescribeAlarmsInput) -> Result<(), ApiError> {
    let mut constraints = Constraints::new();
    constrain_names(&mut constraints, input.alarm_names.as_deref().unwrap_or_default());
    for (member, text, max) in [
        ("alarmNamePrefix", &input.alarm_name_prefix, MAX_NAME_CHARS),
        ("childrenOfAlarmName", &input.children_of_alarm_name, MAX_NAME_CHARS),
        ("parentsOfAlarmName", &input.parents_of_alarm_name, MAX_NAME_CHARS),
        ("actionPrefix", &input.action_prefix, MAX_ACTION_PREFIX_CHARS),
    ] {
        constrain_text(&mut constraints, member, text, max);
    }
    if let Some(state) = &input.state_value {
        constraints.one_of("stateValue", state, &AlarmState::NAMES);
    }
    constrain_types(&mut constraints, input.alarm_types.as_deref());
    constrain_page(&mut constraints, input.max_records);
    constraints.finish()?;
    let given = [
        ("AlarmNames", input.alarm_names.as_ref().is_some_and(|names| !names.is_empty())),
        ("AlarmNamePrefix", input.alarm_name_prefix.is_some()),
        ("AlarmTypes", input.alarm_types.as_ref().is_some_and(|types| !types.is_empty())),
        ("StateValue", input.state_value.is_some()),
        ("ActionPrefix", input.action_prefix.is_some()),
        ("ChildrenOfAlarmName", input.children_of_alarm_name.is_some()),
        ("ParentsOfAlarmName", input.parents_of_alarm_name.is_some()),
    ];
    let given: Vec<&str> = given.into_iter().filter(|(_, given)| *given).map(|(member, _)| member).collect();
    let excludes = |pair: [&str; 2]| {
        let message = format!("{} and {} must not be used together.", pair[0], pair[1]);
        Err(ApiError::invalid_parameter_combination(message))
    };
    let relative = given.iter().find(|member| ["ChildrenOfAlarmName", "ParentsOfAlarmName"].contains(member));
    match (relative, given.as_slice()) {
        (Some(relative), [first, ..]) if given.len() > 1 => {
            let other = if first == relative { given[1] } else { first };
            excludes([other, relative])
        }
        (None, ["AlarmNames", "AlarmNamePrefix", ..]) => excludes(["AlarmNames", "AlarmNamePrefix"]),
        _ => Ok(()),
    }
}

/// The names of a composite alarm's children or of an alarm's parents, where these are asked for.
fn relatives(book: &OpenBook<'_>, input: &DescribeAlarmsInput) -> Result<Option<Vec<String>>, ApiError> {
    let of = input.children_of_alarm_name.as_ref().or(input.parents_of_alarm_name.as_ref());
    let Some(name) = of else { return Ok(None) };
    if book.get(name).is_none() {
        return Err(ApiError::without_message(ErrorKind::ResourceNotFound));
    }
    Ok(Some(match input.children_of_alarm_name {
        Some(_) => book.links().children(name).to_vec(),
        None => book.links().parents(name).cloned().collect(),
    }))
}

/// All that AWS tells of a child.
fn as_child(alarm: &MetricAlarm) -> MetricAlarm {
    MetricAlarm {
        alarm_name: alarm.alarm_name.clone(),
        alarm_arn: alarm.alarm_arn.clone(),
        state_value: alarm.state_value.clone(),
        state_updated_timestamp: alarm.state_updated_timestamp,
        ..MetricAlarm::default()
    }
}

/// All that AWS tells of a child or, less, of a parent.
fn as_relative(alarm: &CompositeAlarm, is_parent: bool) -> CompositeAlarm {
    let named = CompositeAlarm {
        alarm_name: alarm.alarm_name.clone(),
        alarm_arn: alarm.alarm_arn.clone(),
        ..CompositeAlarm::default()
    };
    if is_parent {
        return named;
    }
    let state_updated_timestamp = alarm.state_updated_timestamp;
    CompositeAlarm { state_value: alarm.state_value.clone(), state_updated_timestamp, ..named }
}

fn is_asked_for(record: &AlarmRecord, input: &DescribeAlarmsInput) -> bool {
    let names = input.alarm_names.as_deref().unwrap_or_default();
    let states = [AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData];
    let mut actions = states.into_iter().flat_map(|state| record.actions(state));
    (names.is_empty() || names.iter().any(|name| name == record.name()))
        && input.alarm_name_prefix.as_ref().is_none_or(|prefix| record.name().starts_with(prefix))
        && input.state_value.as_ref().is_none_or(|state| record.state_value() == *state)
        && input.action_prefix.as_ref().is_none_or(|prefix| actions.any(|action| action.starts_with(prefix)))
}
