//! The rows of `metrics`: strings with `.` and `...` for what the row above says, and options at the end.

use super::read::{flag, period, text};
use crate::json::{Kind, Node, Value};
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
        let mut row = Vec::new();
        let mut options = match existing_options {
            Some(Value::Object(members)) => members.clone(),
            _ => Vec::new(),
        };
        let mut set = |key: &str, value: Option<Value>| set_member(&mut options, key, value);
        let string = |text: &Option<String>| text.as_ref().map(|text| Value::string(text.as_str()));
        match &self.source {
            RowSource::Metric { namespace, metric_name, dimensions } => {
                row.extend([Value::string(namespace.as_str()), Value::string(metric_name.as_str())]);
                for (name, value) in dimensions {
                    row.extend([Value::string(name.as_str()), Value::string(value.as_str())]);
                }
                set("expression", None);
            }
            RowSource::Expression { text } => set("expression", Some(Value::string(text.as_str()))),
        }
        set("id", string(&self.id));
        set("label", string(&self.label));
        set("color", string(&self.color));
        set("visible", (!self.visible).then_some(Value::Bool(false)));
        set("yAxis", self.right_axis.then(|| Value::string("right")));
        set("stat", string(&self.stat));
        set("period", self.period.map(|period| Value::integer(period.secs())));
        set("region", string(&self.region));
        set("accountId", string(&self.account_id));
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
            Err(message) => errors.push(RowError { index, message }),
        }
    }
    (rows, errors)
}

/// `above` are the strings of the last row that had any, written out.
fn read_row(row: Node<'_>, above: &mut Vec<String>) -> Result<MetricRow, String> {
    if row.kind() != Kind::Array {
        return Err("a row must be an array".to_owned());
    }
    let mut items: Vec<Node<'_>> = row.items().collect();
    let options = items.pop_if(|last| last.kind() == Kind::Object);
    let mut strings = Vec::with_capacity(items.len());
    for item in items {
        match item.as_str() {
            Some(text) => strings.push(text.into_owned()),
            None => return Err(format!("{} stands where a string must be", shortened(item.source()))),
        }
    }
    let expression = options.and_then(|options| text(options, "expression"));
    let source = if strings.is_empty() {
        RowSource::Expression { text: expression.ok_or("the row names neither a metric nor an expression")? }
    } else {
        let strings = expand(strings, above)?;
        let source = metric(&strings)?;
        *above = strings;
        source
    };
    let row = MetricRow::new(source);
    Ok(match options {
        None => row,
        Some(options) => MetricRow {
            id: text(options, "id"),
            label: text(options, "label"),
            color: text(options, "color"),
            visible: flag(options, "visible").unwrap_or(true),
            right_axis: text(options, "yAxis").is_some_and(|side| side == "right"),
            stat: text(options, "stat"),
            period: period(options, "period"),
            region: text(options, "region"),
            account_id: text(options, "accountId"),
            ..row
        },
    })
}

/// Replaces `...` by what the row above has in front, and each `.` by what it has in that place.
fn expand(strings: Vec<String>, above: &[String]) -> Result<Vec<String>, String> {
    let mut expanded = strings;
    if expanded.first().is_some_and(|first| first == "...") {
        let tail = expanded.split_off(1);
        if above.len() < tail.len() || above.is_empty() {
            return Err("... reaches past the start of the row above".to_owned());
        }
        expanded = above[..above.len() - tail.len()].to_vec();
        expanded.extend(tail);
    }
    for (index, text) in expanded.iter_mut().enumerate() {
        if text == "..." {
            return Err("... may stand only at the start of a row".to_owned());
        }
        if text == "." {
            let same = above.get(index).ok_or(". has nothing above it")?;
            text.clone_from(same);
        }
    }
    Ok(expanded)
}

fn metric(strings: &[String]) -> Result<RowSource, String> {
    let [namespace, metric_name, pairs @ ..] = strings else {
        return Err("the metric name is missing".to_owned());
    };
    let (pairs, rest) = pairs.as_chunks::<2>();
    if let [name] = rest {
        return Err(format!("the dimension {} has no value", shortened(name)));
    }
    if MAX_DIMENSIONS < pairs.len() {
        return Err(format!("a metric has at most {MAX_DIMENSIONS} dimensions, not {}", pairs.len()));
    }
    Ok(RowSource::Metric {
        namespace: namespace.clone(),
        metric_name: metric_name.clone(),
        dimensions: pairs.iter().map(|[name, value]| (name.clone(), value.clone())).collect(),
    })
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
