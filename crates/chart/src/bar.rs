//! Horizontal bars: one row per item, its label on the left, its value at the bar's end.
//!
//! Horizontal because labels of metrics are long. Rows that don't fit are counted, not squeezed.

use crate::frame::{ROW_PX, Size};
use crate::label;
use crate::number_format::{NO_VALUE, Precision, format_tick, format_with_unit};
use crate::palette::{Color, Theme};
use crate::scale::{Rect, Within};
use crate::spec::ItemsSpec;
use crate::surface::{LABEL_PX, Surface, TextLook};
use crate::value_ticks::{ValueExtent, ValueTicks, value_ticks};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

const LEAST_ROW_PX: f64 = 18.0;
const GREATEST_ROW_PX: f64 = 40.0;
const BAR_SHARE: f64 = 0.62;
const GREATEST_LABEL_SHARE: f64 = 0.4;
const PX_PER_STEP: f64 = 70.0;
const GAP_PX: f64 = 8.0;

pub fn paint<DB: DrawingBackend>(spec: &ItemsSpec, size: Size, theme: &Theme, surface: &mut Surface<DB>) {
    let values: Vec<String> = spec
        .items
        .iter()
        .map(|item| match item.finite_value() {
            Some(value) => format_with_unit(value, item.unit.as_deref(), Precision::Short),
            None => NO_VALUE.to_owned(),
        })
        .collect();
    let (mut label_px, mut value_px) = (0.0f64, 0.0f64);
    for (item, value) in spec.items.iter().zip(&values) {
        if spec.show_labels {
            label_px = label_px.max(surface.text_width(&label::printable(&item.label), LABEL_PX));
        }
        value_px = value_px.max(surface.text_width(value, LABEL_PX));
    }
    let label_px = label_px.min(size.width_px * GREATEST_LABEL_SHARE);
    let plot = Rect {
        left: if label_px > 0.0 { label_px + GAP_PX } else { 2.0 },
        top: 2.0,
        right: size.width_px - value_px - GAP_PX,
        bottom: size.height_px - ROW_PX - 4.0,
    };
    if plot.width() < 10.0 || plot.height() < 10.0 {
        return;
    }
    let ticks = ticks(spec, plot.width());
    let x = scale(&ticks, &plot);
    for value in &ticks.values {
        surface.vertical_hairline(x(*value), plot.top, plot.bottom, theme.grid, 1.0);
        let look = TextLook::label(theme.text_muted, HPos::Center, VPos::Top);
        surface.text(&format_tick(*value, ticks.step), (x(*value), plot.bottom + 4.0), &look);
    }
    let rows_px = (plot.height() / spec.items.len() as f64).within(LEAST_ROW_PX, GREATEST_ROW_PX);
    let fitting = ((plot.height() / rows_px + 0.01) as usize).max(1);
    let rows = if fitting < spec.items.len() { fitting.saturating_sub(1) } else { spec.items.len() };
    let zero = x(0.0);
    for (index, (item, value)) in spec.items.iter().zip(&values).take(rows).enumerate() {
        let middle = plot.top + (index as f64 + 0.5) * rows_px;
        if spec.show_labels {
            let text = surface.fitting(&item.label, label_px);
            let look = TextLook::label(theme.text, HPos::Right, VPos::Center);
            surface.text(&text, (label_px, middle), &look);
        }
        let end = item.finite_value().map_or(zero, &x).within(plot.left, plot.right);
        let half = rows_px * BAR_SHARE / 2.0;
        let (left, right) = (zero.min(end), zero.max(end));
        surface.rect((left, middle - half), (right, middle + half), theme.line_color(item.color), 0.9);
        surface.text(value, (right + 5.0, middle), &TextLook::label(theme.text, HPos::Left, VPos::Center));
    }
    if rows < spec.items.len() {
        let text = format!("and {} more", spec.items.len() - rows);
        let at = (plot.left + 4.0, plot.top + (rows as f64 + 0.5) * rows_px);
        surface.text(&text, at, &TextLook::label(theme.text_muted, HPos::Left, VPos::Center));
    }
    paint_thresholds(spec, &x, &plot, theme, surface);
}

fn paint_thresholds<DB: DrawingBackend>(
    spec: &ItemsSpec,
    x: &impl Fn(f64) -> f64,
    plot: &Rect,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    for (index, annotation) in spec.horizontal.iter().enumerate() {
        let color = theme.line_color(annotation.color.unwrap_or(Color::Palette(spec.items.len() + index)));
        for value in [Some(annotation.value), annotation.band_to].into_iter().flatten() {
            let at = x(value);
            if plot.left <= at && at <= plot.right {
                surface.vertical_hairline(at, plot.top, plot.bottom, color, 1.0);
            }
        }
    }
}

fn ticks(spec: &ItemsSpec, width_px: f64) -> ValueTicks {
    let mut extent = ValueExtent {
        data: None,
        fixed_min: spec.axis.min,
        fixed_max: spec.axis.max,
        must_hold_zero: true,
        natural_max: None,
    };
    spec.items.iter().filter_map(|item| item.value).for_each(|value| extent.include(value));
    for annotation in &spec.horizontal {
        extent.include(annotation.value);
        annotation.band_to.into_iter().for_each(|value| extent.include(value));
    }
    value_ticks(&extent, (width_px / PX_PER_STEP) as usize)
}

fn scale(ticks: &ValueTicks, plot: &Rect) -> impl Fn(f64) -> f64 {
    let (low, left, units_per_px) = (ticks.low, plot.left, (ticks.high - ticks.low) / plot.width());
    move |value| left + ((value - low) / units_per_px).within(-1e6, 1e6)
}
