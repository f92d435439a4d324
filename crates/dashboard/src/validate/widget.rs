//! One widget: what all types share, and the types but `metric`.

use super::metric;
use super::schema::{At, Report};
use crate::json::Kind;
use crate::layout::{GRID_COLUMNS, MAX_HEIGHT};

const NOT_OF_A_WIDGET: &str = "is not expected to be part of a widget definition, will be ignored";
const WIDGET_KEYS: [&str; 6] = ["height", "properties", "type", "width", "x", "y"];
const TYPES: [&str; 12] = [
    "chart",
    "custom",
    "metric",
    "service",
    "text",
    "log",
    "alarm",
    "explorer",
    "timeline",
    "serviceMap",
    "serviceTable",
    "trace",
];
/// AWS: "up to 100 alarms per alarm widget".
const MAX_ALARMS: usize = 100;

pub(super) fn check(report: &mut Report, at: &At<'_>) {
    if !report.is_a(at, Kind::Object) {
        return;
    }
    report.require(at, &["type", "properties"]);
    report.warn_unknown(at, &WIDGET_KEYS, NOT_OF_A_WIDGET);
    check_place(report, at);
    let Some(type_at) = at.member("type") else { return };
    if !report.is_a(&type_at, Kind::String) {
        return;
    }
    let type_name = type_at.node.as_str().unwrap_or_default();
    if !TYPES.contains(&&*type_name) {
        let allowed = TYPES.join(",");
        let text = "The specified widget type is unknown. Use one of the allowed values: ";
        report.warning(&type_at, &[text, &allowed]);
    }
    if let Some(properties) = at.member("properties")
        && report.is_a(&properties, Kind::Object)
    {
        check_properties(report, &type_name, &properties);
    }
}

fn check_place(report: &mut Report, at: &At<'_>) {
    for (one, other) in [("x", "y"), ("y", "x")] {
        if at.node.get(one).is_some() && at.node.get(other).is_none() {
            report.error(at, &["Should have property ", other, " when property ", one, " is present"]);
        }
    }
    let columns = i64::from(GRID_COLUMNS);
    let ranges = [
        ("height", 1, Some(i64::from(MAX_HEIGHT))),
        ("width", 1, Some(columns)),
        ("x", 0, Some(columns - 1)),
        ("y", 0, None),
    ];
    for (key, lowest, highest) in ranges {
        if let Some(member) = at.member(key) {
            report.integer_within(&member, lowest, highest);
        }
    }
}

fn check_properties(report: &mut Report, type_name: &str, at: &At<'_>) {
    match type_name {
        "metric" => metric::check(report, at),
        "text" => {
            report.require(at, &["markdown"]);
            report.members_are(at, Kind::String, &["markdown"]);
            one_of(report, at, "background", &["solid", "transparent"]);
            report.warn_unknown(at, &["background", "markdown"], NOT_OF_A_WIDGET);
        }
        "alarm" => check_alarm(report, at),
        "log" => {
            report.members_are(at, Kind::String, &["accountId", "query", "region", "title"]);
            report.members_are(at, Kind::Bool, &["stacked"]);
        }
        "custom" => {
            report.require(at, &["endpoint"]);
            report.members_are(at, Kind::String, &["endpoint", "title"]);
        }
        "chart" => report.require(at, &["data"]),
        _ => {}
    }
}

fn check_alarm(report: &mut Report, at: &At<'_>) {
    report.require(at, &["alarms"]);
    if let Some(alarms) = at.member("alarms")
        && report.is_a(&alarms, Kind::Array)
    {
        report.at_least_one(&alarms);
        report.at_most(&alarms, MAX_ALARMS);
        for alarm in alarms.items() {
            report.is_a(&alarm, Kind::String);
        }
    }
    report.members_are(at, Kind::String, &["title"]);
    if let Some(states) = at.member("states")
        && report.is_a(&states, Kind::Array)
    {
        for state in states.items() {
            let known = ["OK", "ALARM", "INSUFFICIENT_DATA"];
            // The pattern isn't anchored.
            if !state.node.as_str().is_some_and(|text| known.iter().any(|name| text.contains(name))) {
                report.error(&state, &[r#"Should match pattern "OK|ALARM|INSUFFICIENT_DATA""#]);
            }
        }
    }
    report.warn_unknown(at, &["alarms", "sortBy", "states", "title"], NOT_OF_A_WIDGET);
}

/// A wrong word is a warning only.
pub(super) fn one_of(report: &mut Report, at: &At<'_>, key: &str, allowed: &[&str]) {
    let Some(member) = at.member(key) else { return };
    if !member.node.as_str().is_some_and(|text| allowed.contains(&&*text)) {
        let allowed = allowed.join(",");
        let is_wrong = "\" property is not valid. Should be equal to one of the allowed values: ";
        report.warning(&member, &["The value of \"", key, is_wrong, &allowed]);
    }
}

pub(super) fn warn_unknown_properties(report: &mut Report, at: &At<'_>, known: &[&str]) {
    report.warn_unknown(at, known, NOT_OF_A_WIDGET);
}
