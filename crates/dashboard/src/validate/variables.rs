//! The list of variables.

use super::MAX_VARIABLES;
use super::schema::{At, Report};
use crate::json::Kind;

/// AWS: "can be up to 32 characters".
const MAX_ID_CHARS: usize = 32;
/// AWS: "up to 500 values".
const MAX_VALUES: usize = 500;

pub(super) fn check(report: &mut Report, at: &At<'_>) {
    if !report.is_a(at, Kind::Array) {
        return;
    }
    report.at_most(at, MAX_VARIABLES);
    for variable in at.items() {
        if report.is_a(&variable, Kind::Object) {
            check_variable(report, &variable);
        }
    }
    check_unique(report, at, "property");
    check_unique(report, at, "id");
}

fn check_variable(report: &mut Report, at: &At<'_>) {
    report.require(at, &["type", "inputType", "id"]);
    let text = |key: &str| at.node.get(key).and_then(|node| node.as_str());
    let variable_type = text("type");
    report
        .require(at, if variable_type.as_deref() == Some("pattern") { &["pattern"] } else { &["property"] });
    known_word(report, at, "type", &["property", "pattern"]);
    known_word(report, at, "inputType", &["input", "select", "radio"]);
    report.members_are(at, Kind::String, &["id", "label", "pattern", "populateFrom", "property", "search"]);
    report.members_are(at, Kind::Bool, &["visible"]);
    if let (Some(id_at), Some(id)) = (at.member("id"), text("id")) {
        if MAX_ID_CHARS < id.chars().count() {
            report.error(&id_at, &["Should NOT be longer than ", &MAX_ID_CHARS.to_string(), " characters"]);
        }
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            report.error(&id_at, &[r#"Should match pattern "^[0-9A-Za-z_-]+$""#]);
        }
    }
    if let Some(values) = at.member("values")
        && report.is_a(&values, Kind::Array)
    {
        report.at_least_one(&values);
        report.at_most(&values, MAX_VALUES);
        for value in values.items() {
            if report.is_a(&value, Kind::Object) {
                report.require(&value, &["value"]);
            }
        }
    }
    let has_choices = ["values", "tag", "search"].iter().any(|key| at.node.get(key).is_some());
    if matches!(text("inputType").as_deref(), Some("select" | "radio")) && !has_choices {
        report.require(at, &["values", "tag", "search", "populateFrom", "searchLabelValues"]);
        report.error(at, &["Should match exactly one schema in oneOf"]);
    }
}

fn known_word(report: &mut Report, at: &At<'_>, key: &str, allowed: &[&str]) {
    let Some(member) = at.member(key) else { return };
    if !member.node.as_str().is_some_and(|word| allowed.contains(&&*word)) {
        let allowed = allowed.join(",");
        let is_unknown = " is unknown. Use one of the allowed values: ";
        report.error(&member, &["The specified variable ", key, is_unknown, &allowed]);
    }
}

fn check_unique(report: &mut Report, at: &At<'_>, key: &str) {
    let mut seen = Vec::new();
    for variable in at.items().take(super::MAX_MESSAGES) {
        let Some(text) = variable.node.get(key).and_then(|node| node.as_str()) else { continue };
        if !seen.contains(&text) {
            seen.push(text);
        } else if let Some(member) = variable.member(key) {
            report.error(&member, &["Duplicated ", key, " in variable: \"", &text, "\""]);
        }
    }
}
