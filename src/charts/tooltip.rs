//! At the cursor: the time in a pill on the axis, in every chart; the values in a list, beside the pointer.

use super::canvas::label_width_px;
use super::environment::environment;
use super::state::{ChartState, css_color, resolution_millis, value_text};
use chart::time_ticks::format_instant;
use chart::{ChartSpec, Reading};
use leptos::html;
use leptos::prelude::*;
use timeseries::Timestamp;
use wasm_bindgen::JsValue;

/// A longer list hides the chart.
const MOST_ROWS: usize = 14;
const DISTANCE_PX: i32 = 16;
const PILL_PADDING_PX: f64 = 8.0;

/// The pill's text and position.
#[derive(Clone, PartialEq)]
struct Pill {
    text: String,
    left: String,
    top: String,
}

#[component]
pub fn TimePill(state: ChartState) -> impl IntoView {
    let pill = Memo::new(move |_| pill(state));
    let part =
        move |read: fn(&Pill) -> &String| pill.with(|pill| pill.as_ref().map(|pill| read(pill).clone()));
    view! {
        <div
            class="chart-pill"
            aria-hidden="true"
            hidden=move || pill.with(Option::is_none)
            style:left=move || part(|pill| &pill.left)
            style:top=move || part(|pill| &pill.top)
        >
            {move || part(|pill| &pill.text)}
        </div>
    }
}

/// Nothing while the cursor is outside of the chart's range.
fn pill(state: ChartState) -> Option<Pill> {
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
        let css_px = |length: f64| px((length * zoom).round() as i32);
        Some(Pill { text, left: css_px(x), top: css_px(frame.plot.bottom) })
    })
}

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
    let position = Memo::new(move |_| state.pointer.get().map(position).unwrap_or_default());
    let side = move |read: fn(&Position) -> &String| position.with(|position| read(position).clone());
    let list = move || {
        let at = state.cursor.get().filter(|_| is_open.get())?;
        Some(list_view(list(state, at)))
    };
    view! {
        <div
            class="chart-tooltip"
            node_ref=element
            popover="manual"
            aria-hidden="true"
            style:left=move || side(|position| &position.left)
            style:right=move || side(|position| &position.right)
            style:top=move || side(|position| &position.top)
            style:bottom=move || side(|position| &position.bottom)
        >
            {list}
        </div>
    }
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
        let index = readings.iter().position(|reading| Some(reading.line) == emphasised).unwrap_or(0);
        let last_first = readings.len().saturating_sub(MOST_ROWS);
        let first = index.saturating_sub(MOST_ROWS / 2).min(last_first);
        state.spec.with(|spec| {
            let shown = readings.iter().skip(first).take(MOST_ROWS);
            let row = |reading: &Reading| {
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

fn list_view(list: List) -> impl IntoView {
    let row = |row: Row| {
        view! {
            <li class="chart-tooltip__row" data-emphasised=row.is_emphasised.to_string()>
                <span class="chart-swatch" style:background-color=row.color></span>
                <span class="chart-tooltip__label">{row.label}</span>
                <span class="chart-tooltip__value">{row.value}</span>
            </li>
        }
    };
    let more = |count: usize| view! { <div class="chart-tooltip__more">{format!("and {count} more")}</div> };
    view! {
        <div class="chart-tooltip__time">{list.title}</div>
        <ul>{list.rows.into_iter().map(row).collect_view()}</ul>
        {(list.left_out > 0).then(|| more(list.left_out))}
    }
}

/// The tooltip's, as a style sheet writes it.
#[derive(Clone, Default, PartialEq)]
struct Position {
    left: String,
    right: String,
    top: String,
    bottom: String,
}

/// Away from the nearer edges of the window, so that the list needn't be measured to stay inside.
fn position((x, y): (i32, i32)) -> Position {
    let length =
        |value: Result<JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0) as i32;
    let side = |at: i32, length: i32| {
        let auto = "auto".to_owned();
        if at * 2 <= length { (px(at + DISTANCE_PX), auto) } else { (auto, px(length - at + DISTANCE_PX)) }
    };
    let (left, right) = side(x, length(window().inner_width()));
    let (top, bottom) = side(y, length(window().inner_height()));
    Position { left, right, top, bottom }
}

fn px(length: i32) -> String {
    format!("{length}px")
}

fn instant(spec: &ChartSpec, at: Timestamp) -> String {
    format_instant(at, spec.utc_offset_minutes, resolution_millis(spec))
}
