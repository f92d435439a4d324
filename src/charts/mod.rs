//! Charts in the page: canvas painting, pointer, tooltip, legend, the accessible data table.
//!
//! Geometry and composition are the crate `chart`'s; this room knows canvas and DOM, and neither metrics
//! nor the API.

mod canvas;
mod data_table;
mod environment;
mod items;
mod legend;
mod pointer;
mod stage;
mod state;
mod time_series;
mod tooltip;

pub use environment::{Environment, environment};
pub use items::{ItemsChart, Sparkline};
pub use time_series::TimeSeriesChart;
