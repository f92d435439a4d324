//! Bars, pies, gauges and sparklines: one canvas each, without pointer.

use super::canvas::Canvas;
use super::data_table::items_table;
use super::environment::environment;
use super::stage::{Repaint, use_box_size, use_on_screen};
use super::state::{css_color, theme_untracked};
use crate::dom::{El, View, el, live, when};
use crate::reactive::{Signal, effect, memo};
use chart::number_format::{Precision, format_with_unit};
use chart::{
    ItemsSpec, ItemsView, LegendPosition, Size, SparklineSpec, Surface, Theme, describe_items, paint_items,
    paint_sparkline, printable,
};
use web_sys::HtmlCanvasElement;

/// A bar, pie or gauge chart of single values.
pub fn items_chart(spec: Signal<ItemsSpec>, legend: Signal<LegendPosition>) -> El {
    // What stands on the chart itself needs no legend.
    let has_legend = move || {
        let is_labelled = spec.with(|spec| spec.show_labels && spec.view != ItemsView::Pie);
        legend.get() != LegendPosition::Hidden && !is_labelled
    };
    let position = move || match legend.get() {
        _ if !has_legend() => "hidden",
        LegendPosition::Right => "right",
        LegendPosition::Bottom | LegendPosition::Hidden => "bottom",
    };
    let plot = el("div").class("chart-plot");
    let canvas = el("canvas").attr("aria-hidden", "true");
    single_canvas(
        &plot,
        &canvas,
        Box::new(move || spec.track()),
        Box::new(move |size, theme, surface| {
            spec.with_untracked(|spec| paint_items(spec, size, theme, surface))
        }),
    );
    let list = move || el("ul").class("chart-legend").child(live(move || spec.get(), legend_entries)).into();
    el("figure")
        .class("chart")
        .attr("data-legend", position)
        .attr("aria-label", memo(move || spec.with(describe_items)))
        .child(plot.child(canvas))
        .child(when(has_legend, list))
        .child(items_table(spec))
}

/// A small line without axes, filling its box. It stands beside the number it belongs to, so it is silent.
pub fn sparkline(spec: Signal<SparklineSpec>) -> El {
    let plot = el("div").class("sparkline").attr("aria-hidden", "true");
    let canvas = el("canvas");
    single_canvas(
        &plot,
        &canvas,
        Box::new(move || spec.track()),
        Box::new(move |size, theme, surface| {
            spec.with_untracked(|spec| paint_sparkline(spec, size, theme, surface))
        }),
    );
    plot.child(canvas)
}

type Paint = dyn Fn(Size, &Theme, &mut Surface<Canvas>);

/// Repaints the canvas in a box when the box, the theme or what `track` follows changes.
fn single_canvas(plot: &El, canvas: &El, track: Box<dyn Fn()>, paint: Box<Paint>) {
    let canvas: HtmlCanvasElement = canvas.cast();
    let box_size = use_box_size(plot);
    let is_on_screen = use_on_screen(plot);
    let repaint = Repaint::new(move || {
        let (theme, size) = (theme_untracked(), box_size.get_untracked());
        Canvas::paint(&canvas, size, &mut |surface| paint(size.size, &theme, surface));
    });
    effect(move || {
        environment(|_| ());
        track();
        box_size.track();
        if is_on_screen.get() {
            repaint.request();
        }
    });
}

fn legend_entries(spec: ItemsSpec) -> View {
    let entry = |item: &chart::Item| {
        let value = format_with_unit(item.value.unwrap_or(f64::NAN), item.unit.as_deref(), Precision::Normal);
        let color = item.color;
        el("li")
            .class("chart-legend__entry")
            .child(el("span").class("chart-swatch").style("background-color", move || css_color(color)))
            .child(el("span").class("chart-legend__label").text(printable(&item.label).into_owned()))
            .child(el("span").class("chart-legend__value").text(value))
    };
    spec.items.iter().map(entry).collect::<Vec<El>>().into()
}
