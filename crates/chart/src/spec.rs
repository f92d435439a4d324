//! What a chart shall show, in data: filled by widgets, read by everything else in this crate.
//!
//! Nothing here knows pixels, and nothing refers to metrics or expressions: whoever fills a spec has
//! already fetched, evaluated and labelled.

use crate::Color;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

/// A time-series chart: CloudWatch's view `timeSeries`, stacked or not.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartSpec {
    pub lines: Vec<Line>,
    /// What the horizontal axis spans; points outside are not drawn.
    pub range: TimeRange,
    /// Areas on top of each other, per axis.
    pub stacked: bool,
    pub left: AxisSpec,
    pub right: AxisSpec,
    pub horizontal: Vec<HorizontalAnnotation>,
    pub vertical: Vec<VerticalAnnotation>,
    /// Minutes east of UTC that times are shown in.
    pub utc_offset_minutes: i32,
}

impl ChartSpec {
    /// An empty chart of `range`, to be filled by assigning fields.
    pub fn new(range: TimeRange) -> Self {
        ChartSpec {
            lines: Vec::new(),
            range,
            stacked: false,
            left: AxisSpec::default(),
            right: AxisSpec::default(),
            horizontal: Vec::new(),
            vertical: Vec::new(),
            utc_offset_minutes: 0,
        }
    }
}

/// One line of a [`ChartSpec`].
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Tells lines apart from one picture to the next: hidden and isolated lines are remembered by it.
    pub id: String,
    /// As shown in legend, tooltip and data table. Hostile: drawn as text only.
    pub label: String,
    pub color: Color,
    pub axis: Axis,
    /// The distance of neighbouring datapoints. The line is broken where they are further apart than
    /// one and a half of it; without one it is broken only at NaN.
    pub period: Option<Period>,
    /// Half as wide and paler: the previous period behind the present one.
    pub thin: bool,
    /// This line and the next one are the upper and the lower edge of a band: what lies between is shaded.
    pub is_band_top: bool,
    pub series: TimeSeries,
}

impl Line {
    pub fn new(id: impl Into<String>, label: impl Into<String>, color: Color, series: TimeSeries) -> Self {
        Line {
            id: id.into(),
            label: label.into(),
            color,
            axis: Axis::Left,
            period: None,
            thin: false,
            is_band_top: false,
            series,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    #[default]
    Left,
    Right,
}

/// One vertical axis, as a DashboardBody's `yAxis.left` and `yAxis.right` say.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisSpec {
    pub label: Option<String>,
    /// Fixed ends; a missing one follows the data.
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub show_units: bool,
    /// CloudWatch's name of the unit (`Percent`, `Bytes/Second`) when all lines of the axis share it.
    pub unit: Option<String>,
}

impl Default for AxisSpec {
    fn default() -> Self {
        AxisSpec { label: None, min: None, max: None, show_units: true, unit: None }
    }
}

/// A threshold line, or with `band_to` the region between two values.
#[derive(Clone, Debug, PartialEq)]
pub struct HorizontalAnnotation {
    pub value: f64,
    /// Makes a band, which is always shaded; `fill` is then without effect.
    pub band_to: Option<f64>,
    pub label: Option<String>,
    /// The second label of a band.
    pub band_label: Option<String>,
    pub color: Option<Color>,
    pub fill: HorizontalFill,
    pub axis: Axis,
}

impl HorizontalAnnotation {
    pub fn new(value: f64) -> Self {
        HorizontalAnnotation {
            value,
            band_to: None,
            label: None,
            band_label: None,
            color: None,
            fill: HorizontalFill::None,
            axis: Axis::Left,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HorizontalFill {
    #[default]
    None,
    Above,
    Below,
}

/// An instant worth marking, or with `band_to` a span.
#[derive(Clone, Debug, PartialEq)]
pub struct VerticalAnnotation {
    pub at: Timestamp,
    pub band_to: Option<Timestamp>,
    pub label: Option<String>,
    pub band_label: Option<String>,
    pub color: Option<Color>,
    pub fill: VerticalFill,
}

impl VerticalAnnotation {
    pub fn new(at: Timestamp) -> Self {
        VerticalAnnotation {
            at,
            band_to: None,
            label: None,
            band_label: None,
            color: None,
            fill: VerticalFill::None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VerticalFill {
    #[default]
    None,
    Before,
    After,
}

/// A chart of single values: CloudWatch's views `bar`, `pie` and `gauge`.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemsSpec {
    pub view: ItemsView,
    pub items: Vec<Item>,
    /// `min` and `max` are the ends of a gauge and of the bars' axis.
    pub axis: AxisSpec,
    /// Thresholds, drawn on gauges and bars.
    pub horizontal: Vec<HorizontalAnnotation>,
    /// Print labels on the chart itself (`labels.visible`); values are printed always.
    pub show_labels: bool,
}

impl ItemsSpec {
    pub fn new(view: ItemsView) -> Self {
        ItemsSpec {
            view,
            items: Vec::new(),
            axis: AxisSpec::default(),
            horizontal: Vec::new(),
            show_labels: true,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemsView {
    Bar,
    Pie,
    Gauge,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: String,
    pub label: String,
    pub color: Color,
    /// `None` or NaN: no data, which is shown as `--`, never as 0.
    pub value: Option<f64>,
    pub unit: Option<String>,
}

/// A small line without axes, behind or beside a number.
#[derive(Clone, Debug, PartialEq)]
pub struct SparklineSpec {
    pub series: TimeSeries,
    pub range: TimeRange,
    pub period: Option<Period>,
    pub color: Color,
    /// A pale area under the line.
    pub filled: bool,
}

/// Where the legend of a chart stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LegendPosition {
    #[default]
    Bottom,
    Right,
    Hidden,
}
