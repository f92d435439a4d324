//! The 24-column grid of widgets. In edit mode each can be taken hold of; what then happens is `moving.rs`'s.

use super::drag::DragKind;
use super::moving::{Moving, press_key};
use super::new_widget::AddWidgetMenu;
use super::state::{DashboardState, EditedDashboardStoreFields};
use super::widget_actions::widget_actions;
use crate::components::{ButtonKind, EmptyState, Glyph, Icon};
use crate::widgets::{WidgetAction, WidgetFrame, grid_place};
use dashboard::{GridRect, Widget, WidgetId, WidgetKind};
use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

/// Cells are keyed by widget: a move or an edit keeps a widget's view, its focus and its scroll.
#[component]
pub fn Grid(state: DashboardState, editing: Signal<bool>) -> impl IntoView {
    let moving = Moving::new(state);
    let on_action = widget_actions(state);
    let ids = Memo::new(move |_| state.dashboard.editor().with(|editor| editor.body().widget_ids().to_vec()));
    view! {
        <Show when=move || ids.read().is_empty()>
            <EmptyState
                glyph=Glyph::Dashboard
                title="Nothing on this dashboard yet"
                text="Add a graph of your metrics, the state of your alarms, log lines or a text."
            >
                <AddWidgetMenu state kind=ButtonKind::Primary />
            </EmptyState>
        </Show>
        <div class="grid" data-dragging=move || moving.is_dragging().then_some("true")>
            <For each=move || ids.get() key=|id| *id let:id>
                <GridCell id state editing moving on_action />
            </For>
        </div>
    }
}

#[component]
fn GridCell(
    id: WidgetId,
    state: DashboardState,
    editing: Signal<bool>,
    moving: Moving,
    on_action: Callback<(WidgetAction, WidgetId)>,
) -> impl IntoView {
    let cell = NodeRef::<html::Div>::new();
    let rect = Memo::new(move |_| moving.rect_of(id));
    let widget = shown_widget(state, id);
    let is_selected = Memo::new(move |_| state.dashboard.selected().get() == Some(id));
    let is_dragged = Memo::new(move |_| moving.is_dragged(id));
    let label = move || widget.read().title.clone().unwrap_or_else(|| "Widget".to_owned());
    let press = move |event: KeyboardEvent| {
        if editing.get_untracked() && event.target() == event.current_target() {
            press_key(&event, id, state, on_action);
        }
    };
    let start = move |event: &PointerEvent, kind: DragKind| {
        if let Some(cell) = cell.get_untracked() {
            moving.start(event, &cell, id, kind);
        }
    };
    // A finger scrolls the page; it drags by the grip.
    let start_on_shield = move |event: PointerEvent| {
        if event.pointer_type() != "touch" {
            start(&event, DragKind::Move);
        }
    };
    view! {
        <div
            class="grid__cell"
            node_ref=cell
            role="group"
            aria-label=label
            tabindex=move || editing.get().then_some("0")
            data-selected=move || (editing.get() && is_selected.get()).then_some("true")
            data-dragged=move || is_dragged.get().then_some("true")
            {..grid_place(rect.into())}
            on:focus=move |_| state.dashboard.selected().set(Some(id))
            on:keydown=press
            on:pointermove=move |event| moving.follow(&event)
            on:pointerup=move |_| moving.end(true)
            on:pointercancel=move |_| moving.end(false)
        >
            <WidgetFrame widget on_action editing />
            <Show when=move || editing.get()>
                // Lies over the widget's content, so that a drag doesn't brush the chart.
                <div class="grid__shield" on:pointerdown=start_on_shield></div>
                <div
                    class="grid__grip"
                    aria-hidden="true"
                    title="Drag to move"
                    on:pointerdown=move |event| start(&event, DragKind::Move)
                >
                    <Icon glyph=Glyph::Grip />
                </div>
                <div
                    class="grid__handle"
                    aria-hidden="true"
                    title="Drag to resize"
                    on:pointerdown=move |event| start(&event, DragKind::Resize)
                ></div>
            </Show>
        </div>
    }
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
    let read = move |last: Option<&Widget>| {
        let found = state.widgets.with(|widgets| widgets.iter().find(|widget| widget.id == id).cloned());
        // A deleted widget is shown as it was until its cell is gone too.
        found.or_else(|| last.cloned()).unwrap_or_else(missing)
    };
    Memo::new_with_compare(read, |last, widget| match (last, widget) {
        (Some(last), Some(widget)) => looks_different(last, widget),
        _ => true,
    })
}

fn looks_different(last: &Widget, widget: &Widget) -> bool {
    let shows_source = matches!(widget.kind, WidgetKind::Unsupported { .. } | WidgetKind::Invalid { .. });
    last.kind != widget.kind
        || last.title != widget.title
        || last.messages != widget.messages
        || (shows_source && last.source_text != widget.source_text)
}
