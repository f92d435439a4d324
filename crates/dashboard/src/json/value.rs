//! Values to be written: built by the widget editor or copied from a document, printed in the style of the
//! text around them.

use super::{Document, Kind, Node, SyntaxError, text};

/// A JSON value that isn't in a document yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Bool(bool),
    /// Its text.
    Number(String),
    String(String),
    Array(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// A number or string exactly as it was written elsewhere.
    Raw(String),
}

/// How containers are broken into lines.
pub(super) enum Layout<'a> {
    /// All on one line; the text after ':' and ','.
    OneLine {
        space: &'a str,
    },
    Lines {
        newline: &'a str,
        unit: &'a str,
        base: &'a str,
    },
}

/// Metric rows are easier to read on one line each; longer ones are broken. In bytes.
const ONE_LINE_BYTES: usize = 110;

impl Value {
    pub fn integer(value: i64) -> Value {
        Value::Number(value.to_string())
    }

    /// JSON has no NaN and no infinities: those become `null`.
    pub fn number(value: f64) -> Value {
        if value.is_finite() { Value::Number(value.to_string()) } else { Value::Null }
    }

    pub fn string(value: impl Into<String>) -> Value {
        Value::String(value.into())
    }

    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Object(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    pub fn from_json(json: &str) -> Result<Value, SyntaxError> {
        Ok(Document::parse(json)?.root().to_value())
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(members) => {
                members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// On one line without spaces.
    pub fn to_compact(&self) -> String {
        let mut out = String::new();
        self.write(&Layout::OneLine { space: "" }, &mut out);
        out
    }

    /// On lines, indented by two spaces.
    pub fn to_pretty(&self) -> String {
        let mut out = String::new();
        self.write(&Layout::Lines { newline: "\n", unit: "  ", base: "" }, &mut out);
        out
    }

    pub(super) fn write(&self, layout: &Layout<'_>, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Number(text) | Value::Raw(text) => out.push_str(text),
            Value::String(text) => text::push_quoted(text, out),
            Value::Array(items) => self.write_array(items, layout, out),
            Value::Object(members) => write_all('{', '}', members.len(), layout, out, |index, inner, out| {
                let (key, value) = &members[index];
                text::push_quoted(key, out);
                out.push(':');
                out.push_str(match inner {
                    Layout::OneLine { space } => space,
                    Layout::Lines { .. } => " ",
                });
                value.write(inner, out);
            }),
        }
    }

    fn write_array(&self, items: &[Value], layout: &Layout<'_>, out: &mut String) {
        let one_line = Layout::OneLine { space: " " };
        let write_item = |index: usize, inner: &Layout<'_>, out: &mut String| items[index].write(inner, out);
        if matches!(layout, Layout::Lines { .. }) && items.iter().all(Value::is_flat) {
            let mut line = String::new();
            write_all('[', ']', items.len(), &one_line, &mut line, write_item);
            if line.len() <= ONE_LINE_BYTES {
                out.push_str(&line);
                return;
            }
        }
        write_all('[', ']', items.len(), layout, out, write_item);
    }

    fn is_scalar(&self) -> bool {
        !matches!(self, Value::Array(_) | Value::Object(_))
    }

    /// A scalar, or an object of scalars such as a metric row's options.
    fn is_flat(&self) -> bool {
        match self {
            Value::Object(members) => members.iter().all(|(_, value)| value.is_scalar()),
            other => other.is_scalar(),
        }
    }
}

fn write_all(
    open: char,
    close: char,
    count: usize,
    layout: &Layout<'_>,
    out: &mut String,
    write_child: impl Fn(usize, &Layout<'_>, &mut String),
) {
    out.push(open);
    let deeper = match layout {
        Layout::Lines { unit, base, .. } => format!("{base}{unit}"),
        Layout::OneLine { .. } => String::new(),
    };
    for index in 0..count {
        if index != 0 {
            out.push(',');
        }
        match layout {
            Layout::OneLine { space } => {
                if index != 0 {
                    out.push_str(space);
                }
                write_child(index, layout, out);
            }
            Layout::Lines { newline, unit, .. } => {
                out.push_str(newline);
                out.push_str(&deeper);
                write_child(index, &Layout::Lines { newline, unit, base: &deeper }, out);
            }
        }
    }
    if let (Layout::Lines { newline, base, .. }, true) = (layout, count != 0) {
        out.push_str(newline);
        out.push_str(base);
    }
    out.push(close);
}

impl Node<'_> {
    /// A copy that can be written elsewhere; numbers and strings keep their text.
    pub fn to_value(&self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_bool().unwrap_or_default()),
            Kind::Number | Kind::String => Value::Raw(self.source().to_owned()),
            Kind::Array => Value::Array(self.items().map(|item| item.to_value()).collect()),
            Kind::Object => Value::Object(
                self.members().map(|(key, value)| (key.into_owned(), value.to_value())).collect(),
            ),
        }
    }
}
