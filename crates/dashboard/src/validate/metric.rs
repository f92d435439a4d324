//! The metric widget's properties and rows.

use super::schema::{At, Report};
use super::widget::{one_of, warn_unknown_properties};
use super::{MAX_METRICS, MAX_METRICS_PER_WIDGET};
use crate::json::{Kind, Node};
use timeseries::Statistic;

const NO_SOURCE: &str =
    "The metric widget should have specified a region and a data source or an alarm annotation";
const ROW_FORM: &str = "Field \"metrics\" has to be an array of array of strings, with an optional \
                        metricRenderer object as last element";
const FIELD_FORM: &str = "Invalid metric field type, only \"String\" type is allowed";
const NOT_EXACTLY_ONE: &str = "Should match exactly one schema in oneOf";
const VIEWS: [&str; 6] = ["singleValue", "timeSeries", "bar", "pie", "gauge", "table"];
const COLOR: &str = "Should match pattern \"^#[0-9a-fA-F]{6}$\"";

/// As AWS prints it.
const STAT_PATTERN: &str = r"^((SampleCount|Average|Sum|Minimum|Maximum|IQM)|(p|tc|tm|ts|wm)(100(.0{0,10})?|\d{1,2})(\.\d{0,10})?|[ou](\d+(\.\d{0,10})?)(_E|_L|_H)?|((TM|TC|TS|WM)\(((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%):((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)?\)|(TM|TC|TS|WM)\(((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)?:((100(.0{0,10})?|\d{1,2})(\.\d{0,10})?%)\))|(((TM|TC|TS|WM)|(PR))\(((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+)):((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))?\))|(((TM|TC|TS|WM)|(PR))\(((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))?:((\d+(\.\d{0,10})?)|(\d+(\.\d{0,10})?[Ee][+-]?\d+))\)))$";

const PROPERTIES: [&str; 21] = [
    "accountId",
    "annotations",
    "end",
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
];
const ROW_OPTIONS: [&str; 10] =
    ["accountId", "color", "expression", "id", "label", "period", "region", "stat", "visible", "yAxis"];

pub(super) fn check(report: &mut Report, at: &At<'_>) {
    check_source(report, at);
    report.members_are(at, Kind::String, &["accountId", "region", "timezone", "title"]);
    let flags =
        ["liveData", "setPeriodToTimeRange", "singleValueFullPrecision", "sparkline", "stacked", "trend"];
    report.members_are(at, Kind::Bool, &flags);
    report.members_are(at, Kind::Object, &["labels", "legend", "table", "yAxis"]);
    if let Some(metrics) = at.member("metrics")
        && report.is_a(&metrics, Kind::Array)
    {
        report.at_most(&metrics, MAX_METRICS_PER_WIDGET);
        for row in metrics.items() {
            check_row(report, &row);
        }
    }
    if let Some(period) = at.member("period") {
        check_period(report, &period);
    }
    if let Some(stat) = at.member("stat")
        && report.is_a(&stat, Kind::String)
        && !is_stat(stat.node)
    {
        report.error(&stat, &["Should match pattern \"", STAT_PATTERN, "\""]);
    }
    if let Some(annotations) = at.member("annotations")
        && report.is_a(&annotations, Kind::Object)
    {
        check_annotations(report, &annotations);
    }
    one_of(report, at, "view", &VIEWS);
    warn_unknown_properties(report, at, &PROPERTIES);
}

/// Metrics and a region, or the annotation of an alarm.
fn check_source(report: &mut Report, at: &At<'_>) {
    let has = |key: &str| at.node.get(key).is_some();
    let alarms = at.node.get("annotations").and_then(|annotations| annotations.get("alarms"));
    if has("metrics") && has("region") || alarms.is_some() {
        return;
    }
    // Of the two only the first that is missing is named.
    report.require(at, if has("metrics") { &["region"] } else { &["metrics"] });
    report.error(at, &[NO_SOURCE]);
    match at.member("annotations") {
        None => report.require(at, &["annotations"]),
        Some(annotations) => report.require(&annotations, &["alarms"]),
    }
}

fn check_row(report: &mut Report, at: &At<'_>) {
    if !report.is_a(at, Kind::Array) {
        report.error(at, &[ROW_FORM]);
        return;
    }
    let count = at.node.items().len();
    for (index, item) in at.items().enumerate() {
        let is_options = item.node.kind() == Kind::Object && index + 1 == count;
        if is_options && !are_row_options(item.node) {
            // The schema allows the strings and one matching object more.
            report.error(at, &["Should NOT have more than ", &index.to_string(), " items"]);
        } else if !is_options && item.node.kind() != Kind::String {
            report.error(&item, &[FIELD_FORM]);
        }
    }
}

fn are_row_options(options: Node<'_>) -> bool {
    options.members().all(|(key, value)| match &*key {
        "accountId" | "expression" | "label" | "region" => value.kind() == Kind::String,
        "color" => is_color(value),
        "id" => value.as_str().is_some_and(|id| is_id(&id)),
        "period" => period_faults(value).is_some_and(|faults| faults.is_empty()),
        "stat" => is_stat(value),
        "visible" => value.kind() == Kind::Bool,
        "yAxis" => value.as_str().is_some_and(|side| matches!(&*side, "left" | "right")),
        other => ROW_OPTIONS.contains(&other),
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

/// `None`: no integer at all. 1, 5, 10 and 30 are allowed, else multiples of a minute.
fn period_faults(node: Node<'_>) -> Option<Vec<&'static str>> {
    let secs = node.as_i64()?;
    let mut faults = Vec::new();
    if [1, 5, 10, 30].contains(&secs) {
        return Some(faults);
    }
    if secs < 60 {
        faults.push("Should be >= 60");
    }
    if secs % 60 != 0 {
        faults.push("Should be multiple of 60");
    }
    if !faults.is_empty() {
        faults.push(NOT_EXACTLY_ONE);
    }
    Some(faults)
}

fn check_period(report: &mut Report, at: &At<'_>) {
    match period_faults(at.node) {
        None => report.error(at, &["Should be integer"]),
        Some(faults) => faults.into_iter().for_each(|fault| report.error(at, &[fault])),
    }
}

fn check_annotations(report: &mut Report, at: &At<'_>) {
    if let Some(alarms) = at.member("alarms")
        && report.is_a(&alarms, Kind::Array)
    {
        report.at_most(&alarms, 1);
        for alarm in alarms.items() {
            report.is_a(&alarm, Kind::String);
        }
    }
    for (key, value_kind) in [("horizontal", Kind::Number), ("vertical", Kind::String)] {
        let Some(list) = at.member(key) else { continue };
        if !report.is_a(&list, Kind::Array) {
            continue;
        }
        for item in list.items() {
            if item.node.kind() == Kind::Array {
                report.at_most(&item, 2);
                for edge in item.items() {
                    check_annotation(report, &edge, value_kind);
                }
            } else {
                check_annotation(report, &item, value_kind);
            }
        }
    }
}

fn check_annotation(report: &mut Report, at: &At<'_>, value_kind: Kind) {
    if !report.is_a(at, Kind::Object) {
        return;
    }
    report.require(at, &["value"]);
    report.members_are(at, value_kind, &["value"]);
    report.members_are(at, Kind::String, &["label"]);
    report.members_are(at, Kind::Bool, &["visible"]);
    if let Some(color) = at.member("color")
        && !is_color(color.node)
    {
        report.error(&color, &[COLOR]);
    }
}

/// How many rows all widgets have together. AWS's text for too many is not known.
pub(super) fn check_total(report: &mut Report, widgets: &At<'_>) {
    let mut count = 0;
    for widget in widgets.node.items() {
        count += widget.get("properties").map_or(0, |properties| properties.list("metrics").len());
    }
    if MAX_METRICS < count {
        report.error(widgets, &["Should NOT have more than ", &MAX_METRICS.to_string(), " metrics"]);
    }
}
