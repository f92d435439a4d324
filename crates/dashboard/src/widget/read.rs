//! Members of an object as plain values; what has another type counts as not given, and validation says so.

use crate::json::Node;
use crate::time_spec::TimeSpec;
use std::borrow::Cow;
use timeseries::Period;

pub(super) fn text(node: Node<'_>, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(Cow::into_owned)
}

pub(super) fn number(node: Node<'_>, key: &str) -> Option<f64> {
    node.get(key)?.as_f64()
}

pub(super) fn flag(node: Node<'_>, key: &str) -> Option<bool> {
    node.get(key)?.as_bool()
}

pub(super) fn period(node: Node<'_>, key: &str) -> Option<Period> {
    Period::from_secs(node.get(key)?.as_i64()?).ok()
}

pub(crate) fn time(node: Node<'_>, key: &str) -> Option<TimeSpec> {
    TimeSpec::read(&node.get(key)?.as_str()?)
}

/// What a text stands for, by a table of names.
pub(crate) fn named<T: Copy>(node: Node<'_>, key: &str, names: &[(&str, T)]) -> Option<T> {
    let text = node.get(key)?.as_str()?;
    names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value)
}

/// Whether a member is this text.
pub(crate) fn is_text(node: Node<'_>, key: &str, text: &str) -> bool {
    node.get(key).and_then(|member| member.as_str()).is_some_and(|found| found == text)
}

/// A member that is `true`.
pub(crate) fn is_set(node: Node<'_>, key: &str) -> bool {
    flag(node, key).unwrap_or_default()
}

/// A member that isn't `false`.
pub(crate) fn is_not_unset(node: Node<'_>, key: &str) -> bool {
    flag(node, key).unwrap_or(true)
}

pub(super) fn is_right_axis(node: Node<'_>) -> bool {
    is_text(node, "yAxis", "right")
}

/// The strings of an array.
pub(super) fn strings(node: Node<'_>, key: &str) -> Vec<String> {
    node.list(key).filter_map(|item| item.as_str()).map(Cow::into_owned).collect()
}
