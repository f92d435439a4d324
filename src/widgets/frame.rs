//! What all widgets share: title, condition, menu, the skeleton while nothing has come yet. It keeps the last
//! good picture and never hides that it is old.
//!
//! What a widget shows is its type's business, what becomes of a menu's entry the page's.

use super::body::{Body, LoadState};
use super::condition::{Failure, WidgetCondition};
use super::messages::Messages;
use super::properties::properties;
use super::{alarm, display, log, metric, text, unsupported};
use crate::components::{Glyph, Menu, MenuItem, MenuSeparator, download};
use dashboard::{TextBackground, Widget, WidgetId, WidgetKind};
use leptos::html;
use leptos::prelude::*;
use leptos_use_intersection_observer::use_intersection_observer;
use web_sys::IntersectionObserverEntry;

/// The longest name of an exported file.
const FILE_NAME_CHARS_MAX: usize = 60;

/// What the dashboard page does for a widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WidgetAction {
    Edit,
    Duplicate,
    Delete,
    CopyJson,
    Enlarge,
}

/// One widget in its frame, filling the box that it is put in.
#[component]
pub fn WidgetFrame(
    #[prop(into)] widget: Signal<Widget>,
    /// A choice in the widget's menu. Without it there is no menu.
    #[prop(optional, into)]
    on_action: Option<Callback<(WidgetAction, WidgetId)>>,
    /// Whether the dashboard is being edited.
    #[prop(optional, into)]
    editing: Signal<bool>,
) -> impl IntoView {
    let root = NodeRef::<html::Article>::new();
    let is_visible = use_visibility(root);
    let type_name = Memo::new(move |_| widget.with(type_of));
    let title = Memo::new(move |_| widget.with(title));
    // Read through a memo, so that a widget of another type gets another view, and one with other properties keeps
    // its own.
    view! {
        <article
            class="widget"
            node_ref=root
            aria-label=move || title.get()
            data-editing=move || editing.get().then_some("true")
            data-ground=move || widget.with(ground)
        >
            {move || view! { <FrameContent type_name=type_name.get() widget title is_visible on_action /> }}
        </article>
    }
}

/// What stands in the frame of a widget as long as it is of one type.
#[component]
fn FrameContent(
    type_name: &'static str,
    widget: Signal<Widget>,
    title: Memo<String>,
    is_visible: Signal<bool>,
    on_action: Option<Callback<(WidgetAction, WidgetId)>>,
) -> impl IntoView {
    let Body { status, csv, retry, view } = body(widget, is_visible);
    let is_pending = move || status.with(|status| status.state == LoadState::Pending);
    let on_export = csv.map(|csv| Callback::new(move |()| export(csv, title)));
    view! {
        <header class="widget__header" data-type=type_name>
            <h2 class="widget__title" title=move || title.get()>
                {move || title.get()}
            </h2>
            <WidgetCondition status retry />
            {on_action.map(|on_action| view! { <WidgetMenu widget on_action on_export /> })}
        </header>
        <div
            class="widget__body"
            data-type=type_name
            data-state=move || status.with(|status| status.state.name())
        >
            <div class="widget__content">{view}</div>
            <Show when=is_pending>
                <div class="widget__skeleton" aria-label="Loading"></div>
            </Show>
            <Failure status retry />
        </div>
        <Messages widget />
    }
}

/// A widget's content alone, for previews.
#[component]
pub fn WidgetPreview(#[prop(into)] widget: Signal<Widget>) -> impl IntoView {
    let type_name = Memo::new(move |_| widget.with(type_of));
    move || view! { <PreviewContent type_name=type_name.get() widget /> }
}

#[component]
fn PreviewContent(type_name: &'static str, widget: Signal<Widget>) -> impl IntoView {
    let Body { status, retry, view, .. } = body(widget, Signal::stored(true));
    view! {
        <div
            class="widget__body"
            data-type=type_name
            data-state=move || status.with(|status| status.state.name())
        >
            <div class="widget__content">{view}</div>
            <Failure status retry />
        </div>
        <Messages widget />
    }
}

/// What each type makes of its properties. The type is the one that the widget has now; from then on its
/// properties are followed.
fn body(widget: Signal<Widget>, is_visible: Signal<bool>) -> Body {
    match widget.with_untracked(|widget| widget.kind.clone()) {
        WidgetKind::Metric(first) => {
            metric::body(properties(widget, first, WidgetKind::as_metric), is_visible)
        }
        WidgetKind::Text(first) => text::body(properties(widget, first, WidgetKind::as_text)),
        WidgetKind::Alarm(first) => alarm::body(properties(widget, first, WidgetKind::as_alarm), is_visible),
        WidgetKind::Log(first) => log::body(properties(widget, first, WidgetKind::as_log), is_visible),
        first @ (WidgetKind::Unsupported { .. } | WidgetKind::Invalid { .. }) => {
            unsupported::body(properties(widget, first, |kind| Some(kind)))
        }
    }
}

fn type_of(widget: &Widget) -> &'static str {
    match &widget.kind {
        WidgetKind::Metric(_) => "metric",
        WidgetKind::Text(_) => "text",
        WidgetKind::Alarm(_) => "alarm",
        WidgetKind::Log(_) => "log",
        WidgetKind::Unsupported { .. } => "unsupported",
        WidgetKind::Invalid { .. } => "invalid",
    }
}

fn title(widget: &Widget) -> String {
    let own = widget.title.clone().filter(|title| !title.trim().is_empty());
    let text = own.unwrap_or_else(|| match &widget.kind {
        WidgetKind::Metric(widget) => metric::title(widget),
        WidgetKind::Log(widget) => widget.log_groups.join(", "),
        WidgetKind::Alarm(_) => "Alarms".to_owned(),
        WidgetKind::Text(_) => String::new(),
        WidgetKind::Unsupported { type_name } => type_name.clone(),
        WidgetKind::Invalid { .. } => "Invalid widget".to_owned(),
    });
    display::name(&text)
}

fn ground(widget: &Widget) -> &'static str {
    match &widget.kind {
        WidgetKind::Text(text) if text.background == TextBackground::Transparent => "transparent",
        _ => "solid",
    }
}

#[component]
fn WidgetMenu(
    widget: Signal<Widget>,
    on_action: Callback<(WidgetAction, WidgetId)>,
    /// For types whose data is worth a file.
    on_export: Option<Callback<()>>,
) -> impl IntoView {
    let run = move |action| {
        Callback::new(move |()| on_action.run((action, widget.with_untracked(|widget| widget.id))))
    };
    let export = move || {
        on_export.map(|on_press| view! { <MenuItem glyph=Glyph::Download text="Export data" on_press /> })
    };
    view! {
        <Menu glyph=Glyph::Menu label="Widget actions">
            <MenuItem glyph=Glyph::Edit text="Edit" on_press=run(WidgetAction::Edit) />
            <MenuItem glyph=Glyph::Enlarge text="Enlarge" on_press=run(WidgetAction::Enlarge) />
            <MenuItem glyph=Glyph::Copy text="Duplicate" on_press=run(WidgetAction::Duplicate) />
            <MenuItem glyph=Glyph::Code text="Copy JSON" on_press=run(WidgetAction::CopyJson) />
            {export()}
            <MenuSeparator />
            <MenuItem glyph=Glyph::Trash text="Delete" danger=true on_press=run(WidgetAction::Delete) />
        </Menu>
    }
}

/// Whether the element is in sight.
fn use_visibility(root: NodeRef<html::Article>) -> Signal<bool> {
    let is_visible = RwSignal::new(false);
    use_intersection_observer(root, move |entries: Vec<IntersectionObserverEntry>, _| {
        let seen = entries.last().map(IntersectionObserverEntry::is_intersecting);
        // The last entries may come when the widget is gone.
        if seen.is_some() && is_visible.try_get_untracked() != seen {
            let _ = is_visible.try_set(seen == Some(true));
        }
    });
    is_visible.into()
}

/// Saves the data as a file named after the widget.
fn export(csv: Callback<(), Option<String>>, title: Memo<String>) {
    let Some(text) = csv.run(()) else { return };
    let name = title.get_untracked();
    let name: String =
        name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(FILE_NAME_CHARS_MAX).collect();
    let name = if name.trim_matches('-').is_empty() { "widget" } else { name.as_str() };
    download(&format!("{name}.csv"), "text/csv;charset=utf-8", &text);
}
