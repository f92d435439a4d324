//! How it stands with a widget's data, as the frame says it: its age, a badge when a later fetch failed, and
//! a sentence where there is no picture at all.

use super::age;
use super::body::{LoadState, Status};
use super::display;
use crate::components::{Button, Glyph, Icon};
use crate::data::{DataSource, cause, use_data_source, use_metric_store};
use chart::time_ticks::format_instant;
use leptos::prelude::*;
use timeseries::Timestamp;

/// How old the data is, and the badge that says why when it should be newer.
#[component]
pub fn WidgetCondition(status: Signal<Status>, retry: Callback<()>) -> impl IntoView {
    let now = use_metric_store().now;
    let source = use_data_source();
    let age = Memo::new(move |_| {
        let now = now.get();
        status.with(|status| age::age(status, now))
    });
    let stale = Memo::new(move |_| {
        status.with(|status| status.error.clone().filter(|_| status.state == LoadState::Stale))
    });
    let is_late = move || age.with(|age| age.as_ref().is_some_and(|age| age.is_late));
    let press_hint = move || {
        let message = stale.with(|error| error.as_ref().map(|error| display::name(&error.to_string())));
        message.map(|message| format!("{message}\nPress to ask again."))
    };
    view! {
        <Show when=move || age.with(Option::is_some)>
            <span
                class="widget__age"
                data-late=move || is_late().then_some("true")
                title=move || status.with(|status| age_hint(status, source.get()))
            >
                {move || age.with(|age| age.as_ref().map(|age| age.text.clone()))}
            </span>
        </Show>
        <Show when=move || stale.with(Option::is_some)>
            <button class="widget__badge" type="button" title=press_hint on:click=move |_| retry.run(())>
                <Icon glyph=Glyph::Error />
                {move || stale.with(|error| error.as_ref().map(cause))}
            </button>
        </Show>
    }
}

fn age_hint(status: &Status, source: Option<DataSource>) -> String {
    let text = |at: Timestamp| format_instant(at, local_offset_minutes(), 1000);
    let mut lines = Vec::new();
    lines.extend(status.newest.map(|at| format!("Newest datapoint up to {}", text(at))));
    lines.extend(status.fetched_at.map(|at| format!("Fetched {}", text(at))));
    lines.extend(source.and_then(DataSource::notice).map(str::to_owned));
    lines.join("\n")
}

/// Stands where a picture would, when there is none to keep.
#[component]
pub fn Failure(status: Signal<Status>, retry: Callback<()>) -> impl IntoView {
    let word = move || status.with(|status| status.error.as_ref().map(cause));
    let message =
        move || status.with(|status| status.error.as_ref().map(|error| display::name(&error.to_string())));
    view! {
        <Show when=move || status.with(|status| status.state == LoadState::Failed)>
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
        </Show>
    }
}

fn local_offset_minutes() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}
