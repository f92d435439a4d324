//! Parts of a whole, as a ring with the sum inside.
//!
//! Only positive values have a share; what is negative or missing is in the legend, not in the ring.

use crate::scale::Within;

use crate::arc::{on_circle, ring};
use crate::frame::Size;
use crate::number_format::{Precision, format_value, format_with_unit};
use crate::palette::{Rgb, Theme};
use crate::spec::ItemsSpec;
use crate::surface::{Surface, TextLook};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

const EDGE_PX: f64 = 6.0;
const HOLE_SHARE: f64 = 0.62;
const LEAST_LABELLED_SHARE: f64 = 0.06;
const SEPARATOR_PX: f64 = 1.5;
const LEAST_LABELLED_RADIUS_PX: f64 = 50.0;

pub fn paint<DB: DrawingBackend>(spec: &ItemsSpec, size: Size, theme: &Theme, surface: &mut Surface<DB>) {
    let center = (size.width_px / 2.0, size.height_px / 2.0);
    let outer = size.width_px.min(size.height_px) / 2.0 - EDGE_PX;
    if outer < 4.0 {
        return;
    }
    let inner = outer * HOLE_SHARE;
    let share_of = |value: Option<f64>| value.filter(|value| *value > 0.0).unwrap_or(0.0);
    let sum: f64 = spec.items.iter().map(|item| share_of(item.finite_value())).sum();
    if !(sum > 0.0 && sum.is_finite()) {
        surface.fill(&ring(center, inner, outer, 0.0, 1.0), theme.grid, 1.0);
        return paint_sum(spec, "No data".to_owned(), center, inner, theme, surface);
    }
    let mut from = 0.0;
    for item in &spec.items {
        let share = share_of(item.finite_value()) / sum;
        if share == 0.0 {
            continue;
        }
        let color = theme.line_color(item.color);
        let outline = ring(center, inner, outer, from, from + share);
        surface.fill(&outline, color, 1.0);
        if share < 1.0 {
            let edge = [on_circle(center, inner - 1.0, from), on_circle(center, outer + 1.0, from)];
            surface.stroke(&edge, theme.surface, 1.0, SEPARATOR_PX);
        }
        if spec.show_labels && share >= LEAST_LABELLED_SHARE && outer >= LEAST_LABELLED_RADIUS_PX {
            let at = on_circle(center, f64::midpoint(inner, outer), from + share / 2.0);
            let text = format_value((share * 100.0).round(), Precision::Short) + "%";
            let look = TextLook::label(contrast(color), HPos::Center, VPos::Center);
            surface.text(&text, at, &look);
        }
        from += share;
    }
    // The first separator again, now on top of the last slice.
    if spec.items.iter().filter(|item| share_of(item.finite_value()) > 0.0).count() != 1 {
        let edge = [on_circle(center, inner - 1.0, 0.0), on_circle(center, outer + 1.0, 0.0)];
        surface.stroke(&edge, theme.surface, 1.0, SEPARATOR_PX);
    }
    let units: Vec<_> = spec.items.iter().map(|item| item.unit.as_deref()).collect();
    let shared =
        units.first().copied().flatten().filter(|unit| units.iter().all(|other| *other == Some(unit)));
    paint_sum(spec, format_with_unit(sum, shared, Precision::Short), center, inner, theme, surface)
}

fn paint_sum<DB: DrawingBackend>(
    spec: &ItemsSpec,
    text: String,
    center: (f64, f64),
    inner: f64,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let is_single = spec.items.len() < 2;
    let size_px = (inner * 0.42).within(10.0, 40.0);
    let width = surface.text_width(&text, size_px);
    let size_px = if inner * 1.7 < width { size_px * inner * 1.7 / width } else { size_px };
    let middle =
        TextLook { size_px, is_bold: true, ..TextLook::label(theme.text, HPos::Center, VPos::Center) };
    let has_caption = !is_single && inner >= 40.0;
    let lift = if has_caption { size_px * 0.22 } else { 0.0 };
    surface.text(&text, (center.0, center.1 - lift), &middle);
    if has_caption {
        let look = TextLook::label(theme.text_muted, HPos::Center, VPos::Center);
        surface.text("Sum", (center.0, center.1 + size_px * 0.62), &look);
    }
}

/// Black or white, whichever stands off.
fn contrast(ground: Rgb) -> Rgb {
    if ground.lightness() > 0.6 { Rgb(0x16, 0x1d, 0x26) } else { Rgb(255, 255, 255) }
}
