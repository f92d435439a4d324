//! At the cursor: the time in a pill on the axis, in every chart; the values in a list, beside the pointer.

use super::canvas::label_width_px;
use super::environment::environment;
use super::state::{ChartState, css_color, resolution_millis, value_text};
use chart::time_ticks::format_instant;
use leptos::html;
use leptos::prelude::*;
use timeseries::Timestamp;

/// A longer list hides the chart.
const MOST_ROWS: usize = 14;
const DISTANCE_PX: i32 = 16;
const PILL_PADDING_PX: f64 = 8.0;

#[component]
pub fn TimePill(state: ChartState) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let at = state.cursor.get()?;
        let (text, is_inside) =
            state.spec.with(|spec| (instant(spec, at), spec.range.start <= at && at <= spec.range.end));
        if !is_inside {
            return None;
        }
        let zoom = environment().with(|environment| environment.zoom);
        state.layout.with(|layout| {
            let frame = &layout.frame;
            let half = label_width_px(&text) / 2.0 + PILL_PADDING_PX;
            let x = frame.time.x(at).min(frame.size.width_px - half).max(half);
            let px = |length: f64| format!("{}px", (length * zoom).round() as i32);
            Some((text, px(x), px(frame.plot.bottom)))
        })
    });
    let part =
        move |choose: fn((String, String, String)) -> String| shown.get().map(choose).unwrap_or_default();
    view! {
        <div
            class="chart-pill"
            aria-hidden="true"
            hidden=move || shown.get().is_none()
            style:left=move || part(|(_, left, _)| left)
            style:top=move || part(|(_, _, top)| top)
        >
            {move || part(|(text, _, _)| text)}
        </div>
    }
}

/// One row: colour, label, value, whether the pointer is on its line.
type Row = (String, String, String, bool);

#[component]
pub fn Tooltip(state: ChartState) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    let is_open = Memo::new(move |_| state.pointer.get().is_some() && !state.readings.with(Vec::is_empty));
    // A popover lies above everything, and no widget's edge cuts it off.
    Effect::new(move || {
        if let Some(element) = element.get() {
            // Opening an open one throws, which changes nothing.
            let _ = if is_open.get() { element.show_popover() } else { element.hide_popover() };
        }
    });
    let place =
        Memo::new(move |_| state.pointer.get().map(|pointer| place(pointer.in_window)).unwrap_or_default());
    let content = move || {
        let at = state.cursor.get().filter(|_| is_open.get())?;
        let title = state.spec.with(|spec| instant(spec, at));
        let (rows, left_out) = rows(state);
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(color, label, value, is_emphasised)| {
                view! {
                    <li class="chart-tooltip__row" data-emphasised=is_emphasised.to_string()>
                        <span class="chart-swatch" style:background-color=color></span>
                        <span class="chart-tooltip__label">{label}</span>
                        <span class="chart-tooltip__value">{value}</span>
                    </li>
                }
            })
            .collect();
        Some(view! {
            <div class="chart-tooltip__time">{title}</div>
            <ul>{rows}</ul>
            {(0 < left_out).then(|| view! { <div class="chart-tooltip__more">{format!("and {left_out} more")}</div> })}
        })
    };
    view! {
        <div
            class="chart-tooltip"
            node_ref=element
            popover="manual"
            aria-hidden="true"
            style:left=move || place.get().left
            style:right=move || place.get().right
            style:top=move || place.get().top
            style:bottom=move || place.get().bottom
        >
            {content}
        </div>
    }
}

/// The rows around the emphasised line, or from the greatest value down; and how many are left out.
fn rows(state: ChartState) -> (Vec<Row>, usize) {
    let readings = state.readings.get();
    let emphasised = state.emphasised.get();
    let place = readings.iter().position(|reading| Some(reading.line) == emphasised).unwrap_or(0);
    let last_first = readings.len().saturating_sub(MOST_ROWS);
    let first = place.saturating_sub(MOST_ROWS / 2).min(last_first);
    let rows = state.spec.with(|spec| {
        let shown = readings.iter().skip(first).take(MOST_ROWS);
        let row = shown.filter_map(|reading| {
            let line = spec.lines.get(reading.line)?;
            let value = value_text(spec, line, reading.value);
            Some((css_color(line.color), reading.label.clone(), value, Some(reading.line) == emphasised))
        });
        row.collect()
    });
    (rows, last_first)
}

#[derive(Clone, Default, PartialEq)]
struct Place {
    left: String,
    right: String,
    top: String,
    bottom: String,
}

/// Away from the nearer edges of the window, so that the list needn't be measured to stay inside.
fn place((x, y): (i32, i32)) -> Place {
    let length =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0) as i32;
    let (width, height) = (length(window().inner_width()), length(window().inner_height()));
    let side = |at: i32, length: i32| {
        let px = |distance: i32| format!("{}px", distance + DISTANCE_PX);
        if at * 2 <= length { (px(at), "auto".to_owned()) } else { ("auto".to_owned(), px(length - at)) }
    };
    let ((left, right), (top, bottom)) = (side(x, width), side(y, height));
    Place { left, right, top, bottom }
}

fn instant(spec: &chart::ChartSpec, at: Timestamp) -> String {
    format_instant(at, spec.utc_offset_minutes, resolution_millis(spec))
}
