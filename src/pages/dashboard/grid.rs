//! The 24-column grid. In edit mode widgets are moved and resized, by pointer with a live preview of those
//! that give way, or by keys.

use super::drag::{Drag, DragKind, scroll_along, shifted};
use super::new_widget::add_widget_menu;
use super::state::{DashboardState, WidgetEdit};
use crate::components::{ButtonKind, Glyph, Toast, Toasts, Tone, empty_state, icon};
use crate::dom::{El, View, each, el, fragment, when, window};
use crate::reactive::{Memo, RwSignal, Signal, expect_context, memo, spawn_local};
use crate::router::Router;
use crate::widgets::{WidgetAction, WidgetActions, widget_frame};
use dashboard::{Edit, GridRect, Widget, WidgetId, WidgetKind};
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlElement, KeyboardEvent, PointerEvent};

/// What all cells share.
#[derive(Clone, Copy)]
struct Grid {
    state: DashboardState,
    editing: Signal<bool>,
    drag: RwSignal<Option<Drag>>,
    /// The layout in the document's order while a widget is dragged.
    preview: RwSignal<Option<Vec<GridRect>>>,
}

pub fn grid(state: DashboardState, editing: Signal<bool>) -> View {
    let (drag, preview) = (RwSignal::new(None), RwSignal::new(None));
    let grid = Grid { state, editing, drag, preview };
    let actions = actions(state);
    let ids = memo(move || state.editor.with(|editor| editor.body().widget_ids().to_vec()));
    let nothing = move || {
        let title = "Nothing on this dashboard yet";
        let text = "Add a graph of your metrics, the state of your alarms, log lines or a text.";
        let add = el("div").class("empty-state__actions").child(add_widget_menu(state, ButtonKind::Primary));
        empty_state(Glyph::Dashboard, title, text, Vec::new()).child(add).into()
    };
    let cells =
        each(move || ids.get(), WidgetId::to_string, move |id| cell(grid, id, Rc::clone(&actions)).into());
    let dragging = move || drag.with(Option::is_some).then_some("true");
    fragment([
        when(move || ids.with(Vec::is_empty), nothing),
        el("div").class("grid").attr("data-dragging", dragging).child(cells).into(),
    ])
}

fn cell(grid: Grid, id: WidgetId, actions: WidgetActions) -> El {
    let Grid { state, editing, drag, preview } = grid;
    let on_keys = Rc::clone(&actions);
    let rect = memo(move || rect_of(state, preview, id));
    let widget = shown_widget(state, id);
    let is_selected = move || editing.get() && state.selected.get() == Some(id);
    let is_dragged = move || drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.id == id));
    let label = move || widget.with(|widget| widget.title.clone()).unwrap_or_else(|| "Widget".to_owned());
    let number = |value: u32| value.to_string();
    let cell = el("div")
        .class("grid__cell")
        .attr("role", "group")
        .attr("aria-label", label)
        .attr("tabindex", move || editing.get().then_some("0"))
        .attr("data-selected", move || is_selected().then_some("true"))
        .attr("data-dragged", move || is_dragged().then_some("true"))
        .style("--x", move || number(rect.get().x + 1))
        .style("--y", move || number(rect.get().y + 1))
        .style("--width", move || number(rect.get().width))
        .style("--height", move || number(rect.get().height))
        .style("--order", move || number(order_of(rect.get())))
        .on("focus", move |_: Event| state.selected.set(Some(id)))
        .on("keydown", move |event: KeyboardEvent| {
            if editing.get_untracked() && event.target() == event.current_target() {
                press_key(&event, id, state, &on_keys);
            }
        })
        .on("pointermove", move |event: PointerEvent| move_on(grid, &event))
        .on("pointerup", move |_: Event| end_drag(grid, true))
        .on("pointercancel", move |_: Event| end_drag(grid, false));
    let frame = widget_frame(widget, actions, editing);
    let node = cell.html();
    cell.child(frame).child(when(move || editing.get(), move || holds(grid, id, node.clone())))
}

/// What a widget is dragged by.
fn holds(grid: Grid, id: WidgetId, cell: HtmlElement) -> View {
    let start = Rc::new(move |event: &PointerEvent, kind: DragKind| {
        if grid.editing.get_untracked() {
            start_drag(event, &cell, id, kind, grid);
        }
    });
    let (shield, grip) = (Rc::clone(&start), Rc::clone(&start));
    fragment([
        // Lies over the widget's content, so that a drag doesn't brush the chart.
        el("div")
            .class("grid__shield")
            .on("pointerdown", move |event: PointerEvent| {
                if event.pointer_type() != "touch" {
                    shield(&event, DragKind::Move);
                }
            })
            .into(),
        el("div")
            .class("grid__grip")
            .attr("aria-hidden", "true")
            .attr("title", "Drag to move")
            .on("pointerdown", move |event| grip(&event, DragKind::Move))
            .child(icon(Glyph::Grip))
            .into(),
        el("div")
            .class("grid__handle")
            .attr("aria-hidden", "true")
            .attr("title", "Drag to resize")
            .on("pointerdown", move |event| start(&event, DragKind::Resize))
            .into(),
    ])
}

/// The widget without its place: moving it must not draw its chart anew.
fn shown_widget(state: DashboardState, id: WidgetId) -> Memo<Widget> {
    let missing = move || Widget {
        id,
        rect: GridRect::default(),
        title: None,
        kind: WidgetKind::Invalid { reason: "The widget is gone.".to_owned() },
        source_text: String::new(),
        messages: Vec::new(),
    };
    let read = move |before: Option<&Widget>| {
        let found = state.widgets.with(|widgets| widgets.iter().find(|widget| widget.id == id).cloned());
        // A deleted widget is shown as it was until its cell is gone too.
        found.or_else(|| before.cloned()).unwrap_or_else(missing)
    };
    Memo::new_with_compare(read, |before, after| {
        let is_opaque = matches!(after.kind, WidgetKind::Unsupported { .. } | WidgetKind::Invalid { .. });
        before.kind != after.kind
            || before.title != after.title
            || before.messages != after.messages
            || (is_opaque && before.source_text != after.source_text)
    })
}

fn rect_of(state: DashboardState, preview: RwSignal<Option<Vec<GridRect>>>, id: WidgetId) -> GridRect {
    state.widgets.with(|widgets| {
        let index = widgets.iter().position(|widget| widget.id == id);
        let shown = preview.with(|preview| preview.as_ref()?.get(index?).copied());
        shown.or_else(|| Some(widgets.get(index?)?.rect)).unwrap_or_default()
    })
}

/// Reading order, for the single column of a narrow window.
fn order_of(rect: GridRect) -> u32 {
    /// CSS keeps `order` in 32 bits with a sign.
    const ORDER_MAX: u32 = 1 << 30;
    rect.y.saturating_mul(dashboard::GRID_COLUMNS).saturating_add(rect.x).min(ORDER_MAX)
}

fn start_drag(event: &PointerEvent, cell: &HtmlElement, id: WidgetId, kind: DragKind, grid: Grid) {
    if event.button() != 0 {
        return;
    }
    let (index, before) = grid.state.widgets.with_untracked(|widgets| {
        let index = widgets.iter().position(|widget| widget.id == id);
        (index, widgets.iter().map(|widget| widget.rect).collect::<Vec<_>>())
    });
    let started = index.and_then(|index| Drag::start(event, cell, id, kind, index, before));
    if started.is_some() {
        event.prevent_default();
        // The cell hears the pointer until it is released, wherever it goes.
        cell.set_pointer_capture(event.pointer_id()).unwrap_or_default();
        grid.state.selected.set(Some(id));
        cell.focus().unwrap_or_default();
        grid.drag.set(started);
    }
}

fn move_on(grid: Grid, event: &PointerEvent) {
    let layout = grid.drag.with_untracked(|drag| drag.as_ref().map(|drag| drag.layout_at(event)));
    if layout.is_some() {
        scroll_along(event);
        if grid.preview.with_untracked(|shown| *shown != layout) {
            grid.preview.set(layout);
        }
    }
}

fn end_drag(grid: Grid, keep: bool) {
    let Some(drag) = grid.drag.try_update(Option::take).flatten() else { return };
    let layout = grid.preview.get_untracked();
    if let (true, Some(layout)) = (keep, layout.filter(|layout| drag.moved(layout))) {
        place(grid.state, drag.id, drag.kind, drag.rect_in(&layout));
    }
    grid.preview.set(None);
}

fn place(state: DashboardState, id: WidgetId, kind: DragKind, rect: GridRect) {
    let done = match kind {
        DragKind::Move => state.apply(Edit::MoveWidget { id, x: rect.x, y: rect.y }),
        DragKind::Resize => state.apply(Edit::ResizeWidget { id, width: rect.width, height: rect.height }),
    };
    if done {
        let number = |value: u32| value.to_string();
        state.announcement.set(match kind {
            DragKind::Move => ["Column ", &number(rect.x + 1), ", row ", &number(rect.y + 1)].concat(),
            DragKind::Resize => [&number(rect.width), " columns, ", &number(rect.height), " rows"].concat(),
        });
    }
}

fn press_key(event: &KeyboardEvent, id: WidgetId, state: DashboardState, actions: &WidgetActions) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let (columns, rows) = match event.key().as_str() {
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        "Delete" | "Backspace" => {
            event.prevent_default();
            return actions(WidgetAction::Delete, id);
        }
        "Enter" => {
            event.prevent_default();
            return actions(WidgetAction::Edit, id);
        }
        _ => return,
    };
    event.prevent_default();
    let Some(rect) = state.widget(id).map(|widget| widget.rect) else { return };
    let kind = if event.shift_key() { DragKind::Resize } else { DragKind::Move };
    let wanted = shifted(rect, kind, columns, rows);
    if wanted != rect {
        place(state, id, kind, wanted);
    }
}

/// What a widget's menu does on this page.
pub fn actions(state: DashboardState) -> WidgetActions {
    let router = expect_context::<Router>();
    let toasts = expect_context::<Toasts>();
    Rc::new(move |action, id| match action {
        WidgetAction::Edit => state.widget_edit.set(Some(WidgetEdit::Existing(id))),
        WidgetAction::Duplicate => {
            state.apply(Edit::DuplicateWidget(id));
        }
        WidgetAction::Delete => state.delete_widget(id),
        WidgetAction::CopyJson => {
            if let Some(widget) = state.widget(id) {
                copy(widget.source_text, toasts);
            }
        }
        WidgetAction::Enlarge => {
            let index =
                state.widgets.with_untracked(|widgets| widgets.iter().position(|widget| widget.id == id));
            router.step(move |address| address.widget = index);
        }
    })
}

fn copy(text: String, toasts: Toasts) {
    spawn_local(async move {
        let done = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
        toasts.show(match done {
            Ok(_) => Toast::new(Tone::Ok, "Copied the widget’s JSON."),
            Err(_) => Toast::new(Tone::Danger, "The browser doesn’t let the page copy."),
        });
    });
}
