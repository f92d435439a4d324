//! From series to marks: scales, ticks, number format, decimation, stacking, hit-testing, descriptions.
//!
//! Everything is composed once, over plotters' `DrawingBackend`, so that one piece of code paints the
//! browser's canvas and a picture on the server. Pure geometry: no canvas, no DOM, no CloudWatch request,
//! no clock. A caller brings data as a [`ChartSpec`], [`ItemsSpec`] or [`SparklineSpec`].

mod annotations;
mod arc;
mod bar;
mod clip;
mod decimate;
mod describe;
mod frame;
mod gauge;
mod hover;
mod items;
mod label;
pub mod number_format;
mod palette;
mod pie;
#[cfg(test)]
mod recording;
mod scale;
mod series_layer;
mod sparkline;
mod spec;
mod stack;
mod surface;
#[cfg(test)]
mod tests;
mod time_chart;
pub mod time_ticks;
mod value_ticks;

pub use decimate::Runs;
pub use describe::{describe, describe_items};
pub use frame::{AxisFrame, Frame, Size, TimeLabel, ValueLabel};
pub use hover::Reading;
pub use items::paint_items;
pub use label::{fit, printable};
pub use palette::{Color, HUES, PALETTE_LEN, Rgb, Theme};
pub use scale::{Point, Rect, TimeScale, ValueScale};
pub use series_layer::{LineMarks, SeriesLayer, StrokedSeries};
pub use sparkline::paint_sparkline;
pub use spec::{
    Axis, AxisSpec, ChartSpec, HorizontalAnnotation, HorizontalFill, Item, ItemsSpec, ItemsView,
    LegendPosition, Line, SparklineSpec, VerticalAnnotation, VerticalFill,
};
pub use surface::{LABEL_PX, Painted, Resolution, Surface, TextLook};
pub use time_chart::TimeChart;
