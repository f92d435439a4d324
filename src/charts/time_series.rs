//! The time-series chart: three canvases on top of each other, painted for different reasons, and around
//! them legend, tooltip, brush and data table.

use super::canvas::{BoxSize, Canvas};
use super::data_table::DataTable;
use super::environment::environment;
use super::legend::Legend;
use super::pointer::{Handlers, live_text};
use super::stage::{Repaint, use_on_screen};
use super::state::{ChartState, theme_untracked};
use super::tooltip::{TimePill, Tooltip};
use chart::{
    ChartSpec, Frame, HorizontalAnnotation, LegendPosition, StrokedSeries, Theme, VerticalAnnotation,
    describe,
};
use leptos::html;
use leptos::prelude::*;
use timeseries::{TimeRange, Timestamp};
use web_sys::KeyboardEvent;

/// Lines or stacked areas over time. `cursor` is shared by all charts of a page; `zoom` is called with a
/// brushed range, and with `None` on a double click.
#[component]
pub fn TimeSeriesChart(
    #[prop(into)] spec: Signal<ChartSpec>,
    cursor: RwSignal<Option<Timestamp>>,
    zoom: Callback<Option<TimeRange>>,
    #[prop(into)] legend: Signal<LegendPosition>,
) -> impl IntoView {
    let plot = NodeRef::<html::Div>::new();
    let state = ChartState::new(spec, cursor, zoom, plot);
    let handlers = Handlers::new(state);
    let announced = RwSignal::new(String::new());
    let description = Memo::new(move |_| spec.with(describe));
    let position = move || match legend.get() {
        LegendPosition::Bottom => "bottom",
        LegendPosition::Right => "right",
        LegendPosition::Hidden => "hidden",
    };
    let press = move |event: KeyboardEvent| {
        if handlers.key(&event) {
            event.prevent_default();
            announced.set(live_text(state));
        }
    };
    view! {
        <figure
            class="chart"
            data-legend=position
            tabindex="0"
            aria-label=move || description.get()
            on:keydown=press
        >
            <Plot state handlers plot />
            <Show when=move || legend.get() != LegendPosition::Hidden>
                <Legend state />
            </Show>
            <Tooltip state />
            <p class="chart-live" aria-live="polite">{move || announced.get()}</p>
            <DataTable spec />
        </figure>
    }
}

/// The canvases, and what a pointer does above them.
#[component]
fn Plot(state: ChartState, handlers: Handlers, plot: NodeRef<html::Div>) -> impl IntoView {
    let canvases = Canvases::new(state, plot);
    let brush = move |side: usize| handlers.brush_px().map(|sides| format!("{}px", sides[side]));
    view! {
        <div
            class="chart-plot"
            node_ref=plot
            on:pointermove=move |event| handlers.moved(&event)
            on:pointerdown=move |event| handlers.pressed(&event)
            on:pointerup=move |event| handlers.released(&event)
            on:pointercancel=move |_| handlers.cancel()
            on:pointerleave=move |_| handlers.left()
            on:dblclick=move |_| state.zoom.run(None)
        >
            <canvas node_ref=canvases.base aria-hidden="true"></canvas>
            <canvas node_ref=canvases.series aria-hidden="true"></canvas>
            <canvas node_ref=canvases.overlay width="0" height="0" aria-hidden="true"></canvas>
            <div
                class="chart-brush"
                hidden=move || handlers.brush_px().is_none()
                style:left=move || brush(0)
                style:top=move || brush(1)
                style:width=move || brush(2)
                style:height=move || brush(3)
            ></div>
            <TimePill state />
        </div>
    }
}

/// All that the grid-and-labels layer shows.
type Base = (Frame, Vec<HorizontalAnnotation>, Vec<VerticalAnnotation>, Theme, BoxSize);

#[derive(Clone, Copy)]
struct Canvases {
    base: NodeRef<html::Canvas>,
    series: NodeRef<html::Canvas>,
    overlay: NodeRef<html::Canvas>,
}

impl Canvases {
    /// Canvases that repaint themselves when what they show changes.
    fn new(state: ChartState, plot: NodeRef<html::Div>) -> Self {
        let canvases = Canvases { base: NodeRef::new(), series: NodeRef::new(), overlay: NodeRef::new() };
        let is_on_screen = use_on_screen(plot);
        let painted_base = StoredValue::new(None::<Base>);
        let lines = Repaint::new(move || canvases.paint_lines(state, painted_base));
        let overlay = Repaint::new(move || canvases.paint_overlay(state));
        let environment = environment();
        Effect::new(move || {
            environment.track();
            state.layout.track();
            if is_on_screen.get() {
                lines.request();
            }
        });
        Effect::new(move || {
            state.layout.track();
            state.cursor.track();
            state.emphasised.track();
            if is_on_screen.get() {
                overlay.request();
            }
        });
        canvases
    }

    fn paint_lines(self, state: ChartState, painted_base: StoredValue<Option<Base>>) {
        let (Some(base), Some(series)) = (self.base.get_untracked(), self.series.get_untracked()) else {
            return;
        };
        let (theme, size) = (theme_untracked(), state.box_size.get_untracked());
        state.with_layout(|layout, spec| {
            let shows: Base =
                (layout.frame.clone(), spec.horizontal.clone(), spec.vertical.clone(), theme, size);
            if painted_base.with_value(|painted| painted.as_ref() != Some(&shows)) {
                Canvas::paint(&base, size, |surface| layout.paint_base(spec, &theme, surface));
                painted_base.set_value(Some(shows));
            }
            Canvas::paint(&series, size, |surface| {
                layout.paint_series(spec, &theme, &mut StrokedSeries, surface);
            });
        });
    }

    fn paint_overlay(self, state: ChartState) {
        let Some(overlay) = self.overlay.get_untracked() else { return };
        let (theme, size) = (theme_untracked(), state.box_size.get_untracked());
        let emphasised = state.emphasised.get_untracked();
        match state.cursor.get_untracked() {
            // A canvas that was never pointed at has no bitmap, and keeps none.
            None if emphasised.is_none() => {
                if overlay.width() != 0 {
                    overlay.set_width(0);
                    overlay.set_height(0);
                }
            }
            cursor => state.with_layout(|layout, spec| {
                Canvas::paint(&overlay, size, |surface| {
                    layout.paint_cursor(spec, cursor, emphasised, &theme, surface);
                });
            }),
        }
    }
}
