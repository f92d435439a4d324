//! The time-series chart: three canvases on top of each other, painted for different reasons, and around
//! them legend, tooltip, brush and data table.

use super::canvas::{BoxSize, Canvas};
use super::data_table::data_table;
use super::environment::environment;
use super::legend::legend as legend_list;
use super::pointer::{Handlers, live_text};
use super::stage::{Repaint, use_on_screen};
use super::state::{ChartState, theme_untracked};
use super::tooltip::{time_pill, tooltip};
use crate::dom::{El, el, when};
use crate::reactive::{Callable, Callback};
use crate::reactive::{RwSignal, Signal, effect, memo};
use chart::{
    ChartSpec, Frame, HorizontalAnnotation, LegendPosition, StrokedSeries, Theme, VerticalAnnotation,
    describe,
};
use std::cell::RefCell;
use timeseries::{TimeRange, Timestamp};
use web_sys::{Event, HtmlCanvasElement, KeyboardEvent, PointerEvent};

/// Lines or stacked areas over time. `cursor` is shared by all charts of a page; `zoom` is called with a
/// brushed range, and with `None` on a double click.
pub fn time_series_chart(
    spec: Signal<ChartSpec>,
    cursor: RwSignal<Option<Timestamp>>,
    zoom: Callback<Option<TimeRange>>,
    legend: Signal<LegendPosition>,
) -> El {
    let plot = el("div").class("chart-plot");
    let state = ChartState::new(spec, cursor, zoom, &plot);
    let announced = RwSignal::new(String::new());
    let handlers = Handlers::new(state);
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
    el("figure")
        .class("chart")
        .attr("data-legend", position)
        .attr("tabindex", "0")
        .attr("aria-label", memo(move || spec.with(describe)))
        .on("keydown", press)
        .child(fill_plot(plot, state, handlers))
        .child(when(move || legend.get() != LegendPosition::Hidden, move || legend_list(state).into()))
        .child(tooltip(state))
        .child(el("p").class("chart-live").attr("aria-live", "polite").text(announced))
        .child(data_table(spec))
}

/// The canvases, and what a pointer does above them.
fn fill_plot(plot: El, state: ChartState, handlers: Handlers) -> El {
    let canvas = || el("canvas").attr("aria-hidden", "true");
    let (base, series) = (canvas(), canvas());
    let overlay = canvas().attr("width", "0").attr("height", "0");
    let canvases = Canvases {
        base: base.cast(),
        series: series.cast(),
        overlay: overlay.cast(),
        painted_base: RefCell::new(None),
    };
    canvases.follow(state, &plot);
    let mut brush = el("div").class("chart-brush").attr("hidden", move || handlers.brush_px().is_none());
    for (side, property) in ["left", "top", "width", "height"].into_iter().enumerate() {
        let length = move || handlers.brush_px().map(|sides| sides[side].to_string() + "px");
        brush = brush.style(property, length);
    }
    plot.on("pointermove", move |event: PointerEvent| handlers.moved(&event))
        .on("pointerdown", move |event: PointerEvent| handlers.pressed(&event))
        .on("pointerup", move |event: PointerEvent| handlers.released(&event))
        .on("pointercancel", move |_: Event| handlers.cancel())
        .on("pointerleave", move |_: Event| handlers.left())
        .on("dblclick", move |_: Event| state.zoom.run(None))
        .child(base)
        .child(series)
        .child(overlay)
        .child(brush)
        .child(time_pill(state))
}

/// All that the grid-and-labels layer shows.
type Base = (Frame, Vec<HorizontalAnnotation>, Vec<VerticalAnnotation>, Theme, BoxSize);

struct Canvases {
    base: HtmlCanvasElement,
    series: HtmlCanvasElement,
    overlay: HtmlCanvasElement,
    painted_base: RefCell<Option<Base>>,
}

impl Canvases {
    /// Repaints the canvases when what they show changes.
    fn follow(self, state: ChartState, plot: &El) {
        let is_on_screen = use_on_screen(plot);
        let overlay = self.overlay.clone();
        let lines = Repaint::new(move || self.paint_lines(state));
        let overlay = Repaint::new(move || paint_overlay(&overlay, state));
        effect(move || {
            environment(|_| ());
            state.layout.track();
            if is_on_screen.get() {
                lines.request();
            }
        });
        effect(move || {
            state.layout.track();
            state.cursor.track();
            state.emphasised.track();
            if is_on_screen.get() {
                overlay.request();
            }
        });
    }

    fn paint_lines(&self, state: ChartState) {
        let (theme, size) = (theme_untracked(), state.box_size.get_untracked());
        state.with_layout(|layout, spec| {
            let shows: Base =
                (layout.frame.clone(), spec.horizontal.clone(), spec.vertical.clone(), theme, size);
            if self.painted_base.borrow().as_ref() != Some(&shows) {
                Canvas::paint(&self.base, size, &mut |surface| layout.paint_base(spec, &theme, surface));
                self.painted_base.replace(Some(shows));
            }
            Canvas::paint(&self.series, size, &mut |surface| {
                layout.paint_series(spec, &theme, &mut StrokedSeries, surface);
            });
        });
    }
}

fn paint_overlay(overlay: &HtmlCanvasElement, state: ChartState) {
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
            Canvas::paint(overlay, size, &mut |surface| {
                layout.paint_cursor(spec, cursor, emphasised, &theme, surface);
            });
        }),
    }
}
