//! What is done to alarms that exist: their state set, their actions switched, or all of them deleted.

use super::checks::{MAX_NAME_CHARS, constrain_names};
use crate::alarms::{OpenBook, StateChange, check_reason_data};
use crate::app::App;
use crate::operations::cloudwatch::errors::failed;
use alarm::{AlarmState, MAX_STATE_REASON_CHARS, MAX_STATE_REASON_DATA_CHARS};
use cloudwatch_api::{
    ApiError, Constraints, DeleteAlarmsInput, DisableAlarmActionsInput, EnableAlarmActionsInput, ErrorKind,
    NoOutput, SetAlarmStateInput,
};
use std::collections::BTreeSet;
use store::AlarmKind;
use timeseries::Timestamp;

/// Takes effect at once; the next evaluation may take it back.
pub async fn set_alarm_state(app: &App, input: SetAlarmStateInput) -> Result<NoOutput, ApiError> {
    let now = app.now();
    let (name, change) = parse_state(input, now)?;
    let mut book = app.alarms.open().await.map_err(failed)?;
    let not_found = || ApiError::without_message(ErrorKind::ResourceNotFound);
    let kept = book.get(&name).ok_or_else(not_found)?;
    // Setting the state that it has is no change: nothing is recorded.
    if kept.record.state() != change.state {
        let mut draft = book.draft(now);
        draft.set_state(&name, change);
        let changes = draft.finish();
        book.commit(changes).await.map_err(failed)?;
    }
    Ok(NoOutput {})
}

pub async fn enable_alarm_actions(app: &App, input: EnableAlarmActionsInput) -> Result<NoOutput, ApiError> {
    set_actions_enabled(app, input.alarm_names, true).await
}

pub async fn disable_alarm_actions(app: &App, input: DisableAlarmActionsInput) -> Result<NoOutput, ApiError> {
    set_actions_enabled(app, input.alarm_names, false).await
}

/// Unknown names are passed over. Enabling executes nothing that was missed.
async fn set_actions_enabled(
    app: &App,
    names: Option<Vec<String>>,
    enabled: bool,
) -> Result<NoOutput, ApiError> {
    let names = checked_names(names)?;
    let mut book = app.alarms.open().await.map_err(failed)?;
    let mut draft = book.draft(app.now());
    for name in &names {
        draft.set_actions_enabled(name, enabled);
    }
    let changes = draft.finish();
    book.commit(changes).await.map_err(failed)?;
    Ok(NoOutput {})
}

/// Unknown names and names given twice are fine. All or nothing.
pub async fn delete_alarms(app: &App, input: DeleteAlarmsInput) -> Result<NoOutput, ApiError> {
    let names: BTreeSet<String> = checked_names(input.alarm_names)?.into_iter().collect();
    let mut book = app.alarms.open().await.map_err(failed)?;
    check_deletion(&book, &names)?;
    let mut draft = book.draft(app.now());
    for name in &names {
        draft.delete(name);
    }
    let changes = draft.finish();
    book.commit(changes).await.map_err(failed)?;
    Ok(NoOutput {})
}

fn checked_names(names: Option<Vec<String>>) -> Result<Vec<String>, ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("alarmNames", &names);
    let names = names.unwrap_or_default();
    constrain_names(&mut constraints, &names);
    constraints.finish()?;
    Ok(names)
}

/// AWS: at most one composite alarm in one call, and none on which a composite alarm depends that stays.
fn check_deletion(book: &OpenBook<'_>, names: &BTreeSet<String>) -> Result<(), ApiError> {
    let is_composite =
        |name: &&String| book.get(name).is_some_and(|kept| kept.record.kind() == AlarmKind::Composite);
    if names.iter().filter(is_composite).count() > 1 {
        return Err(ApiError::validation("At most one composite alarm can be deleted in one call."));
    }
    let stays = |dependent: &String| !names.contains(dependent);
    let links = book.links();
    let needed: Vec<&str> = names
        .iter()
        .filter(|name| links.parents(name).chain(links.suppressed_by(name)).any(stays))
        .filter(|name| book.get(name).is_some())
        .map(String::as_str)
        .collect();
    if needed.is_empty() {
        return Ok(());
    }
    let them = if needed.len() == 1 { "it" } else { "them" };
    let names = needed.join(",");
    Err(ApiError::validation(format!(
        "Cannot delete {names} as there are composite alarm(s) depending on {them}."
    )))
}

/// The alarm's name and what becomes of it.
fn parse_state(input: SetAlarmStateInput, at: Timestamp) -> Result<(String, StateChange), ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("alarmName", &input.alarm_name);
    constraints.required("stateValue", &input.state_value);
    constraints.required("stateReason", &input.state_reason);
    if let Some(name) = &input.alarm_name {
        constraints.length("alarmName", name, 1, MAX_NAME_CHARS);
    }
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
    if let Some(data) = &input.state_reason_data {
        check_reason_data(data)?;
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
