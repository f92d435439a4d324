//! From fetched series to labelled lines: metric math, labels and colours, and what went wrong with which
//! row. Pure; a problem of one row never takes the others away.

use super::inputs;
use super::queries::{Queries, QueryRow};
use crate::data::MetricData;
use crate::widgets::display;
use chart::number_format::{Precision, format_value};
use chart::{Axis, Color};
use dashboard::{MetricWidget, RowSource};
use metric_math::dynamic_label::{self, Surroundings};
use metric_math::label::{self, MetricRef};
use metric_math::{Budget, Inputs, LabeledSeries, Limits, MathError, MetricInput, MetricProperties, Value};
use std::ops::Range;
use std::sync::Arc;
use timeseries::{Period, TimeRange, TimeSeries, Timestamp};

/// What a metric widget draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    pub range: TimeRange,
    pub lines: Vec<GraphLine>,
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GraphLine {
    /// The same from one refresh to the next.
    pub key: String,
    /// Harmless: ready to be shown.
    pub label: String,
    pub color: Color,
    pub axis: Axis,
    /// An edge of an anomaly band; the upper one comes first, the lower one after it.
    pub is_band_edge: bool,
    pub period: Period,
    pub series: TimeSeries,
    /// The row's index in the widget's `metrics`.
    pub row: usize,
}

/// Why a row has no line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row, in words.
    pub subject: String,
    pub reason: String,
    /// An expression's text, and the bytes of it that the reason is about.
    pub expression: Option<(String, Range<usize>)>,
}

impl Graph {
    /// Without any line.
    pub fn empty(range: TimeRange) -> Self {
        Graph { range, lines: Vec::new(), problems: Vec::new() }
    }

    /// The end of the newest datapoint's period, but not after `now`.
    pub fn newest(&self, now: Timestamp) -> Option<Timestamp> {
        let ends =
            self.lines.iter().filter_map(|line| Some(line.series.last()?.0.plus_secs(line.period.secs())));
        ends.max().map(|end| end.min(now))
    }

    /// At which any line has a datapoint, ascending.
    pub fn times(&self) -> Vec<Timestamp> {
        let mut times = Vec::new();
        for line in &self.lines {
            times.extend_from_slice(line.series.times());
        }
        times.sort_unstable();
        times.dedup();
        times
    }

    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.series.is_empty())
    }
}

pub fn evaluate(widget: &MetricWidget, queries: &Queries, data: &MetricData, now: Timestamp) -> Graph {
    let mut problems = Vec::new();
    for error in &widget.row_errors {
        let subject = format!("Row {}", error.index + 1);
        problems.push(Problem { subject, reason: display::name(&error.message), expression: None });
    }
    let mut inputs = Inputs::default();
    for (row, label) in queries.rows.iter().zip(automatic_labels(&queries.rows)) {
        let Some(fetch) = &row.fetch else { continue };
        match inputs::datapoints(widget, queries, fetch, row.period, data) {
            Ok(series) => {
                let input = MetricInput { series, label, metric: properties(row) };
                inputs.metrics.insert(row.id.clone(), input);
            }
            Err(_) if !queries.told.contains(&row.id) => {}
            Err(reason) => problems.push(Problem { subject: subject(row), reason, expression: None }),
        }
    }
    inputs.history = inputs::history(queries, data);
    for reason in inputs::searches(widget, queries, data, &mut inputs.searches) {
        problems.push(Problem { subject: "SEARCH".to_owned(), reason, expression: None });
    }
    let results = queries.plan.evaluate_all(&inputs, data.range, &Budget::new(Limits::PAGE));
    let mut graph = Graph { problems, ..Graph::empty(data.range) };
    let mut palette = 0;
    for row in &queries.rows {
        let failed_input = row.fetch.is_some() && !inputs.metrics.contains_key(&row.id);
        match results.get(&row.id) {
            None => {}
            Some(_) if failed_input => {}
            Some(Err(_)) if !queries.told.contains(&row.id) => {}
            Some(Err(error)) => graph.problems.push(problem(row, error)),
            Some(Ok(_)) if !row.row.visible => {}
            Some(Ok(value)) => match value.lines() {
                Some(lines) => {
                    let around = surroundings(widget, row, data.range, now);
                    let is_band = queries.plan.is_band(&row.id);
                    draw(row, lines, is_band, value, &around, &mut palette, &mut graph);
                }
                None => graph.problems.push(problem(row, &MathError::scalar_result(&row.id))),
            },
        }
    }
    graph
}

/// CloudWatch's own labels, one for each row: those in sight are told apart from each other, hidden ones from
/// all.
fn automatic_labels(rows: &[QueryRow]) -> Vec<String> {
    let mut labels = vec![String::new(); rows.len()];
    for only_in_sight in [false, true] {
        let (mut indexes, mut references) = (Vec::new(), Vec::new());
        for (index, row) in rows.iter().enumerate() {
            let is_in_sight = row.row.visible && row.row.label.is_none();
            if let RowSource::Metric { namespace, metric_name, dimensions } = &row.row.source
                && (is_in_sight || !only_in_sight)
            {
                indexes.push(index);
                let period_secs = row.period.secs();
                references.push(MetricRef {
                    namespace,
                    metric_name,
                    dimensions,
                    stat: &row.stat,
                    period_secs,
                });
            }
        }
        for (index, label) in indexes.into_iter().zip(label::automatic(&references)) {
            labels[index] = label;
        }
    }
    labels
}

fn draw(
    row: &QueryRow,
    lines: &[LabeledSeries],
    is_band: bool,
    value: &Value,
    around: &Surroundings<'_>,
    palette: &mut usize,
    graph: &mut Graph,
) {
    let is_array = matches!(value, Value::Array(_));
    let own_color = row.row.color.as_deref().and_then(Color::parse).filter(|_| lines.len() == 1 || is_band);
    for (index, line) in lines.iter().enumerate() {
        let (label, unknown) = line_label(row, line, is_array, around);
        if index == 0 {
            for token in unknown {
                let reason = format!("The label’s token ${{{}}} isn’t known.", display::name(&token));
                graph.problems.push(Problem { subject: subject(row), reason, expression: None });
            }
        }
        // Both edges of a band are of one colour.
        *palette += usize::from(own_color.is_none() && !(is_band && index == 1));
        let color = own_color.unwrap_or(Color::Palette(palette.saturating_sub(1)));
        graph.lines.push(GraphLine {
            key: if is_array { format!("{}/{index}", row.id) } else { row.id.clone() },
            label,
            color,
            axis: if row.row.right_axis { Axis::Right } else { Axis::Left },
            is_band_edge: is_band,
            period: line.period,
            series: line.series.clone(),
            row: row.row.index,
        });
    }
}

/// The label as shown, and tokens in it that nobody knows.
fn line_label(
    row: &QueryRow,
    line: &LabeledSeries,
    is_array: bool,
    around: &Surroundings<'_>,
) -> (String, Vec<String>) {
    let own = match &row.row.source {
        RowSource::Expression { text } if !is_array && row.row.id.is_none() => text,
        _ => &line.label,
    };
    let (label, unknown) = match &row.row.label {
        None => (own.clone(), Vec::new()),
        Some(label) if dynamic_label::has_tokens(label) => dynamic_label::render(label, own, line, around),
        Some(label) if is_array => (format!("{label} {own}"), Vec::new()),
        Some(label) => (label.clone(), Vec::new()),
    };
    (display::name(&label), unknown)
}

/// What the row's own label and those of arrays can tell of its metric.
fn properties(row: &QueryRow) -> Option<Arc<MetricProperties>> {
    let RowSource::Metric { namespace, metric_name, dimensions } = &row.row.source else { return None };
    Some(Arc::new(MetricProperties {
        namespace: namespace.clone(),
        metric_name: metric_name.clone(),
        dimensions: dimensions.clone(),
        stat: row.stat.clone(),
    }))
}

fn surroundings<'a>(
    widget: &'a MetricWidget,
    row: &'a QueryRow,
    range: TimeRange,
    now: Timestamp,
) -> Surroundings<'a> {
    Surroundings {
        region: widget.region_of(&row.row).unwrap_or_default(),
        account_id: row.row.account_id.as_deref().or(widget.account_id.as_deref()).unwrap_or_default(),
        // "Now" is the end of what is seen, so that a label of the past stays what it was.
        now: now.min(range.end),
        utc_offset_minutes: 0,
        number: |value| format_value(value, Precision::Normal),
    }
}

/// A row in words: its label, its id, its metric or its expression.
pub fn subject(row: &QueryRow) -> String {
    let source = match &row.row.source {
        RowSource::Metric { namespace, metric_name, .. } => format!("{namespace} {metric_name}"),
        RowSource::Expression { text } => text.clone(),
    };
    let name =
        row.row.label.as_ref().filter(|label| !dynamic_label::has_tokens(label)).or(row.row.id.as_ref());
    display::name(name.unwrap_or(&source))
}

fn problem(row: &QueryRow, error: &MathError) -> Problem {
    let expression = match (&row.row.source, &error.span) {
        (RowSource::Expression { text }, Some(span)) => Some((text.clone(), span.clone())),
        _ => None,
    };
    Problem { subject: subject(row), reason: display::name(&error.reason), expression }
}
