//! The view `table`: one line per metric with what its datapoints come to, and the datapoints themselves.
//!
//! The table is built by a pure function, so that it can be tested and copied; drawing is at the end.

use super::evaluate::Graph;
use chart::number_format::{NO_VALUE, Precision, format_value};
use chart::time_ticks::format_instant;
use dashboard::{SummaryColumn, TableOptions};
use leptos::prelude::*;
use timeseries::TimeSeries;

/// Beyond this a table can't be read, and slows the page down; the export has all.
const TIMES_MAX: usize = 60;

/// Ready to be shown: a corner, column heads, and rows of a head and cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<String>)>,
    /// How many of the columns (or rows, when vertical) are the summary.
    pub summary_len: usize,
    pub is_vertical: bool,
    pub times_left_out: usize,
}

impl Table {
    pub fn new(graph: &Graph, options: &TableOptions, utc_offset_minutes: i32) -> Self {
        let mut times = if options.show_time_series_data { graph.times() } else { Vec::new() };
        times.reverse();
        let times_left_out = times.len().saturating_sub(TIMES_MAX);
        times.truncate(TIMES_MAX);
        let resolution_millis = graph.lines.iter().map(|line| line.period.millis()).min().unwrap_or(60_000);
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        for column in &options.summary_columns {
            columns.push(summary_name(*column).to_owned());
        }
        for at in &times {
            columns.push(format_instant(*at, utc_offset_minutes, resolution_millis));
        }
        for line in &graph.lines {
            let mut cells = Vec::with_capacity(columns.len());
            for column in &options.summary_columns {
                cells.push(number(summary(&line.series, *column)));
            }
            for at in &times {
                cells.push(number(line.series.at(*at)));
            }
            rows.push((line.label.clone(), cells));
        }
        let table = Table {
            columns,
            rows,
            summary_len: options.summary_columns.len(),
            is_vertical: false,
            times_left_out,
        };
        if options.vertical { table.turned() } else { table }
    }

    fn is_summary_row(&self, index: usize) -> bool {
        self.is_vertical && index < self.summary_len
    }

    fn is_summary_column(&self, index: usize) -> bool {
        !self.is_vertical && index < self.summary_len
    }

    /// Metrics side by side, times downward.
    fn turned(self) -> Self {
        let column = |index: usize| self.rows.iter().map(|(_, cells)| cells[index].clone()).collect();
        Table {
            rows: self
                .columns
                .iter()
                .enumerate()
                .map(|(index, head)| (head.clone(), column(index)))
                .collect(),
            columns: self.rows.iter().map(|(label, _)| label.clone()).collect(),
            is_vertical: true,
            ..self
        }
    }
}

fn summary_name(column: SummaryColumn) -> &'static str {
    match column {
        SummaryColumn::Min => "Min",
        SummaryColumn::Max => "Max",
        SummaryColumn::Sum => "Sum",
        SummaryColumn::Avg => "Avg",
    }
}

fn summary(series: &TimeSeries, column: SummaryColumn) -> Option<f64> {
    let values = series.values();
    if values.is_empty() {
        return None;
    }
    let sum: f64 = values.iter().sum();
    Some(match column {
        SummaryColumn::Min => values.iter().copied().fold(f64::INFINITY, f64::min),
        SummaryColumn::Max => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        SummaryColumn::Sum => sum,
        SummaryColumn::Avg => sum / values.len() as f64,
    })
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| NO_VALUE.to_owned(), |value| format_value(value, Precision::Normal))
}

#[component]
pub fn TableView(
    #[prop(into)] table: Signal<Table>,
    /// Whether the summary stays in sight while the datapoints are scrolled.
    #[prop(into)]
    is_sticky: Signal<bool>,
) -> impl IntoView {
    let heads = move || {
        table.with(|table| {
            let head = |(column, text): (usize, &String)| {
                let is_summary = table.is_summary_column(column);
                view! { <th scope="col" data-summary=mark(is_summary)>{text.clone()}</th> }
            };
            table.columns.iter().enumerate().map(head).collect_view()
        })
    };
    let left_out = move || table.with(|table| table.times_left_out);
    let note = move || format!("{} earlier datapoints aren’t shown; the export has them.", left_out());
    // Rows are keyed by their index: from one tick to the next a row keeps its elements, and only texts that
    // differ are written anew. So what a person has marked elsewhere stays.
    view! {
        <div class="metric-table" tabindex="0" data-sticky=move || mark(is_sticky.get())>
            <table>
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                    </tr>
                </thead>
                <tbody>
                    <For each=move || 0..table.with(|table| table.rows.len()) key=|index| *index let(index)>
                        <TableRow table index />
                    </For>
                </tbody>
            </table>
            <Show when=move || left_out() != 0>
                <p class="metric-table__note">{note}</p>
            </Show>
        </div>
    }
}

#[component]
fn TableRow(table: Signal<Table>, index: usize) -> impl IntoView {
    let head = move || table.with(|table| table.rows.get(index).map(|(head, _)| head.clone()));
    let cells = move || {
        table.with(|table| {
            let (_, cells) = table.rows.get(index)?;
            let cell = |(column, text): (usize, &String)| {
                let is_summary = table.is_summary_row(index) || table.is_summary_column(column);
                view! { <td data-summary=mark(is_summary)>{text.clone()}</td> }
            };
            Some(cells.iter().enumerate().map(cell).collect_view())
        })
    };
    view! {
        <tr data-summary=move || mark(table.with(|table| table.is_summary_row(index)))>
            <th scope="row" title=head>
                {head}
            </th>
            {cells}
        </tr>
    }
}

/// What stands in an attribute that is there or not.
fn mark(is: bool) -> Option<&'static str> {
    is.then_some("true")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::metric::evaluate::GraphLine;
    use chart::{Axis, Color};
    use timeseries::{Period, TimeRange, Timestamp};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn graph() -> Graph {
        let line = |label: &str, points: &[(i64, f64)]| GraphLine {
            key: label.to_owned(),
            label: label.to_owned(),
            color: Color::Palette(0),
            axis: Axis::Left,
            is_band_edge: false,
            period: Period::MINUTE,
            series: points.iter().map(|(at, value)| (Timestamp::from_secs(*at), *value)).collect(),
            row: 0,
        };
        Graph {
            range: TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(180)),
            lines: vec![line("a", &[(0, 1.0), (60, 3.0)]), line("b", &[(60, 5.0)]), line("c", &[])],
            problems: Vec::new(),
        }
    }

    fn options(vertical: bool, show_time_series_data: bool) -> TableOptions {
        TableOptions {
            vertical,
            sticky_summary: false,
            show_time_series_data,
            summary_columns: vec![
                SummaryColumn::Min,
                SummaryColumn::Max,
                SummaryColumn::Sum,
                SummaryColumn::Avg,
            ],
        }
    }

    fn text(table: &Table) -> Vec<String> {
        table.rows.iter().map(|(head, cells)| format!("{head}: {}", cells.join(" "))).collect()
    }

    #[wasm_bindgen_test]
    fn a_line_per_metric() {
        let table = Table::new(&graph(), &options(false, true), 0);
        assert_eq!(table.columns.len(), 6);
        assert_eq!(text(&table), ["a: 1 3 4 2 3 1", "b: 5 5 5 5 5 --", "c: -- -- -- -- -- --"]);
    }

    #[wasm_bindgen_test]
    fn a_column_per_metric() {
        let table = Table::new(&graph(), &options(true, false), 0);
        assert_eq!(table.columns, ["a", "b", "c"]);
        assert_eq!(text(&table), ["Min: 1 5 --", "Max: 3 5 --", "Sum: 4 5 --", "Avg: 2 5 --"]);
    }
}
