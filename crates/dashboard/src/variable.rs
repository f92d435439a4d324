//! Dashboard variables: what they are, and a body with their values filled in, for display only.

use crate::json::{Kind, Node, Splice, Value};
use crate::widget::read::{is_not_unset, is_text, named};
use crate::widget::{self, RowSource};
use std::borrow::Cow;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub id: String,
    pub kind: VariableKind,
    pub input_type: InputType,
    pub label: Option<String>,
    /// As text, whatever its JSON type. `__FIRST` stands for the first value a search finds.
    pub default_value: Option<String>,
    pub values: Vec<VariableValue>,
    /// The choices come from a search, by this dimension.
    pub search: Option<String>,
    pub populate_from: Option<String>,
    pub visible: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableKind {
    /// Replaces the values of a property (`region`) or of a dimension (`InstanceId`).
    Property(String),
    /// Replaces a text wherever it stands in widgets.
    Pattern(String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputType {
    #[default]
    Input,
    Select,
    Radio,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableValue {
    pub value: String,
    pub label: Option<String>,
}

const FIRST_FOUND: &str = "__FIRST";

impl InputType {
    const NAMES: &[(&str, InputType)] =
        &[("input", InputType::Input), ("select", InputType::Select), ("radio", InputType::Radio)];
}

impl Variable {
    pub(crate) fn read(node: Node<'_>) -> Option<Variable> {
        let text = |key: &str| text_of(node, key);
        let kind = if is_text(node, "type", "pattern") {
            VariableKind::Pattern(text("pattern")?)
        } else {
            VariableKind::Property(text("property")?)
        };
        let mut values = Vec::new();
        for value in node.list("values") {
            if let Some(text) = text_of(value, "value") {
                values.push(VariableValue { value: text, label: text_of(value, "label") });
            }
        }
        Some(Variable {
            id: text("id")?,
            kind,
            input_type: named(node, "inputType", InputType::NAMES).unwrap_or_default(),
            label: text("label"),
            default_value: text("defaultValue"),
            values,
            search: text("search"),
            populate_from: text("populateFrom"),
            visible: is_not_unset(node, "visible"),
        })
    }

    /// The value that counts: the chosen one, else the default. `None`: the widgets stay as they are written,
    /// either because there is no default, or because it would take a search to find it.
    pub fn value(&self, chosen: &[(String, String)]) -> Option<String> {
        let choice = chosen.iter().rfind(|(id, _)| *id == self.id).map(|(_, value)| value);
        choice.or(self.default_value.as_ref().filter(|_| !self.needs_search())).cloned()
    }

    /// Its default value would have to be looked up among the metrics, which isn't supported yet.
    pub fn needs_search(&self) -> bool {
        self.default_value.as_deref() == Some(FIRST_FOUND)
    }
}

/// A member that is a string, number or boolean, as text.
fn text_of(node: Node<'_>, key: &str) -> Option<String> {
    let node = node.get(key)?;
    match node.kind() {
        Kind::String => node.as_str().map(Cow::into_owned),
        Kind::Number | Kind::Bool => Some(node.source().to_owned()),
        Kind::Null | Kind::Array | Kind::Object => None,
    }
}

/// What fills every variable's value into the widgets.
pub(crate) fn substitutions<'a>(
    variables: &[Variable],
    chosen: &[(String, String)],
    widgets: impl Iterator<Item = Node<'a>>,
) -> Vec<Splice> {
    let mut replacements = Replacements::default();
    for variable in variables {
        if let Some(value) = variable.value(chosen) {
            replacements.add(variable.kind.clone(), value);
        }
    }
    let mut splices = Vec::new();
    if !replacements.properties.is_empty() || !replacements.patterns.is_empty() {
        for widget in widgets {
            replacements.visit(widget, &mut splices);
        }
    }
    splices
}

/// Whether a widget would look different with another value of the variable.
pub(crate) fn concerns(variable: &Variable, widget: Node<'_>) -> bool {
    let mut replacements = Replacements::default();
    replacements.add(variable.kind.clone(), String::new());
    let mut splices = Vec::new();
    replacements.visit(widget, &mut splices);
    !splices.is_empty()
}

#[derive(Default)]
struct Replacements {
    properties: Vec<(String, String)>,
    patterns: Vec<(String, String)>,
}

impl Replacements {
    fn add(&mut self, kind: VariableKind, value: String) {
        match kind {
            VariableKind::Property(property) => self.properties.push((property, value)),
            VariableKind::Pattern(pattern) if !pattern.is_empty() => self.patterns.push((pattern, value)),
            VariableKind::Pattern(_) => {}
        }
    }

    fn visit(&self, node: Node<'_>, splices: &mut Vec<Splice>) {
        match node.kind() {
            Kind::Object => {
                for (key, value) in node.members() {
                    match self.property(&key) {
                        Some(text) if value.kind() != Kind::Object && value.kind() != Kind::Array => {
                            splices.push(value.replaced(&typed_like(value, text)));
                        }
                        _ if key == "metrics" && value.kind() == Kind::Array => {
                            self.visit_rows(node, value, splices);
                        }
                        _ => self.visit(value, splices),
                    }
                }
            }
            Kind::Array => node.items().for_each(|item| self.visit(item, splices)),
            Kind::String => {
                if let Some(text) = node.as_str()
                    && let Some(replaced) = self.patterned(&text)
                {
                    splices.push(node.replaced(&Value::String(replaced)));
                }
            }
            Kind::Null | Kind::Bool | Kind::Number => {}
        }
    }

    /// A row in which a dimension's value is replaced is written out in full, so that the row below, which
    /// may point to it, finds the right value above.
    fn visit_rows(&self, properties: Node<'_>, metrics: Node<'_>, splices: &mut Vec<Splice>) {
        let expanded = widget::expanded_rows(properties);
        let touches = expanded.iter().any(|row| {
            let RowSource::Metric { dimensions, .. } = &row.source else { return false };
            dimensions.iter().any(|(name, _)| self.property(name).is_some())
        });
        for (index, node) in metrics.items().enumerate() {
            let row = expanded.iter().find(|row| row.index == index).map(|row| &row.source);
            let Some(RowSource::Metric { namespace, metric_name, dimensions }) = row.filter(|_| touches)
            else {
                self.visit(node, splices);
                continue;
            };
            let mut row = vec![self.shown(namespace), self.shown(metric_name)];
            for (name, value) in dimensions {
                row.push(self.shown(name));
                row.push(self.shown(self.property(name).unwrap_or(value)));
            }
            if let Some(options) = node.items().last().filter(|last| last.kind() == Kind::Object) {
                row.push(self.options(options));
            }
            splices.push(node.replaced(&Value::Array(row)));
        }
    }

    fn options(&self, options: Node<'_>) -> Value {
        let mut members = Vec::new();
        for (key, value) in options.members() {
            let replaced = match self.property(&key) {
                Some(text) => typed_like(value, text),
                None => match value.as_str().and_then(|text| self.patterned(&text)) {
                    Some(text) => Value::String(text),
                    None => value.to_value(),
                },
            };
            members.push((key.into_owned(), replaced));
        }
        Value::Object(members)
    }

    fn shown(&self, text: &str) -> Value {
        Value::String(self.patterned(text).unwrap_or_else(|| text.to_owned()))
    }

    fn property(&self, name: &str) -> Option<&String> {
        self.properties.iter().find(|(property, _)| property == name).map(|(_, value)| value)
    }

    /// `None` where no pattern stands in the text.
    fn patterned(&self, text: &str) -> Option<String> {
        let mut replaced: Option<String> = None;
        for (pattern, value) in &self.patterns {
            let current = replaced.as_deref().unwrap_or(text);
            if current.contains(pattern) {
                replaced = Some(current.replace(pattern, value));
            }
        }
        replaced
    }
}

/// A number stays a number and a flag a flag, if the new text is one.
fn typed_like(node: Node<'_>, text: &str) -> Value {
    let parsed = Value::from_json(text).ok();
    match (node.kind(), parsed) {
        (Kind::Number, Some(Value::Raw(number))) if !number.starts_with('"') => Value::Raw(number),
        (Kind::Bool, Some(Value::Bool(flag))) => Value::Bool(flag),
        _ => Value::String(text.to_owned()),
    }
}
