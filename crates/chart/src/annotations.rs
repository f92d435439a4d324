//! Thresholds, bands, marked instants: fills below the lines, their own lines and labels above.

use crate::frame::{Frame, ROW_PX, Size};
use crate::palette::{Color, Rgb, Theme};
use crate::scale::Rect;
use crate::spec::{ChartSpec, HorizontalFill, VerticalFill};
use crate::surface::{LABEL_PX, Surface, TextLook};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

const FILL_ALPHA: f64 = 0.13;
const LABEL_INSET_PX: f64 = 4.0;
/// In a smaller plot a label would hide the lines.
const LEAST_PLOT: Size = Size { width_px: 160.0, height_px: 70.0 };

pub fn paint_fills<DB: DrawingBackend>(
    spec: &ChartSpec,
    frame: &Frame,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let plot = &frame.plot;
    for (index, annotation) in spec.horizontal.iter().enumerate() {
        let Some(axis) = frame.axis(annotation.axis) else { continue };
        let y = axis.scale.y(annotation.value);
        let other = match (annotation.band_to, annotation.fill) {
            (Some(value), _) => axis.scale.y(value),
            (None, HorizontalFill::Above) => plot.top,
            (None, HorizontalFill::Below) => plot.bottom,
            (None, HorizontalFill::None) => continue,
        };
        let (top, bottom) = (y.min(other).max(plot.top), y.max(other).min(plot.bottom));
        let color = color_of(annotation.color, spec, index, theme);
        surface.rect((plot.left, top), (plot.right, bottom), color, FILL_ALPHA);
    }
    for (index, annotation) in spec.vertical.iter().enumerate() {
        let x = frame.time.x(annotation.at);
        let other = match (annotation.band_to, annotation.fill) {
            (Some(at), _) => frame.time.x(at),
            (None, VerticalFill::Before) => plot.left,
            (None, VerticalFill::After) => plot.right,
            (None, VerticalFill::None) => continue,
        };
        let (left, right) = (x.min(other).max(plot.left), x.max(other).min(plot.right));
        let color = color_of(annotation.color, spec, spec.horizontal.len() + index, theme);
        surface.rect((left, plot.top), (right, plot.bottom), color, FILL_ALPHA);
    }
}

pub fn paint_lines<DB: DrawingBackend>(
    spec: &ChartSpec,
    frame: &Frame,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let plot = &frame.plot;
    for (index, annotation) in spec.horizontal.iter().enumerate() {
        let Some(axis) = frame.axis(annotation.axis) else { continue };
        let color = color_of(annotation.color, spec, index, theme);
        let ends = [
            (Some(annotation.value), annotation.label.as_deref()),
            (annotation.band_to, annotation.band_label.as_deref()),
        ];
        for (value, text) in ends {
            let Some(y) =
                value.map(|value| axis.scale.y(value)).filter(|y| within(*y, plot.top, plot.bottom))
            else {
                continue;
            };
            surface.horizontal_hairline(plot.left, plot.right, y, color, 1.0);
            let fits_above = plot.top <= y - ROW_PX;
            let top = if fits_above { y - ROW_PX - 1.0 } else { y + 2.0 };
            paint_label(text, plot.left + LABEL_INSET_PX, top, color, plot, theme, surface);
        }
    }
    for (index, annotation) in spec.vertical.iter().enumerate() {
        let color = color_of(annotation.color, spec, spec.horizontal.len() + index, theme);
        let ends = [
            (Some(annotation.at), annotation.label.as_deref()),
            (annotation.band_to, annotation.band_label.as_deref()),
        ];
        for (at, text) in ends {
            let Some(x) = at.map(|at| frame.time.x(at)).filter(|x| within(*x, plot.left, plot.right)) else {
                continue;
            };
            surface.vertical_hairline(x, plot.top, plot.bottom, color, 1.0);
            paint_label(text, x + LABEL_INSET_PX, plot.top, color, plot, theme, surface);
        }
    }
}

/// A text that stays in the plot and legible over lines.
fn paint_label<DB: DrawingBackend>(
    text: Option<&str>,
    left: f64,
    top: f64,
    color: Rgb,
    plot: &Rect,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let Some(text) = text else { return };
    let text = surface.fitting(text, plot.width() - 2.0 * LABEL_INSET_PX);
    let width = surface.text_width(&text, LABEL_PX);
    if text.is_empty() || plot.width() < LEAST_PLOT.width_px || plot.height() < LEAST_PLOT.height_px {
        return;
    }
    // At the right edge a label stands on the other side of its line.
    let left = if plot.right < left + width { left - width - 2.0 * LABEL_INSET_PX } else { left };
    let left = left.max(plot.left + 1.0);
    surface.rect((left - 2.0, top), (left + width + 2.0, top + ROW_PX), theme.surface, 0.75);
    let color = color.mix(theme.text, 0.35);
    surface.text(&text, (left, top + 1.5), &TextLook::label(color, HPos::Left, VPos::Top));
}

/// Annotations without a colour go on with the palette where the lines end.
fn color_of(color: Option<Color>, spec: &ChartSpec, index: usize, theme: &Theme) -> Rgb {
    theme.line_color(color.unwrap_or(Color::Palette(spec.lines.len() + index)))
}

fn within(position: f64, low: f64, high: f64) -> bool {
    low <= position && position <= high
}
