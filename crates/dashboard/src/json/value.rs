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
#[derive(Clone, Copy)]
pub(super) struct Layout<'a> {
    /// What a line ends with; without it all is on one line.
    pub newline: Option<&'a str>,
    /// How much further in the inside of a container is than what is around it.
    pub unit: &'a str,
    /// What the line begins with that the container begins on.
    pub base: &'a str,
    /// After a colon, and after a comma on one line.
    pub space: &'a str,
}

impl<'a> Layout<'a> {
    pub const fn one_line(space: &'a str) -> Self {
        Layout { newline: None, unit: "", base: "", space }
    }
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
        self.write(Layout::one_line(""), &mut out);
        out
    }

    /// On lines, indented by two spaces.
    pub fn to_pretty(&self) -> String {
        let mut out = String::new();
        self.write(Layout { newline: Some("\n"), unit: "  ", base: "", space: " " }, &mut out);
        out
    }

    pub(super) fn write(&self, layout: Layout<'_>, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Number(text) | Value::Raw(text) => out.push_str(text),
            Value::String(text) => text::push_quoted(text, out),
            Value::Array(items) => {
                let write_item = |index: usize, inner: Layout<'_>, out: &mut String| {
                    items[index].write(inner, out);
                };
                if layout.newline.is_some() && items.iter().all(Value::is_flat) {
                    let mut line = String::new();
                    write_all("[]", items.len(), Layout::one_line(" "), &mut line, &write_item);
                    if line.len() <= ONE_LINE_BYTES {
                        return out.push_str(&line);
                    }
                }
                write_all("[]", items.len(), layout, out, &write_item);
            }
            Value::Object(members) => write_all("{}", members.len(), layout, out, &|index, inner, out| {
                let (key, value) = &members[index];
                push_member(key, inner.space, value, inner, out);
            }),
        }
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

pub(super) fn push_member(key: &str, space: &str, value: &Value, layout: Layout<'_>, out: &mut String) {
    text::push_quoted(key, out);
    out.push(':');
    out.push_str(space);
    value.write(layout, out);
}

/// A container of `count` values between its brackets.
fn write_all(
    brackets: &str,
    count: usize,
    layout: Layout<'_>,
    out: &mut String,
    write_child: &dyn Fn(usize, Layout<'_>, &mut String),
) {
    let (open, close) = brackets.split_at(1);
    let deeper = format!("{}{}", layout.base, layout.unit);
    out.push_str(open);
    for index in 0..count {
        if index != 0 {
            out.push(',');
        }
        match layout.newline {
            Some(newline) => {
                out.push_str(newline);
                out.push_str(&deeper);
            }
            None if index != 0 => out.push_str(layout.space),
            None => {}
        }
        write_child(index, Layout { base: &deeper, ..layout }, out);
    }
    if let Some(newline) = layout.newline
        && count != 0
    {
        out.push_str(newline);
        out.push_str(layout.base);
    }
    out.push_str(close);
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
