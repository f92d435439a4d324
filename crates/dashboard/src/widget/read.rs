//! Members of an object as plain values; what has another type counts as not given, and validation says so.
//!
//! They are called so often that each must be a function in the browser too and not a copy per call.

use crate::json::Node;
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

/// The strings of an array.
#[inline(never)]
pub(super) fn strings(node: Node<'_>, key: &str) -> Vec<String> {
    node.list(key).filter_map(|item| Some(item.as_str()?.into_owned())).collect()
}
