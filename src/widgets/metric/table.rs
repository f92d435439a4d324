//! The view `table`: one line per metric with what its datapoints come to, and the datapoints themselves.
//!
//! The table is built by a pure function, so that it can be tested and copied; drawing is at the end.

use super::evaluate::Graph;
use chart::number_format::{NO_VALUE, Precision, format_value};
use chart::time_ticks::format_instant;
use dashboard::{SummaryColumn, TableOptions};
use leptos::prelude::*;
use timeseries::{TimeSeries, Timestamp};

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
        let mut times: Vec<Timestamp> = if options.show_time_series_data {
            graph.lines.iter().flat_map(|line| line.series.times()).copied().collect()
        } else {
            Vec::new()
        };
        times.sort_unstable();
        times.reverse();
        times.dedup();
        let times_left_out = times.len().saturating_sub(TIMES_MAX);
        times.truncate(TIMES_MAX);
        let resolution_millis = graph.lines.iter().map(|line| line.period.millis()).min().unwrap_or(60_000);
        let heads = options.summary_columns.iter().map(|column| summary_name(*column).to_owned());
        let time_heads = times.iter().map(|at| format_instant(*at, utc_offset_minutes, resolution_millis));
        let columns: Vec<String> = heads.chain(time_heads).collect();
        let rows: Vec<(String, Vec<String>)> = graph
            .lines
            .iter()
            .map(|line| {
                let summary = options.summary_columns.iter().map(|column| summary(&line.series, *column));
                let values = times.iter().map(|at| line.series.at(*at));
                (line.label.clone(), summary.chain(values).map(number).collect())
            })
            .collect();
        let table = Table {
            columns,
            rows,
            summary_len: options.summary_columns.len(),
            is_vertical: false,
            times_left_out,
        };
        if options.vertical { table.turned() } else { table }
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
    #[prop(into)] sticky_summary: Signal<bool>,
) -> impl IntoView {
    let head = move || {
        let (columns, summary_len) = table
            .with(|table| (table.columns.clone(), if table.is_vertical { 0 } else { table.summary_len }));
        columns
            .into_iter()
            .enumerate()
            .map(|(index, column)| {
                view! { <th scope="col" data-summary=(index < summary_len).then_some("true")>{column}</th> }
            })
            .collect_view()
    };
    let rows = move || {
        let (rows, summary_len, is_vertical) =
            table.with(|table| (table.rows.clone(), table.summary_len, table.is_vertical));
        rows.into_iter()
            .enumerate()
            .map(|(row, (label, cells))| {
                let is_summary_row = is_vertical && row < summary_len;
                let cells = cells.into_iter().enumerate().map(|(column, cell)| {
                    let is_summary = is_summary_row || (!is_vertical && column < summary_len);
                    view! { <td data-summary=is_summary.then_some("true")>{cell}</td> }
                });
                view! {
                    <tr data-summary=is_summary_row.then_some("true")>
                        <th scope="row" title=label.clone()>
                            {label.clone()}
                        </th>
                        {cells.collect_view()}
                    </tr>
                }
            })
            .collect_view()
    };
    let left_out = move || {
        let count = table.with(|table| table.times_left_out);
        (0 < count).then(|| {
            let text = format!("{count} earlier datapoints aren’t shown; the export has them.");
            view! { <p class="metric-table__note">{text}</p> }
        })
    };
    view! {
        <div class="metric-table" tabindex="0" data-sticky=move || sticky_summary.get().then_some("true")>
            <table>
                <thead>
                    <tr>
                        <td></td>
                        {head}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {left_out}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::metric::evaluate::GraphLine;
    use chart::{Axis, Color};
    use timeseries::{Period, TimeRange};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn graph() -> Graph {
        let line = |label: &str, points: &[(i64, f64)]| GraphLine {
            key: label.to_owned(),
            label: label.to_owned(),
            color: Color::Palette(0),
            axis: Axis::Left,
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
