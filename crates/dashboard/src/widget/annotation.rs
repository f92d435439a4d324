//! Lines and bands that a metric widget draws beside its metrics.

use super::read::{is_not_unset, is_right_axis, named, number, strings, text};
use crate::json::{Kind, Node};
use timeseries::Timestamp;
use timeseries::civil::parse_iso;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    /// ARNs; at most one at AWS.
    pub alarms: Vec<String>,
    pub horizontal: Vec<HorizontalAnnotation>,
    pub vertical: Vec<VerticalAnnotation>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct HorizontalAnnotation {
    pub value: f64,
    pub label: Option<String>,
    pub color: Option<String>,
    /// Means nothing for a band.
    pub fill: HorizontalFill,
    pub visible: bool,
    pub right_axis: bool,
    pub band: Option<Band<f64>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct VerticalAnnotation {
    pub at: Timestamp,
    pub label: Option<String>,
    pub color: Option<String>,
    /// Means nothing for a band.
    pub fill: VerticalFill,
    pub visible: bool,
    pub band: Option<Band<Timestamp>>,
}

/// The other edge: what lies between is shaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Band<T> {
    pub to: T,
    pub label: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HorizontalFill {
    #[default]
    None,
    Above,
    Below,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VerticalFill {
    #[default]
    None,
    Before,
    After,
}

impl HorizontalFill {
    const NAMES: &[(&str, HorizontalFill)] =
        &[("above", HorizontalFill::Above), ("below", HorizontalFill::Below)];
}

impl VerticalFill {
    const NAMES: &[(&str, VerticalFill)] =
        &[("before", VerticalFill::Before), ("after", VerticalFill::After)];
}

impl Annotations {
    pub(super) fn read(node: Node<'_>) -> Self {
        let mut annotations = Annotations { alarms: strings(node, "alarms"), ..Annotations::default() };
        for item in node.list("horizontal") {
            annotations.horizontal.extend(read_horizontal(item));
        }
        for item in node.list("vertical") {
            annotations.vertical.extend(read_vertical(item));
        }
        annotations
    }
}

/// One object, or an array of two for a band.
fn edges(node: Node<'_>) -> Option<(Node<'_>, Option<Node<'_>>)> {
    if node.kind() == Kind::Array { Some((node.item(0)?, node.item(1))) } else { Some((node, None)) }
}

fn read_horizontal(node: Node<'_>) -> Option<HorizontalAnnotation> {
    let (first, second) = edges(node)?;
    let band = second.and_then(|edge| Some(Band { to: number(edge, "value")?, label: text(edge, "label") }));
    Some(HorizontalAnnotation {
        value: number(first, "value")?,
        label: text(first, "label"),
        color: text(first, "color"),
        fill: named(first, "fill", HorizontalFill::NAMES).unwrap_or_default(),
        visible: is_not_unset(first, "visible"),
        right_axis: is_right_axis(first),
        band,
    })
}

fn read_vertical(node: Node<'_>) -> Option<VerticalAnnotation> {
    let (first, second) = edges(node)?;
    let band = second.and_then(|edge| Some(Band { to: instant(edge)?, label: text(edge, "label") }));
    Some(VerticalAnnotation {
        at: instant(first)?,
        label: text(first, "label"),
        color: text(first, "color"),
        fill: named(first, "fill", VerticalFill::NAMES).unwrap_or_default(),
        visible: is_not_unset(first, "visible"),
        band,
    })
}

fn instant(edge: Node<'_>) -> Option<Timestamp> {
    parse_iso(&edge.get("value")?.as_str()?)
}
