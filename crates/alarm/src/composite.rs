//! PutCompositeAlarm's configuration, checked once, refused in AWS's words. Whether the alarms that it names
//! exist is for whoever keeps them.

use crate::members::{self, Actions, MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS};
use crate::rule::{MAX_RULE_CHARS, Rule, parse_rule};
use crate::suppression::Periods;
use cloudwatch_api::{ApiError, CompositeAlarm, Constraints, PutCompositeAlarmInput};

/// AWS: ActionsSuppressor, a name or an ARN, has 1 to 1600 characters.
const MAX_SUPPRESSOR_CHARS: usize = 1600;
/// Services whose actions work on a metric's own resource, which a composite alarm doesn't have.
const METRIC_ACTIONS: [&str; 3] = ["automate", "autoscaling", "swf"];

/// What a composite alarm follows.
#[derive(Clone, Debug, PartialEq)]
pub struct CompositeCondition {
    pub rule: Rule,
    pub suppressor: Option<Suppressor>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Suppressor {
    /// A name or an ARN.
    pub alarm: String,
    pub periods: Periods,
}

impl CompositeCondition {
    /// Checks the whole request, also what isn't part of the condition (name, actions, tags).
    pub fn parse(input: &PutCompositeAlarmInput) -> Result<Self, ApiError> {
        members::refuse_unsupported(&[("ActionConfiguration", input.action_configuration.is_some())])?;
        check_members(input)?;
        members::check_name(input.alarm_name.as_deref().unwrap_or_default())?;
        let actions = actions(input);
        members::check_actions(&actions)?;
        let of_metric = actions
            .all()
            .find(|action| action.split(':').nth(2).is_some_and(|part| METRIC_ACTIONS.contains(&part)));
        if let Some(action) = of_metric {
            return Err(ApiError::validation(format!(
                "The action {action} is not supported for composite alarms"
            )));
        }
        cloudwatch_api::check_tags(input.tags.as_deref().unwrap_or_default())?;
        let rule = input.alarm_rule.as_deref().unwrap_or_default();
        if rule.trim() != rule {
            return Err(ApiError::validation(
                "AlarmRule must not contain leading or trailing whitespace or be null",
            ));
        }
        let rule = parse_rule(rule);
        let rule = rule.map_err(|error| ApiError::validation(error.to_string()))?;
        Ok(CompositeCondition { rule, suppressor: parse_suppressor(input)? })
    }

    /// The condition of an alarm that was put earlier.
    pub fn of_alarm(alarm: &CompositeAlarm) -> Result<Self, ApiError> {
        Self::parse(&PutCompositeAlarmInput {
            alarm_name: Some(alarm.alarm_name.clone()),
            // Versions before this one kept white space around it.
            alarm_rule: Some(alarm.alarm_rule.trim().to_owned()),
            actions_suppressor: alarm.actions_suppressor.clone(),
            actions_suppressor_wait_period: alarm.actions_suppressor_wait_period,
            actions_suppressor_extension_period: alarm.actions_suppressor_extension_period,
            ..PutCompositeAlarmInput::default()
        })
    }
}

fn actions(input: &PutCompositeAlarmInput) -> Actions<'_> {
    Actions {
        ok: input.ok_actions.as_deref().unwrap_or_default(),
        alarm: input.alarm_actions.as_deref().unwrap_or_default(),
        insufficient_data: input.insufficient_data_actions.as_deref().unwrap_or_default(),
    }
}

fn check_members(input: &PutCompositeAlarmInput) -> Result<(), ApiError> {
    let mut constraints = Constraints::new();
    constraints.required("alarmName", &input.alarm_name);
    constraints.required("alarmRule", &input.alarm_rule);
    for (member, text, min, max) in [
        ("alarmName", &input.alarm_name, 1, MAX_NAME_CHARS),
        ("alarmDescription", &input.alarm_description, 0, MAX_DESCRIPTION_CHARS),
        ("alarmRule", &input.alarm_rule, 1, MAX_RULE_CHARS),
        ("actionsSuppressor", &input.actions_suppressor, 1, MAX_SUPPRESSOR_CHARS),
    ] {
        if let Some(text) = text {
            constraints.length(member, text, min, max);
        }
    }
    for (member, secs) in [
        ("actionsSuppressorWaitPeriod", input.actions_suppressor_wait_period),
        ("actionsSuppressorExtensionPeriod", input.actions_suppressor_extension_period),
    ] {
        if let Some(secs) = secs {
            constraints.range(member, secs, 0, i64::from(i32::MAX));
        }
    }
    actions(input).constrain(&mut constraints);
    constraints.finish()
}

/// All three or none.
fn parse_suppressor(input: &PutCompositeAlarmInput) -> Result<Option<Suppressor>, ApiError> {
    let periods = (input.actions_suppressor_wait_period, input.actions_suppressor_extension_period);
    match (&input.actions_suppressor, periods) {
        (None, (None, None)) => Ok(None),
        (Some(alarm), (Some(wait_secs), Some(extension_secs))) => {
            Ok(Some(Suppressor { alarm: alarm.clone(), periods: Periods { wait_secs, extension_secs } }))
        }
        _ => Err(ApiError::validation(
            "ActionsSuppressor, ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must be used \
             together",
        )),
    }
}
