//! Widgets as types: what a reader of the document needs in order to draw it.
//!
//! These are views, read from the text and thrown away; what they leave out is still in the document.
//! Writing goes through the editor, which changes the text.

mod annotation;
mod log;
mod metric;
pub(crate) mod read;
mod rows;

pub use annotation::{
    Annotations, Band, HorizontalAnnotation, HorizontalFill, VerticalAnnotation, VerticalFill,
};
pub use log::{LogView, LogWidget};
pub use metric::{
    LegendPosition, MetricProperties, MetricView, MetricWidget, SummaryColumn, TableOptions, YAxis,
    YAxisOptions,
};
pub use rows::{MAX_DIMENSIONS, MetricRow, RowError, RowSource};

use crate::json::Node;
use crate::layout::{DEFAULT_SIZE, GridRect, Wish};
use crate::validate::ValidationMessage;
use read::{is_text, named, strings, text};
use std::fmt;

/// Names a widget through edits and moves, as long as its dashboard is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WidgetId(pub u32);

impl fmt::Display for WidgetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Widget {
    pub id: WidgetId,
    /// Where it stands, after placing, clamping and moving it off others.
    pub rect: GridRect,
    pub title: Option<String>,
    pub kind: WidgetKind,
    /// The widget's JSON as it stands in the document.
    pub source_text: String,
    /// What validation says of this widget, errors first.
    pub messages: Vec<ValidationMessage>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum WidgetKind {
    Metric(MetricWidget),
    Text(TextWidget),
    Alarm(AlarmWidget),
    Log(LogWidget),
    /// A type that can't be drawn yet; it survives every edit.
    Unsupported {
        type_name: String,
    },
    /// Not even the skeleton of a widget; `reason` is a sentence.
    Invalid {
        reason: String,
    },
}

impl WidgetKind {
    pub fn as_metric(&self) -> Option<&MetricWidget> {
        if let WidgetKind::Metric(widget) = self { Some(widget) } else { None }
    }

    pub fn as_text(&self) -> Option<&TextWidget> {
        if let WidgetKind::Text(widget) = self { Some(widget) } else { None }
    }

    pub fn as_alarm(&self) -> Option<&AlarmWidget> {
        if let WidgetKind::Alarm(widget) = self { Some(widget) } else { None }
    }

    pub fn as_log(&self) -> Option<&LogWidget> {
        if let WidgetKind::Log(widget) = self { Some(widget) } else { None }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextWidget {
    pub markdown: String,
    pub background: TextBackground,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextBackground {
    #[default]
    Solid,
    Transparent,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlarmWidget {
    /// ARNs, in the order given.
    pub alarms: Vec<String>,
    pub sort_by: AlarmSort,
    /// `OK`, `ALARM`, `INSUFFICIENT_DATA`; empty: all.
    pub states: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AlarmSort {
    /// By name.
    #[default]
    Default,
    /// Grouped ALARM, INSUFFICIENT_DATA, OK, in each the newest change first.
    StateUpdatedTimestamp,
    /// The newest change first.
    Timestamp,
}

impl AlarmSort {
    const NAMES: &[(&str, AlarmSort)] = &[
        ("default", AlarmSort::Default),
        ("stateUpdatedTimestamp", AlarmSort::StateUpdatedTimestamp),
        ("timestamp", AlarmSort::Timestamp),
    ];
}

impl Widget {
    pub(crate) fn read(
        id: WidgetId,
        rect: GridRect,
        node: Node<'_>,
        messages: Vec<ValidationMessage>,
    ) -> Widget {
        let properties = node.get("properties");
        Widget {
            id,
            rect,
            title: properties.and_then(|properties| text(properties, "title")),
            kind: read_kind(node),
            source_text: node.source().to_owned(),
            messages,
        }
    }
}

fn read_kind(node: Node<'_>) -> WidgetKind {
    let Some(type_name) = text(node, "type") else {
        return WidgetKind::Invalid { reason: "The widget has no type.".to_owned() };
    };
    let Some(properties) = node.get("properties").filter(|node| node.kind() == crate::json::Kind::Object)
    else {
        let reason = format!("The {type_name} widget has no properties.");
        return WidgetKind::Invalid { reason };
    };
    match type_name.as_str() {
        "metric" => WidgetKind::Metric(MetricWidget::read(properties)),
        "text" => WidgetKind::Text(TextWidget::read(properties)),
        "alarm" => WidgetKind::Alarm(AlarmWidget::read(properties)),
        "log" => WidgetKind::Log(LogWidget::read(properties)),
        _ => WidgetKind::Unsupported { type_name },
    }
}

/// What a widget's JSON says of its place. Numbers that make no sense count as not given.
pub(crate) fn read_wish(node: Node<'_>) -> Wish {
    let number = |key: &str| {
        let value = node.get(key)?.as_f64()?;
        // Casts saturate; `arrange` clamps to the grid.
        Some(value.max(0.0) as u32)
    };
    Wish {
        position: number("x").zip(number("y")),
        width: number("width").unwrap_or(DEFAULT_SIZE),
        height: number("height").unwrap_or(DEFAULT_SIZE),
    }
}

impl TextWidget {
    fn read(properties: Node<'_>) -> Self {
        TextWidget {
            markdown: text(properties, "markdown").unwrap_or_default(),
            background: if is_text(properties, "background", "transparent") {
                TextBackground::Transparent
            } else {
                TextBackground::Solid
            },
        }
    }
}

impl AlarmWidget {
    fn read(properties: Node<'_>) -> Self {
        AlarmWidget {
            alarms: strings(properties, "alarms"),
            sort_by: named(properties, "sortBy", AlarmSort::NAMES).unwrap_or_default(),
            states: strings(properties, "states"),
        }
    }
}

/// The rows of a metric widget's properties that can be understood.
pub(crate) fn expanded_rows(properties: Node<'_>) -> Vec<MetricRow> {
    rows::read(properties).0
}
