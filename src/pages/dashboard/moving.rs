//! Widgets change their place and size: by pointer with a live preview of those that give way, or by keys.
//!
//! A drag writes nothing before it ends; then it is one edit, and said to screen readers.

use super::drag::{Drag, DragKind, scroll_along, shifted};
use super::state::{DashboardState, EditedDashboardStoreFields};
use crate::widgets::WidgetAction;
use dashboard::{Edit, GridRect, WidgetId};
use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

/// The drag under way, if there is one, shared by all cells of the grid.
#[derive(Clone, Copy)]
pub struct Moving {
    state: DashboardState,
    drag: RwSignal<Option<Drag>>,
    /// The layout in the document's order while a widget is dragged.
    preview: RwSignal<Option<Vec<GridRect>>>,
}

impl Moving {
    pub fn new(state: DashboardState) -> Self {
        Moving { state, drag: RwSignal::new(None), preview: RwSignal::new(None) }
    }

    pub fn is_dragging(self) -> bool {
        self.drag.read().is_some()
    }

    pub fn is_dragged(self, id: WidgetId) -> bool {
        self.drag.read().as_ref().is_some_and(|drag| drag.id == id)
    }

    /// Where the widget is shown: in the preview, else where it is.
    pub fn rect_of(self, id: WidgetId) -> GridRect {
        self.state.widgets.with(|widgets| {
            let index = widgets.iter().position(|widget| widget.id == id);
            let shown = self.preview.with(|preview| preview.as_ref()?.get(index?).copied());
            shown.or_else(|| Some(widgets.get(index?)?.rect)).unwrap_or_default()
        })
    }

    pub fn start(self, event: &PointerEvent, cell: &HtmlElement, id: WidgetId, kind: DragKind) {
        if event.button() != 0 {
            return;
        }
        let before = self.state.widgets.read_untracked().iter().map(|widget| widget.rect).collect();
        let started =
            self.state.index_of(id).and_then(|index| Drag::start(event, cell, id, kind, index, before));
        if started.is_some() {
            event.prevent_default();
            // The cell hears the pointer until it is released, wherever it goes.
            let _ = cell.set_pointer_capture(event.pointer_id());
            self.state.dashboard.selected().set(Some(id));
            let _ = cell.focus();
            self.drag.set(started);
        }
    }

    pub fn follow(self, event: &PointerEvent) {
        let layout = self.drag.read_untracked().as_ref().map(|drag| drag.layout_at(event));
        if layout.is_some() {
            scroll_along(event);
            if *self.preview.read_untracked() != layout {
                self.preview.set(layout);
            }
        }
    }

    /// Without `keep` all is as it was before the drag.
    pub fn end(self, keep: bool) {
        let Some(drag) = self.drag.try_update(Option::take).flatten() else { return };
        let layout = self.preview.get_untracked().filter(|layout| keep && drag.moved(layout));
        if let Some(layout) = layout {
            place(self.state, drag.id, drag.kind, drag.rect_in(&layout));
        }
        self.preview.set(None);
    }
}

/// What a selected widget's keys do while editing.
pub fn press_key(
    event: &KeyboardEvent,
    id: WidgetId,
    state: DashboardState,
    on_action: Callback<(WidgetAction, WidgetId)>,
) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let kind = if event.shift_key() { DragKind::Resize } else { DragKind::Move };
    match event.key().as_str() {
        "ArrowLeft" => shift(state, id, kind, -1, 0),
        "ArrowRight" => shift(state, id, kind, 1, 0),
        "ArrowUp" => shift(state, id, kind, 0, -1),
        "ArrowDown" => shift(state, id, kind, 0, 1),
        "Delete" | "Backspace" => on_action.run((WidgetAction::Delete, id)),
        "Enter" => on_action.run((WidgetAction::Edit, id)),
        _ => return,
    }
    event.prevent_default();
}

fn shift(state: DashboardState, id: WidgetId, kind: DragKind, columns: i64, rows: i64) {
    let Some(rect) = state.widget(id).map(|widget| widget.rect) else { return };
    let wanted = shifted(rect, kind, columns, rows);
    if wanted != rect {
        place(state, id, kind, wanted);
    }
}

fn place(state: DashboardState, id: WidgetId, kind: DragKind, rect: GridRect) {
    let (edit, words) = match kind {
        DragKind::Move => (
            Edit::MoveWidget { id, x: rect.x, y: rect.y },
            format!("Column {}, row {}", rect.x + 1, rect.y + 1),
        ),
        DragKind::Resize => (
            Edit::ResizeWidget { id, width: rect.width, height: rect.height },
            format!("{} columns, {} rows", rect.width, rect.height),
        ),
    };
    if state.apply(edit) {
        state.dashboard.announcement().set(words);
    }
}
