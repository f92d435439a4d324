//! Gauges: where a value stands between two ends, with thresholds as a thin outer ring.

use crate::arc::{on_circle, ring};
use crate::frame::Size;
use crate::number_format::{NO_VALUE, Precision, format_value, format_with_unit};
use crate::palette::{Color, Theme};
use crate::scale::{Point, Within};
use crate::spec::{HorizontalFill, Item, ItemsSpec};
use crate::surface::{LABEL_PX, Surface, TextLook};
use crate::value_ticks::{ValueExtent, value_ticks};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

/// Where the arc begins and ends, in turns from the top.
const FROM_TURNS: f64 = -0.34;
const TO_TURNS: f64 = 0.34;
const RING_SHARE: f64 = 0.16;
const THRESHOLD_SHARE: f64 = 0.045;
/// How much of the diameter lies above the arc's ends.
const HEIGHT_SHARE: f64 = 0.77;
const LEAST_LABELLED_RADIUS_PX: f64 = 36.0;

pub fn paint<DB: DrawingBackend>(spec: &ItemsSpec, size: Size, theme: &Theme, surface: &mut Surface<DB>) {
    let (columns, rows) = cells(spec.items.len(), size);
    let cell = Size { width_px: size.width_px / columns as f64, height_px: size.height_px / rows as f64 };
    for (index, item) in spec.items.iter().enumerate() {
        let corner = ((index % columns) as f64 * cell.width_px, (index / columns) as f64 * cell.height_px);
        paint_one(spec, item, corner, cell, theme, surface);
    }
}

/// The grid of cells in which gauges come out largest.
fn cells(count: usize, size: Size) -> (usize, usize) {
    let radius = |columns: usize| {
        let rows = count.div_ceil(columns);
        (size.width_px / columns as f64).min(size.height_px / rows as f64 / HEIGHT_SHARE)
    };
    let columns = (1..=count.clamp(1, 64)).max_by(|a, b| radius(*a).total_cmp(&radius(*b))).unwrap_or(1);
    (columns, count.div_ceil(columns).max(1))
}

fn paint_one<DB: DrawingBackend>(
    spec: &ItemsSpec,
    item: &Item,
    corner: Point,
    cell: Size,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let label_px = if spec.show_labels && cell.height_px >= 60.0 { LABEL_PX + 8.0 } else { 0.0 };
    let height_px = cell.height_px - label_px;
    let outer = (cell.width_px / 2.0).min(height_px / (2.0 * HEIGHT_SHARE)) - 6.0;
    if outer < 6.0 {
        return;
    }
    let center =
        (corner.0 + cell.width_px / 2.0, corner.1 + (height_px - 2.0 * outer * HEIGHT_SHARE) / 2.0 + outer);
    let (low, high) = ends(spec, item);
    let turns =
        |value: f64| FROM_TURNS + (TO_TURNS - FROM_TURNS) * ((value - low) / (high - low)).within(0.0, 1.0);
    let threshold_inner = outer * (1.0 - THRESHOLD_SHARE);
    let ring_outer = if spec.horizontal.is_empty() { outer } else { threshold_inner - 2.0 };
    let ring_inner = ring_outer - outer * RING_SHARE;
    surface.fill(&ring(center, ring_inner, ring_outer, FROM_TURNS, TO_TURNS), theme.grid, 1.0);
    let mut color = theme.line_color(item.color);
    for (index, annotation) in spec.horizontal.iter().enumerate() {
        let (from, to) = match (annotation.band_to, annotation.fill) {
            (Some(other), _) => (annotation.value.min(other), annotation.value.max(other)),
            (None, HorizontalFill::Above) => (annotation.value, high),
            (None, HorizontalFill::Below) => (low, annotation.value),
            (None, HorizontalFill::None) => (annotation.value, annotation.value),
        };
        let ring_color =
            theme.line_color(annotation.color.unwrap_or(Color::Palette(spec.items.len() + index)));
        // A bare threshold is a mark of its own width.
        let (from_turns, to_turns) =
            if from < to { (turns(from), turns(to)) } else { (turns(from) - 0.004, turns(from) + 0.004) };
        surface.fill(&ring(center, threshold_inner, outer, from_turns, to_turns), ring_color, 1.0);
        if item.finite_value().is_some_and(|value| from < to && from <= value && value <= to) {
            color = ring_color;
        }
    }
    if let Some(value) = item.finite_value().filter(|value| low < *value) {
        surface.fill(&ring(center, ring_inner, ring_outer, FROM_TURNS, turns(value)), color, 1.0);
    }
    paint_texts(item, center, outer, ring_inner, (low, high), theme, surface);
    if label_px > 0.0 {
        let text = surface.fitting(&item.label, cell.width_px - 8.0);
        let at = (center.0, corner.1 + cell.height_px - 4.0);
        surface.text(&text, at, &TextLook::label(theme.text, HPos::Center, VPos::Bottom));
    }
}

fn paint_texts<DB: DrawingBackend>(
    item: &Item,
    center: Point,
    outer: f64,
    ring_inner: f64,
    (low, high): (f64, f64),
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let text = match item.finite_value() {
        Some(value) => format_with_unit(value, item.unit.as_deref(), Precision::Short),
        None => NO_VALUE.to_owned(),
    };
    let wanted_px = (outer * 0.4).within(10.0, 56.0);
    let width = surface.text_width(&text, wanted_px);
    let size_px = if ring_inner * 1.6 < width { wanted_px * ring_inner * 1.6 / width } else { wanted_px };
    let look = TextLook { size_px, is_bold: true, ..TextLook::label(theme.text, HPos::Center, VPos::Center) };
    surface.text(&text, center, &look);
    if outer < LEAST_LABELLED_RADIUS_PX {
        return;
    }
    let middle = outer - (outer - ring_inner) / 2.0;
    for (value, turns) in [(low, FROM_TURNS), (high, TO_TURNS)] {
        let end = on_circle(center, middle, turns);
        let look = TextLook::label(theme.text_muted, HPos::Center, VPos::Top);
        surface.text(&format_value(value, Precision::Short), (end.0, end.1 + 8.0), &look);
    }
}

/// The fixed ends where the dashboard names them; else zero and a round number beyond the value.
fn ends(spec: &ItemsSpec, item: &Item) -> (f64, f64) {
    let is_percent = item.unit.as_deref().or(spec.axis.unit.as_deref()) == Some("Percent");
    let natural_max = is_percent.then_some(100.0);
    let extent = ValueExtent {
        data: item.finite_value().map(|value| (value, value)),
        fixed_min: spec.axis.min,
        fixed_max: spec
            .axis
            .max
            .or(natural_max.filter(|max| item.finite_value().is_none_or(|value| value <= *max))),
        must_hold_zero: true,
        natural_max,
    };
    let ticks = value_ticks(&extent, 4);
    (ticks.low, ticks.high)
}
