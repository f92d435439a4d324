//! Members that metric and composite alarms share: names, dimensions, actions, tags.

use cloudwatch_api::{ApiError, Constraints, Dimension};

/// AWS: AlarmName, MetricName, Namespace have 1 to 255 characters.
pub(crate) const MAX_NAME_CHARS: usize = 255;
/// AWS: AlarmDescription has at most 1024 characters.
pub(crate) const MAX_DESCRIPTION_CHARS: usize = 1024;
/// AWS: at most 5 actions for each state.
pub const MAX_ACTIONS: usize = 5;
/// AWS: an action's ARN has 1 to 1024 characters.
const MAX_ACTION_CHARS: usize = 1024;
/// AWS: a metric has at most 30 dimensions.
const MAX_DIMENSIONS: usize = 30;
/// AWS: a dimension's value has 1 to 1024 characters.
const MAX_DIMENSION_VALUE_CHARS: usize = 1024;
/// AWS: SetAlarmState's StateReason has at most 1023 characters.
pub const MAX_STATE_REASON_CHARS: usize = 1023;
/// AWS: its StateReasonData has at most 4000.
pub const MAX_STATE_REASON_DATA_CHARS: usize = 4000;

/// The ARNs of what is to happen, by the state that it happens in.
pub(crate) struct Actions<'a> {
    pub ok: &'a [String],
    pub alarm: &'a [String],
    pub insufficient_data: &'a [String],
}

impl<'a> Actions<'a> {
    pub(crate) fn all(&self) -> impl Iterator<Item = &'a String> {
        self.ok.iter().chain(self.alarm).chain(self.insufficient_data)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.all().map(String::len).sum()
    }

    pub(crate) fn constrain(&self, constraints: &mut Constraints) {
        for (member, actions) in [
            ("okActions", self.ok),
            ("alarmActions", self.alarm),
            ("insufficientDataActions", self.insufficient_data),
        ] {
            constraints.at_most_items(member, actions, MAX_ACTIONS);
            for (index, action) in actions.iter().enumerate() {
                constraints.length(&format!("{member}.{}.member", index + 1), action, 1, MAX_ACTION_CHARS);
            }
        }
    }
}

/// What CloudWatch has added and this server doesn't do: alarms on PromQL, warm-up, windows on the wall clock.
pub(crate) fn refuse_unsupported(members: &[(&str, bool)]) -> Result<(), ApiError> {
    match members.iter().find(|(_, given)| *given) {
        Some((member, _)) => Err(ApiError::validation(format!("The parameter {member} is not supported."))),
        None => Ok(()),
    }
}

pub(crate) fn constrain_dimensions(constraints: &mut Constraints, dimensions: &[Dimension]) {
    let names: Vec<&str> = dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
    constraints.at_most_items("dimensions", &names, MAX_DIMENSIONS);
    for (index, dimension) in dimensions.iter().enumerate() {
        let member = |part: &str| format!("dimensions.{}.member.{part}", index + 1);
        constraints.length(&member("name"), &dimension.name, 1, MAX_NAME_CHARS);
        constraints.length(&member("value"), &dimension.value, 1, MAX_DIMENSION_VALUE_CHARS);
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), ApiError> {
    if name.chars().any(|char| char.is_ascii_control()) {
        return Err(ApiError::validation("AlarmName must not contain ASCII Control characters"));
    }
    Ok(())
}

/// Only the syntax: `arn:partition:service:region:account:resource`. What fires is the notifier's.
pub(crate) fn check_actions(actions: &Actions<'_>) -> Result<(), ApiError> {
    for action in actions.all() {
        let parts: Vec<&str> = action.splitn(6, ':').collect();
        let is_arn = matches!(parts.as_slice(), ["arn", partition, service, _, _, resource]
            if !partition.is_empty() && !service.is_empty() && !resource.is_empty());
        if !is_arn {
            return Err(ApiError::validation(format!("Invalid arn syntax: {action}")));
        }
    }
    Ok(())
}
