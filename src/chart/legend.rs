//! The lines' names with their colours and values: at the cursor, else the latest.
//!
//! A click hides or shows a line; with Alt, or twice, it shows that line alone, and all again.

use super::state::{ChartState, css_color, value_text};
use crate::dom::{El, el, live};
use crate::reactive::memo;
use chart::{ChartSpec, Color, printable};
use std::rc::Rc;
use web_sys::{Event, MouseEvent};

/// What of a line makes its entry, apart from the value.
#[derive(Clone, PartialEq)]
struct Entry {
    index: usize,
    id: String,
    label: String,
    color: Color,
}

pub fn legend(state: ChartState) -> El {
    // Entries stay the same elements, with focus and all, while only values change.
    let entries = memo(move || state.spec.with(entries));
    let list = move |entries: Vec<Entry>| {
        let entries = entries.into_iter().map(|entry| legend_entry(state, entry));
        entries.collect::<Vec<El>>().into()
    };
    el("ul").class("chart-legend").child(live(move || entries.get(), list))
}

fn legend_entry(state: ChartState, entry: Entry) -> El {
    let Entry { index, id, label, color } = entry;
    let id: Rc<str> = id.into();
    let is_shown = {
        let id = Rc::clone(&id);
        move || state.hidden.with(|hidden| !hidden.iter().any(|hidden| **hidden == *id))
    };
    let click = {
        let id = Rc::clone(&id);
        move |event: MouseEvent| if event.alt_key() { isolate(state, &id) } else { toggle(state, &id) }
    };
    let value = memo(move || state.spec.with(|spec| value(state, spec, index)));
    let button = el("button")
        .attr("type", "button")
        .class("chart-legend__entry")
        .attr("aria-pressed", move || if is_shown() { "true" } else { "false" })
        .attr("title", label.clone())
        .on("click", click)
        .on("dblclick", move |_: Event| isolate(state, &id))
        .on("pointerenter", move |_: Event| state.set_emphasised(Some(index)))
        .on("pointerleave", move |_: Event| state.set_emphasised(None))
        .child(el("span").class("chart-swatch").style("background-color", move || css_color(color)))
        .child(el("span").class("chart-legend__label").text(label))
        .child(el("span").class("chart-legend__value").text(value));
    el("li").child(button)
}

fn entries(spec: &ChartSpec) -> Vec<Entry> {
    let entry = |(index, line): (usize, &chart::Line)| Entry {
        index,
        id: line.id.clone(),
        label: printable(&line.label).into_owned(),
        color: line.color,
    };
    spec.lines.iter().enumerate().map(entry).collect()
}

fn value(state: ChartState, spec: &ChartSpec, index: usize) -> String {
    let Some(line) = spec.lines.get(index) else { return String::new() };
    let is_pointed_at = state.cursor.get().is_some_and(|at| spec.range.start <= at && at <= spec.range.end);
    let value = if is_pointed_at {
        let reading = |readings: &Vec<chart::Reading>| {
            readings.iter().find(|reading| reading.line == index).map(|r| r.value)
        };
        state.readings.with(reading)
    } else {
        let last = line.series.times().partition_point(|at| *at <= spec.range.end);
        line.series.values()[..last].iter().rev().copied().find(|value| value.is_finite())
    };
    value_text(spec, line, value.unwrap_or(f64::NAN))
}

fn toggle(state: ChartState, id: &str) {
    state.hidden.update(|hidden| match hidden.iter().position(|hidden| hidden == id) {
        Some(place) => drop(hidden.remove(place)),
        None => hidden.push(id.to_owned()),
    });
}

/// Shows this line alone, or all when it already is.
fn isolate(state: ChartState, id: &str) {
    let others: Vec<String> = state.spec.with_untracked(|spec| {
        spec.lines.iter().filter(|line| line.id != id).map(|line| line.id.clone()).collect()
    });
    state.hidden.update(|hidden| {
        let is_alone =
            hidden.iter().all(|id| others.contains(id)) && others.iter().all(|id| hidden.contains(id));
        *hidden = if is_alone { Vec::new() } else { others };
    });
}
