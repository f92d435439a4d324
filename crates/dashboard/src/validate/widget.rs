//! One widget: what all types share, and the types but `metric`.

use super::metric;
use super::schema::{At, NOT_OF_A_WIDGET, Report, Rule, STRING};
use crate::json::{Kind, Node};
use crate::layout::{GRID_COLUMNS, MAX_HEIGHT};

/// AWS: "up to 100 alarms per alarm widget".
const MAX_ALARMS: usize = 100;
const COLUMNS: i64 = GRID_COLUMNS as i64;

pub(super) const WIDGET: &[Rule] = &[
    Rule::Is(Kind::Object),
    Rule::Required(&["type", "properties"]),
    Rule::Known(&["height", "properties", "type", "width", "x", "y"], NOT_OF_A_WIDGET),
    Rule::Also(check_position),
    Rule::Within("height", &(1, MAX_HEIGHT as i64)),
    Rule::Within("width", &(1, COLUMNS)),
    Rule::Within("x", &(0, COLUMNS - 1)),
    Rule::Within("y", &(0, i64::MAX)),
    Rule::Also(check_properties),
];

/// What is asked of the properties of each type.
const TYPES: &[(&str, &[Rule])] = &[
    ("chart", &[Rule::Required(&["data"])]),
    ("custom", &[Rule::Required(&["endpoint"]), Rule::Are(Kind::String, &["endpoint", "title"])]),
    ("metric", metric::PROPERTIES),
    ("service", &[]),
    ("text", TEXT),
    (
        "log",
        &[
            Rule::Are(Kind::String, &["accountId", "query", "region", "title"]),
            Rule::Are(Kind::Bool, &["stacked"]),
        ],
    ),
    ("alarm", ALARM),
    ("explorer", &[]),
    ("timeline", &[]),
    ("serviceMap", &[]),
    ("serviceTable", &[]),
    ("trace", &[]),
];

const TEXT: &[Rule] = &[
    Rule::Required(&["markdown"]),
    Rule::Are(Kind::String, &["markdown"]),
    Rule::OneOf("background", &["solid", "transparent"]),
    Rule::Known(&["background", "markdown"], NOT_OF_A_WIDGET),
];

const ALARM: &[Rule] = &[
    Rule::Required(&["alarms"]),
    Rule::Member(
        "alarms",
        &[Rule::Is(Kind::Array), Rule::AtLeastOne, Rule::AtMost(MAX_ALARMS), Rule::Items(STRING)],
    ),
    Rule::Are(Kind::String, &["title"]),
    Rule::Member(
        "states",
        &[Rule::Is(Kind::Array), Rule::Items(&[Rule::Matches(names_state, "OK|ALARM|INSUFFICIENT_DATA")])],
    ),
    Rule::Known(&["alarms", "sortBy", "states", "title"], NOT_OF_A_WIDGET),
];

fn check_position(report: &mut Report, at: &At<'_>) {
    for (one, other) in [("x", "y"), ("y", "x")] {
        if at.has(one) && !at.has(other) {
            report.error(at, format!("Should have property {other} when property {one} is present"));
        }
    }
}

fn check_properties(report: &mut Report, at: &At<'_>) {
    let Some(type_at) = at.member("type") else { return };
    if !report.is_a(&type_at, Kind::String) {
        return;
    }
    let type_name = type_at.node.as_str().unwrap_or_default();
    let rules = TYPES.iter().find(|(name, _)| *name == type_name).map(|(_, rules)| *rules);
    if rules.is_none() {
        let names: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
        let message = format!(
            "The specified widget type is unknown. Use one of the allowed values: {}",
            names.join(",")
        );
        report.warning(&type_at, message);
    }
    if let Some(properties) = at.member("properties")
        && report.is_a(&properties, Kind::Object)
    {
        report.check(&properties, rules.unwrap_or_default());
    }
}

/// The pattern isn't anchored.
fn names_state(node: Node<'_>) -> bool {
    let known = ["OK", "ALARM", "INSUFFICIENT_DATA"];
    node.as_str().is_some_and(|text| known.iter().any(|name| text.contains(name)))
}
