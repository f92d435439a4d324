//! From series to marks: scales, ticks, number format, decimation, stacking, hit-testing, descriptions.
//!
//! Everything is composed once, over plotters' `DrawingBackend`, so that one piece of code paints the
//! browser's canvas and a picture on the server. Pure geometry: no canvas, no DOM, no CloudWatch request,
//! no clock. A caller brings data as a [`ChartSpec`], [`ItemsSpec`] or [`SparklineSpec`].

mod palette;
mod spec;

pub use palette::{Color, PALETTE_LEN, Rgb, Theme};
pub use spec::{
    Axis, AxisSpec, ChartSpec, HorizontalAnnotation, HorizontalFill, Item, ItemsSpec, ItemsView,
    LegendPosition, Line, SparklineSpec, VerticalAnnotation, VerticalFill,
};
