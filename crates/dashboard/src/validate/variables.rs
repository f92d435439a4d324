//! The list of variables.

use super::MAX_VARIABLES;
use super::schema::{At, Report, Rule, Words, is_one_of};
use crate::json::Kind;

/// AWS: "can be up to 32 characters".
const MAX_ID_CHARS: usize = 32;
/// AWS: "up to 500 values".
const MAX_VALUES: usize = 500;

const ALLOWED: [(&str, Words); 2] =
    [("type", &["property", "pattern"]), ("inputType", &["input", "select", "radio"])];

pub(super) const VARIABLES: &[Rule] = &[
    Rule::Is(Kind::Array),
    Rule::AtMost(MAX_VARIABLES),
    Rule::Items(&[
        Rule::Is(Kind::Object),
        Rule::Required(&["type", "inputType", "id"]),
        Rule::Also(check_words),
        Rule::Are(Kind::String, &["id", "label", "pattern", "populateFrom", "property", "search"]),
        Rule::Are(Kind::Bool, &["visible"]),
        Rule::Member("id", &[Rule::Also(check_id)]),
        Rule::Member(
            "values",
            &[
                Rule::Is(Kind::Array),
                Rule::AtLeastOne,
                Rule::AtMost(MAX_VALUES),
                Rule::Items(&[Rule::Is(Kind::Object), Rule::Required(&["value"])]),
            ],
        ),
        Rule::Also(check_choices),
    ]),
    Rule::Also(check_unique),
];

fn check_words(report: &mut Report, at: &At<'_>) {
    let is_pattern = at.node.get("type").is_some_and(|kind| is_one_of(kind, &["pattern"]));
    report.require(at, &[if is_pattern { "pattern" } else { "property" }]);
    for (key, allowed) in ALLOWED {
        let Some(member) = at.member(key) else { continue };
        if !is_one_of(member.node, allowed) {
            let allowed = allowed.join(",");
            let message =
                format!("The specified variable {key} is unknown. Use one of the allowed values: {allowed}");
            report.error(&member, message);
        }
    }
}

fn check_id(report: &mut Report, at: &At<'_>) {
    let Some(id) = at.node.as_str() else { return };
    if id.chars().count() > MAX_ID_CHARS {
        report.error(at, format!("Should NOT be longer than {MAX_ID_CHARS} characters"));
    }
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        report.error(at, r#"Should match pattern "^[0-9A-Za-z_-]+$""#);
    }
}

fn check_choices(report: &mut Report, at: &At<'_>) {
    let has_choices = ["values", "tag", "search"].iter().any(|key| at.has(key));
    if !has_choices && at.node.get("inputType").is_some_and(|kind| is_one_of(kind, &["select", "radio"])) {
        report.require(at, &["values", "tag", "search", "populateFrom", "searchLabelValues"]);
        report.error(at, "Should match exactly one schema in oneOf");
    }
}

fn check_unique(report: &mut Report, at: &At<'_>) {
    for key in ["property", "id"] {
        let mut seen = Vec::new();
        for variable in at.items().take(super::MAX_MESSAGES) {
            let Some(text) = variable.node.get(key).and_then(|node| node.as_str()) else { continue };
            if !seen.contains(&text) {
                seen.push(text);
            } else if let Some(member) = variable.member(key) {
                report.error(&member, format!("Duplicated {key} in variable: \"{text}\""));
            }
        }
    }
}
