//! Changes to a dashboard with undo and redo. Each edit rewrites only the bytes it is about.
//!
//! Whether the result is valid is not decided here: the body says so, and may be saved as a draft meanwhile.

use crate::body::DashboardBody;
use crate::json::{Document, Kind, Node, PathError, Splice, SyntaxError, Value};
use crate::layout::{GridRect, next_free, put};
use crate::validate::MAX_WIDGETS;
use crate::widget::{WidgetId, read_wish};
use std::fmt;

/// Our own: how many steps can be undone.
pub const MAX_UNDO_STEPS: usize = 200;
/// Our own: the texts kept for them are at most this long together.
pub const MAX_UNDO_BYTES: usize = 32 << 20;

#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// At the end of the list. If it says where, widgets in its way move down.
    AddWidget {
        json: String,
    },
    DeleteWidget(WidgetId),
    /// The copy goes to the next free place.
    DuplicateWidget(WidgetId),
    MoveWidget {
        id: WidgetId,
        x: u32,
        y: u32,
    },
    ResizeWidget {
        id: WidgetId,
        width: u32,
        height: u32,
    },
    /// The text is taken as it is.
    ReplaceWidget {
        id: WidgetId,
        json: String,
    },
    /// The text is taken as it is.
    ReplaceBody(String),
    /// `None` removes.
    SetTopLevel {
        key: String,
        value: Option<Value>,
    },
    /// `path` is a JSON pointer below the widget (`/properties/title`); `None` removes.
    SetWidgetProperty {
        id: WidgetId,
        path: String,
        value: Option<Value>,
    },
}

/// Why an edit can't be done. Nothing has changed then.
#[derive(Clone, Debug, PartialEq)]
pub enum EditError {
    Syntax(SyntaxError),
    NoSuchWidget(WidgetId),
    Path(PathError),
    /// A widget must be a JSON object.
    NotAWidget,
    /// The body's `widgets` is missing or no array, so none can be added.
    NoWidgets,
    TooManyWidgets,
}

#[derive(Clone, Debug)]
pub struct Editor {
    body: DashboardBody,
    /// The text that was opened or last marked as saved.
    saved_text: String,
    /// The last one is undone first.
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// Of all steps to either side.
    kept_bytes: usize,
}

/// A state to go back to.
#[derive(Clone, Debug)]
struct Step {
    text: String,
    ids: Vec<WidgetId>,
}

impl Editor {
    pub fn open(text: &str) -> Result<Editor, SyntaxError> {
        Ok(Self::from_body(DashboardBody::parse_lenient(text)?))
    }

    pub fn from_body(body: DashboardBody) -> Editor {
        let saved_text = body.text().to_owned();
        Editor { body, saved_text, undo: Vec::new(), redo: Vec::new(), kept_bytes: 0 }
    }

    pub fn body(&self) -> &DashboardBody {
        &self.body
    }

    pub fn text(&self) -> &str {
        self.body.text()
    }

    pub fn is_changed(&self) -> bool {
        self.saved_text != self.body.text()
    }

    /// The text as it is now is what the server has.
    pub fn mark_saved(&mut self) {
        self.body.text().clone_into(&mut self.saved_text);
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Returns whether there was something to undo.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.undo.pop() else { return false };
        let current = self.go_to(step);
        self.redo.push(current);
        true
    }

    /// Returns whether there was something to redo.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.redo.pop() else { return false };
        let current = self.go_to(step);
        self.undo.push(current);
        true
    }

    /// Does an edit, or nothing at all. The id is that of a widget that the edit made.
    pub fn apply(&mut self, edit: Edit) -> Result<Option<WidgetId>, EditError> {
        let (body, made) = edited(&self.body, edit)?;
        let Some(body) = body else { return Ok(made) };
        if body.text() != self.body.text() {
            let step = self.step();
            self.kept_bytes += step.text.len();
            self.undo.push(step);
            while let Some(step) = self.redo.pop() {
                self.kept_bytes -= step.text.len();
            }
            while !self.undo.is_empty()
                && (self.undo.len() > MAX_UNDO_STEPS || self.kept_bytes > MAX_UNDO_BYTES)
            {
                self.kept_bytes -= self.undo.remove(0).text.len();
            }
        }
        self.body = body;
        Ok(made)
    }

    fn step(&self) -> Step {
        Step { text: self.body.text().to_owned(), ids: self.body.widget_ids().to_vec() }
    }

    /// Returns the step back.
    fn go_to(&mut self, step: Step) -> Step {
        let current = self.step();
        self.kept_bytes = self.kept_bytes + current.text.len() - step.text.len();
        // The text was a body before, so it is one now.
        if let Ok(body) = DashboardBody::with_ids(step.text, step.ids, self.body.next_id()) {
            self.body = body;
        }
        current
    }
}

/// The body, unless it stays as it is, and the widget that was made.
type Edited = (Option<DashboardBody>, Option<WidgetId>);

fn edited(body: &DashboardBody, edit: Edit) -> Result<Edited, EditError> {
    match edit {
        Edit::AddWidget { json } => add(body, &json),
        Edit::DeleteWidget(id) => delete(body, id).map(unmade),
        Edit::DuplicateWidget(id) => duplicate(body, id),
        Edit::MoveWidget { id, x, y } => place(body, id, &|rect| GridRect { x, y, ..rect }),
        Edit::ResizeWidget { id, width, height } => {
            place(body, id, &|rect| GridRect { width, height, ..rect })
        }
        Edit::ReplaceWidget { id, json } => replace(body, id, &json).map(unmade),
        Edit::ReplaceBody(text) => replace_body(body, text).map(unmade),
        Edit::SetTopLevel { key, value } => set_top_level(body, &key, value.as_ref()).map(unmade),
        Edit::SetWidgetProperty { id, path, value } => {
            let (_, node) = find(body, id)?;
            let splices = node.set(&path, value.as_ref()).map_err(EditError::Path)?;
            if path.is_empty() && value.is_some_and(|value| !matches!(value, Value::Object(_))) {
                return Err(EditError::NotAWidget);
            }
            respliced(body, splices).map(unmade)
        }
    }
}

fn unmade(body: DashboardBody) -> Edited {
    (Some(body), None)
}

fn find(body: &DashboardBody, id: WidgetId) -> Result<(usize, Node<'_>), EditError> {
    let found = body.index_of(id).and_then(|index| Some((index, body.widget_nodes().nth(index)?)));
    found.ok_or(EditError::NoSuchWidget(id))
}

/// The widgets stay who they are.
fn respliced(body: &DashboardBody, splices: Vec<Splice>) -> Result<DashboardBody, EditError> {
    fresh(body.document().spliced(splices), body.widget_ids().to_vec(), body.next_id())
}

fn fresh(text: String, ids: Vec<WidgetId>, next_id: u32) -> Result<DashboardBody, EditError> {
    DashboardBody::with_ids(text, ids, next_id).map_err(EditError::Syntax)
}

/// A widget's JSON, which must be an object.
fn parsed_widget(json: &str) -> Result<Document, EditError> {
    let widget = Document::parse(json).map_err(EditError::Syntax)?;
    if widget.root().kind() == Kind::Object { Ok(widget) } else { Err(EditError::NotAWidget) }
}

/// The list that widgets can be added to.
fn widget_list(body: &DashboardBody) -> Result<Node<'_>, EditError> {
    let list = body.document().root().get("widgets").filter(|list| list.kind() == Kind::Array);
    let list = list.ok_or(EditError::NoWidgets)?;
    if list.items().count() < MAX_WIDGETS { Ok(list) } else { Err(EditError::TooManyWidgets) }
}

fn with_new_widget(
    body: &DashboardBody,
    index: usize,
    splices: Vec<Splice>,
) -> Result<(DashboardBody, WidgetId), EditError> {
    let id = WidgetId(body.next_id());
    let mut ids = body.widget_ids().to_vec();
    ids.insert(index, id);
    Ok((fresh(body.document().spliced(splices), ids, id.0 + 1)?, id))
}

fn add(body: &DashboardBody, json: &str) -> Result<Edited, EditError> {
    let widget = parsed_widget(json)?;
    let list = widget_list(body)?;
    let index = list.items().count();
    let splice = list.item_inserted(index, &widget.root().to_value());
    let wish = read_wish(widget.root());
    let before = body.layout();
    let (body, id) = with_new_widget(body, index, vec![splice])?;
    let Some((x, y)) = wish.position else { return Ok((Some(body), Some(id))) };
    let mut layout = before;
    layout.push(GridRect::default());
    let wanted = put(&layout, index, GridRect::new(x, y, wish.width, wish.height));
    Ok((laid_out(&body, &wanted)?.or(Some(body)), Some(id)))
}

fn delete(body: &DashboardBody, id: WidgetId) -> Result<DashboardBody, EditError> {
    let (index, _) = find(body, id)?;
    let list = body.document().root().get("widgets").ok_or(EditError::NoWidgets)?;
    let mut ids = body.widget_ids().to_vec();
    ids.remove(index);
    fresh(body.document().spliced(vec![list.child_removed(index)]), ids, body.next_id())
}

fn duplicate(body: &DashboardBody, id: WidgetId) -> Result<Edited, EditError> {
    let (index, node) = find(body, id)?;
    let splice = widget_list(body)?.text_inserted(index + 1, node.source());
    let layout = body.layout();
    let original = layout.get(index).copied().unwrap_or_default();
    let (body, made) = with_new_widget(body, index + 1, vec![splice])?;
    let free = next_free(&layout, (original.right(), original.y), original.width, original.height);
    let mut wanted = layout;
    wanted.insert(index + 1, free);
    Ok((laid_out(&body, &wanted)?.or(Some(body)), Some(made)))
}

fn place(
    body: &DashboardBody,
    id: WidgetId,
    change: &dyn Fn(GridRect) -> GridRect,
) -> Result<Edited, EditError> {
    let (index, node) = find(body, id)?;
    if node.kind() != Kind::Object {
        return Err(EditError::NotAWidget);
    }
    let layout = body.layout();
    let current = layout.get(index).copied().unwrap_or_default();
    let mut wish = change(current);
    // A widget is resized within the grid, it doesn't move for it.
    wish.width = wish.width.min(crate::layout::GRID_COLUMNS.saturating_sub(wish.x).max(current.width));
    if wish.clamped() == current {
        return Ok((None, None));
    }
    Ok((laid_out(body, &put(&layout, index, wish))?, None))
}

/// Writes the places of those widgets that would stand elsewhere than wanted. A place that is written down
/// may free another that was chosen automatically, so this goes on until all stand where they should.
/// `None` if they do already.
fn laid_out(body: &DashboardBody, wanted: &[GridRect]) -> Result<Option<DashboardBody>, EditError> {
    let mut changed: Option<DashboardBody> = None;
    // Each round pins at least one widget for good.
    for _ in 0..=wanted.len() {
        let body = changed.as_ref().unwrap_or(body);
        let layout = body.layout();
        let mut splices = Vec::new();
        for ((node, current), wanted) in body.widget_nodes().zip(&layout).zip(wanted) {
            // What is no object stands where it can, and has no numbers to write.
            if current != wanted && node.kind() == Kind::Object {
                rewrite_place(node, *wanted, &mut splices);
            }
        }
        if splices.is_empty() {
            break;
        }
        changed = Some(respliced(body, splices)?);
    }
    Ok(changed)
}

/// Sets the numbers that differ; those that are missing come first in the widget, in this order.
fn rewrite_place(node: Node<'_>, rect: GridRect, splices: &mut Vec<Splice>) {
    let wish = read_wish(node);
    let numbers = [
        ("x", rect.x, wish.position.map(|(x, _)| x)),
        ("y", rect.y, wish.position.map(|(_, y)| y)),
        ("width", rect.width, Some(wish.width)),
        ("height", rect.height, Some(wish.height)),
    ];
    let mut missing = Vec::new();
    for (key, wanted, said) in numbers {
        if said == Some(wanted) {
            continue;
        }
        let value = Value::integer(i64::from(wanted));
        match node.get(key) {
            Some(existing) => splices.push(existing.replaced(&value)),
            None => missing.push((key, value)),
        }
    }
    if !missing.is_empty() {
        splices.push(node.members_inserted(0, &missing));
    }
}

fn replace(body: &DashboardBody, id: WidgetId, json: &str) -> Result<DashboardBody, EditError> {
    let (_, node) = find(body, id)?;
    let text = parsed_widget(json)?.root().source().to_owned();
    respliced(body, vec![Splice { range: node.span(), text }])
}

/// Widgets that are the same text keep their ids, counted from both ends; between those, the first stays the
/// first and so on.
fn replace_body(body: &DashboardBody, text: String) -> Result<DashboardBody, EditError> {
    let fresh_body = DashboardBody::parse_lenient(&text).map_err(EditError::Syntax)?;
    let (old, new) = (sources(body), sources(&fresh_body));
    let shorter = old.len().min(new.len());
    let mut same_front = 0;
    while same_front < shorter && old[same_front] == new[same_front] {
        same_front += 1;
    }
    let mut same_back = 0;
    while same_back < shorter - same_front && old[old.len() - 1 - same_back] == new[new.len() - 1 - same_back]
    {
        same_back += 1;
    }
    let (known, mut next_id) = (body.widget_ids(), body.next_id());
    let mut ids = Vec::with_capacity(new.len());
    for index in 0..new.len() - same_back {
        let id = known.get(index).filter(|_| index < old.len() - same_back);
        ids.push(id.copied().unwrap_or(WidgetId(next_id)));
        next_id += u32::from(id.is_none());
    }
    ids.extend_from_slice(&known[old.len() - same_back..]);
    fresh(text, ids, next_id)
}

fn sources(body: &DashboardBody) -> Vec<&str> {
    body.widget_nodes().map(|node| node.source()).collect()
}

fn set_top_level(body: &DashboardBody, key: &str, value: Option<&Value>) -> Result<DashboardBody, EditError> {
    let pointer = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
    let splices = body.document().root().set(&pointer, value).map_err(EditError::Path)?;
    if key == "widgets" {
        return replace_body(body, body.document().spliced(splices));
    }
    respliced(body, splices)
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Syntax(error) => error.fmt(f),
            EditError::NoSuchWidget(id) => write!(f, "there is no widget {id}"),
            EditError::Path(error) => error.fmt(f),
            EditError::NotAWidget => f.write_str("a widget must be a JSON object"),
            EditError::NoWidgets => f.write_str("the dashboard has no list of widgets"),
            EditError::TooManyWidgets => write!(f, "a dashboard has at most {MAX_WIDGETS} widgets"),
        }
    }
}

impl std::error::Error for EditError {}
