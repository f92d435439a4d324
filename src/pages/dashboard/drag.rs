//! Moving and resizing with a pointer: from pixels to columns and rows. Nothing is written here.

use dashboard::{GRID_COLUMNS, GridRect, WidgetId, layout};
use leptos::prelude::window;
use web_sys::{Element, PointerEvent};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DragKind {
    Move,
    Resize,
}

/// One drag from press to release.
#[derive(Clone, Debug)]
pub struct Drag {
    pub id: WidgetId,
    pub kind: DragKind,
    /// The widget's index in the document's list.
    index: usize,
    before: Vec<GridRect>,
    /// Where the pointer was, in pixels of the document.
    from_px: (f64, f64),
    /// From one column or row to the next.
    step_px: (f64, f64),
}

impl Drag {
    /// `None` where the grid is a single column, which has no places to drag to.
    pub fn start(
        event: &PointerEvent,
        cell: &Element,
        id: WidgetId,
        kind: DragKind,
        index: usize,
        before: Vec<GridRect>,
    ) -> Option<Self> {
        let grid = cell.parent_element()?;
        let style = window().get_computed_style(&grid).ok()??;
        let gap_px = js_sys::parse_float(&style.get_property_value("column-gap").ok()?);
        let rect = before.get(index)?;
        let box_px = cell.get_bounding_client_rect();
        let columns = f64::from(GRID_COLUMNS);
        let grid_px = grid.get_bounding_client_rect();
        let is_single_column = rect.width < GRID_COLUMNS && grid_px.width() - box_px.width() < gap_px;
        if is_single_column || gap_px.is_nan() {
            return None;
        }
        let step_px =
            ((grid_px.width() + gap_px) / columns, (box_px.height() + gap_px) / f64::from(rect.height));
        Some(Drag { id, kind, index, from_px: in_document(event), step_px, before })
    }

    /// The whole layout if the pointer were released now.
    pub fn layout_at(&self, event: &PointerEvent) -> Vec<GridRect> {
        layout::put(&self.before, self.index, self.rect_at(in_document(event)))
    }

    /// Where the widget itself would be.
    pub fn rect_in(&self, layout: &[GridRect]) -> GridRect {
        layout.get(self.index).copied().unwrap_or_default()
    }

    pub fn moved(&self, layout: &[GridRect]) -> bool {
        self.rect_in(layout) != self.rect_in(&self.before)
    }

    fn rect_at(&self, at_px: (f64, f64)) -> GridRect {
        let steps = |now: f64, before: f64, step: f64| ((now - before) / step).round() as i64;
        let columns = steps(at_px.0, self.from_px.0, self.step_px.0);
        let rows = steps(at_px.1, self.from_px.1, self.step_px.1);
        shifted(self.rect_in(&self.before), self.kind, columns, rows)
    }
}

/// A rectangle moved or grown by whole steps, held on the grid.
pub fn shifted(rect: GridRect, kind: DragKind, columns: i64, rows: i64) -> GridRect {
    let add = |value: u32, steps: i64, least: i64, most: u32| {
        (i64::from(value) + steps).clamp(least, i64::from(most)) as u32
    };
    match kind {
        DragKind::Move => GridRect {
            x: add(rect.x, columns, 0, GRID_COLUMNS.saturating_sub(rect.width)),
            y: add(rect.y, rows, 0, layout::MAX_ROW),
            ..rect
        },
        DragKind::Resize => GridRect {
            width: add(rect.width, columns, 1, GRID_COLUMNS.saturating_sub(rect.x).max(1)),
            height: add(rect.height, rows, 1, layout::MAX_HEIGHT),
            ..rect
        },
    }
}

/// The pointer's place in the document, so that scrolling meanwhile counts.
fn in_document(event: &PointerEvent) -> (f64, f64) {
    let scrolled = |value: Result<f64, wasm_bindgen::JsValue>| value.unwrap_or_default();
    (
        f64::from(event.client_x()) + scrolled(window().scroll_x()),
        f64::from(event.client_y()) + scrolled(window().scroll_y()),
    )
}

/// Near the window's upper or lower edge the page follows the pointer.
pub fn scroll_along(event: &PointerEvent) {
    const EDGE_PX: f64 = 48.0;
    const STEP_PX: f64 = 16.0;
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    let y = f64::from(event.client_y());
    if height - y < EDGE_PX {
        window().scroll_by_with_x_and_y(0.0, STEP_PX);
    } else if y < EDGE_PX {
        window().scroll_by_with_x_and_y(0.0, -STEP_PX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn shifts(kind: DragKind, columns: i64, rows: i64, expected: (u32, u32, u32, u32)) {
        let rect = shifted(GridRect::new(4, 2, 6, 5), kind, columns, rows);
        assert_eq!((rect.x, rect.y, rect.width, rect.height), expected);
    }

    #[wasm_bindgen_test]
    fn widgets_stay_on_the_grid() {
        shifts(DragKind::Move, 2, 3, (6, 5, 6, 5));
        shifts(DragKind::Move, -9, -9, (0, 0, 6, 5));
        shifts(DragKind::Move, 99, 0, (18, 2, 6, 5));
        shifts(DragKind::Resize, 2, -1, (4, 2, 8, 4));
        shifts(DragKind::Resize, -99, -99, (4, 2, 1, 1));
        shifts(DragKind::Resize, 99, 9999, (4, 2, 20, 1000));
    }
}
