//! Bars, pies, gauges and sparklines: one canvas each, without pointer.

use super::canvas::Canvas;
use super::data_table::ItemsTable;
use super::environment::environment;
use super::stage::{Repaint, use_box_size, use_on_screen};
use super::state::{css_color, theme_untracked};
use chart::number_format::{Precision, format_with_unit};
use chart::{
    Item, ItemsSpec, ItemsView, LegendPosition, Size, SparklineSpec, Surface, Theme, describe_items,
    paint_items, paint_sparkline, printable,
};
use leptos::html;
use leptos::prelude::*;

/// A bar, pie or gauge chart of single values.
#[component]
pub fn ItemsChart(
    #[prop(into)] spec: Signal<ItemsSpec>,
    #[prop(into)] legend: Signal<LegendPosition>,
) -> impl IntoView {
    let description = Memo::new(move |_| spec.with(describe_items));
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
    let (plot, canvas) = single_canvas(spec, paint_items);
    view! {
        <figure class="chart" data-legend=position aria-label=move || description.get()>
            <div class="chart-plot" node_ref=plot>
                <canvas node_ref=canvas aria-hidden="true"></canvas>
            </div>
            <Show when=has_legend>
                <ul class="chart-legend">{move || spec.with(|spec| spec.items.iter().map(legend_entry).collect_view())}</ul>
            </Show>
            <ItemsTable spec />
        </figure>
    }
}

/// A small line without axes, filling its box. It stands beside the number it belongs to, so it is silent.
#[component]
pub fn Sparkline(#[prop(into)] spec: Signal<SparklineSpec>) -> impl IntoView {
    let (plot, canvas) = single_canvas(spec, paint_sparkline);
    view! {
        <div class="sparkline" node_ref=plot aria-hidden="true">
            <canvas node_ref=canvas></canvas>
        </div>
    }
}

/// A box and the canvas in it, repainted when spec, size or theme change.
fn single_canvas<T: Send + Sync + 'static>(
    spec: Signal<T>,
    paint: fn(&T, Size, &Theme, &mut Surface<Canvas>),
) -> (NodeRef<html::Div>, NodeRef<html::Canvas>) {
    let (plot, canvas) = (NodeRef::<html::Div>::new(), NodeRef::<html::Canvas>::new());
    let box_size = use_box_size(plot);
    let is_on_screen = use_on_screen(plot);
    let repaint = Repaint::new(move || {
        let Some(element) = canvas.get_untracked() else { return };
        let (theme, size) = (theme_untracked(), box_size.get_untracked());
        spec.with_untracked(|spec| {
            Canvas::paint(&element, size, |surface| paint(spec, size.size, &theme, surface))
        });
    });
    let environment = environment();
    Effect::new(move || {
        environment.track();
        spec.track();
        box_size.track();
        if is_on_screen.get() {
            repaint.request();
        }
    });
    (plot, canvas)
}

fn legend_entry(item: &Item) -> impl IntoView + use<> {
    let value = format_with_unit(item.value.unwrap_or(f64::NAN), item.unit.as_deref(), Precision::Normal);
    let color = item.color;
    view! {
        <li class="chart-legend__entry">
            <span class="chart-swatch" style:background-color=move || css_color(color)></span>
            <span class="chart-legend__label">{printable(&item.label).into_owned()}</span>
            <span class="chart-legend__value">{value}</span>
        </li>
    }
}
