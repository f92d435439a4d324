//! Where everything stands in a time-series chart: the plot, its axes, their ticks and labels.
//!
//! A frame is all that the layer of grid and labels is painted from, so comparing two frames tells whether
//! that layer must be painted again.

use crate::label;
use crate::number_format::format_tick;
use crate::scale::{Rect, TimeScale, ValueScale};
use crate::spec::{Axis, AxisSpec};
use crate::time_ticks::time_ticks;
use crate::value_ticks::{ValueExtent, ValueTicks, matching_ticks, value_ticks};
use timeseries::TimeRange;

/// The size of a chart in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width_px: f64,
    pub height_px: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub size: Size,
    pub plot: Rect,
    pub time: TimeScale,
    pub time_labels: Vec<TimeLabel>,
    pub left: Option<AxisFrame>,
    pub right: Option<AxisFrame>,
    /// The line of the dates, where there is room for one.
    pub has_dates: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TimeLabel {
    /// Of the tick and its grid line.
    pub x: f64,
    /// Of the label's middle, moved inwards at the edges.
    pub label_x: f64,
    pub label: String,
    pub below: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AxisFrame {
    pub scale: ValueScale,
    pub ticks: Vec<ValueLabel>,
    /// The axis' label or unit, above it.
    pub title: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ValueLabel {
    pub y: f64,
    pub label: String,
}

/// What an axis is made from.
pub struct AxisInput<'a> {
    pub spec: &'a AxisSpec,
    pub extent: ValueExtent,
}

pub const ROW_PX: f64 = 15.0;
const EDGE_PX: f64 = 8.0;
const LABEL_GAP_PX: f64 = 8.0;
/// What a grid line takes of the height; more lines than that are noise.
const PX_PER_STEP: f64 = 30.0;
/// Below these sizes a chart is a picture without labels.
const LEAST_LABELLED: Size = Size { width_px: 140.0, height_px: 70.0 };
const LEAST_HEIGHT_FOR_DATES_PX: f64 = 120.0;

impl Frame {
    pub fn new(
        size: Size,
        range: TimeRange,
        utc_offset_minutes: i32,
        left: Option<AxisInput>,
        right: Option<AxisInput>,
        text_width_px: &dyn Fn(&str) -> f64,
    ) -> Frame {
        let is_labelled =
            LEAST_LABELLED.width_px <= size.width_px && LEAST_LABELLED.height_px <= size.height_px;
        let has_dates = is_labelled && size.height_px >= LEAST_HEIGHT_FOR_DATES_PX;
        let title_of = |axis: &Option<AxisInput>| {
            axis.as_ref().filter(|_| is_labelled).and_then(|axis| title(axis.spec))
        };
        let titles = (title_of(&left), title_of(&right));
        let has_titles = titles.0.is_some() || titles.1.is_some();
        let rows = if has_dates { 2.0 } else { 1.0 };
        let top = EDGE_PX + if has_titles { ROW_PX } else { 0.0 };
        let bottom = size.height_px - if is_labelled { rows * ROW_PX + LABEL_GAP_PX } else { 2.0 };
        let bottom = bottom.max(top);

        let count = ((bottom - top) / PX_PER_STEP) as usize;
        let count = count.clamp(2, 8);
        let left_ticks = left.as_ref().map(|axis| value_ticks(&axis.extent, count));
        let steps = left_ticks.as_ref().map(|ticks| ticks.values.len().saturating_sub(1));
        let right_ticks = right.as_ref().map(|axis| {
            let matching = steps.and_then(|steps| matching_ticks(&axis.extent, steps));
            matching.unwrap_or_else(|| value_ticks(&axis.extent, count))
        });
        let axis = |ticks: Option<ValueTicks>, title| {
            ticks.map(|ticks| axis_frame(&ticks, title, top, bottom, is_labelled))
        };
        let left = axis(left_ticks, titles.0);
        let right = axis(right_ticks, titles.1);
        let edges = (gutter(&left, text_width_px), size.width_px - gutter(&right, text_width_px));
        let plot = Rect { left: edges.0, top, right: edges.1.max(edges.0), bottom };
        let time = TimeScale::new(range, plot.left, plot.right);
        let ticks = if is_labelled {
            time_ticks(range, utc_offset_minutes, plot.width(), text_width_px)
        } else {
            Vec::new()
        };
        let time_labels = ticks
            .into_iter()
            .map(|tick| {
                let x = time.x(tick.at);
                let widest = tick.below.as_deref().filter(|_| has_dates).map_or(0.0, text_width_px);
                let half = widest.max(text_width_px(&tick.label)) / 2.0;
                let label_x = x.min(size.width_px - half).max(half);
                TimeLabel { x, label_x, label: tick.label, below: tick.below }
            })
            .collect();
        Frame { size, plot, time, time_labels, left, right, has_dates }
    }

    /// Whether there is room for a picture at all.
    pub fn is_paintable(&self) -> bool {
        self.plot.width() >= 2.0 && self.plot.height() >= 2.0
    }

    pub fn axis(&self, axis: Axis) -> Option<&AxisFrame> {
        match axis {
            Axis::Left => self.left.as_ref(),
            Axis::Right => self.right.as_ref(),
        }
    }
}

fn axis_frame(
    ticks: &ValueTicks,
    title: Option<String>,
    top: f64,
    bottom: f64,
    is_labelled: bool,
) -> AxisFrame {
    let scale = ValueScale::new(ticks.low, ticks.high, top, bottom);
    let values = ticks.values.iter().filter(|_| is_labelled);
    let ticks = values
        .map(|value| ValueLabel { y: scale.y(*value), label: format_tick(*value, ticks.step) })
        .collect();
    AxisFrame { scale, ticks, title }
}

fn title(spec: &AxisSpec) -> Option<String> {
    let unit = spec.unit.as_deref().filter(|unit| spec.show_units && !matches!(*unit, "None" | ""));
    let text = spec.label.as_deref().filter(|label| !label.is_empty()).or(unit)?;
    Some(label::printable(text).into_owned())
}

fn gutter(axis: &Option<AxisFrame>, text_width_px: &dyn Fn(&str) -> f64) -> f64 {
    let Some(axis) = axis.as_ref().filter(|axis| !axis.ticks.is_empty()) else { return EDGE_PX };
    let widest = axis.ticks.iter().map(|tick| text_width_px(&tick.label)).fold(0.0, f64::max);
    // Whole pixels, so that a label growing by a fraction doesn't move the plot.
    (widest + LABEL_GAP_PX).ceil()
}
