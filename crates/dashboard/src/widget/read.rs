//! Members of an object as plain values; what has another type counts as not given, and validation says so.
//!
//! They are called so often that each must be a function in the browser too and not a copy per call.

use crate::json::Node;
use crate::time_spec::TimeSpec;
use timeseries::Period;

#[inline(never)]
pub(super) fn text(node: Node<'_>, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(|text| text.into_owned())
}

#[inline(never)]
pub(super) fn number(node: Node<'_>, key: &str) -> Option<f64> {
    node.get(key)?.as_f64()
}

#[inline(never)]
pub(super) fn flag(node: Node<'_>, key: &str) -> Option<bool> {
    node.get(key)?.as_bool()
}

#[inline(never)]
pub(super) fn period(node: Node<'_>, key: &str) -> Option<Period> {
    Period::from_secs(node.get(key)?.as_i64()?).ok()
}

#[inline(never)]
pub(crate) fn time(node: Node<'_>, key: &str) -> Option<TimeSpec> {
    TimeSpec::read(&node.get(key)?.as_str()?)
}

/// The place of a text among words, which are separated by spaces.
#[inline(never)]
pub(crate) fn place_of(node: Node<'_>, key: &str, words: &str) -> Option<usize> {
    let text = node.get(key)?.as_str()?;
    words.split(' ').position(|word| word == text)
}

/// A member that is `true`.
#[inline(never)]
pub(crate) fn is_set(node: Node<'_>, key: &str) -> bool {
    flag(node, key).unwrap_or_default()
}

/// A member that isn't `false`.
#[inline(never)]
pub(crate) fn is_not_unset(node: Node<'_>, key: &str) -> bool {
    flag(node, key).unwrap_or(true)
}

#[inline(never)]
pub(super) fn is_right_axis(node: Node<'_>) -> bool {
    place_of(node, "yAxis", "right").is_some()
}

/// The strings of an array.
#[inline(never)]
pub(super) fn strings(node: Node<'_>, key: &str) -> Vec<String> {
    let mut strings = Vec::new();
    for item in node.list(key) {
        if let Some(text) = item.as_str() {
            strings.push(text.into_owned());
        }
    }
    strings
}
