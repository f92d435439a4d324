//! What AWS says of a dashboard body, in AWS's words, with the place in the text added.
//!
//! Errors keep a body from being stored, warnings don't. Paths and texts are those of recorded answers;
//! where none is known, the text follows the same pattern.

mod metric;
mod schema;
mod variables;
mod widget;

use crate::json::{Document, Kind};
use schema::{At, Report, Rule};
use std::fmt;

/// AWS: "up to 500 widgets per dashboard".
pub const MAX_WIDGETS: usize = 500;
/// AWS: "up to 500 metrics per dashboard widget".
pub const MAX_METRICS_PER_WIDGET: usize = 500;
/// AWS: "up to 2500 metrics per dashboard, across all widgets".
pub const MAX_METRICS: usize = 2500;
/// AWS: "up to 25 variables".
pub const MAX_VARIABLES: usize = 25;
/// Our own: no more of either kind are listed.
pub const MAX_MESSAGES: usize = 1000;

/// One thing to say of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationMessage {
    /// Like `/widgets/0/properties/metrics/0/2`; the root is empty.
    pub data_path: String,
    pub message: String,
    /// Where the value stands that the path names; both from 1, the column in characters.
    pub line: u32,
    pub column: u32,
}

impl fmt::Display for ValidationMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.data_path.is_empty() {
            write!(f, "{}: ", self.data_path)?;
        }
        write!(f, "{}, line {}, column {}", self.message, self.line, self.column)
    }
}

/// Errors, then warnings. The root is an object.
pub(crate) fn validate(document: &Document) -> (Vec<ValidationMessage>, Vec<ValidationMessage>) {
    let mut report = Report::default();
    report.check(&At::root(document), BODY);
    report.finish(document)
}

const BODY: &[Rule] = &[
    Rule::Required(&["widgets"]),
    Rule::Known(
        &["end", "periodOverride", "start", "variables", "widgets"],
        "is not expected, will be ignored",
    ),
    Rule::Member(
        "widgets",
        &[
            Rule::Is(Kind::Array),
            Rule::AtMost(MAX_WIDGETS),
            Rule::Items(widget::WIDGET),
            Rule::Also(metric::check_total),
        ],
    ),
    Rule::Member("variables", variables::VARIABLES),
    Rule::Also(check_top_level_texts),
];

/// AWS stores these whatever they are.
fn check_top_level_texts(report: &mut Report, root: &At<'_>) {
    for key in ["periodOverride", "start", "end"] {
        let Some(at) = root.member(key) else { continue };
        let pattern = if key == "periodOverride" { "^(inherit|auto)$" } else { TIME_PATTERN };
        match at.node.as_str().as_deref() {
            None => report.warning(&at, "Should be string"),
            Some("inherit" | "auto") if key == "periodOverride" => {}
            Some(text) if key != "periodOverride" && matches_time_pattern(text) => {}
            Some(_) => report.warning(&at, format!("Should match pattern \"{pattern}\"")),
        }
    }
}

/// As AWS prints it.
const TIME_PATTERN: &str = r"(^(?:[1-9]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|(?:[1-9]\d(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:[0-5]\d)$)|(^\-?P(T|\d))";

/// [`TIME_PATTERN`] without an engine for it.
fn matches_time_pattern(text: &str) -> bool {
    if let Some(length) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') {
        return length.starts_with('T') || length.starts_with(|first: char| first.is_ascii_digit());
    }
    let Some((date_time, zone)) = text.split_at_checked("2026-11-20T10:00:00".len()) else { return false };
    let zone = match zone.strip_prefix('.') {
        None => zone,
        Some(decimals) => {
            let zone = decimals.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if !(1..=9).contains(&(decimals.len() - zone.len())) {
                return false;
            }
            zone
        }
    };
    let offset = zone.strip_prefix(['+', '-']).map(str::as_bytes);
    let is_zone =
        zone == "Z" || matches!(offset, Some([b'0' | b'1', b'0'..=b'9', b':', b'0'..=b'5', b'0'..=b'9']));
    is_zone
        && date_time.as_bytes()[10] == b'T'
        && !date_time.starts_with('0')
        && !date_time.ends_with(":60")
        && timeseries::civil::parse_iso(date_time).is_some()
}
