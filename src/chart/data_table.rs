//! A chart's numbers as a table, for who can't see the picture or doesn't trust it.

use super::state::resolution_millis;
use chart::number_format::{NO_VALUE, Precision, format_value};
use chart::time_ticks::format_instant;
use chart::{ChartSpec, ItemsSpec, printable};
use leptos::prelude::*;
use timeseries::Timestamp;

/// More rows make a page slow and help nobody; exports have them all.
const MOST_ROWS: usize = 500;

#[component]
pub fn DataTable(spec: Signal<ChartSpec>) -> impl IntoView {
    let table = move || {
        spec.with(|spec| {
            let (times, left_out) = times(spec);
            let heads = spec.lines.iter().map(|line| printable(&line.label).into_owned()).collect();
            let note =
                (0 < left_out).then(|| format!("The latest {MOST_ROWS} of {} times.", MOST_ROWS + left_out));
            let row = |at: &Timestamp| {
                let cell = |line: &chart::Line| {
                    line.series
                        .at(*at)
                        .map_or(NO_VALUE.to_owned(), |value| format_value(value, Precision::Full))
                };
                let time = format_instant(*at, spec.utc_offset_minutes, resolution_millis(spec));
                (time, spec.lines.iter().map(cell).collect())
            };
            table_view("Time", heads, times.iter().map(row).collect(), note)
        })
    };
    view! { <Disclosure table=ViewFn::from(table) /> }
}

#[component]
pub fn ItemsTable(spec: Signal<ItemsSpec>) -> impl IntoView {
    let table = move || {
        spec.with(|spec| {
            let row = |item: &chart::Item| {
                let value = format_value(item.value.unwrap_or(f64::NAN), Precision::Full);
                let unit = printable(item.unit.as_deref().unwrap_or("")).into_owned();
                (printable(&item.label).into_owned(), vec![value, unit])
            };
            let heads = vec!["Value".to_owned(), "Unit".to_owned()];
            table_view("Label", heads, spec.items.iter().map(row).collect(), None)
        })
    };
    view! { <Disclosure table=ViewFn::from(table) /> }
}

/// Builds the table only while it is open.
#[component]
fn Disclosure(table: ViewFn) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let label = move || if is_open.get() { "Hide data table" } else { "Show data table" };
    view! {
        <div class="chart-data" data-open=move || is_open.get().to_string()>
            <button
                type="button"
                class="chart-data__button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {label}
            </button>
            {move || is_open.get().then(|| view! { <div class="chart-data__scroll" tabindex="0">{table.run()}</div> })}
        </div>
    }
}

type Row = (String, Vec<String>);

fn table_view(
    first: &'static str,
    heads: Vec<String>,
    rows: Vec<Row>,
    note: Option<String>,
) -> impl IntoView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(head, cells)| {
            let cells: Vec<_> = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect();
            view! { <tr><th scope="row">{head}</th>{cells}</tr> }
        })
        .collect();
    let heads: Vec<_> = heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect();
    view! {
        <table>
            {note.map(|note| view! { <caption>{note}</caption> })}
            <thead><tr><th scope="col">{first}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
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
