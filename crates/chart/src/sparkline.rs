//! A line without axes: the shape of the last hours beside a number.

use crate::clip::{clamp_run, clip_lines};
use crate::decimate::{Sampling, decimate, visible};
use crate::frame::Size;
use crate::palette::Theme;
use crate::scale::{Rect, TimeScale, ValueScale};
use crate::series_layer::{LineMarks, SeriesLayer, StrokedSeries};
use crate::spec::SparklineSpec;
use crate::surface::Surface;
use plotters_backend::DrawingBackend;

const LINE_WIDTH_PX: f64 = 1.5;
const EDGE_PX: f64 = 2.0;
const AREA_ALPHA: f64 = 0.14;

pub fn paint_sparkline<DB: DrawingBackend>(
    spec: &SparklineSpec,
    size: Size,
    theme: &Theme,
    surface: &mut Surface<DB>,
) {
    let plot = Rect {
        left: 0.0,
        top: EDGE_PX,
        right: size.width_px,
        bottom: (size.height_px - EDGE_PX).max(EDGE_PX),
    };
    if !(1.0..1e6).contains(&plot.width()) || !(1.0..1e6).contains(&plot.height()) {
        return;
    }
    let shown = visible(spec.series.times(), spec.range.start, spec.range.end);
    let values = spec.series.values()[shown].iter().copied().filter(|value| value.is_finite());
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    // A flat line runs through the middle.
    let (low, high) = if low < high { (low, high) } else { (low - 1.0, low + 1.0) };
    let sampling = Sampling {
        time: TimeScale::new(spec.range, plot.left, plot.right),
        value: ValueScale::new(low, high, plot.top, plot.bottom),
        plot,
        column_px: surface.resolution().device_px(),
        gap_millis: spec.period.map(|period| period.millis() * 3 / 2),
    };
    let runs = decimate(spec.series.times(), spec.series.values(), &sampling);
    let color = theme.line_color(spec.color);
    for run in runs.iter().filter(|_| spec.filled) {
        let mut area = clamp_run(run, &plot);
        if let (Some(first), Some(last)) = (area.first().copied(), area.last().copied()) {
            area.extend([(last.0, size.height_px), (first.0, size.height_px)]);
            surface.fill(&area, color, AREA_ALPHA);
        }
    }
    let strokes = clip_lines(&runs, &plot);
    let marks =
        LineMarks { color, alpha: 1.0, width_px: LINE_WIDTH_PX, strokes, areas: Vec::new(), area_alpha: 0.0 };
    StrokedSeries.paint(&[marks], &plot, surface)
}
