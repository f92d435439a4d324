//! The view `table`: one line per metric with what its datapoints come to, and the datapoints themselves.
//!
//! The table is built by a pure function, so that it can be tested and copied; drawing is at the end.

use super::evaluate::Graph;
use crate::dom::{El, View, each, el, fragment, when};
use crate::reactive::Memo;
use chart::number_format::{NO_VALUE, Precision, format_value};
use chart::time_ticks::format_instant;
use dashboard::{SummaryColumn, TableOptions};
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

pub fn view(table: Memo<Table>, is_sticky: impl Fn() -> bool + 'static) -> El {
    let heads = move || table.with(Row::head);
    let rows = move || table.with(Row::all);
    // A row is built anew only when something in it changes: what a person has marked elsewhere stays.
    let head = each(heads, Row::key, |row| fragment(row.cells.into_iter().map(head_cell)));
    let rows = each(rows, Row::key, |row| row.view().into());
    let count = move || table.with(|table| table.times_left_out);
    let text =
        move || [&count().to_string(), " earlier datapoints aren’t shown; the export has them."].concat();
    let note = move || el("p").class("metric-table__note").text(text).into();
    let head = el("thead").child(el("tr").child(el("td")).child(head));
    el("div")
        .class("metric-table")
        .attr("tabindex", "0")
        .attr("data-sticky", move || is_sticky().then_some("true"))
        .child(el("table").child(head).child(el("tbody").child(rows)))
        .child(when(move || 0 < count(), note))
}

/// A row on its way into the page.
#[derive(Clone)]
struct Row {
    index: usize,
    label: String,
    /// With whether each belongs to the summary.
    cells: Vec<(String, bool)>,
    is_summary: bool,
}

impl Row {
    /// The one above the others.
    fn head(table: &Table) -> Vec<Row> {
        let summary_len = if table.is_vertical { 0 } else { table.summary_len };
        let cells =
            table.columns.iter().enumerate().map(|(index, column)| (column.clone(), index < summary_len));
        vec![Row { index: 0, label: String::new(), cells: cells.collect(), is_summary: false }]
    }

    fn all(table: &Table) -> Vec<Row> {
        let row = |(index, (label, cells)): (usize, &(String, Vec<String>))| {
            let is_summary = table.is_vertical && index < table.summary_len;
            let in_summary = |column| is_summary || (!table.is_vertical && column < table.summary_len);
            let cells = cells.iter().enumerate().map(|(column, cell)| (cell.clone(), in_summary(column)));
            Row { index, label: label.clone(), cells: cells.collect(), is_summary }
        };
        table.rows.iter().enumerate().map(row).collect()
    }

    /// All that the row shows.
    fn key(&self) -> String {
        let mut key = self.index.to_string();
        key.push_str(if self.is_summary { "s\n" } else { "\n" });
        key.push_str(&self.label);
        for (cell, is_summary) in &self.cells {
            key.push_str(if *is_summary { "\ns" } else { "\n" });
            key.push_str(cell);
        }
        key
    }

    fn view(self) -> El {
        let head = el("th").attr("scope", "row").attr("title", self.label.clone()).text(self.label);
        let row = el("tr").attr("data-summary", mark(self.is_summary)).child(head);
        let cell = |(text, is_summary)| el("td").attr("data-summary", mark(is_summary)).text(text).into();
        row.child(fragment(self.cells.into_iter().map(cell)))
    }
}

fn head_cell((text, is_summary): (String, bool)) -> View {
    el("th").attr("scope", "col").attr("data-summary", mark(is_summary)).text(text).into()
}

fn mark(is_summary: bool) -> Option<&'static str> {
    is_summary.then_some("true")
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
