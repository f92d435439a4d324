//! A time-series chart, laid out: the frame, the lines' geometry, and the layers that paint them.
//!
//! Three layers, repainted for different reasons: grid and labels when the [`Frame`] changes, the lines when
//! data change, the cursor when the pointer moves (see `hover`). The spec stays the caller's.

use crate::annotations;
use crate::clip::{clamp_run, clip_lines};
use crate::decimate::{Runs, Sampling, decimate, visible};
use crate::frame::{AxisInput, Frame, ROW_PX, Size};
use crate::palette::Theme;
use crate::series_layer::{LineMarks, SeriesLayer};
use crate::spec::{Axis, AxisSpec, ChartSpec, Line};
use crate::stack::{Band, between, stack};
use crate::surface::{Surface, TextLook};
use crate::value_ticks::ValueExtent;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;
use timeseries::Timestamp;

pub struct TimeChart {
    pub frame: Frame,
    /// Beside the spec's lines: whether the legend shows them.
    shown: Vec<bool>,
    /// Beside the spec's lines: where a stacked line lies, and what is shaded below a band's upper edge.
    bands: Vec<Option<Band>>,
}

const LINE_WIDTH_PX: f64 = 1.5;
const THIN_LINE_WIDTH_PX: f64 = 1.0;
const THIN_LINE_ALPHA: f64 = 0.55;
/// What is stacked is more to be seen than what is between two lines, which others run across.
const STACK_ALPHA: f64 = 0.6;
const BAND_ALPHA: f64 = 0.2;
const EMPHASIS_PX: f64 = 1.0;

impl TimeChart {
    /// Lays a chart out. `is_shown` stands beside the spec's lines; what it doesn't reach is shown.
    pub fn new(spec: &ChartSpec, is_shown: &[bool], size: Size, text_width_px: &dyn Fn(&str) -> f64) -> Self {
        let shown: Vec<bool> =
            (0..spec.lines.len()).map(|index| is_shown.get(index).copied().unwrap_or(true)).collect();
        let bands = bands(spec, &shown);
        let axis_input = |axis: Axis, spec_of_axis| {
            let has_lines = spec.lines.iter().zip(&shown).any(|(line, shown)| *shown && line.axis == axis);
            let has_annotations = spec.horizontal.iter().any(|annotation| annotation.axis == axis);
            let extent = extent(spec, &shown, &bands, axis);
            (has_lines || has_annotations).then_some(AxisInput { spec: spec_of_axis, extent })
        };
        let right = axis_input(Axis::Right, &spec.right);
        let mut left = axis_input(Axis::Left, &spec.left);
        if left.is_none() && right.is_none() {
            left = Some(AxisInput { spec: &spec.left, extent: extent_without_data(&spec.left) });
        }
        let frame = Frame::new(size, spec.range, spec.utc_offset_minutes, left, right, text_width_px);
        TimeChart { frame, shown, bands }
    }

    pub fn is_shown(&self, line: usize) -> bool {
        self.shown.get(line).copied().unwrap_or(false)
    }

    /// The layer at the bottom: grid, labels and the fills of annotations.
    pub fn paint_base<DB: DrawingBackend>(&self, spec: &ChartSpec, theme: &Theme, surface: &mut Surface<DB>) {
        let frame = &self.frame;
        if !frame.is_paintable() {
            return;
        }
        let plot = &frame.plot;
        annotations::paint_fills(spec, frame, theme, surface);
        // Grid lines of the one axis that leads; the other's ticks meet them where they can.
        let leading = frame.left.as_ref().or(frame.right.as_ref());
        for tick in leading.map_or(&[][..], |axis| &axis.ticks) {
            surface.horizontal_hairline(plot.left, plot.right, tick.y, theme.grid, 1.0);
        }
        for (axis, x, align) in
            [(&frame.left, plot.left - 8.0, HPos::Right), (&frame.right, plot.right + 8.0, HPos::Left)]
        {
            let look = TextLook::label(theme.text_muted, align, VPos::Center);
            for tick in axis.as_ref().map_or(&[][..], |axis| &axis.ticks) {
                surface.text(&tick.label, (x, tick.y), &look);
            }
        }
        paint_titles(frame, theme, surface);
        for label in &frame.time_labels {
            surface.vertical_hairline(label.x, plot.bottom, plot.bottom + 4.0, theme.grid, 1.0);
            let look = TextLook::label(theme.text_muted, HPos::Center, VPos::Top);
            surface.text(&label.label, (label.label_x, plot.bottom + 7.0), &look);
            if let Some(below) = label.below.as_deref().filter(|_| frame.has_dates) {
                let look = TextLook { color: theme.text, ..look };
                surface.text(below, (label.label_x, plot.bottom + 7.0 + ROW_PX), &look);
            }
        }
    }

    /// The layer of the lines, with the lines and labels of annotations on top.
    pub fn paint_series<DB: DrawingBackend>(
        &self,
        spec: &ChartSpec,
        theme: &Theme,
        layer: &mut impl SeriesLayer,
        surface: &mut Surface<DB>,
    ) {
        if !self.frame.is_paintable() {
            return;
        }
        let device_px = surface.resolution().device_px();
        // The previous period lies behind the present one.
        let (thin, normal): (Vec<_>, Vec<_>) =
            (0..spec.lines.len()).partition(|index| spec.lines[*index].thin);
        let marks: Vec<LineMarks> = thin
            .into_iter()
            .chain(normal)
            .filter_map(|index| self.marks(spec, index, theme, device_px))
            .collect();
        layer.paint(&marks, &self.frame.plot, surface);
        annotations::paint_lines(spec, &self.frame, theme, surface)
    }

    /// One line again, a little wider: drawn over the others while the pointer is on it.
    pub(crate) fn emphasised(
        &self,
        spec: &ChartSpec,
        index: usize,
        theme: &Theme,
        device_px: f64,
    ) -> Option<LineMarks> {
        let mut marks = self.marks(spec, index, theme, device_px)?;
        marks.width_px += EMPHASIS_PX;
        marks.alpha = 1.0;
        marks.areas.clear();
        Some(marks)
    }

    fn marks(&self, spec: &ChartSpec, index: usize, theme: &Theme, column_px: f64) -> Option<LineMarks> {
        let line = spec.lines.get(index).filter(|_| self.is_shown(index))?;
        let sampling = self.sampling(line, column_px)?;
        let (times, values) = self.columns(spec, index)?;
        let runs = decimate(times, values, &sampling);
        let areas = match self.bands.get(index)? {
            Some(band) => areas(&runs, &decimate(&band.times, &band.lower, &sampling), &sampling),
            None => Vec::new(),
        };
        Some(LineMarks {
            color: theme.line_color(line.color),
            alpha: if line.thin { THIN_LINE_ALPHA } else { 1.0 },
            width_px: if line.thin { THIN_LINE_WIDTH_PX } else { LINE_WIDTH_PX },
            strokes: clip_lines(&runs, &self.frame.plot),
            areas,
            area_alpha: if line.is_band_top { BAND_ALPHA } else { STACK_ALPHA },
        })
    }

    fn sampling(&self, line: &Line, column_px: f64) -> Option<Sampling> {
        let axis = self.frame.axis(line.axis)?;
        Some(Sampling {
            time: self.frame.time,
            value: axis.scale,
            plot: self.frame.plot,
            column_px,
            gap_millis: gap_millis(line),
        })
    }

    /// Times and drawn values of a line: its own, or the top of its band.
    pub(crate) fn columns<'a>(
        &'a self,
        spec: &'a ChartSpec,
        index: usize,
    ) -> Option<(&'a [Timestamp], &'a [f64])> {
        match self.bands.get(index)? {
            Some(band) => Some((&band.times, &band.upper)),
            None => spec.lines.get(index).map(|line| (line.series.times(), line.series.values())),
        }
    }
}

/// The longest step between two datapoints that is not a gap: one and a half periods.
pub(crate) fn gap_millis(line: &Line) -> Option<i64> {
    line.period.map(|period| period.millis() * 3 / 2)
}

fn bands(spec: &ChartSpec, shown: &[bool]) -> Vec<Option<Band>> {
    let mut bands: Vec<Option<Band>> = spec.lines.iter().map(|_| None).collect();
    for (index, pair) in spec.lines.windows(2).enumerate() {
        let [upper, lower] = [&pair[0], &pair[1]].map(|line| (&line.series, gap_millis(line)));
        if pair[0].is_band_top && shown[index] && shown[index + 1] {
            bands[index] = Some(between(upper, lower));
        }
    }
    if !spec.stacked {
        return bands;
    }
    for axis in [Axis::Left, Axis::Right] {
        let indexes: Vec<usize> = (0..spec.lines.len())
            .filter(|i| shown[*i] && spec.lines[*i].axis == axis && !spec.lines[*i].thin)
            .collect();
        let lines: Vec<_> =
            indexes.iter().map(|i| (&spec.lines[*i].series, gap_millis(&spec.lines[*i]))).collect();
        for (index, band) in indexes.into_iter().zip(stack(&lines)) {
            bands[index] = Some(band);
        }
    }
    bands
}

fn extent(spec: &ChartSpec, shown: &[bool], bands: &[Option<Band>], axis: Axis) -> ValueExtent {
    let mut extent = extent_without_data(if axis == Axis::Left { &spec.left } else { &spec.right });
    extent.must_hold_zero = spec.stacked;
    for (index, line) in spec.lines.iter().enumerate().filter(|(i, line)| shown[*i] && line.axis == axis) {
        let (times, values) = match &bands[index] {
            Some(band) => (&band.times[..], &band.upper[..]),
            None => (line.series.times(), line.series.values()),
        };
        // The neighbours beyond the edges count only where nothing lies inside.
        let inside = times.partition_point(|at| *at < spec.range.start)
            ..times.partition_point(|at| *at <= spec.range.end);
        let shown = if inside.is_empty() { visible(times, spec.range.start, spec.range.end) } else { inside };
        values[shown].iter().for_each(|value| extent.include(*value));
    }
    for annotation in spec.horizontal.iter().filter(|annotation| annotation.axis == axis) {
        extent.include(annotation.value);
        annotation.band_to.into_iter().for_each(|value| extent.include(value));
    }
    extent
}

fn extent_without_data(spec: &AxisSpec) -> ValueExtent {
    ValueExtent {
        data: None,
        fixed_min: spec.min,
        fixed_max: spec.max,
        must_hold_zero: false,
        natural_max: (spec.unit.as_deref() == Some("Percent")).then_some(100.0),
    }
}

/// Both edges of a band are broken at the same places, so their runs pair up.
fn areas(upper: &Runs, lower: &Runs, sampling: &Sampling) -> Vec<Vec<(f64, f64)>> {
    let mut areas = Vec::new();
    for (upper, lower) in upper.iter().zip(lower.iter()) {
        let mut area = clamp_run(upper, &sampling.plot);
        area.extend(clamp_run(lower, &sampling.plot).into_iter().rev());
        if area.len() > 2 {
            areas.push(area);
        }
    }
    areas
}

fn paint_titles<DB: DrawingBackend>(frame: &Frame, theme: &Theme, surface: &mut Surface<DB>) {
    for (axis, x, align) in [(&frame.left, 0.0, HPos::Left), (&frame.right, frame.size.width_px, HPos::Right)]
    {
        if let Some(title) = axis.as_ref().and_then(|axis| axis.title.as_deref()) {
            surface.text(title, (x, 0.0), &TextLook::label(theme.text_muted, align, VPos::Top));
        }
    }
}
