//! Charts in the page: canvas painting, pointer, tooltip, legend, the accessible data table.
//!
//! Geometry and composition are the crate `chart`'s; this room knows canvas and DOM, and neither metrics
//! nor the API.

use chart::{ChartSpec, ItemsSpec, LegendPosition, SparklineSpec};
use leptos::prelude::*;
use timeseries::{TimeRange, Timestamp};

/// Lines or stacked areas over time. `cursor` is shared by all charts of a page; `zoom` is called with a
/// brushed range, and with `None` on a double click.
#[component]
pub fn TimeSeriesChart(
    #[prop(into)] spec: Signal<ChartSpec>,
    cursor: RwSignal<Option<Timestamp>>,
    zoom: Callback<Option<TimeRange>>,
    #[prop(into)] legend: Signal<LegendPosition>,
) -> impl IntoView {
    let _ = (spec, cursor, zoom, legend);
    view! { <figure class="chart"></figure> }
}

/// A bar, pie or gauge chart of single values.
#[component]
pub fn ItemsChart(
    #[prop(into)] spec: Signal<ItemsSpec>,
    #[prop(into)] legend: Signal<LegendPosition>,
) -> impl IntoView {
    let _ = (spec, legend);
    view! { <figure class="chart"></figure> }
}

/// A small line without axes, filling its box.
#[component]
pub fn Sparkline(#[prop(into)] spec: Signal<SparklineSpec>) -> impl IntoView {
    let _ = spec;
    view! { <div class="sparkline"></div> }
}
