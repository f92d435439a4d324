//! Alarms of both kinds: configuration, state, description, history.
//!
//! Here: what a caller may ask and hears back. Conditions and rules are checked by the `alarm` crate, the
//! alarms are kept in the [`crate::alarms::AlarmBook`].

mod change;
mod describe;
mod history;
mod put;

pub use change::{delete_alarms, disable_alarm_actions, enable_alarm_actions, set_alarm_state};
pub use describe::{describe_alarms, describe_alarms_for_metric};
pub use history::describe_alarm_history;
pub use put::{put_composite_alarm, put_metric_alarm};

use super::{page_token, store_failed};
use crate::store::{AlarmKind, StoreError};
use cloudwatch_api::{ApiError, Constraints, ErrorKind, Service};

/// AWS: operations on alarms by name take at most 100 names, of 1 to 255 characters.
const MAX_NAMES: usize = 100;
const MAX_NAME_CHARS: usize = 255;
/// AWS: MaxRecords is 1 to 100, 50 when it isn't given.
const MAX_RECORDS: i64 = 100;
const DEFAULT_RECORDS: i64 = 50;
/// AWS's enumeration, in its order. Of the last kind, alarms on logs, there are none here.
const ALARM_TYPES: [&str; 3] = ["CompositeAlarm", "MetricAlarm", "LogAlarm"];

fn failed(error: StoreError) -> ApiError {
    store_failed(Service::CloudWatch, error)
}

/// What the page before ended with.
fn after(next_token: Option<&str>) -> Result<Option<String>, ApiError> {
    let decode = |token| {
        page_token::decode(token).ok_or_else(|| ApiError::without_message(ErrorKind::InvalidNextToken))
    };
    next_token.map(decode).transpose()
}

fn constrain_names(constraints: &mut Constraints, names: &[String]) {
    constraints.at_most_items("alarmNames", names, MAX_NAMES);
    for (index, name) in names.iter().enumerate() {
        constraints.length(&format!("alarmNames.{}.member", index + 1), name, 1, MAX_NAME_CHARS);
    }
}

fn constrain_text(constraints: &mut Constraints, member: &str, text: &Option<String>, max: usize) {
    if let Some(text) = text {
        constraints.length(member, text, 1, max);
    }
}

fn constrain_page(constraints: &mut Constraints, max_records: Option<i64>) {
    if let Some(max_records) = max_records {
        constraints.range("maxRecords", max_records, 1, MAX_RECORDS);
    }
}

fn constrain_types(constraints: &mut Constraints, types: Option<&[String]>) {
    for kind in types.unwrap_or_default() {
        constraints.one_of("alarmTypes", kind, &ALARM_TYPES);
    }
}

/// AWS's default: metric alarms only.
fn asked_kinds(types: Option<&[String]>) -> Vec<AlarmKind> {
    match types {
        None | Some([]) => vec![AlarmKind::Metric],
        Some(types) => types.iter().filter_map(|kind| AlarmKind::from_name(kind)).collect(),
    }
}
