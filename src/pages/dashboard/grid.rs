//! The 24-column grid. In edit mode widgets are moved and resized, by pointer with a live preview of those
//! that give way, or by keys.

use super::drag::{Drag, DragKind, scroll_along, shifted};
use super::new_widget::AddWidgetMenu;
use super::state::{DashboardState, WidgetEdit};
use crate::components::{EmptyState, Glyph, Icon, Toast, Toasts, Tone};
use crate::router::Router;
use crate::widgets::{WidgetActions, WidgetFrame};
use dashboard::{Edit, GridRect, Widget, WidgetId, WidgetKind};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

#[component]
pub fn Grid(state: DashboardState, editing: Signal<bool>) -> impl IntoView {
    let drag = RwSignal::new(None::<Drag>);
    // The layout in the document's order while a widget is dragged.
    let preview = RwSignal::new(None::<Vec<GridRect>>);
    let ids = Memo::new(move |_| state.editor.with(|editor| editor.body().widget_ids().to_vec()));
    let actions = actions(state);
    let cell = move |id: WidgetId| view! { <GridCell id state editing drag preview actions /> };
    view! {
        <Show when=move || ids.with(Vec::is_empty)>
            <EmptyState
                glyph=Glyph::Dashboard
                title="Nothing on this dashboard yet"
                text="Add a graph of your metrics, the state of your alarms, log lines or a text."
            >
                <AddWidgetMenu state kind="primary" />
            </EmptyState>
        </Show>
        <div class="grid" data-dragging=move || drag.with(Option::is_some).then_some("true")>
            <For each=move || ids.get() key=|id| *id children=cell />
        </div>
    }
    .into_any()
}

#[component]
fn GridCell(
    id: WidgetId,
    state: DashboardState,
    editing: Signal<bool>,
    drag: RwSignal<Option<Drag>>,
    preview: RwSignal<Option<Vec<GridRect>>>,
    actions: WidgetActions,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let rect = Memo::new(move |_| rect_of(state, preview, id));
    let widget = shown_widget(state, id);
    let selected = Memo::new(move |_| state.selected.get() == Some(id));
    let dragged = Memo::new(move |_| drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.id == id)));
    let label = move || widget.with(|widget| widget.title.clone()).unwrap_or_else(|| "Widget".to_owned());
    let start = move |event: web_sys::PointerEvent, kind: DragKind| {
        if let (true, Some(cell)) = (editing.get_untracked(), node.get_untracked()) {
            start_drag(&event, &cell, id, kind, state, drag);
        }
    };
    let move_on = move |event: web_sys::PointerEvent| {
        let layout = drag.with_untracked(|drag| drag.as_ref().map(|drag| drag.layout_at(&event)));
        if layout.is_some() {
            scroll_along(&event);
            if preview.with_untracked(|shown| *shown != layout) {
                preview.set(layout);
            }
        }
    };
    let end = move |keep: bool| end_drag(state, drag, preview, keep);
    view! {
        <div
            class="grid__cell"
            node_ref=node
            role="group"
            aria-label=label
            tabindex=move || editing.get().then_some("0")
            data-selected=move || (editing.get() && selected.get()).then_some("true")
            data-dragged=move || dragged.get().then_some("true")
            style=("--x", move || (rect.get().x + 1).to_string())
            style=("--y", move || (rect.get().y + 1).to_string())
            style=("--width", move || rect.get().width.to_string())
            style=("--height", move || rect.get().height.to_string())
            style=("--order", move || order_of(rect.get()).to_string())
            on:focus=move |_| state.selected.set(Some(id))
            on:keydown=move |event| {
                if editing.get_untracked() && event.target() == event.current_target() {
                    press_key(&event, id, state, actions);
                }
            }
            on:pointermove=move_on
            on:pointerup=move |_| end(true)
            on:pointercancel=move |_| end(false)
        >
            <WidgetFrame widget=widget actions editing />
            <Show when=move || editing.get()>
                // Lies over the widget's content, so that a drag doesn't brush the chart.
                <div class="grid__shield" on:pointerdown=move |event| if event.pointer_type() != "touch" { start(event, DragKind::Move) }></div>
                <div class="grid__grip" aria-hidden="true" title="Drag to move" on:pointerdown=move |event| start(event, DragKind::Move)>
                    <Icon glyph=Glyph::Grip />
                </div>
                <div class="grid__handle" aria-hidden="true" title="Drag to resize" on:pointerdown=move |event| start(event, DragKind::Resize)></div>
            </Show>
        </div>
    }
    .into_any()
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
    Memo::new_with_compare(read, |before, after| match (before, after) {
        (Some(before), Some(after)) => {
            let is_opaque = matches!(after.kind, WidgetKind::Unsupported { .. } | WidgetKind::Invalid { .. });
            before.kind != after.kind
                || before.title != after.title
                || before.messages != after.messages
                || (is_opaque && before.source_text != after.source_text)
        }
        _ => true,
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

fn start_drag(
    event: &web_sys::PointerEvent,
    cell: &web_sys::Element,
    id: WidgetId,
    kind: DragKind,
    state: DashboardState,
    drag: RwSignal<Option<Drag>>,
) {
    if event.button() != 0 {
        return;
    }
    let (index, before) = state.widgets.with_untracked(|widgets| {
        let index = widgets.iter().position(|widget| widget.id == id);
        (index, widgets.iter().map(|widget| widget.rect).collect::<Vec<_>>())
    });
    let started = index.and_then(|index| Drag::start(event, cell, id, kind, index, before));
    if started.is_some() {
        event.prevent_default();
        // The cell hears the pointer until it is released, wherever it goes.
        cell.set_pointer_capture(event.pointer_id()).unwrap_or_default();
        state.selected.set(Some(id));
        if let Some(cell) = cell.dyn_ref::<web_sys::HtmlElement>() {
            cell.focus().unwrap_or_default();
        }
        drag.set(started);
    }
}

fn end_drag(
    state: DashboardState,
    drag: RwSignal<Option<Drag>>,
    preview: RwSignal<Option<Vec<GridRect>>>,
    keep: bool,
) {
    let Some(drag) = drag.try_update(Option::take).flatten() else { return };
    let layout = preview.get_untracked();
    if let (true, Some(layout)) = (keep, layout.filter(|layout| drag.moved(layout))) {
        place(state, drag.id, drag.kind, drag.rect_in(&layout));
    }
    preview.set(None);
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

fn press_key(event: &web_sys::KeyboardEvent, id: WidgetId, state: DashboardState, actions: WidgetActions) {
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
            return actions.delete.run(id);
        }
        "Enter" => {
            event.prevent_default();
            return actions.edit.run(id);
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
    WidgetActions {
        edit: Callback::new(move |id| state.widget_edit.set(Some(WidgetEdit::Existing(id)))),
        duplicate: Callback::new(move |id| {
            state.apply(Edit::DuplicateWidget(id));
        }),
        delete: Callback::new(move |id| state.delete_widget(id)),
        copy_json: Callback::new(move |id| {
            if let Some(widget) = state.widget(id) {
                copy(widget.source_text, toasts);
            }
        }),
        enlarge: Callback::new(move |id| {
            let index =
                state.widgets.with_untracked(|widgets| widgets.iter().position(|widget| widget.id == id));
            router.step(move |address| address.widget = index);
        }),
    }
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
