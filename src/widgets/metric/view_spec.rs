//! From an evaluated graph and the widget's options to what `crates/chart` draws. Pure.

use super::evaluate::{Graph, GraphLine};
use crate::widgets::display;
use chart::{
    Axis, AxisSpec, ChartSpec, Color, HorizontalAnnotation, HorizontalFill, Item, ItemsSpec, ItemsView,
    LegendPosition, Line, SparklineSpec, VerticalAnnotation, VerticalFill,
};
use dashboard::{MetricView, MetricWidget, YAxis};

pub fn time_series(widget: &MetricWidget, graph: &Graph, utc_offset_minutes: i32) -> ChartSpec {
    let lines = graph.lines.iter().enumerate().map(|(index, line)| Line {
        axis: line.axis,
        period: Some(line.period),
        thin: line.is_band_edge,
        // Edges come in pairs of one row.
        is_band_top: line.is_band_edge && graph.lines.get(index + 1).is_some_and(|next| next.row == line.row),
        ..Line::new(line.key.clone(), line.label.clone(), line.color, line.series.clone())
    });
    ChartSpec {
        lines: lines.collect(),
        stacked: widget.stacked,
        left: axis(&widget.y_axis.left),
        right: axis(&widget.y_axis.right),
        horizontal: horizontal(widget),
        vertical: vertical(widget),
        utc_offset_minutes: widget.timezone.as_deref().and_then(offset_minutes).unwrap_or(utc_offset_minutes),
        ..ChartSpec::new(graph.range)
    }
}

pub fn items(widget: &MetricWidget, graph: &Graph) -> ItemsSpec {
    let view = match widget.view {
        MetricView::Gauge => ItemsView::Gauge,
        MetricView::Pie => ItemsView::Pie,
        _ => ItemsView::Bar,
    };
    let item = |line: &GraphLine| Item {
        id: line.key.clone(),
        label: line.label.clone(),
        color: line.color,
        value: line.series.last().map(|(_, value)| value),
        unit: None,
    };
    ItemsSpec {
        items: graph.lines.iter().map(item).collect(),
        axis: axis(&widget.y_axis.left),
        horizontal: horizontal(widget),
        show_labels: widget.labels_visible.unwrap_or(true),
        ..ItemsSpec::new(view)
    }
}

pub fn sparkline(graph: &Graph, line: &GraphLine) -> SparklineSpec {
    SparklineSpec {
        series: line.series.clone(),
        range: graph.range,
        period: Some(line.period),
        color: line.color,
        filled: true,
    }
}

pub fn legend(widget: &MetricWidget) -> LegendPosition {
    match widget.legend {
        None | Some(dashboard::LegendPosition::Bottom) => LegendPosition::Bottom,
        Some(dashboard::LegendPosition::Right) => LegendPosition::Right,
        Some(dashboard::LegendPosition::Hidden) => LegendPosition::Hidden,
    }
}

fn axis(axis: &YAxis) -> AxisSpec {
    AxisSpec {
        label: shown(&axis.label),
        min: axis.min,
        max: axis.max,
        show_units: axis.show_units,
        unit: None,
    }
}

fn shown(label: &Option<String>) -> Option<String> {
    label.as_deref().filter(|label| !label.is_empty()).map(display::name)
}

fn color(text: &Option<String>) -> Option<Color> {
    text.as_deref().and_then(Color::parse)
}

fn horizontal(widget: &MetricWidget) -> Vec<HorizontalAnnotation> {
    let visible = widget.annotations.horizontal.iter().filter(|annotation| annotation.visible);
    visible
        .map(|annotation| HorizontalAnnotation {
            value: annotation.value,
            band_to: annotation.band.as_ref().map(|band| band.to),
            label: shown(&annotation.label),
            band_label: annotation.band.as_ref().and_then(|band| shown(&band.label)),
            color: color(&annotation.color),
            fill: match annotation.fill {
                dashboard::HorizontalFill::None => HorizontalFill::None,
                dashboard::HorizontalFill::Above => HorizontalFill::Above,
                dashboard::HorizontalFill::Below => HorizontalFill::Below,
            },
            axis: if annotation.right_axis { Axis::Right } else { Axis::Left },
        })
        .collect()
}

fn vertical(widget: &MetricWidget) -> Vec<VerticalAnnotation> {
    let visible = widget.annotations.vertical.iter().filter(|annotation| annotation.visible);
    visible
        .map(|annotation| VerticalAnnotation {
            at: annotation.at,
            band_to: annotation.band.as_ref().map(|band| band.to),
            label: shown(&annotation.label),
            band_label: annotation.band.as_ref().and_then(|band| shown(&band.label)),
            color: color(&annotation.color),
            fill: match annotation.fill {
                dashboard::VerticalFill::None => VerticalFill::None,
                dashboard::VerticalFill::Before => VerticalFill::Before,
                dashboard::VerticalFill::After => VerticalFill::After,
            },
        })
        .collect()
}

/// `+0130` and `-0800` of the widget's `timezone`, in minutes east of UTC.
fn offset_minutes(timezone: &str) -> Option<i32> {
    let sign = match timezone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = &timezone[1..];
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    Some(sign * (number / 100 * 60 + number % 100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn offsets() {
        for (text, expected) in [
            ("+0000", Some(0)),
            ("+0130", Some(90)),
            ("-0800", Some(-480)),
            ("0130", None),
            ("+130", None),
            ("+01:30", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(offset_minutes(text), expected, "{text}");
        }
    }
}
