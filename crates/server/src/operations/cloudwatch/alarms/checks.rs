//! What several of the alarm operations ask of the same members, and where a page goes on.

use crate::operations::page_token;
use cloudwatch_api::{ApiError, Constraints, ErrorKind};
use store::AlarmKind;

/// AWS: operations on alarms by name take at most 100 names, of 1 to 255 characters.
const MAX_NAMES: usize = 100;
pub const MAX_NAME_CHARS: usize = 255;
/// AWS: MaxRecords is 1 to 100, 50 when it isn't given.
const MAX_RECORDS: i64 = 100;
pub const DEFAULT_RECORDS: i64 = 50;
/// AWS's enumeration, in its order. Of the last kind, alarms on logs, there are none here.
const ALARM_TYPES: [&str; 3] = ["CompositeAlarm", "MetricAlarm", "LogAlarm"];

/// What the page before ended with.
pub fn after(next_token: Option<&str>) -> Result<Option<String>, ApiError> {
    let decode = |token| {
        page_token::decode(token).ok_or_else(|| ApiError::without_message(ErrorKind::InvalidNextToken))
    };
    next_token.map(decode).transpose()
}

pub fn constrain_names(constraints: &mut Constraints, names: &[String]) {
    constraints.at_most_items("alarmNames", names, MAX_NAMES);
    for (index, name) in names.iter().enumerate() {
        constraints.length(&format!("alarmNames.{}.member", index + 1), name, 1, MAX_NAME_CHARS);
    }
}

pub fn constrain_text(constraints: &mut Constraints, member: &str, text: &Option<String>, max: usize) {
    if let Some(text) = text {
        constraints.length(member, text, 1, max);
    }
}

pub fn constrain_page(constraints: &mut Constraints, max_records: Option<i64>) {
    if let Some(max_records) = max_records {
        constraints.range("maxRecords", max_records, 1, MAX_RECORDS);
    }
}

pub fn constrain_types(constraints: &mut Constraints, types: Option<&[String]>) {
    for kind in types.unwrap_or_default() {
        constraints.one_of("alarmTypes", kind, &ALARM_TYPES);
    }
}

/// AWS's default: metric alarms only.
pub fn asked_kinds(types: Option<&[String]>) -> Vec<AlarmKind> {
    match types {
        None | Some([]) => vec![AlarmKind::Metric],
        Some(types) => types.iter().filter_map(|kind| AlarmKind::from_name(kind)).collect(),
    }
}
