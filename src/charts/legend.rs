//! The lines' names with their colours and values: at the cursor, else the latest.
//!
//! A click hides or shows a line; with Alt, or twice, it shows that line alone, and all again.

use super::state::{ChartState, css_color, value_text};
use chart::{ChartSpec, Color, Reading, printable};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What of a line makes its entry, apart from the value.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Entry {
    index: usize,
    id: String,
    label: String,
    color: Color,
}

#[component]
pub fn Legend(state: ChartState) -> impl IntoView {
    // A keyed list: entries stay the same elements, with focus and all, while only values change.
    let entries = Memo::new(move |_| state.spec.with(entries));
    view! {
        <ul class="chart-legend">
            <For each=move || entries.get() key=Entry::clone let:entry>
                <LegendEntry state entry />
            </For>
        </ul>
    }
}

#[component]
fn LegendEntry(state: ChartState, entry: Entry) -> impl IntoView {
    let Entry { index, id, label, color } = entry;
    let (id, title) = (StoredValue::new(id), label.clone());
    let is_shown = move || id.with_value(|id| state.hidden.with(|hidden| !hidden.contains(id)));
    let value = Memo::new(move |_| state.spec.with(|spec| value(state, spec, index)));
    let isolate = move || id.with_value(|id| isolate(state, id));
    let toggle = move || id.with_value(|id| toggle(state, id));
    view! {
        <li>
            <button
                type="button"
                class="chart-legend__entry"
                aria-pressed=move || is_shown().to_string()
                title=title
                on:click=move |event| if event.alt_key() { isolate() } else { toggle() }
                on:dblclick=move |_| isolate()
                on:pointerenter=move |_| state.set_emphasised(Some(index))
                on:pointerleave=move |_| state.set_emphasised(None)
            >
                <span class="chart-swatch" style:background-color=move || css_color(color)></span>
                <span class="chart-legend__label">{label}</span>
                <span class="chart-legend__value">{move || value.get()}</span>
            </button>
        </li>
    }
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
        let reading = |readings: &Vec<Reading>| {
            readings.iter().find(|reading| reading.line == index).map(|reading| reading.value)
        };
        state.readings.with(reading)
    } else {
        let last = line.series.times().partition_point(|at| *at <= spec.range.end);
        line.series.values()[..last].iter().rev().copied().find(|value| value.is_finite())
    };
    value_text(spec, line, value.unwrap_or(f64::NAN))
}

fn toggle(state: ChartState, id: &str) {
    state.hidden.update(|hidden| {
        if !hidden.remove(id) {
            hidden.insert(id.to_owned());
        }
    });
}

/// Shows this line alone, or all when it already is.
fn isolate(state: ChartState, id: &str) {
    let others: BTreeSet<String> = state.spec.with_untracked(|spec| {
        spec.lines.iter().filter(|line| line.id != id).map(|line| line.id.clone()).collect()
    });
    state.hidden.update(|hidden| *hidden = if *hidden == others { BTreeSet::new() } else { others });
}
