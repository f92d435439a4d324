//! What the pointer means: which time, which datapoints, which line; and the layer that shows it.

use crate::label;
use crate::palette::Theme;
use crate::scale::{Point, Within};
use crate::series_layer::{SeriesLayer, StrokedSeries};
use crate::spec::ChartSpec;
use crate::surface::Surface;
use crate::time_chart::{TimeChart, gap_millis};
use plotters_backend::DrawingBackend;
use timeseries::{TimeRange, Timestamp};

/// One line's datapoint at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Index in the spec's lines.
    pub line: usize,
    pub label: String,
    pub at: Timestamp,
    /// The line's own value, also where lines are stacked.
    pub value: f64,
    /// Where the datapoint is drawn.
    pub point: Point,
}

/// How far from a line the pointer may be to mean it.
const GRASP_PX: f64 = 10.0;
/// How far a datapoint of a line without a period may be from the cursor.
const REACH_PX: f64 = 24.0;
const DOT_RADIUS_PX: f64 = 3.0;
const DOT_RING_PX: f64 = 1.5;

impl TimeChart {
    /// The datapoint time nearest to a position, of any shown line; the bare time without datapoints.
    pub fn snap(&self, spec: &ChartSpec, x: f64) -> Timestamp {
        let plot = &self.frame.plot;
        let wanted = self.frame.time.at(x.max(plot.left).min(plot.right));
        let mut nearest: Option<Timestamp> = None;
        for (index, line) in spec.lines.iter().enumerate().filter(|(index, _)| self.is_shown(*index)) {
            let Some(found) = nearest_index(line.series.times(), wanted) else { continue };
            let at = line.series.times()[found];
            let is_visible = spec.range.start <= at && at <= spec.range.end && self.is_shown(index);
            if is_visible && nearest.is_none_or(|nearest| distance(at, wanted) < distance(nearest, wanted)) {
                nearest = Some(at);
            }
        }
        nearest.filter(|at| (self.frame.time.x(*at) - x).abs() <= plot.width() / 4.0).unwrap_or(wanted)
    }

    /// The datapoint time that follows (or precedes) the cursor: a step by keyboard.
    pub fn step(&self, spec: &ChartSpec, from: Option<Timestamp>, forwards: bool) -> Option<Timestamp> {
        let is_visible = |at: &Timestamp| spec.range.start <= *at && *at <= spec.range.end;
        let times = spec.lines.iter().enumerate().filter(|(index, _)| self.is_shown(*index));
        let steps = times.filter_map(|(_, line)| {
            let times = line.series.times();
            let index = match (from, forwards) {
                (Some(from), true) => times.partition_point(|at| *at <= from),
                (Some(from), false) => times.partition_point(|at| *at < from).checked_sub(1)?,
                (None, true) => times.partition_point(|at| *at < spec.range.start),
                (None, false) => times.partition_point(|at| *at <= spec.range.end).checked_sub(1)?,
            };
            times.get(index).copied().filter(is_visible)
        });
        if forwards { steps.min() } else { steps.max() }
    }

    /// Each shown line's nearest datapoint, as far as it belongs to that time; greatest value first.
    pub fn readings(&self, spec: &ChartSpec, at: Timestamp) -> Vec<Reading> {
        let mut readings: Vec<Reading> =
            (0..spec.lines.len()).filter_map(|index| self.reading(spec, index, at)).collect();
        readings.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.line.cmp(&b.line)));
        readings
    }

    pub fn reading(&self, spec: &ChartSpec, index: usize, at: Timestamp) -> Option<Reading> {
        let line = spec.lines.get(index).filter(|_| self.is_shown(index))?;
        let axis = self.frame.axis(line.axis)?;
        let times = line.series.times();
        let found = nearest_index(times, at)?;
        let (own, value) = (times[found], line.series.values()[found]);
        let reach_millis = match line.period {
            Some(period) => period.millis() / 2,
            None => (REACH_PX * self.frame.time.millis_per_px()) as i64,
        };
        if !value.is_finite()
            || own < spec.range.start
            || spec.range.end < own
            || reach_millis < distance(own, at)
        {
            return None;
        }
        let (drawn_times, drawn_values) = self.columns(spec, index)?;
        let drawn = drawn_values[drawn_times.binary_search(&own).ok()?];
        Some(Reading {
            line: index,
            label: label::printable(&line.label).into_owned(),
            at: own,
            value,
            point: (self.frame.time.x(own), axis.scale.y(drawn)),
        })
    }

    /// The line under the pointer.
    pub fn line_at(&self, spec: &ChartSpec, pointer: Point) -> Option<usize> {
        if !self.frame.plot.contains(pointer) {
            return None;
        }
        let (mut nearest, mut least_px) = (None, GRASP_PX);
        for index in 0..spec.lines.len() {
            let Some(distance_px) = self.distance_px(spec, index, pointer) else { continue };
            if distance_px < least_px || (nearest.is_none() && distance_px == least_px) {
                (nearest, least_px) = (Some(index), distance_px);
            }
        }
        nearest
    }

    /// The range between two positions in any order, cut to the chart's own: a brush.
    pub fn range_between(&self, spec: &ChartSpec, a: f64, b: f64) -> TimeRange {
        let at = |x: f64| self.frame.time.at(x).clamp(spec.range.start, spec.range.end.max(spec.range.start));
        TimeRange::new(at(a.min(b)), at(a.max(b)))
    }

    /// The topmost layer: crosshair and dots at the cursor, and the line under the pointer once more.
    pub fn paint_cursor<DB: DrawingBackend>(
        &self,
        spec: &ChartSpec,
        cursor: Option<Timestamp>,
        emphasised: Option<usize>,
        theme: &Theme,
        surface: &mut Surface<DB>,
    ) {
        let plot = &self.frame.plot;
        if !self.frame.is_paintable() {
            return;
        }
        let cursor = cursor.filter(|at| spec.range.start <= *at && *at <= spec.range.end);
        if let Some(at) = cursor {
            let x = self.frame.time.x(at);
            surface.vertical_hairline(x, plot.top, plot.bottom, theme.text_muted, 0.7);
        }
        let device_px = surface.resolution().device_px();
        if let Some(marks) = emphasised.and_then(|index| self.emphasised(spec, index, theme, device_px)) {
            StrokedSeries.paint(&[marks], plot, surface);
        }
        let readings = cursor.map(|at| self.readings(spec, at)).unwrap_or_default();
        for reading in readings.iter().rev().filter(|reading| plot.contains(reading.point)) {
            let color = theme.line_color(spec.lines[reading.line].color);
            let grown = if emphasised == Some(reading.line) { 1.0 } else { 0.0 };
            surface.dot(reading.point, DOT_RADIUS_PX + DOT_RING_PX + grown, theme.surface, 1.0);
            surface.dot(reading.point, DOT_RADIUS_PX + grown, color, 1.0);
        }
    }

    fn distance_px(&self, spec: &ChartSpec, index: usize, pointer: Point) -> Option<f64> {
        let line = spec.lines.get(index).filter(|_| self.is_shown(index))?;
        let axis = self.frame.axis(line.axis)?;
        let (times, values) = self.columns(spec, index)?;
        let next = times.partition_point(|at| *at < self.frame.time.at(pointer.0));
        let point = |index: usize| {
            let value = values.get(index).copied().filter(|value| value.is_finite())?;
            Some((times[index], (self.frame.time.x(times[index]), axis.scale.y(value))))
        };
        // The segment around the pointer and its neighbours: a steep one may be nearer.
        let segments = (next.saturating_sub(2)..=next).filter_map(|index| {
            let (from_at, from) = point(index)?;
            let (to_at, to) = point(index + 1).unwrap_or((from_at, from));
            let is_gap = gap_millis(line).is_some_and(|gap_millis| gap_millis < distance(from_at, to_at));
            Some(to_segment(pointer, from, if is_gap { from } else { to }))
        });
        segments.min_by(f64::total_cmp)
    }
}

fn distance(a: Timestamp, b: Timestamp) -> i64 {
    (a.millis() - b.millis()).abs()
}

fn nearest_index(times: &[Timestamp], wanted: Timestamp) -> Option<usize> {
    let after = times.partition_point(|at| *at < wanted);
    match (after.checked_sub(1), times.get(after)) {
        (Some(before), Some(at)) if distance(*at, wanted) < distance(times[before], wanted) => Some(after),
        (Some(before), _) => Some(before),
        (None, Some(_)) => Some(after),
        (None, None) => None,
    }
}

fn to_segment(pointer: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = (pointer.0 - from.0) * dx + (pointer.1 - from.1) * dy;
    let share = if length > 0.0 { (along / length).within(0.0, 1.0) } else { 0.0 };
    (pointer.0 - from.0 - dx * share).hypot(pointer.1 - from.1 - dy * share)
}
