//! The graphed metrics and expressions, a line each, every property of them changed in place.

use super::browse::unused;
use super::draft::{self, RowEdit};
use super::expression_field::expression_field;
use super::form::{Choices, checkbox, choice};
use crate::chart::environment;
use crate::components::{ButtonKind, Glyph, button, icon_button, yes_no};
use crate::dom::{El, View, each, el, live, when};
use crate::reactive::{Memo, RwSignal, Signal, memo};
use crate::widgets::display;
use crate::widgets::metric::notes::marked_expression;
use chart::Color;
use dashboard::{MetricRow, MetricWidget, RowSource};
use metric_math::MathError;
use timeseries::Period;

/// Of a property that is the widget's as long as a row has none.
const NONE: &str = "Widget’s";

/// The usual statistics, and of the extended ones, of which there is no end, those that people ask for.
pub const STATISTICS: &[(&str, &str)] = &[
    ("Average", "Average"),
    ("Sum", "Sum"),
    ("Minimum", "Minimum"),
    ("Maximum", "Maximum"),
    ("SampleCount", "SampleCount"),
    ("p50", "p50"),
    ("p90", "p90"),
    ("p95", "p95"),
    ("p99", "p99"),
    ("p99.9", "p99.9"),
    ("IQM", "IQM"),
    ("tm90", "tm90"),
    ("tm99", "tm99"),
    ("wm99", "wm99"),
    ("tc99", "tc99"),
    ("ts99", "ts99"),
];

/// Periods in seconds and words.
pub const PERIODS: &[(&str, &str)] = &[
    ("1", "1 second"),
    ("5", "5 seconds"),
    ("10", "10 seconds"),
    ("20", "20 seconds"),
    ("30", "30 seconds"),
    ("60", "1 minute"),
    ("300", "5 minutes"),
    ("900", "15 minutes"),
    ("3600", "1 hour"),
    ("21600", "6 hours"),
    ("86400", "1 day"),
];

/// What is wrong with expressions, by the index of their row.
pub type RowErrors = Vec<(usize, MathError)>;

pub fn metrics_table(text: RwSignal<String>, widget: Signal<MetricWidget>, errors: Signal<RowErrors>) -> El {
    let indices = move || widget.with(|widget| widget.rows.iter().map(|row| row.index).collect::<Vec<_>>());
    let add_expression = move || {
        let new = widget.with_untracked(|widget| {
            let rows = &widget.rows;
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
    let row_error_list = |errors: Vec<String>| {
        errors.iter().map(|error| el("li").text(display::name(error))).collect::<Vec<El>>().into()
    };
    let mut heads = el("tr");
    for &head in &["Shown", "Colour", "Id", "Label", "Details", "Statistic", "Period", "Axis"] {
        heads = heads.child(el("th").attr("scope", "col").text(head));
    }
    let rows = each(indices, usize::to_string, move |index| row_view(text, widget, errors, index));
    let table = el("table").child(el("thead").child(heads.child(el("td")))).child(el("tbody").child(rows));
    el("div")
        .class("metrics-table")
        .child(table)
        .child(el("ul").class("metrics-table__errors").child(live(row_errors, row_error_list)))
        .child(button(ButtonKind::Normal, Some(Glyph::Add), "Add expression", add_expression))
}

/// A row under edit. A row that has gone from the widget keeps its last state.
#[derive(Clone, Copy)]
struct Edited {
    text: RwSignal<String>,
    row: Memo<MetricRow>,
}

impl Edited {
    /// Puts what is typed or chosen into the row.
    fn write(self, set: fn(&mut MetricRow, String)) -> impl Fn(String) + 'static {
        move |value| {
            let mut changed = self.row.get_untracked();
            set(&mut changed, value);
            self.text.update(|text| *text = draft::edit_rows(text, &RowEdit::Replace(changed)));
        }
    }

    fn read(self, read: fn(&MetricRow) -> String) -> impl Fn() -> String + 'static {
        move || self.row.with(read)
    }
}

fn row_view(
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
    errors: Signal<RowErrors>,
    index: usize,
) -> View {
    let find = move || widget.with(|widget| widget.rows.iter().find(|row| row.index == index).cloned());
    let Some(first) = find() else { return View::none() };
    let row = Memo::new(move |before: Option<&MetricRow>| {
        find().or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let edited = Edited { text, row };
    let remove = move || text.update(|text| *text = draft::edit_rows(text, &RowEdit::Remove(index)));
    let show = edited.write(|row, is_shown| row.visible = is_shown == "true");
    let shown =
        checkbox(move || row.with(|row| row.visible), move |is_shown| show(yes_no(is_shown).to_owned()));
    let error = move || {
        let error = errors.with(|errors| errors.iter().rev().find(|(of, _)| *of == index).cloned());
        error.map(|(_, error)| (error, row.get()))
    };
    let details = el("td")
        .class("metrics-table__details")
        .child(details(edited, widget))
        .child(live(error, |error| error.map(|(error, row)| error_view(&error, &row)).into()));
    let is_metric = move || row.with(|row| matches!(row.source, RowSource::Metric { .. }));
    let cell = |content: El| el("td").child(content);
    el("tr")
        .child(cell(shown.attr("aria-label", "Shown")))
        .child(cell(color_input(edited, index)))
        .child(cell(id_input(edited)))
        .child(cell(label_input(edited)))
        .child(details)
        .child(el("td").child(when(is_metric, move || statistic_input(edited).into())))
        .child(cell(period_input(edited)))
        .child(cell(axis_input(edited)))
        .child(cell(icon_button(Glyph::Trash, "Remove", remove)))
        .into()
}

fn color_input(edited: Edited, index: usize) -> El {
    el("input")
        .attr("type", "color")
        .attr("aria-label", "Colour")
        .value(move || edited.row.with(|row| shown_color(row.color.as_deref(), index)))
        .on_value("change", edited.write(|row, color| row.color = Some(color)))
}

fn id_input(edited: Edited) -> El {
    el("input")
        .class("metrics-table__id")
        .attr("aria-label", "Id")
        .attr("spellcheck", "false")
        .value(edited.read(|row| row.id.clone().unwrap_or_default()))
        .on_value("change", edited.write(|row, id| row.id = filled(id)))
}

fn label_input(edited: Edited) -> El {
    el("input")
        .attr("aria-label", "Label")
        .attr("placeholder", "automatic")
        .value(edited.read(|row| row.label.clone().unwrap_or_default()))
        .on_value("input", edited.write(|row, label| row.label = filled(label)))
}

fn statistic_input(edited: Edited) -> El {
    let value = edited.read(|row| row.stat.clone().unwrap_or_default());
    let choices = Choices { none: Some(NONE), others: STATISTICS };
    choice("Statistic", choices, value, edited.write(|row, stat| row.stat = filled(stat)))
}

fn period_input(edited: Edited) -> El {
    let value = edited.read(|row| row.period.map(|period| period.secs().to_string()).unwrap_or_default());
    let write = edited
        .write(|row, secs| row.period = secs.parse().ok().and_then(|secs| Period::from_secs(secs).ok()));
    choice("Period", Choices { none: Some(NONE), others: PERIODS }, value, write)
}

fn axis_input(edited: Edited) -> El {
    let value = edited.read(|row| if row.right_axis { "right".to_owned() } else { String::new() });
    let choices = Choices { none: Some("Left"), others: &[("right", "Right")] };
    choice("Axis", choices, value, edited.write(|row, side| row.right_axis = side == "right"))
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The expression to be changed, or which metric it is.
fn details(edited: Edited, widget: Signal<MetricWidget>) -> View {
    let row = edited.row;
    let is_expression = memo(move || row.with(|row| matches!(row.source, RowSource::Expression { .. })));
    live(
        move || is_expression.get(),
        move |is_expression| {
            if !is_expression {
                let metric = el("span").class("metrics-table__metric");
                return metric.text(edited.read(metric_text)).into();
            }
            let expression = edited.read(|row| match &row.source {
                RowSource::Expression { text } => text.clone(),
                RowSource::Metric { .. } => String::new(),
            });
            let ids = move || {
                widget.with_untracked(|widget| widget.rows.iter().filter_map(|row| row.id.clone()).collect())
            };
            let change = edited.write(|row, text| row.source = RowSource::Expression { text });
            let expression = memo(expression);
            expression_field(move || expression.get(), ids, change).into()
        },
    )
}

fn metric_text(row: &MetricRow) -> String {
    let RowSource::Metric { namespace, metric_name, dimensions } = &row.source else { return String::new() };
    let mut parts = vec![namespace.clone(), metric_name.clone()];
    parts.extend(dimensions.iter().map(|(name, value)| [name, " = ", value].concat()));
    display::name(&parts.join(" · "))
}

fn error_view(error: &MathError, row: &MetricRow) -> El {
    let place = match (&row.source, &error.span) {
        (RowSource::Expression { text }, Some(span)) => Some(marked_expression(text, span.clone())),
        _ => None,
    };
    el("p")
        .class("metrics-table__error")
        .attr("role", "alert")
        .text(display::name(&error.reason))
        .child(place)
}

fn shown_color(color: Option<&str>, index: usize) -> String {
    let color = color.and_then(Color::parse).unwrap_or(Color::Palette(index));
    environment(|environment| environment.theme.line_color(color)).css()
}
