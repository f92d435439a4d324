//! What pointer and keys do to a time-series chart: move the cursor, brush a range, step through datapoints.

use super::environment::environment;
use super::state::{ChartState, resolution_millis, value_text};
use chart::Point;
use chart::time_ticks::format_instant;
use leptos::prelude::*;
use timeseries::Timestamp;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// A shorter drag is a click.
const LEAST_BRUSH_PX: f64 = 5.0;
/// How many datapoints Shift and an arrow key move by.
const LARGE_STEP: usize = 10;
/// More readings than these are too long to listen to.
const MOST_SPOKEN: usize = 5;

#[derive(Clone, Copy)]
pub struct Handlers {
    state: ChartState,
    /// Where a drag began and where it is, in the chart's pixels.
    brush: RwSignal<Option<(f64, f64)>>,
}

impl Handlers {
    pub fn new(state: ChartState) -> Self {
        Handlers { state, brush: RwSignal::new(None) }
    }

    /// The brushed stretch in CSS pixels (left, top, width, height), once it is one.
    pub fn brush_px(&self) -> Option<[i32; 4]> {
        let (from, to) = self.brush.get().filter(|(from, to)| (from - to).abs() >= LEAST_BRUSH_PX)?;
        let plot = self.state.layout.with(|layout| layout.frame.plot);
        let zoom = environment().with(|environment| environment.zoom);
        let px = |length: f64| (length * zoom).round() as i32;
        let edge = |x: f64| px(x.max(plot.left).min(plot.right));
        let (left, top) = (edge(from.min(to)), px(plot.top));
        Some([left, top, edge(from.max(to)) - left, px(plot.bottom) - top])
    }

    pub fn moved(&self, event: &PointerEvent) {
        // Before its box is known a chart has no times to point at.
        if !self.state.with_layout(|layout, _| layout.frame.is_paintable()) {
            return;
        }
        let pointer = pointer(event);
        self.state.pointer.set(Some((event.client_x(), event.client_y())));
        if let Some((from, _)) = self.brush.get_untracked() {
            self.brush.set(Some((from, pointer.0)));
        }
        let (at, line) = self
            .state
            .with_layout(|layout, spec| (layout.snap(spec, pointer.0), layout.line_at(spec, pointer)));
        self.state.set_cursor(Some(at));
        self.state.set_emphasised(line);
    }

    pub fn pressed(&self, event: &PointerEvent) {
        // A finger scrolls the page; a brush is for mouse and pen.
        if event.button() != 0 || event.pointer_type() == "touch" {
            return;
        }
        let x = pointer(event).0;
        self.brush.set(Some((x, x)));
        if let Some(element) = target(event) {
            // Without capture the drag merely ends at the chart's edge.
            let _ = element.set_pointer_capture(event.pointer_id());
        }
    }

    pub fn released(&self, event: &PointerEvent) {
        let Some((from, _)) = self.brush.get_untracked() else { return };
        self.brush.set(None);
        let to = pointer(event).0;
        if (from - to).abs() < LEAST_BRUSH_PX {
            return;
        }
        let range = self.state.with_layout(|layout, spec| layout.range_between(spec, from, to));
        if !range.is_empty() {
            self.state.zoom.run(Some(range));
        }
    }

    pub fn cancel(&self) {
        self.brush.set(None);
        self.left();
    }

    pub fn left(&self) {
        self.state.pointer.set(None);
        self.state.set_emphasised(None);
        self.state.set_cursor(None);
    }

    /// Whether the key meant something here.
    pub fn key(&self, event: &KeyboardEvent) -> bool {
        // Keys of the legend's buttons and of the data table are theirs.
        let is_own = event.target() == event.current_target();
        if !is_own || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return false;
        }
        let steps = if event.shift_key() { LARGE_STEP } else { 1 };
        let cursor = self.state.cursor.get_untracked();
        match event.key().as_str() {
            "ArrowRight" => self.step(cursor, true, steps),
            "ArrowLeft" => self.step(cursor, false, steps),
            "Home" => self.step(None, true, 1),
            "End" => self.step(None, false, 1),
            "Escape" if self.brush.get_untracked().is_some() => self.brush.set(None),
            "Escape" if cursor.is_some() => self.state.set_cursor(None),
            _ => return false,
        }
        true
    }

    fn step(&self, from: Option<Timestamp>, forwards: bool, steps: usize) {
        let mut at = from;
        for _ in 0..steps {
            match self.state.with_layout(|layout, spec| layout.step(spec, at, forwards)) {
                Some(next) => at = Some(next),
                None => break,
            }
        }
        if at.is_some() {
            self.state.set_cursor(at);
        }
    }
}

/// What a screen reader says of the cursor's place.
pub fn live_text(state: ChartState) -> String {
    let Some(at) = state.cursor.get_untracked() else { return String::new() };
    let readings = state.readings.get_untracked();
    state.spec.with_untracked(|spec| {
        let time = format_instant(at, spec.utc_offset_minutes, resolution_millis(spec));
        if readings.is_empty() {
            return format!("{time}: no data");
        }
        let value = |reading: &chart::Reading| {
            let line = spec.lines.get(reading.line)?;
            Some(format!("{} {}", reading.label, value_text(spec, line, reading.value)))
        };
        let values: Vec<String> = readings.iter().take(MOST_SPOKEN).filter_map(value).collect();
        format!("{time}: {}", values.join(", "))
    })
}

fn target(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// Where the pointer is, in the chart's pixels from the plot element's corner.
fn pointer(event: &PointerEvent) -> Point {
    let zoom = environment().with_untracked(|environment| environment.zoom);
    // Not the event's own offset, which is of whatever child lies under the pointer.
    let corner = target(event).map_or((0.0, 0.0), |element| {
        let rect = element.get_bounding_client_rect();
        (rect.left(), rect.top())
    });
    let at = |window: i32, corner: f64| (f64::from(window) - corner) / zoom;
    (at(event.client_x(), corner.0), at(event.client_y(), corner.1))
}
