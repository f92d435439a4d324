//! A chart's numbers as a table, for who can't see the picture or doesn't trust it.

use super::state::resolution_millis;
use chart::number_format::{NO_VALUE, Precision, format_value};
use chart::time_ticks::format_instant;
use chart::{ChartSpec, Item, ItemsSpec, printable};
use leptos::prelude::*;
use timeseries::Timestamp;

/// More rows make a page slow and help nobody; exports have them all.
const MOST_ROWS: usize = 500;

#[component]
pub fn DataTable(spec: Signal<ChartSpec>) -> impl IntoView {
    view! { <Disclosure table=Signal::derive(move || spec.with(times_table)) /> }
}

#[component]
pub fn ItemsTable(spec: Signal<ItemsSpec>) -> impl IntoView {
    view! { <Disclosure table=Signal::derive(move || spec.with(values_table)) /> }
}

/// The first of the heads and of each row's cells is of the column that names the row.
#[derive(Clone)]
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
    let note = (left_out > 0).then(|| format!("The latest {MOST_ROWS} of {} times.", MOST_ROWS + left_out));
    Table { heads, rows: times.iter().map(row).collect(), note }
}

fn values_table(spec: &ItemsSpec) -> Table {
    let row = |item: &Item| {
        let value = format_value(item.value.unwrap_or(f64::NAN), Precision::Full);
        let unit = printable(item.unit.as_deref().unwrap_or("")).into_owned();
        vec![printable(&item.label).into_owned(), value, unit]
    };
    let heads = ["Label", "Value", "Unit"].map(str::to_owned).to_vec();
    Table { heads, rows: spec.items.iter().map(row).collect(), note: None }
}

/// Builds the table only while it is open.
#[component]
fn Disclosure(table: Signal<Table>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <div class="chart-data" data-open=move || is_open.get().to_string()>
            <button
                type="button"
                class="chart-data__button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {move || if is_open.get() { "Hide data table" } else { "Show data table" }}
            </button>
            <Show when=move || is_open.get()>
                <div class="chart-data__scroll" tabindex="0">{move || table_view(table.get())}</div>
            </Show>
        </div>
    }
}

fn table_view(table: Table) -> impl IntoView {
    let heads = table.heads.into_iter().map(|text| view! { <th scope="col">{text}</th> });
    let rows = table.rows.into_iter().map(|cells| {
        let mut cells = cells.into_iter();
        let head = cells.next().map(|text| view! { <th scope="row">{text}</th> });
        view! { <tr>{head}{cells.map(|text| view! { <td>{text}</td> }).collect_view()}</tr> }
    });
    view! {
        <table>
            {table.note.map(|note| view! { <caption>{note}</caption> })}
            <thead><tr>{heads.collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// The times of all lines in the range, ascending; and how many earlier ones are left out.
fn times(spec: &ChartSpec) -> (Vec<Timestamp>, usize) {
    let all = spec.lines.iter().flat_map(|line| line.series.times());
    let mut times: Vec<Timestamp> =
        all.copied().filter(|at| spec.range.start <= *at && *at <= spec.range.end).collect();
    times.sort_unstable();
    times.dedup();
    let left_out = times.len().saturating_sub(MOST_ROWS);
    times.drain(..left_out);
    (times, left_out)
}
