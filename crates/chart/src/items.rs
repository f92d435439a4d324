//! Charts of single values: chooses among bars, pie and gauges, and says so where there is nothing to show.

use crate::frame::Size;
use crate::palette::Theme;
use crate::spec::{Item, ItemsSpec, ItemsView};
use crate::surface::{Surface, TextLook};
use crate::{bar, gauge, pie};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

/// Paints the whole chart; its background is the caller's.
pub fn paint_items<DB: DrawingBackend>(
    spec: &ItemsSpec,
    size: Size,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let is_usable = |length: f64| length.is_finite() && length >= 1.0;
    if !is_usable(size.width_px) || !is_usable(size.height_px) {
        return;
    }
    if spec.items.is_empty() {
        let look = TextLook::label(theme.text_muted, HPos::Center, VPos::Center);
        return surface.text("No data", (size.width_px / 2.0, size.height_px / 2.0), &look);
    }
    match spec.view {
        ItemsView::Bar => bar::paint(spec, size, theme, surface),
        ItemsView::Pie => pie::paint(spec, size, theme, surface),
        ItemsView::Gauge => gauge::paint(spec, size, theme, surface),
    }
}

impl Item {
    /// The value when it is a number at all.
    pub fn finite_value(&self) -> Option<f64> {
        self.value.filter(|value| value.is_finite())
    }
}
