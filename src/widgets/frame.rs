//! What all widgets share: title, age of the data, the reason when a fetch failed, the menu; the skeleton
//! while nothing has come yet. It keeps the last good picture and never hides that it is old.

use super::age::{self, Age};
use super::body::{Body, State, Status};
use super::load::cause;
use super::messages::Messages;
use super::{alarm, display, log, metric, text, unsupported};
use crate::components::{Button, Glyph, Icon, Menu, MenuItem, MenuSeparator};
use crate::source::metric_store::MetricStore;
use crate::source::{Source, SourceContext};
use chart::time_ticks::format_instant;
use dashboard::{
    AlarmWidget, LogWidget, MetricWidget, TextBackground, TextWidget, Widget, WidgetId, WidgetKind,
};
use leptos::html;
use leptos::prelude::*;
use timeseries::Timestamp;
use wasm_bindgen::prelude::*;
use web_sys::{IntersectionObserver, IntersectionObserverEntry};

/// What the dashboard page does for a widget.
#[derive(Clone, Copy)]
pub struct WidgetActions {
    pub edit: Callback<WidgetId>,
    pub duplicate: Callback<WidgetId>,
    pub delete: Callback<WidgetId>,
    pub copy_json: Callback<WidgetId>,
    pub enlarge: Callback<WidgetId>,
}

/// One widget in its frame, filling the box that it is put in.
#[component]
pub fn WidgetFrame(
    #[prop(into)] widget: Signal<Widget>,
    actions: WidgetActions,
    #[prop(into)] editing: Signal<bool>,
) -> impl IntoView {
    let root = NodeRef::<html::Article>::new();
    let is_visible = watch_visibility(root);
    let kind = Memo::new(move |_| widget.with(type_of));
    let title = Memo::new(move |_| widget.with(title));
    let now = MetricStore::expect().now;
    let content = move || {
        let type_name = kind.get();
        let body = widget.with_untracked(|first| body(first, widget, is_visible));
        let Body { status, csv, retry, view } = body;
        let menu = view! {
            <WidgetMenu widget actions csv=csv.map(|csv| download(csv, title)) />
        };
        let state = Memo::new(move |_| status.with(|status| status.state));
        view! {
            <header class="widget__header" data-type=type_name>
                <h2 class="widget__title" title=move || title.get()>
                    {move || title.get()}
                </h2>
                <WidgetCondition status now retry />
                {menu}
            </header>
            <div class="widget__body" data-type=type_name data-state=move || state.get().name()>
                <div class="widget__content">{view}</div>
                {move || match state.get() {
                    State::Pending => Some(view! { <div class="widget__skeleton" aria-label="Loading"></div> }.into_any()),
                    State::Failed => Some(view! { <Failure status retry /> }.into_any()),
                    State::Ready | State::Stale => None,
                }}
            </div>
            <Messages widget />
        }
    };
    view! {
        <article
            class="widget"
            node_ref=root
            aria-label=move || title.get()
            data-editing=move || editing.get().then_some("true")
            data-ground=move || widget.with(ground)
        >
            {content}
        </article>
    }
    .into_any()
}

/// A widget's content alone, for previews.
#[component]
pub fn WidgetPreview(#[prop(into)] widget: Signal<Widget>) -> impl IntoView {
    let kind = Memo::new(move |_| widget.with(type_of));
    let is_visible = Signal::stored(true);
    move || {
        kind.track();
        let Body { status, retry, view, .. } = widget.with_untracked(|first| body(first, widget, is_visible));
        let state = Memo::new(move |_| status.with(|status| status.state));
        view! {
            <div class="widget__body" data-type=kind.get_untracked() data-state=move || state.get().name()>
                <div class="widget__content">{view}</div>
                {move || (state.get() == State::Failed).then(|| view! { <Failure status retry /> })}
            </div>
            <Messages widget />
        }
    }
}

/// For each type its own room. `first` says which; from then on `widget` is followed.
fn body(first: &Widget, widget: Signal<Widget>, is_visible: Signal<bool>) -> Body {
    match &first.kind {
        WidgetKind::Metric(first) => metric::body(of_kind(widget, first, as_metric), is_visible),
        WidgetKind::Text(first) => text::body(of_kind(widget, first, as_text)),
        WidgetKind::Alarm(first) => alarm::body(of_kind(widget, first, as_alarm), is_visible),
        WidgetKind::Log(first) => log::body(of_kind(widget, first, as_log), is_visible),
        kind @ (WidgetKind::Unsupported { .. } | WidgetKind::Invalid { .. }) => unsupported::body(kind),
    }
}

/// Follows the properties of one type; while the widget is of another, the last ones stay.
fn of_kind<T: Clone + PartialEq + Send + Sync + 'static>(
    widget: Signal<Widget>,
    first: &T,
    pick: fn(&WidgetKind) -> Option<&T>,
) -> Signal<T> {
    let first = first.clone();
    Memo::new(move |before: Option<&T>| {
        widget.with(|widget| pick(&widget.kind).cloned()).unwrap_or_else(|| before.unwrap_or(&first).clone())
    })
    .into()
}

fn as_metric(kind: &WidgetKind) -> Option<&MetricWidget> {
    if let WidgetKind::Metric(widget) = kind { Some(widget) } else { None }
}

fn as_text(kind: &WidgetKind) -> Option<&TextWidget> {
    if let WidgetKind::Text(widget) = kind { Some(widget) } else { None }
}

fn as_alarm(kind: &WidgetKind) -> Option<&AlarmWidget> {
    if let WidgetKind::Alarm(widget) = kind { Some(widget) } else { None }
}

fn as_log(kind: &WidgetKind) -> Option<&LogWidget> {
    if let WidgetKind::Log(widget) = kind { Some(widget) } else { None }
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

/// How old the data is, and the badge that says why when it should be newer.
#[component]
fn WidgetCondition(status: Signal<Status>, now: ReadSignal<Timestamp>, retry: Callback<()>) -> impl IntoView {
    let source = SourceContext::signal();
    let age: Memo<Option<Age>> = Memo::new(move |_| {
        let now = now.get();
        status.with(|status| age::age(status, now))
    });
    let hint = move || {
        status.with(|status| {
            let mut lines = Vec::new();
            let text = |at: Timestamp| format_instant(at, local_offset_minutes(), 1000);
            lines.extend(status.newest.map(|at| "Newest datapoint up to ".to_owned() + &text(at)));
            lines.extend(status.fetched_at.map(|at| "Fetched ".to_owned() + &text(at)));
            lines.extend(source.get().and_then(Source::notice).map(str::to_owned));
            lines.join("\n")
        })
    };
    let badge = Memo::new(move |_| {
        status.with(|status| {
            let error = status.error.as_ref().filter(|_| status.state == State::Stale)?;
            Some((cause(error), display::name(&error.to_string())))
        })
    });
    view! {
        {move || {
            age.get().map(|age| view! {
                <span class="widget__age" data-late=age.is_late.then_some("true") title=hint>
                    {age.text}
                </span>
            })
        }}
        {move || {
            badge.get().map(|(word, message)| view! {
                <button
                    class="widget__badge"
                    type="button"
                    title=message + "\nPress to ask again."
                    on:click=move |_| retry.run(())
                >
                    <Icon glyph=Glyph::Error />
                    {word}
                </button>
            })
        }}
    }
    .into_any()
}

#[component]
fn Failure(status: Signal<Status>, retry: Callback<()>) -> impl IntoView {
    let word = move || status.with(|status| status.error.as_ref().map(cause));
    let message =
        move || status.with(|status| status.error.as_ref().map(|error| display::name(&error.to_string())));
    view! {
        <div class="widget__failure" role="alert">
            <p class="widget__failure-cause">
                <Icon glyph=Glyph::Error />
                {word}
            </p>
            <p>{message}</p>
            <Button glyph=Glyph::Refresh on_press=retry>
                "Ask again"
            </Button>
        </div>
    }
    .into_any()
}

#[component]
fn WidgetMenu(widget: Signal<Widget>, actions: WidgetActions, csv: Option<Callback<()>>) -> impl IntoView {
    let run = move |action: Callback<WidgetId>| {
        Callback::new(move |()| action.run(widget.with_untracked(|widget| widget.id)))
    };
    let export =
        move || csv.map(|csv| view! { <MenuItem glyph=Glyph::Download text="Export data" on_press=csv /> });
    view! {
        <Menu glyph=Glyph::Menu label="Widget actions">
            <MenuItem glyph=Glyph::Edit text="Edit" on_press=run(actions.edit) />
            <MenuItem glyph=Glyph::Enlarge text="Enlarge" on_press=run(actions.enlarge) />
            <MenuItem glyph=Glyph::Copy text="Duplicate" on_press=run(actions.duplicate) />
            <MenuItem glyph=Glyph::Code text="Copy JSON" on_press=run(actions.copy_json) />
            {export()}
            <MenuSeparator />
            <MenuItem glyph=Glyph::Trash text="Delete" danger=true on_press=run(actions.delete) />
        </Menu>
    }
    .into_any()
}

/// Whether the element is in sight, or nearly.
fn watch_visibility(root: NodeRef<html::Article>) -> Signal<bool> {
    let is_visible = RwSignal::new(false);
    let watch = StoredValue::new_local(None::<(IntersectionObserver, Closure<dyn FnMut(js_sys::Array)>)>);
    Effect::new(move |_| {
        let Some(element) = root.get() else { return };
        let callback = Closure::new(move |entries: js_sys::Array| {
            if let Ok(entry) = entries.pop().dyn_into::<IntersectionObserverEntry>() {
                let seen = entry.is_intersecting();
                if is_visible.try_get_untracked() == Some(!seen) {
                    is_visible.set(seen);
                }
            }
        });
        let Ok(observer) = IntersectionObserver::new(callback.as_ref().unchecked_ref()) else {
            // Every browser that runs Wasm has one.
            return is_visible.set(true);
        };
        observer.observe(&element);
        watch.set_value(Some((observer, callback)));
    });
    on_cleanup(move || {
        watch.try_update_value(|watch| {
            if let Some((observer, _)) = watch.take() {
                observer.disconnect();
            }
        });
    });
    is_visible.into()
}

/// Saves a text as a file named after the widget.
fn download(csv: Callback<(), Option<String>>, title: Memo<String>) -> Callback<()> {
    Callback::new(move |()| {
        if let Some(text) = csv.run(()) {
            let name = title.get_untracked();
            let name: String =
                name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
            let name = if name.trim_matches('-').is_empty() { "widget".to_owned() } else { name };
            save_file(&(name + ".csv"), &text).unwrap_or_default();
        }
    })
}

fn save_file(name: &str, text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("text/csv;charset=utf-8");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&address)
}

fn local_offset_minutes() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}
