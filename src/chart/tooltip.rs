//! At the cursor: the time in a pill on the axis, in every chart; the values in a list, beside the pointer.

use super::canvas::label_width_px;
use super::environment::environment;
use super::state::{ChartState, css_color, resolution_millis, value_text};
use crate::dom::window;
use crate::dom::{El, View, el, fragment, live};
use crate::reactive::{effect, memo};
use chart::time_ticks::format_instant;
use timeseries::Timestamp;
use wasm_bindgen::JsValue;

/// A longer list hides the chart.
const MOST_ROWS: usize = 14;
const DISTANCE_PX: i32 = 16;
const PILL_PADDING_PX: f64 = 8.0;

pub fn time_pill(state: ChartState) -> El {
    // Its text, left and top.
    let shown = memo(move || {
        let at = state.cursor.get()?;
        let (text, is_inside) =
            state.spec.with(|spec| (instant(spec, at), spec.range.start <= at && at <= spec.range.end));
        if !is_inside {
            return None;
        }
        let zoom = environment(|environment| environment.zoom);
        state.layout.with(|layout| {
            let frame = &layout.frame;
            let half = label_width_px(&text) / 2.0 + PILL_PADDING_PX;
            let x = frame.time.x(at).min(frame.size.width_px - half).max(half);
            let css_px = |length: f64| px((length * zoom).round() as i32);
            Some([text, css_px(x), css_px(frame.plot.bottom)])
        })
    });
    let part = move |part: usize| move || shown.with(|shown| shown.as_ref().map(|parts| parts[part].clone()));
    el("div")
        .class("chart-pill")
        .attr("aria-hidden", "true")
        .attr("hidden", move || shown.with(Option::is_none))
        .style("left", part(1))
        .style("top", part(2))
        .text(part(0))
}

pub fn tooltip(state: ChartState) -> El {
    let is_open = memo(move || state.pointer.get().is_some() && !state.readings.with(Vec::is_empty));
    let place = memo(move || state.pointer.get().map(place).unwrap_or_default());
    let list = move || {
        let at = state.cursor.get().filter(|_| is_open.get())?;
        Some(list(state, at))
    };
    let mut tooltip = el("div").class("chart-tooltip").attr("popover", "manual").attr("aria-hidden", "true");
    for (side, property) in ["left", "right", "top", "bottom"].into_iter().enumerate() {
        tooltip = tooltip.style(property, move || place.with(|sides| sides[side].clone()));
    }
    let tooltip = tooltip.child(live(list, |list| list.map(list_view).into()));
    // A popover lies above everything, and no widget's edge cuts it off.
    let element = tooltip.html();
    effect(move || {
        // Opening an open one throws, which changes nothing.
        let _ = if is_open.get() { element.show_popover() } else { element.hide_popover() };
    });
    tooltip
}

struct List {
    title: String,
    rows: Vec<Row>,
    left_out: usize,
}

struct Row {
    color: String,
    label: String,
    value: String,
    is_emphasised: bool,
}

/// The rows around the emphasised line, or from the greatest value down.
fn list(state: ChartState, at: Timestamp) -> List {
    let emphasised = state.emphasised.get();
    state.readings.with(|readings| {
        let place = readings.iter().position(|reading| Some(reading.line) == emphasised).unwrap_or(0);
        let last_first = readings.len().saturating_sub(MOST_ROWS);
        let first = place.saturating_sub(MOST_ROWS / 2).min(last_first);
        state.spec.with(|spec| {
            let shown = readings.iter().skip(first).take(MOST_ROWS);
            let row = |reading: &chart::Reading| {
                let line = spec.lines.get(reading.line)?;
                Some(Row {
                    color: css_color(line.color),
                    label: reading.label.clone(),
                    value: value_text(spec, line, reading.value),
                    is_emphasised: Some(reading.line) == emphasised,
                })
            };
            List { title: instant(spec, at), rows: shown.filter_map(row).collect(), left_out: last_first }
        })
    })
}

fn list_view(list: List) -> View {
    let mut rows = el("ul");
    for row in list.rows {
        let view = el("li")
            .class("chart-tooltip__row")
            .attr("data-emphasised", if row.is_emphasised { "true" } else { "false" })
            .child(el("span").class("chart-swatch").style("background-color", row.color))
            .child(el("span").class("chart-tooltip__label").text(row.label))
            .child(el("span").class("chart-tooltip__value").text(row.value));
        rows = rows.child(view);
    }
    let more = (0 < list.left_out).then(|| {
        el("div").class("chart-tooltip__more").text(["and ", &list.left_out.to_string(), " more"].concat())
    });
    fragment([el("div").class("chart-tooltip__time").text(list.title).into(), rows.into(), more.into()])
}

/// Left, right, top and bottom: away from the nearer edges of the window, so that the list needn't be
/// measured to stay inside.
fn place((x, y): (f64, f64)) -> [String; 4] {
    let length = |value: Result<JsValue, _>| value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0) as i32;
    let side = |at: i32, length: i32| {
        let auto = "auto".to_owned();
        if at * 2 <= length { (px(at + DISTANCE_PX), auto) } else { (auto, px(length - at + DISTANCE_PX)) }
    };
    let (left, right) = side(x as i32, length(window().inner_width()));
    let (top, bottom) = side(y as i32, length(window().inner_height()));
    [left, right, top, bottom]
}

fn px(length: i32) -> String {
    length.to_string() + "px"
}

fn instant(spec: &chart::ChartSpec, at: Timestamp) -> String {
    format_instant(at, spec.utc_offset_minutes, resolution_millis(spec))
}
