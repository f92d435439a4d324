//! Dashboard variables: what they are, and a body with their values filled in, for display only.

use crate::body::DashboardBody;
use crate::json::{Kind, Node, Splice, Value};
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

impl Variable {
    pub(crate) fn read(node: Node<'_>) -> Option<Variable> {
        let text = |key: &str| node.get(key).and_then(scalar_text);
        let kind = match text("type").as_deref() {
            Some("pattern") => VariableKind::Pattern(text("pattern")?),
            _ => VariableKind::Property(text("property")?),
        };
        let values = node.list("values");
        Some(Variable {
            id: text("id")?,
            kind,
            input_type: match text("inputType").as_deref() {
                Some("select") => InputType::Select,
                Some("radio") => InputType::Radio,
                _ => InputType::Input,
            },
            label: text("label"),
            default_value: text("defaultValue"),
            values: values
                .filter_map(|value| {
                    let label = value.get("label").and_then(scalar_text);
                    Some(VariableValue { value: scalar_text(value.get("value")?)?, label })
                })
                .collect(),
            search: text("search"),
            populate_from: text("populateFrom"),
            visible: node.get("visible").and_then(|visible| visible.as_bool()).unwrap_or(true),
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

/// A string, number or boolean as text.
fn scalar_text(node: Node<'_>) -> Option<String> {
    match node.kind() {
        Kind::String => node.as_str().map(Cow::into_owned),
        Kind::Number | Kind::Bool => Some(node.source().to_owned()),
        Kind::Null | Kind::Array | Kind::Object => None,
    }
}

/// The text with every variable's value filled in.
pub(crate) fn substitute(body: &DashboardBody, chosen: &[(String, String)]) -> String {
    let mut replacements = Replacements::default();
    for variable in body.variables() {
        if let Some(value) = variable.value(chosen) {
            replacements.add(variable.kind, value);
        }
    }
    let mut splices = Vec::new();
    if !replacements.properties.is_empty() || !replacements.patterns.is_empty() {
        for widget in body.widget_nodes() {
            replacements.visit(widget, &mut splices);
        }
    }
    body.document().spliced(splices)
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
            let mut strings = vec![namespace, metric_name];
            for (name, value) in dimensions {
                strings.extend([name, self.property(name).unwrap_or(value)]);
            }
            let options = node.items().last().filter(|last| last.kind() == Kind::Object);
            let strings =
                strings.into_iter().map(|text| self.patterned(text).unwrap_or_else(|| text.clone()));
            let mut row: Vec<Value> = strings.map(Value::String).collect();
            row.extend(options.map(|options| self.options(options)));
            splices.push(node.replaced(&Value::Array(row)));
        }
    }

    fn options(&self, options: Node<'_>) -> Value {
        let members = options.members().map(|(key, value)| {
            let replaced = match (self.property(&key), value.as_str()) {
                (Some(text), _) => typed_like(value, text),
                (None, Some(text)) => self.patterned(&text).map_or_else(|| value.to_value(), Value::String),
                (None, None) => value.to_value(),
            };
            (key.into_owned(), replaced)
        });
        Value::Object(members.collect())
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
