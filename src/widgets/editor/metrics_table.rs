//! The graphed metrics and expressions, a line each, every property of them changed in place.

use super::browse::unused;
use super::draft::{self, RowEdit};
use super::expression_field::ExpressionField;
use crate::chart::environment;
use crate::components::{Button, Glyph, IconButton};
use crate::widgets::display;
use crate::widgets::metric::notes::marked;
use chart::Color;
use dashboard::{MetricRow, MetricWidget, RowSource};
use leptos::prelude::*;
use metric_math::MathError;
use std::collections::BTreeMap;
use timeseries::{Period, Statistic, sorting};

/// What is offered, in seconds and words; others stay as they are written.
const PERIODS: [(i64, &str); 11] = [
    (1, "1 second"),
    (10, "10 seconds"),
    (30, "30 seconds"),
    (60, "1 minute"),
    (300, "5 minutes"),
    (900, "15 minutes"),
    (3600, "1 hour"),
    (21_600, "6 hours"),
    (86_400, "1 day"),
    (5, "5 seconds"),
    (20, "20 seconds"),
];

#[component]
pub fn MetricsTable(
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
    errors: Signal<BTreeMap<usize, MathError>>,
) -> impl IntoView {
    let rows = Signal::derive(move || widget.with(|widget| widget.rows.clone()));
    let indices = move || widget.with(|widget| widget.rows.iter().map(|row| row.index).collect::<Vec<_>>());
    let add_expression = move |()| {
        let new = rows.with_untracked(|rows| {
            let first = rows.iter().find_map(|row| row.id.clone());
            let expression = first.map_or_else(|| "TIME_SERIES(1)".to_owned(), |id| id + " * 1");
            MetricRow {
                id: Some(unused(rows, "e")),
                ..MetricRow::new(RowSource::Expression { text: expression })
            }
        });
        text.update(|text| *text = draft::edit_rows(text, &RowEdit::Add(new)));
    };
    let row_errors =
        move || widget.with(|widget| widget.row_errors.iter().map(ToString::to_string).collect::<Vec<_>>());
    view! {
        <div class="metrics-table">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Shown"</th>
                        <th scope="col">"Colour"</th>
                        <th scope="col">"Id"</th>
                        <th scope="col">"Label"</th>
                        <th scope="col">"Details"</th>
                        <th scope="col">"Statistic"</th>
                        <th scope="col">"Period"</th>
                        <th scope="col">"Axis"</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>
                    <For each=indices key=|index| *index let(index)>
                        <Row text widget errors index />
                    </For>
                </tbody>
            </table>
            <ul class="metrics-table__errors">
                {move || row_errors().into_iter().map(|error| view! { <li>{display::name(&error)}</li> }).collect_view()}
            </ul>
            <Button glyph=Glyph::Add on_press=add_expression>
                "Add expression"
            </Button>
        </div>
    }
    .into_any()
}

#[component]
fn Row(
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
    errors: Signal<BTreeMap<usize, MathError>>,
    index: usize,
) -> impl IntoView {
    let Some(first) = find(widget, index) else { return ().into_any() };
    let row = Memo::new(move |before: Option<&MetricRow>| {
        find_tracked(widget, index).or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let change = move |change: &dyn Fn(&mut MetricRow)| {
        let mut changed = row.get_untracked();
        change(&mut changed);
        text.update(|text| *text = draft::edit_rows(text, &RowEdit::Replace(changed)));
    };
    let remove = move |()| text.update(|text| *text = draft::edit_rows(text, &RowEdit::Remove(index)));
    let filled = |text: String| (!text.is_empty()).then_some(text);
    let color = move || row.with(|row| shown_color(row.color.as_deref(), index));
    view! {
        <tr>
            <td>
                <input
                    type="checkbox"
                    aria-label="Shown"
                    prop:checked=move || row.with(|row| row.visible)
                    on:change=move |event| {
                        let visible = event_target_checked(&event);
                        change(&|row| row.visible = visible);
                    }
                />
            </td>
            <td>
                <input
                    type="color"
                    aria-label="Colour"
                    prop:value=color
                    on:change=move |event| {
                        let color = event_target_value(&event);
                        change(&|row| row.color = Some(color.clone()));
                    }
                />
            </td>
            <td>
                <input
                    class="metrics-table__id"
                    aria-label="Id"
                    spellcheck="false"
                    prop:value=move || row.with(|row| row.id.clone().unwrap_or_default())
                    on:change=move |event| {
                        let id = event_target_value(&event);
                        change(&|row| row.id = filled(id.clone()));
                    }
                />
            </td>
            <td>
                <input
                    aria-label="Label"
                    placeholder="automatic"
                    prop:value=move || row.with(|row| row.label.clone().unwrap_or_default())
                    on:input=move |event| {
                        let label = event_target_value(&event);
                        change(&|row| row.label = filled(label.clone()));
                    }
                />
            </td>
            <td class="metrics-table__details">
                <Details
                    row
                    widget
                    on_expression=Callback::new(move |expression: String| {
                        change(&|row| row.source = RowSource::Expression { text: expression.clone() });
                    })
                />
                {move || errors.with(|errors| errors.get(&index).map(|error| error_view(error, &row.get())))}
            </td>
            <td>
                <Show when=move || row.with(|row| matches!(row.source, RowSource::Metric { .. }))>
                    <Choice
                        label="Statistic"
                        choices=statistics
                        value=Signal::derive(move || row.with(|row| row.stat.clone().unwrap_or_default()))
                        on_choose=Callback::new(move |stat: String| change(&|row| row.stat = filled(stat.clone())))
                    />
                </Show>
            </td>
            <td>
                <Choice
                    label="Period"
                    choices=periods
                    value=Signal::derive(move || {
                        row.with(|row| row.period.map(|period| period.secs().to_string()).unwrap_or_default())
                    })
                    on_choose=Callback::new(move |secs: String| {
                        let period = secs.parse().ok().and_then(|secs| Period::from_secs(secs).ok());
                        change(&|row| row.period = period);
                    })
                />
            </td>
            <td>
                <Choice
                    label="Axis"
                    choices=axes
                    value=Signal::derive(move || {
                        if row.with(|row| row.right_axis) { "right".to_owned() } else { String::new() }
                    })
                    on_choose=Callback::new(move |side: String| change(&|row| row.right_axis = side == "right"))
                />
            </td>
            <td>
                <IconButton glyph=Glyph::Trash label="Remove" on_press=remove />
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Details(
    row: Memo<MetricRow>,
    widget: Signal<MetricWidget>,
    on_expression: Callback<String>,
) -> impl IntoView {
    let is_expression =
        Memo::new(move |_| row.with(|row| matches!(row.source, RowSource::Expression { .. })));
    let expression = Memo::new(move |_| {
        row.with(|row| match &row.source {
            RowSource::Expression { text } => text.clone(),
            RowSource::Metric { .. } => String::new(),
        })
    });
    let ids = Signal::derive(move || {
        widget.with(|widget| widget.rows.iter().filter_map(|row| row.id.clone()).collect::<Vec<_>>())
    });
    move || {
        if is_expression.get() {
            view! { <ExpressionField expression ids on_input=on_expression /> }.into_any()
        } else {
            view! { <span class="metrics-table__metric">{move || row.with(metric_text)}</span> }.into_any()
        }
    }
}

fn metric_text(row: &MetricRow) -> String {
    let RowSource::Metric { namespace, metric_name, dimensions } = &row.source else { return String::new() };
    let mut parts = vec![namespace.clone(), metric_name.clone()];
    parts.extend(dimensions.iter().map(|(name, value)| [name, " = ", value].concat()));
    display::name(&parts.join(" · "))
}

fn error_view(error: &MathError, row: &MetricRow) -> impl IntoView + use<> {
    let place = match (&row.source, &error.span) {
        (RowSource::Expression { text }, Some(span)) => Some(marked(text, span.clone())),
        _ => None,
    };
    view! {
        <p class="metrics-table__error" role="alert">
            {display::name(&error.reason)}
            {place}
        </p>
    }
}

/// The platform's list with an entry for "as the widget says", and one for whatever else is written.
#[component]
pub fn Choice(
    label: &'static str,
    choices: fn() -> Vec<(String, String)>,
    value: Signal<String>,
    on_choose: Callback<String>,
) -> impl IntoView {
    let options = move || {
        let now = value.get();
        let mut all = choices();
        if !all.iter().any(|(choice, _)| *choice == now) {
            all.push((now.clone(), now.clone()));
        }
        all.into_iter()
            .map(|(choice, words)| {
                let selected = choice == now;
                view! { <option value=choice prop:selected=selected>{words}</option> }
            })
            .collect_view()
    };
    view! {
        <select class="select__list" aria-label=label on:change=move |event| on_choose.run(event_target_value(&event))>
            {options}
        </select>
    }
    .into_any()
}

fn statistics() -> Vec<(String, String)> {
    statistics_or("Widget’s")
}

/// Of the extended statistics, of which there is no end, those that people ask for.
const EXTENDED: [&str; 11] =
    ["p50", "p90", "p95", "p99", "p99.9", "IQM", "tm90", "tm99", "wm99", "tc99", "ts99"];

/// The usual statistics, after the words for "none written". Any other stays if the document has it.
pub fn statistics_or(none: &str) -> Vec<(String, String)> {
    let basic = Statistic::BASIC.iter().map(Statistic::to_string);
    let all = basic.chain(EXTENDED.map(str::to_owned)).map(|name| (name.clone(), name));
    std::iter::once((String::new(), none.to_owned())).chain(all).collect()
}

fn periods() -> Vec<(String, String)> {
    periods_or("Widget’s")
}

/// All periods, after the words for "none written".
pub fn periods_or(none: &str) -> Vec<(String, String)> {
    let mut all = PERIODS;
    sorting::sort(&mut all);
    let all = all.iter().map(|(secs, words)| (secs.to_string(), (*words).to_owned()));
    std::iter::once((String::new(), none.to_owned())).chain(all).collect()
}

fn axes() -> Vec<(String, String)> {
    [("", "Left"), ("right", "Right")].map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec()
}

fn shown_color(color: Option<&str>, index: usize) -> String {
    let color = color.and_then(Color::parse).unwrap_or(Color::Palette(index));
    environment(|environment| environment.theme.line_color(color)).css()
}

fn find(widget: Signal<MetricWidget>, index: usize) -> Option<MetricRow> {
    widget.with_untracked(|widget| widget.rows.iter().find(|row| row.index == index).cloned())
}

fn find_tracked(widget: Signal<MetricWidget>, index: usize) -> Option<MetricRow> {
    widget.with(|widget| widget.rows.iter().find(|row| row.index == index).cloned())
}
