//! The rows of `metrics`: strings with `.` and `...` for what the row above says, and options at the end.

use super::read::{is_not_unset, is_right_axis, period, text};
use crate::json::{Kind, Node, Value};
use std::borrow::Cow;
use std::fmt;
use timeseries::Period;

/// AWS: "a metric has up to 30 dimensions".
pub const MAX_DIMENSIONS: usize = 30;

/// One line of the widget's table of metrics, with everything spelled out.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricRow {
    pub source: RowSource,
    pub id: Option<String>,
    /// May hold `${…}` tokens.
    pub label: Option<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
    /// `false`: only feeds expressions.
    pub visible: bool,
    pub right_axis: bool,
    /// These three override the widget's; [`super::MetricWidget`] says what counts.
    pub stat: Option<String>,
    pub period: Option<Period>,
    pub region: Option<String>,
    pub account_id: Option<String>,
    /// Its place in `metrics`, from 0.
    pub index: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowSource {
    /// Dimensions in the order given.
    Metric {
        namespace: String,
        metric_name: String,
        dimensions: Vec<(String, String)>,
    },
    Expression {
        text: String,
    },
}

/// A row that can't be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// From 0, as in the data path.
    pub index: usize,
    pub message: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metric {}: {}", self.index + 1, self.message)
    }
}

impl MetricRow {
    pub fn new(source: RowSource) -> Self {
        MetricRow {
            source,
            id: None,
            label: None,
            color: None,
            visible: true,
            right_axis: false,
            stat: None,
            period: None,
            region: None,
            account_id: None,
            index: 0,
        }
    }

    /// The row as JSON, written out in full. To change a row without losing options that aren't known here,
    /// pass the options it has now.
    pub fn to_json(&self, existing_options: Option<&Value>) -> Value {
        let mut options = match existing_options {
            Some(Value::Object(members)) => members.clone(),
            _ => Vec::new(),
        };
        let (mut row, mut expression) = (Vec::new(), None);
        match &self.source {
            RowSource::Metric { namespace, metric_name, dimensions } => {
                row.push(Value::String(namespace.clone()));
                row.push(Value::String(metric_name.clone()));
                for (name, value) in dimensions {
                    row.push(Value::String(name.clone()));
                    row.push(Value::String(value.clone()));
                }
            }
            RowSource::Expression { text } => expression = Some(text),
        }
        let text = |text: &Option<String>| text.clone().map(Value::String);
        for (key, value) in [
            ("expression", expression.cloned().map(Value::String)),
            ("id", text(&self.id)),
            ("label", text(&self.label)),
            ("color", text(&self.color)),
            ("visible", (!self.visible).then_some(Value::Bool(false))),
            ("yAxis", self.right_axis.then(|| Value::string("right"))),
            ("stat", text(&self.stat)),
            ("period", self.period.map(|period| Value::integer(period.secs()))),
            ("region", text(&self.region)),
            ("accountId", text(&self.account_id)),
        ] {
            set_member(&mut options, key, value);
        }
        if !options.is_empty() {
            row.push(Value::Object(options));
        }
        Value::Array(row)
    }
}

fn set_member(members: &mut Vec<(String, Value)>, key: &str, value: Option<Value>) {
    match (members.iter_mut().rfind(|(name, _)| name == key), value) {
        (Some((_, existing)), Some(value)) => *existing = value,
        (None, Some(value)) => members.push((key.to_owned(), value)),
        (_, None) => members.retain(|(name, _)| name != key),
    }
}

/// All rows that can be understood, and what is wrong with the others.
pub(super) fn read(properties: Node<'_>) -> (Vec<MetricRow>, Vec<RowError>) {
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    let mut above: Vec<String> = Vec::new();
    for (index, row) in properties.list("metrics").enumerate() {
        match read_row(row, &mut above) {
            Ok(row) => rows.push(MetricRow { index, ..row }),
            Err(fault) => errors.push(RowError { index, message: fault.into_owned() }),
        }
    }
    (rows, errors)
}

/// What is wrong with a row.
type Fault = Cow<'static, str>;

/// `above` are the strings of the last row that had any, written out.
fn read_row(row: Node<'_>, above: &mut Vec<String>) -> Result<MetricRow, Fault> {
    if row.kind() != Kind::Array {
        return Err("a row must be an array".into());
    }
    // Without options the row stands for them: it has no members.
    let mut options = row;
    let mut strings = Vec::new();
    let last = row.items().count().wrapping_sub(1);
    for (index, item) in row.items().enumerate() {
        match item.as_str() {
            Some(text) => strings.push(text.into_owned()),
            None if index == last && item.kind() == Kind::Object => options = item,
            None => {
                let found = shortened(item.source());
                return Err(format!("{found} stands where a string must be").into());
            }
        }
    }
    let source = if strings.is_empty() {
        let text = text(options, "expression");
        RowSource::Expression { text: text.ok_or("the row names neither a metric nor an expression")? }
    } else {
        let strings = expand(strings, above)?;
        let source = metric(&strings)?;
        *above = strings;
        source
    };
    Ok(MetricRow {
        source,
        id: text(options, "id"),
        label: text(options, "label"),
        color: text(options, "color"),
        visible: is_not_unset(options, "visible"),
        right_axis: is_right_axis(options),
        stat: text(options, "stat"),
        period: period(options, "period"),
        region: text(options, "region"),
        account_id: text(options, "accountId"),
        index: 0,
    })
}

/// Replaces `...` by what the row above has in front, and each `.` by what it has in that place.
fn expand(strings: Vec<String>, above: &[String]) -> Result<Vec<String>, Fault> {
    let tail = strings.len() - 1;
    let mut expanded = Vec::new();
    for (index, text) in strings.into_iter().enumerate() {
        match text.as_str() {
            "..." if index != 0 => return Err("... may stand only at the start of a row".into()),
            "..." if above.len() < tail || above.is_empty() => {
                return Err("... reaches past the start of the row above".into());
            }
            "..." => expanded.extend_from_slice(&above[..above.len() - tail]),
            "." => expanded.push(above.get(expanded.len()).ok_or(". has nothing above it")?.clone()),
            _ => expanded.push(text),
        }
    }
    Ok(expanded)
}

fn metric(strings: &[String]) -> Result<RowSource, Fault> {
    let [namespace, metric_name, pairs @ ..] = strings else {
        return Err("the metric name is missing".into());
    };
    let (pairs, rest) = pairs.as_chunks::<2>();
    if let [name] = rest {
        return Err(format!("the dimension {} has no value", shortened(name)).into());
    }
    if pairs.len() > MAX_DIMENSIONS {
        let count = pairs.len();
        return Err(format!("a metric has at most {MAX_DIMENSIONS} dimensions, not {count}").into());
    }
    let dimensions = pairs.iter().map(|[name, value]| (name.clone(), value.clone())).collect();
    Ok(RowSource::Metric { namespace: namespace.clone(), metric_name: metric_name.clone(), dimensions })
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
