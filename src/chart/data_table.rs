//! A chart's numbers as a table, for who can't see the picture or doesn't trust it.

use super::state::resolution_millis;
use crate::dom::{El, View, el, live, when};
use crate::reactive::{RwSignal, Signal};
use chart::number_format::{NO_VALUE, Precision, format_value};
use chart::time_ticks::format_instant;
use chart::{ChartSpec, ItemsSpec, printable};
use std::rc::Rc;
use timeseries::{Timestamp, sorting};

/// More rows make a page slow and help nobody; exports have them all.
const MOST_ROWS: usize = 500;

pub fn data_table(spec: Signal<ChartSpec>) -> El {
    disclosure(Rc::new(move || spec.with(times_table)))
}

pub fn items_table(spec: Signal<ItemsSpec>) -> El {
    disclosure(Rc::new(move || spec.with(values_table)))
}

/// The first of the heads and of each row's cells is of the column that names the row.
struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    note: Option<String>,
}

fn times_table(spec: &ChartSpec) -> Table {
    let (times, left_out) = times(spec);
    let mut heads = vec!["Time".to_owned()];
    heads.extend(spec.lines.iter().map(|line| printable(&line.label).into_owned()));
    let row = |at: &Timestamp| {
        let mut cells = vec![format_instant(*at, spec.utc_offset_minutes, resolution_millis(spec))];
        cells.extend(spec.lines.iter().map(|line| match line.series.at(*at) {
            Some(value) => format_value(value, Precision::Full),
            None => NO_VALUE.to_owned(),
        }));
        cells
    };
    let note = (0 < left_out).then(|| format!("The latest {MOST_ROWS} of {} times.", MOST_ROWS + left_out));
    Table { heads, rows: times.iter().map(row).collect(), note }
}

fn values_table(spec: &ItemsSpec) -> Table {
    let row = |item: &chart::Item| {
        let value = format_value(item.value.unwrap_or(f64::NAN), Precision::Full);
        let unit = printable(item.unit.as_deref().unwrap_or("")).into_owned();
        vec![printable(&item.label).into_owned(), value, unit]
    };
    let heads = ["Label", "Value", "Unit"].map(str::to_owned).to_vec();
    Table { heads, rows: spec.items.iter().map(row).collect(), note: None }
}

/// Builds the table only while it is open.
fn disclosure(table: Rc<dyn Fn() -> Table>) -> El {
    let is_open = RwSignal::new(false);
    let content = move || {
        let table = Rc::clone(&table);
        let scroll = el("div").class("chart-data__scroll").attr("tabindex", "0");
        scroll.child(live(move || table(), table_view)).into()
    };
    let open_text = move || if is_open.get() { "true" } else { "false" };
    let button = el("button")
        .attr("type", "button")
        .class("chart-data__button")
        .attr("aria-expanded", open_text)
        .on_click(move || is_open.update(|is_open| *is_open = !*is_open))
        .text(move || if is_open.get() { "Hide data table" } else { "Show data table" });
    el("div")
        .class("chart-data")
        .attr("data-open", open_text)
        .child(button)
        .child(when(move || is_open.get(), content))
}

fn table_view(table: Table) -> View {
    let mut head = el("tr");
    for text in table.heads {
        head = head.child(el("th").attr("scope", "col").text(text));
    }
    let mut body = el("tbody");
    for cells in table.rows {
        let mut row = el("tr");
        for (column, text) in cells.into_iter().enumerate() {
            let cell = if column == 0 { el("th").attr("scope", "row") } else { el("td") };
            row = row.child(cell.text(text));
        }
        body = body.child(row);
    }
    let note = table.note.map(|note| el("caption").text(note));
    el("table").child(note).child(el("thead").child(head)).child(body).into()
}

/// The times of all lines in the range, ascending; and how many earlier ones are left out.
fn times(spec: &ChartSpec) -> (Vec<Timestamp>, usize) {
    let mut times: Vec<Timestamp> = Vec::new();
    for line in &spec.lines {
        times.extend(
            line.series.times().iter().filter(|at| spec.range.start <= **at && **at <= spec.range.end),
        );
    }
    sorting::sort_unique(&mut times);
    let left_out = times.len().saturating_sub(MOST_ROWS);
    times.drain(..left_out);
    (times, left_out)
}
