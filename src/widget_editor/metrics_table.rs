//! The graphed metrics and expressions: a keyed list of rows, and what is wrong with rows that can't be understood.

use super::draft::{self, RowEdit, unused_id};
use super::metric_row::{ExpressionErrors, Row};
use crate::components::{Button, Glyph};
use crate::widgets::display;
use dashboard::{MetricRow, MetricWidget, RowError, RowSource};
use leptos::prelude::*;

const HEADS: [&str; 8] = ["Shown", "Colour", "Id", "Label", "Details", "Statistic", "Period", "Axis"];

#[component]
pub fn MetricsTable(
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
    #[prop(into)] errors: Signal<ExpressionErrors>,
) -> impl IntoView {
    let add_expression = move |()| {
        let new = widget.with_untracked(|widget| new_expression(&widget.rows));
        text.update(|text| *text = draft::edit_rows(text, &RowEdit::Add(new)));
    };
    let unreadable_rows = move || {
        let item = |error: &RowError| view! { <li>{display::name(&error.to_string())}</li> };
        widget.with(|widget| widget.row_errors.iter().map(item).collect_view())
    };
    // Rows are keyed by index: a row keeps its fields, and with them focus and caret, while its text changes.
    view! {
        <div class="metrics-table">
            <table>
                <thead>
                    <tr>
                        {HEADS.map(|head| view! { <th scope="col">{head}</th> })}
                        <td></td>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || widget.with(|widget| widget.rows.clone()) key=|row| row.index let(row)>
                        <Row text widget errors first=row />
                    </For>
                </tbody>
            </table>
            <ul class="metrics-table__errors">{unreadable_rows}</ul>
            <Button glyph=Glyph::Add on_press=add_expression>
                "Add expression"
            </Button>
        </div>
    }
}

/// Something that can be computed at once, to be changed.
fn new_expression(rows: &[MetricRow]) -> MetricRow {
    let first_id = rows.iter().find_map(|row| row.id.as_deref());
    let text = first_id.map_or_else(|| "TIME_SERIES(1)".to_owned(), |id| format!("{id} * 1"));
    MetricRow { id: Some(unused_id(rows, "e")), ..MetricRow::new(RowSource::Expression { text }) }
}
