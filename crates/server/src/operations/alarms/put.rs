//! Metric alarms: configuration, state, description.
//!
//! Here: what a caller may ask and hears back. The condition itself is checked by the `alarm` crate, the
//! alarms are kept in the [`crate::alarms::AlarmBook`].

use super::{page_token, store_failed};
use crate::alarms::{
    StateChange, Watch, configuration_created, configuration_deleted, configuration_updated,
};
use crate::app::App;
use crate::store::StoreError;
use alarm::{AlarmState, Condition, MAX_STATE_REASON_CHARS, MAX_STATE_REASON_DATA_CHARS};
use cloudwatch_api::{
    ApiError, Constraints, DeleteAlarmsInput, DescribeAlarmsInput, DescribeAlarmsOutput, ErrorKind,
    MetricAlarm, NoOutput, PutMetricAlarmInput, Service, SetAlarmStateInput,
};
use timeseries::Timestamp;

/// AWS: DescribeAlarms and DeleteAlarms take at most 100 names.
const MAX_NAMES: usize = 100;
/// AWS: MaxRecords is 1 to 100, 50 when it isn't given.
const MAX_RECORDS: i64 = 100;
const DEFAULT_RECORDS: i64 = 50;
const ALARM_TYPES: [&str; 2] = ["CompositeAlarm", "MetricAlarm"];
const INITIAL_REASON: &str = "Unchecked: Initial alarm creation";

pub async fn put_metric_alarm(app: &App, input: PutMetricAlarmInput) -> Result<NoOutput, ApiError> {
    let watch = Watch::new(Condition::parse(&input)?)?;
    let now = app.now();
    let mut book = app.alarms.open(&app.store).await.map_err(failed)?;
    let name = input.alarm_name.as_deref().unwrap_or_default();
    let old = book.get(name).map(|watched| watched.alarm.clone());
    let alarm = configured(app, input, old.as_ref(), now);
    let history = match &old {
        Some(old) => configuration_updated(old, &alarm, now),
        None => configuration_created(&alarm, now),
    };
    book.put(alarm, watch, history).await.map_err(failed)?;
    Ok(NoOutput {})
}

pub async fn describe_alarms(
    app: &App,
    input: DescribeAlarmsInput,
) -> Result<DescribeAlarmsOutput, ApiError> {
    check_description(&input)?;
    let after = match &input.next_token {
        Some(token) => Some(
            page_token::decode(token)
                .ok_or_else(|| ApiError::without_message(ErrorKind::InvalidNextToken))?,
        ),
        None => None,
    };
    let asks_for_metric_alarms =
        input.alarm_types.as_ref().is_none_or(|types| types.iter().any(|kind| kind == "MetricAlarm"));
    if !asks_for_metric_alarms {
        return Ok(DescribeAlarmsOutput::default());
    }
    let limit = input.max_records.unwrap_or(DEFAULT_RECORDS) as usize;
    let book = app.alarms.open(&app.store).await.map_err(failed)?;
    let mut matching = book
        .iter()
        .map(|watched| &watched.alarm)
        .filter(|alarm| after.as_ref().is_none_or(|after| *after < alarm.alarm_name))
        .filter(|alarm| is_asked_for(alarm, &input));
    let metric_alarms: Vec<MetricAlarm> = matching.by_ref().take(limit).cloned().collect();
    let last = metric_alarms.last().map(|alarm| page_token::encode(&alarm.alarm_name));
    let next_token = matching.next().and(last);
    Ok(DescribeAlarmsOutput { metric_alarms, next_token, ..DescribeAlarmsOutput::default() })
}

pub async fn set_alarm_state(app: &App, input: SetAlarmStateInput) -> Result<NoOutput, ApiError> {
    let (name, change) = parse_state(input, app.now())?;
    let mut book = app.alarms.open(&app.store).await.map_err(failed)?;
    let not_found = || ApiError::without_message(ErrorKind::ResourceNotFound);
    let watched = book.get(&name).ok_or_else(not_found)?.clone();
    // Setting the state that it has is no change: nothing is recorded.
    if watched.alarm.state_value != change.state.name() {
        book.set_state(&watched, change).await.map_err(failed)?;
    }
    Ok(NoOutput {})
}

pub async fn delete_alarms(app: &App, input: DeleteAlarmsInput) -> Result<NoOutput, ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("alarmNames", &input.alarm_names);
    let names = input.alarm_names.unwrap_or_default();
    constraints.at_most_items("alarmNames", &names, MAX_NAMES);
    constraints.finish()?;
    let mut book = app.alarms.open(&app.store).await.map_err(failed)?;
    for name in &names {
        if let Some(history) = book.get(name).map(|watched| configuration_deleted(&watched.alarm, app.now()))
        {
            book.delete(name, history).await.map_err(failed)?;
        }
    }
    Ok(NoOutput {})
}

fn failed(error: StoreError) -> ApiError {
    store_failed(Service::CloudWatch, error)
}

/// The whole configuration is replaced, the state is kept.
fn configured(
    app: &App,
    input: PutMetricAlarmInput,
    old: Option<&MetricAlarm>,
    now: Timestamp,
) -> MetricAlarm {
    let alarm_name = input.alarm_name.unwrap_or_default();
    let account = &app.account;
    let fresh = || MetricAlarm {
        state_value: AlarmState::InsufficientData.name().to_owned(),
        state_reason: INITIAL_REASON.to_owned(),
        state_updated_timestamp: now,
        state_transitioned_timestamp: now,
        ..MetricAlarm::default()
    };
    let state = old.cloned().unwrap_or_else(fresh);
    MetricAlarm {
        alarm_arn: format!("arn:aws:cloudwatch:{}:{}:alarm:{alarm_name}", account.region, account.id),
        alarm_name,
        alarm_description: input.alarm_description,
        alarm_configuration_updated_timestamp: now,
        actions_enabled: input.actions_enabled.unwrap_or(true),
        ok_actions: input.ok_actions.unwrap_or_default(),
        alarm_actions: input.alarm_actions.unwrap_or_default(),
        insufficient_data_actions: input.insufficient_data_actions.unwrap_or_default(),
        state_value: state.state_value,
        state_reason: state.state_reason,
        state_reason_data: state.state_reason_data,
        state_updated_timestamp: state.state_updated_timestamp,
        state_transitioned_timestamp: state.state_transitioned_timestamp,
        metric_name: input.metric_name,
        namespace: input.namespace,
        statistic: input.statistic,
        extended_statistic: input.extended_statistic,
        dimensions: input.dimensions.unwrap_or_default(),
        period: input.period,
        unit: input.unit,
        evaluation_periods: input.evaluation_periods.unwrap_or(1),
        datapoints_to_alarm: input.datapoints_to_alarm,
        threshold: input.threshold,
        comparison_operator: input.comparison_operator.unwrap_or_default(),
        treat_missing_data: input.treat_missing_data,
        evaluate_low_sample_count_percentile: input.evaluate_low_sample_count_percentile,
        metrics: input.metrics.unwrap_or_default(),
    }
}

fn check_description(input: &DescribeAlarmsInput) -> Result<(), ApiError> {
    for (member, name) in [
        ("ChildrenOfAlarmName", &input.children_of_alarm_name),
        ("ParentsOfAlarmName", &input.parents_of_alarm_name),
    ] {
        if name.is_some() {
            let message = format!("{member} is not supported yet: composite alarms are still to come.");
            return Err(ApiError::validation(message));
        }
    }
    let mut constraints = Constraints::new();
    if let Some(names) = &input.alarm_names {
        constraints.at_most_items("alarmNames", names, MAX_NAMES);
    }
    if let Some(state) = &input.state_value {
        constraints.one_of("stateValue", state, &AlarmState::NAMES);
    }
    for kind in input.alarm_types.as_deref().unwrap_or_default() {
        constraints.one_of("alarmTypes", kind, &ALARM_TYPES);
    }
    if let Some(max_records) = input.max_records {
        constraints.range("maxRecords", max_records, 1, MAX_RECORDS);
    }
    constraints.finish()?;
    let names_given = input.alarm_names.as_ref().is_some_and(|names| !names.is_empty());
    if names_given && input.alarm_name_prefix.is_some() {
        let message = "AlarmNames and AlarmNamePrefix must not be used together.";
        return Err(ApiError::invalid_parameter_combination(message));
    }
    Ok(())
}

fn is_asked_for(alarm: &MetricAlarm, input: &DescribeAlarmsInput) -> bool {
    let names = input.alarm_names.as_deref().unwrap_or_default();
    let mut actions =
        alarm.ok_actions.iter().chain(&alarm.alarm_actions).chain(&alarm.insufficient_data_actions);
    (names.is_empty() || names.contains(&alarm.alarm_name))
        && input.alarm_name_prefix.as_ref().is_none_or(|prefix| alarm.alarm_name.starts_with(prefix))
        && input.state_value.as_ref().is_none_or(|state| alarm.state_value == *state)
        && input.action_prefix.as_ref().is_none_or(|prefix| actions.any(|action| action.starts_with(prefix)))
}

/// The alarm's name and what becomes of it.
fn parse_state(input: SetAlarmStateInput, at: Timestamp) -> Result<(String, StateChange), ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("alarmName", &input.alarm_name);
    constraints.required("stateValue", &input.state_value);
    constraints.required("stateReason", &input.state_reason);
    if let Some(state) = &input.state_value {
        constraints.one_of("stateValue", state, &AlarmState::NAMES);
    }
    if let Some(reason) = &input.state_reason {
        constraints.length("stateReason", reason, 0, MAX_STATE_REASON_CHARS);
    }
    if let Some(data) = &input.state_reason_data {
        constraints.length("stateReasonData", data, 0, MAX_STATE_REASON_DATA_CHARS);
    }
    constraints.finish()?;
    let is_json = |text: &String| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if input.state_reason_data.as_ref().is_some_and(|data| !is_json(data)) {
        return Err(ApiError::new(ErrorKind::InvalidFormat, "StateReasonData is not valid JSON"));
    }
    let state = input.state_value.as_deref().and_then(AlarmState::from_name);
    let change = StateChange {
        // Checked against the enumeration above.
        state: state.unwrap_or(AlarmState::InsufficientData),
        reason: input.state_reason.unwrap_or_default(),
        reason_data: input.state_reason_data,
        at,
    };
    Ok((input.alarm_name.unwrap_or_default(), change))
}
