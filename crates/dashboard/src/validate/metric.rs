//! The metric widget's properties and rows.

use super::schema::{At, NOT_OF_A_WIDGET, Report, Rule, STRING, is_one_of};
use super::{MAX_METRICS, MAX_METRICS_PER_WIDGET};
use crate::json::{Kind, Node};
use timeseries::Statistic;

const NO_SOURCE: &str =
    "The metric widget should have specified a region and a data source or an alarm annotation";
const ROW_FORM: &str = "Field \"metrics\" has to be an array of array of strings, with an optional \
                        metricRenderer object as last element";
const FIELD_FORM: &str = "Invalid metric field type, only \"String\" type is allowed";

/// As AWS prints it.
const STAT_PATTERN: &str = r"^((SampleCount|Average|Sum|Minimum|Maximum|IQM)|(p|tc|tm|ts|wm)(100(.0{0,10})?|\d{1,2})(\.\d{0,10})?|[ou](\d+(\.\d{0,10})?)(_E|_L|_H)?|((TM|TC|TS|WM)\(((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%):((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)?\)|(TM|TC|TS|WM)\(((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)?:((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)\))|(((TM|TC|TS|WM)|(PR))\(((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+)):((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))?\))|(((TM|TC|TS|WM)|(PR))\(((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))?:((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))\)))$";

pub(super) const PROPERTIES: &[Rule] = &[
    Rule::Also(check_source),
    Rule::Are(Kind::String, &["accountId", "region", "timezone", "title"]),
    Rule::Are(
        Kind::Bool,
        &["liveData", "setPeriodToTimeRange", "singleValueFullPrecision", "sparkline", "stacked", "trend"],
    ),
    Rule::Are(Kind::Object, &["insightRule", "labels", "legend", "table", "yAxis"]),
    Rule::Member(
        "metrics",
        &[Rule::Is(Kind::Array), Rule::AtMost(MAX_METRICS_PER_WIDGET), Rule::Items(&[Rule::Also(check_row)])],
    ),
    Rule::Member("period", &[Rule::Also(check_period)]),
    Rule::Member("stat", &[Rule::Is(Kind::String), Rule::Matches(is_stat, STAT_PATTERN)]),
    Rule::Member(
        "annotations",
        &[
            Rule::Is(Kind::Object),
            Rule::Member("alarms", &[Rule::Is(Kind::Array), Rule::AtMost(1), Rule::Items(STRING)]),
            Rule::Member("horizontal", &[Rule::Is(Kind::Array), Rule::Items(&[Rule::Edges(HORIZONTAL)])]),
            Rule::Member("vertical", &[Rule::Is(Kind::Array), Rule::Items(&[Rule::Edges(VERTICAL)])]),
        ],
    ),
    Rule::OneOf("view", &["singleValue", "timeSeries", "bar", "pie", "gauge", "table"]),
    Rule::Known(
        &[
            "accountId",
            "annotations",
            "end",
            // The console's Contributor Insights widgets have it in place of metrics; AWS's sheet doesn't.
            "insightRule",
            "labels",
            "legend",
            "liveData",
            "metrics",
            "period",
            "region",
            "setPeriodToTimeRange",
            "singleValueFullPrecision",
            "sparkline",
            "stacked",
            "start",
            "stat",
            "table",
            "timezone",
            "title",
            "trend",
            "view",
            "yAxis",
        ],
        NOT_OF_A_WIDGET,
    ),
];

const HORIZONTAL: &[Rule] = &[
    Rule::Is(Kind::Object),
    Rule::Required(&["value"]),
    Rule::Are(Kind::Number, &["value"]),
    Rule::Are(Kind::String, &["label"]),
    Rule::Are(Kind::Bool, &["visible"]),
    IS_COLORED,
];

const VERTICAL: &[Rule] = &[
    Rule::Is(Kind::Object),
    Rule::Required(&["value"]),
    Rule::Are(Kind::String, &["value", "label"]),
    Rule::Are(Kind::Bool, &["visible"]),
    IS_COLORED,
];

const IS_COLORED: Rule = Rule::Member("color", &[Rule::Matches(is_color, "^#[0-9a-fA-F]{6}$")]);

/// Metrics or a Contributor Insights rule, and a region; or the annotation of an alarm.
fn check_source(report: &mut Report, at: &At<'_>) {
    let annotations = at.member("annotations");
    let names_alarm = annotations.is_some_and(|annotations| annotations.has("alarms"));
    let has_data = at.has("metrics") || at.has("insightRule");
    if has_data && at.has("region") || names_alarm {
        return;
    }
    // Of the two only the first that is missing is named.
    report.require(at, &[if has_data { "region" } else { "metrics" }]);
    report.error(at, NO_SOURCE);
    match annotations {
        None => report.require(at, &["annotations"]),
        Some(annotations) => report.require(&annotations, &["alarms"]),
    }
}

fn check_row(report: &mut Report, at: &At<'_>) {
    if !report.is_a(at, Kind::Array) {
        report.error(at, ROW_FORM);
        return;
    }
    let count = at.node.items().count();
    for (index, item) in at.items().enumerate() {
        let is_options = item.node.kind() == Kind::Object && index + 1 == count;
        if is_options && !are_row_options(item.node) {
            // The schema allows the strings and one matching object more.
            report.error(at, format!("Should NOT have more than {index} items"));
        } else if !is_options && item.node.kind() != Kind::String {
            report.error(&item, FIELD_FORM);
        }
    }
}

fn are_row_options(options: Node<'_>) -> bool {
    options.members().all(|(key, value)| match &*key {
        "accountId" | "expression" | "label" | "region" => value.kind() == Kind::String,
        "color" => is_color(value),
        "id" => value.as_str().is_some_and(|id| is_id(&id)),
        "period" => is_period(value),
        "stat" => is_stat(value),
        "visible" => value.kind() == Kind::Bool,
        "yAxis" => is_one_of(value, &["left", "right"]),
        _ => false,
    })
}

/// `^[a-z][a-zA-Z0-9_]*$`
fn is_id(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_lowercase())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_color(node: Node<'_>) -> bool {
    let digits = node.as_str().and_then(|color| color.strip_prefix('#').map(str::to_owned));
    digits.is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// [`STAT_PATTERN`] by the grammar that reads statistics everywhere else.
fn is_stat(node: Node<'_>) -> bool {
    let Some(name) = node.as_str() else { return false };
    match name.parse::<Statistic>() {
        Ok(_) => true,
        Err(_) => {
            let ends = ["_E", "_L", "_H"];
            let plain = ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
            let number = plain.strip_prefix(['o', 'u']).unwrap_or_default();
            let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
            !whole.is_empty()
                && whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit())
                && decimals.len() <= 10
        }
    }
}

/// 1, 5, 10 and 30 are allowed, else multiples of a minute.
fn is_period(node: Node<'_>) -> bool {
    node.as_i64().is_some_and(|secs| [1, 5, 10, 30].contains(&secs) || secs >= 60 && secs % 60 == 0)
}

fn check_period(report: &mut Report, at: &At<'_>) {
    if is_period(at.node) {
        return;
    }
    let Some(secs) = at.node.as_i64() else { return report.error(at, "Should be integer") };
    if secs < 60 {
        report.error(at, "Should be >= 60");
    }
    if secs % 60 != 0 {
        report.error(at, "Should be multiple of 60");
    }
    report.error(at, "Should match exactly one schema in oneOf");
}

/// How many rows all widgets have together. AWS's text for too many is not known.
pub(super) fn check_total(report: &mut Report, widgets: &At<'_>) {
    let mut count = 0;
    for widget in widgets.node.items() {
        count += widget.get("properties").map_or(0, |properties| properties.list("metrics").count());
    }
    if count > MAX_METRICS {
        report.error(widgets, format!("Should NOT have more than {MAX_METRICS} metrics"));
    }
}
