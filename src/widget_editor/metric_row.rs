//! One row of the table of metrics: every property of a metric or expression, changed in place.

use super::choices::{ChoiceSelect, Choices, PERIODS, STATISTICS};
use super::draft::{self, RowEdit};
use super::expression_field::ExpressionField;
use crate::charts::environment;
use crate::components::{Glyph, IconButton};
use crate::widgets::display;
use crate::widgets::metric::notes::marked_expression;
use chart::Color;
use dashboard::{MetricRow, MetricWidget, RowSource};
use leptos::prelude::*;
use metric_math::MathError;
use std::collections::BTreeMap;
use timeseries::Period;

/// Of a property that a row inherits from the widget as long as it has none.
const INHERITED: &str = "Widget’s";
const STATISTIC: Choices = Choices { none: Some(INHERITED), others: STATISTICS };
const PERIOD: Choices = Choices { none: Some(INHERITED), others: PERIODS };
const AXIS: Choices = Choices { none: Some("Left"), others: &[("right", "Right")] };

/// What is wrong with expressions, by the index of their row.
pub type ExpressionErrors = BTreeMap<usize, MathError>;

/// A row under edit. One that has left the widget keeps its last state.
#[derive(Clone, Copy)]
struct RowDraft {
    text: RwSignal<String>,
    row: Memo<MetricRow>,
}

impl RowDraft {
    fn read<T>(self, read: impl FnOnce(&MetricRow) -> T) -> T {
        self.row.with(read)
    }

    /// Splices a change of the row into the widget's text.
    fn change(self, change: impl FnOnce(&mut MetricRow)) {
        let mut row = self.row.get_untracked();
        change(&mut row);
        self.text.update(|text| *text = draft::edit_rows(text, &RowEdit::Replace(row)));
    }

    fn is_metric(self) -> bool {
        self.read(|row| matches!(row.source, RowSource::Metric { .. }))
    }
}

#[component]
pub fn Row(
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
    errors: Signal<ExpressionErrors>,
    /// The row as it is when it is first shown.
    first: MetricRow,
) -> impl IntoView {
    let index = first.index;
    let row = Memo::new(move |before: Option<&MetricRow>| {
        let row = widget.with(|widget| widget.rows.iter().find(|row| row.index == index).cloned());
        row.unwrap_or_else(|| before.unwrap_or(&first).clone())
    });
    let row = RowDraft { text, row };
    let remove = move |()| text.update(|text| *text = draft::edit_rows(text, &RowEdit::Remove(index)));
    let error = move || {
        let error = errors.with(|errors| errors.get(&index).cloned());
        error.map(|error| row.read(|row| error_view(&error, row)))
    };
    view! {
        <tr>
            <td>
                <ShownCheckbox row />
            </td>
            <td>
                <ColorInput row index />
            </td>
            <td>
                <IdInput row />
            </td>
            <td>
                <LabelInput row />
            </td>
            <td class="metrics-table__details">
                <Details row widget />
                {error}
            </td>
            <td>
                <Show when=move || row.is_metric()>
                    <StatisticSelect row />
                </Show>
            </td>
            <td>
                <PeriodSelect row />
            </td>
            <td>
                <AxisSelect row />
            </td>
            <td>
                <IconButton glyph=Glyph::Trash label="Remove" on_press=remove />
            </td>
        </tr>
    }
}

#[component]
fn ShownCheckbox(row: RowDraft) -> impl IntoView {
    view! {
        <input
            type="checkbox"
            aria-label="Shown"
            prop:checked=move || row.read(|row| row.visible)
            on:change=move |event| row.change(|row| row.visible = event_target_checked(&event))
        />
    }
}

#[component]
fn ColorInput(row: RowDraft, index: usize) -> impl IntoView {
    view! {
        <input
            type="color"
            aria-label="Colour"
            prop:value=move || row.read(|row| shown_color(row.color.as_deref(), index))
            on:change=move |event| row.change(|row| row.color = Some(event_target_value(&event)))
        />
    }
}

#[component]
fn IdInput(row: RowDraft) -> impl IntoView {
    view! {
        <input
            class="metrics-table__id"
            aria-label="Id"
            spellcheck="false"
            prop:value=move || row.read(|row| row.id.clone().unwrap_or_default())
            on:change=move |event| row.change(|row| row.id = non_empty(event_target_value(&event)))
        />
    }
}

#[component]
fn LabelInput(row: RowDraft) -> impl IntoView {
    view! {
        <input
            aria-label="Label"
            placeholder="automatic"
            prop:value=move || row.read(|row| row.label.clone().unwrap_or_default())
            on:input=move |event| row.change(|row| row.label = non_empty(event_target_value(&event)))
        />
    }
}

#[component]
fn StatisticSelect(row: RowDraft) -> impl IntoView {
    view! {
        <ChoiceSelect
            label="Statistic"
            choices=STATISTIC
            value=move || row.read(|row| row.stat.clone().unwrap_or_default())
            on_choose=move |stat| row.change(|row| row.stat = non_empty(stat))
        />
    }
}

#[component]
fn PeriodSelect(row: RowDraft) -> impl IntoView {
    let secs = move || row.read(|row| row.period.map(|period| period.secs().to_string()).unwrap_or_default());
    let choose = move |secs: String| {
        row.change(|row| row.period = secs.parse().ok().and_then(|secs| Period::from_secs(secs).ok()));
    };
    view! { <ChoiceSelect label="Period" choices=PERIOD value=secs on_choose=choose /> }
}

#[component]
fn AxisSelect(row: RowDraft) -> impl IntoView {
    let side = move || if row.read(|row| row.right_axis) { "right".to_owned() } else { String::new() };
    let choose = move |side: String| row.change(|row| row.right_axis = side == "right");
    view! { <ChoiceSelect label="Axis" choices=AXIS value=side on_choose=choose /> }
}

/// The expression to be changed, or which metric it is.
#[component]
fn Details(row: RowDraft, widget: Signal<MetricWidget>) -> impl IntoView {
    let expression = Signal::derive(move || row.read(|row| expression_text(row).to_owned()));
    let ids = Signal::derive(move || {
        widget.with(|widget| widget.rows.iter().filter_map(|row| row.id.clone()).collect::<Vec<_>>())
    });
    let change =
        Callback::new(move |text: String| row.change(|row| row.source = RowSource::Expression { text }));
    view! {
        <Show
            when=move || row.is_metric()
            fallback=move || view! { <ExpressionField expression ids on_input=change /> }
        >
            <span class="metrics-table__metric">{move || row.read(metric_text)}</span>
        </Show>
    }
}

fn expression_text(row: &MetricRow) -> &str {
    match &row.source {
        RowSource::Expression { text } => text,
        RowSource::Metric { .. } => "",
    }
}

fn metric_text(row: &MetricRow) -> String {
    let RowSource::Metric { namespace, metric_name, dimensions } = &row.source else { return String::new() };
    let mut parts = vec![namespace.clone(), metric_name.clone()];
    parts.extend(dimensions.iter().map(|(name, value)| format!("{name} = {value}")));
    display::name(&parts.join(" · "))
}

fn error_view(error: &MathError, row: &MetricRow) -> impl IntoView + use<> {
    let marked = match (&row.source, &error.span) {
        (RowSource::Expression { text }, Some(span)) => Some(marked_expression(text, span.clone())),
        _ => None,
    };
    view! {
        <p class="metrics-table__error" role="alert">
            {display::name(&error.reason)}
            {marked}
        </p>
    }
}

fn shown_color(color: Option<&str>, index: usize) -> String {
    let color = color.and_then(Color::parse).unwrap_or(Color::Palette(index));
    environment().with(|environment| environment.theme.line_color(color)).css()
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
