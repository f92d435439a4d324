//! The document as a whole: its text, what validation says of it, and the typed views.

use crate::json::{Document, Kind, Node, SyntaxError};
use crate::layout::{GridRect, arrange};
use crate::time_spec::TimeSpec;
use crate::validate::{self, MAX_WIDGETS, ValidationMessage};
use crate::variable::{self, Variable};
use crate::widget::read::{is_text, time};
use crate::widget::{Widget, WidgetId, read_wish};
use std::fmt;

/// A JSON object that is, or tries to be, a dashboard. The text is kept byte for byte.
#[derive(Clone, Debug, PartialEq)]
pub struct DashboardBody {
    document: Document,
    /// One for each item of `widgets`.
    ids: Vec<WidgetId>,
    /// The lowest id never given.
    next_id: u32,
    errors: Vec<ValidationMessage>,
    warnings: Vec<ValidationMessage>,
}

/// A body that AWS would store, and its warnings.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    pub body: DashboardBody,
    pub messages: Vec<ValidationMessage>,
}

/// Why AWS would refuse a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Invalid {
    /// Not a JSON object at all.
    Syntax(SyntaxError),
    /// The errors, never empty.
    Errors(Vec<ValidationMessage>),
}

/// Who chooses the period of a graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeriodOverride {
    /// The time range does.
    #[default]
    Auto,
    /// The metrics do.
    Inherit,
}

impl DashboardBody {
    /// For what is to be stored: a body with errors is refused.
    pub fn parse(text: &str) -> Result<Parsed, Invalid> {
        let body = Self::parse_lenient(text).map_err(Invalid::Syntax)?;
        if body.errors.is_empty() {
            let messages = body.warnings.clone();
            Ok(Parsed { body, messages })
        } else {
            Err(Invalid::Errors(body.errors))
        }
    }

    /// For what is to be shown: any JSON object will do, and each widget that can be understood is there.
    /// What is wrong is in [`DashboardBody::errors`] and with each widget.
    pub fn parse_lenient(text: &str) -> Result<DashboardBody, SyntaxError> {
        Self::with_ids(text.to_owned(), Vec::new(), 0)
    }

    /// Widgets beyond `ids` get new ones.
    pub(crate) fn with_ids(
        text: String,
        ids: Vec<WidgetId>,
        next_id: u32,
    ) -> Result<DashboardBody, SyntaxError> {
        let document = Document::parse(text)?;
        if document.root().kind() != Kind::Object {
            let (line, column) = document.line_column(document.root().span().start);
            let message = "expected an object: a dashboard starts with {".to_owned();
            return Err(SyntaxError { message, line, column });
        }
        let (errors, warnings) = validate::validate(&document);
        let mut body = DashboardBody { document, ids, next_id, errors, warnings };
        let count = body.widget_nodes().count();
        body.ids.truncate(count);
        while body.ids.len() < count {
            body.ids.push(WidgetId(body.next_id));
            body.next_id += 1;
        }
        Ok(body)
    }

    /// Byte for byte what was parsed.
    pub fn text(&self) -> &str {
        self.document.text()
    }

    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What AWS would refuse the body for.
    pub fn errors(&self) -> &[ValidationMessage] {
        &self.errors
    }

    /// What AWS would say and store the body all the same.
    pub fn warnings(&self) -> &[ValidationMessage] {
        &self.warnings
    }

    /// In the document's order.
    pub fn widgets(&self) -> Vec<Widget> {
        let (mut widgets, layout) = (Vec::new(), self.layout());
        for (index, node) in self.widget_nodes().enumerate() {
            let (id, rect) = (self.ids[index], layout[index]);
            widgets.push(Widget::read(id, rect, node, self.messages_of(index)));
        }
        widgets
    }

    pub fn widget(&self, id: WidgetId) -> Option<Widget> {
        let index = self.index_of(id)?;
        let rect = self.layout().get(index).copied()?;
        Some(Widget::read(id, rect, self.widget_nodes().nth(index)?, self.messages_of(index)))
    }

    pub fn widget_ids(&self) -> &[WidgetId] {
        &self.ids
    }

    /// Where all widgets stand, in the document's order.
    pub fn layout(&self) -> Vec<GridRect> {
        let wishes: Vec<_> = self.widget_nodes().map(read_wish).collect();
        arrange(&wishes)
    }

    pub fn variables(&self) -> Vec<Variable> {
        self.document.root().list("variables").filter_map(Variable::read).collect()
    }

    /// The widgets to be shown when variables have these values (id and value); the others have their default
    /// value. Ids, places and `source_text` stay those of the document, so that edits start from there.
    /// A widget says so if it waits for a variable whose value would have to be searched.
    pub fn widgets_with(&self, chosen: &[(String, String)]) -> Vec<Widget> {
        let widgets = self.widgets();
        let variables = self.variables();
        if variables.is_empty() {
            return widgets;
        }
        let mut widgets = widgets;
        let shown = self.filled_in(chosen).map_or_else(|_| self.widgets(), |body| body.widgets());
        for (index, ((widget, shown), node)) in
            widgets.iter_mut().zip(shown).zip(self.widget_nodes()).enumerate()
        {
            (widget.title, widget.kind) = (shown.title, shown.kind);
            for variable in &variables {
                if variable.value(chosen).is_none()
                    && variable.needs_search()
                    && variable::concerns(variable, node)
                {
                    widget.messages.push(self.waits_for(variable, index, node));
                }
            }
        }
        widgets
    }

    fn waits_for(&self, variable: &Variable, index: usize, node: Node<'_>) -> ValidationMessage {
        let (line, column) = self.document.line_column(node.span().start);
        let message = format!(
            "The variable \"{}\" takes its value from a search, which is not supported yet",
            variable.id
        );
        ValidationMessage { data_path: path_of(index), message, line, column }
    }

    /// The body with variables filled in, as [`DashboardBody::widgets_with`] shows it. Never what is saved.
    pub fn substituted(&self, chosen: &[(String, String)]) -> DashboardBody {
        self.filled_in(chosen).unwrap_or_else(|_| self.clone())
    }

    fn filled_in(&self, chosen: &[(String, String)]) -> Result<DashboardBody, SyntaxError> {
        let splices = variable::substitutions(&self.variables(), chosen, self.widget_nodes());
        Self::with_ids(self.document.spliced(splices), self.ids.clone(), self.next_id)
    }

    /// The opening time range's start.
    pub fn start(&self) -> Option<TimeSpec> {
        time(self.document.root(), "start")
    }

    /// The opening time range's end; absent means now.
    pub fn end(&self) -> Option<TimeSpec> {
        time(self.document.root(), "end")
    }

    pub fn period_override(&self) -> PeriodOverride {
        if is_text(self.document.root(), "periodOverride", "inherit") {
            PeriodOverride::Inherit
        } else {
            PeriodOverride::Auto
        }
    }

    /// No more than a dashboard may have: laying out a million would take a browser down.
    pub(crate) fn widget_nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.document.root().list("widgets").take(MAX_WIDGETS)
    }

    pub(crate) fn index_of(&self, id: WidgetId) -> Option<usize> {
        self.ids.iter().position(|known| *known == id)
    }

    pub(crate) fn next_id(&self) -> u32 {
        self.next_id
    }

    fn messages_of(&self, index: usize) -> Vec<ValidationMessage> {
        let path = path_of(index);
        let mut found = Vec::new();
        for message in self.errors.iter().chain(&self.warnings) {
            let rest = message.data_path.strip_prefix(&path);
            if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
                found.push(message.clone());
            }
        }
        found
    }
}

fn path_of(index: usize) -> String {
    format!("/widgets/{index}")
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Invalid::Syntax(error) => error.fmt(f),
            Invalid::Errors(errors) => {
                for (index, error) in errors.iter().enumerate() {
                    write!(f, "{}{error}", if index == 0 { "" } else { "\n" })?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Invalid {}
