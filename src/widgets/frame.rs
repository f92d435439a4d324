//! What all widgets share: title, age of the data, the reason when a fetch failed, the menu; the skeleton
//! while nothing has come yet. It keeps the last good picture and never hides that it is old.

use super::age;
use super::body::{Body, State, Status};
use super::load::cause;
use super::messages::messages;
use super::{alarm, display, log, metric, text, unsupported};
use crate::components::{ButtonKind, Glyph, button, icon, menu, menu_item, menu_separator};
use crate::dom::{self, El, View, el, fragment, keep, live, when};
use crate::reactive::{Memo, RwSignal, Signal, memo};
use crate::source::metric_store::MetricStore;
use crate::source::{Source, SourceContext};
use chart::time_ticks::format_instant;
use dashboard::{TextBackground, Widget, WidgetId, WidgetKind};
use std::rc::Rc;
use timeseries::Timestamp;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// What the dashboard page does for a widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WidgetAction {
    Edit,
    Duplicate,
    Delete,
    CopyJson,
    Enlarge,
}

pub type WidgetActions = Rc<dyn Fn(WidgetAction, WidgetId)>;

/// One widget in its frame, filling the box that it is put in.
pub fn widget_frame(widget: Signal<Widget>, actions: WidgetActions, editing: Signal<bool>) -> El {
    let root = el("article").class("widget");
    let is_visible = watch_visibility(root.node());
    let title = memo(move || widget.with(title));
    let store = MetricStore::expect();
    let content = move |type_name: String| {
        let Body { status, csv, retry, view } = body(widget, is_visible);
        let export = csv.map(|csv| download(csv, title));
        let header = el("header")
            .class("widget__header")
            .attr("data-type", type_name.clone())
            .child(el("h2").class("widget__title").attr("title", title).text(title))
            .child(condition(Rc::clone(&status), store, Rc::clone(&retry)))
            .child(actions_menu(widget, Rc::clone(&actions), export));
        let skeleton = {
            let status = Rc::clone(&status);
            let view = || el("div").class("widget__skeleton").attr("aria-label", "Loading").into();
            when(move || status().state == State::Pending, view)
        };
        let body =
            content_of(type_name, Rc::clone(&status), view).child(skeleton).child(failure(status, retry));
        fragment([header.into(), body.into(), messages(widget)])
    };
    root.attr("aria-label", title)
        .attr("data-editing", move || editing.get().then_some("true"))
        .attr("data-ground", move || widget.with(ground))
        .child(by_type(widget, content))
}

/// A widget's content alone, for previews.
pub fn widget_preview(widget: Signal<Widget>) -> View {
    let is_visible = RwSignal::new(true).read_only();
    by_type(widget, move |type_name| {
        let Body { status, retry, view, .. } = body(widget, is_visible);
        let body = content_of(type_name, Rc::clone(&status), view).child(failure(status, retry));
        fragment([body.into(), messages(widget)])
    })
}

/// Builds `view` anew when the widget becomes one of another type.
fn by_type(widget: Signal<Widget>, view: impl Fn(String) -> View + 'static) -> View {
    let type_name = memo(move || widget.with(type_of).to_owned());
    live(move || type_name.get(), view)
}

fn content_of(type_name: String, status: Rc<dyn Fn() -> Status>, view: View) -> El {
    el("div")
        .class("widget__body")
        .attr("data-type", type_name)
        .attr("data-state", move || status().state.name())
        .child(el("div").class("widget__content").child(view))
}

/// For each type its own room. The type is the one that the widget has now; from then on its properties are
/// followed.
fn body(widget: Signal<Widget>, is_visible: Signal<bool>) -> Body {
    let first = widget.with_untracked(|widget| widget.kind.clone());
    let kind = kind_of(widget, first.clone());
    match first {
        WidgetKind::Metric(first) => metric::body(kind, first, is_visible),
        WidgetKind::Text(_) => text::body(kind),
        WidgetKind::Alarm(_) => alarm::body(kind, is_visible),
        WidgetKind::Log(_) => log::body(kind, is_visible),
        first => unsupported::body(&first),
    }
}

/// The properties; while the widget is of another type than `first`, the last ones stay.
fn kind_of(widget: Signal<Widget>, first: WidgetKind) -> Memo<WidgetKind> {
    let type_name = type_of_kind(&first);
    Memo::new(move |before: Option<&WidgetKind>| {
        let now =
            widget.with(|widget| Some(widget.kind.clone()).filter(|kind| type_of_kind(kind) == type_name));
        now.unwrap_or_else(|| before.unwrap_or(&first).clone())
    })
}

fn type_of(widget: &Widget) -> &'static str {
    type_of_kind(&widget.kind)
}

fn type_of_kind(kind: &WidgetKind) -> &'static str {
    match kind {
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

/// How old the data is, and the badge that says why when it should be newer.
fn condition(status: Rc<dyn Fn() -> Status>, store: MetricStore, retry: Rc<dyn Fn()>) -> View {
    let source = SourceContext::signal();
    let age = {
        let status = Rc::clone(&status);
        Rc::new(move || age::age(&status(), store.now.get()))
    };
    let hint = {
        let status = Rc::clone(&status);
        Rc::new(move || hint(&status(), source.get()))
    };
    let is_known = {
        let age = Rc::clone(&age);
        move || age().is_some()
    };
    let age_view = move || {
        let (text, late, hint) = (Rc::clone(&age), Rc::clone(&age), Rc::clone(&hint));
        el("span")
            .class("widget__age")
            .attr("data-late", move || late().filter(|age| age.is_late).map(|_| "true"))
            .attr("title", move || hint())
            .text(move || text().map(|age| age.text))
            .into()
    };
    let stale = move || Some(status()).filter(|status| status.state == State::Stale)?.error;
    let stale = Rc::new(stale);
    let is_stale = {
        let stale = Rc::clone(&stale);
        move || stale().is_some()
    };
    let badge = move || {
        let (word, message, retry) = (Rc::clone(&stale), Rc::clone(&stale), Rc::clone(&retry));
        let title =
            move || message().map(|error| display::name(&error.to_string()) + "\nPress to ask again.");
        el("button")
            .class("widget__badge")
            .attr("type", "button")
            .attr("title", title)
            .on_click(move || retry())
            .child(icon(Glyph::Error))
            .text(move || word().as_ref().map(cause))
            .into()
    };
    fragment([when(is_known, age_view), when(is_stale, badge)])
}

fn hint(status: &Status, source: Option<Source>) -> String {
    let mut lines = Vec::new();
    let text = |at: Timestamp| format_instant(at, local_offset_minutes(), 1000);
    lines.extend(status.newest.map(|at| "Newest datapoint up to ".to_owned() + &text(at)));
    lines.extend(status.fetched_at.map(|at| "Fetched ".to_owned() + &text(at)));
    lines.extend(source.and_then(Source::notice).map(str::to_owned));
    lines.join("\n")
}

/// Stands where a picture would, when there is none to keep.
fn failure(status: Rc<dyn Fn() -> Status>, retry: Rc<dyn Fn()>) -> View {
    let is_failed = {
        let status = Rc::clone(&status);
        move || status().state == State::Failed
    };
    when(is_failed, move || {
        let (word, message, retry) = (Rc::clone(&status), Rc::clone(&status), Rc::clone(&retry));
        let cause = el("p")
            .class("widget__failure-cause")
            .child(icon(Glyph::Error))
            .text(move || word().error.as_ref().map(cause));
        let message = move || message().error.map(|error| display::name(&error.to_string()));
        el("div")
            .class("widget__failure")
            .attr("role", "alert")
            .child(cause)
            .child(el("p").text(message))
            .child(button(ButtonKind::Normal, Some(Glyph::Refresh), "Ask again", move || retry()))
            .into()
    })
}

fn actions_menu(widget: Signal<Widget>, actions: WidgetActions, export: Option<Rc<dyn Fn()>>) -> View {
    let item = move |glyph, words, action| {
        let run = Rc::clone(&actions);
        menu_item(glyph, words, move || run(action, widget.with_untracked(|widget| widget.id)))
    };
    menu(Glyph::Menu, "Widget actions", None, move || {
        let export = export.clone().map(|export| menu_item(Glyph::Download, "Export data", move || export()));
        fragment([
            item(Glyph::Edit, "Edit", WidgetAction::Edit).into(),
            item(Glyph::Enlarge, "Enlarge", WidgetAction::Enlarge).into(),
            item(Glyph::Copy, "Duplicate", WidgetAction::Duplicate).into(),
            item(Glyph::Code, "Copy JSON", WidgetAction::CopyJson).into(),
            export.into(),
            menu_separator().into(),
            item(Glyph::Trash, "Delete", WidgetAction::Delete).attr("data-danger", "true").into(),
        ])
    })
}

/// Whether the element is in sight, or nearly.
fn watch_visibility(root: &Element) -> Signal<bool> {
    let is_visible = RwSignal::new(false);
    let callback = Closure::new(move |entries: js_sys::Array| {
        if let Ok(entry) = entries.pop().dyn_into::<IntersectionObserverEntry>() {
            let seen = entry.is_intersecting();
            if is_visible.try_get_untracked() == Some(!seen) {
                is_visible.set(seen);
            }
        }
    });
    match IntersectionObserver::new(callback.as_ref().unchecked_ref()) {
        Ok(observer) => {
            observer.observe(root);
            keep(Box::new(Watch { observer, _callback: callback }));
        }
        // Every browser that runs Wasm has one.
        Err(_) => is_visible.set(true),
    }
    is_visible.into()
}

struct Watch {
    observer: IntersectionObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Saves a text as a file named after the widget.
fn download(csv: Rc<dyn Fn() -> Option<String>>, title: Memo<String>) -> Rc<dyn Fn()> {
    Rc::new(move || {
        if let Some(text) = csv() {
            let name = title.get_untracked();
            let name: String =
                name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
            let name = if name.trim_matches('-').is_empty() { "widget".to_owned() } else { name };
            dom::download(&(name + ".csv"), "text/csv;charset=utf-8", &text);
        }
    })
}

fn local_offset_minutes() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}
