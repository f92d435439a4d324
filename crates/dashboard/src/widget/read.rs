//! Members of an object as plain values; what has another type counts as not given, and validation says so.

use crate::json::Node;
use timeseries::Period;

pub(super) fn text(node: Node<'_>, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(|text| text.into_owned())
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

/// The strings of an array.
pub(super) fn strings(node: Node<'_>, key: &str) -> Vec<String> {
    let items = node.get(key).into_iter().flat_map(|list| list.items());
    items.filter_map(|item| item.as_str()).map(|text| text.into_owned()).collect()
}
