//! The log widget: the newest lines of its log groups. What the query asks beyond that is refused by name.

pub mod fetch;
mod model;
mod query;

use super::body::{Body, Status};
use super::display;
use crate::data::{polled, use_data_source};
use crate::time::{now, use_time};
use chart::time_ticks::format_instant;
use dashboard::LogWidget;
use fetch::LogEvent;
use leptos::prelude::*;
use model::{LogRow, severity};
use std::sync::Arc;
use timeseries::Timestamp;

pub fn body(widget: Signal<LogWidget>, is_visible: Signal<bool>) -> Body {
    let time = use_time();
    let source = use_data_source();
    let query = Memo::new(move |_| widget.with(model::read));
    let polled = polled(is_visible, move || {
        let (log_groups, query) = query.get().ok()?;
        let (source, range) = (source.get()?, time.range.get());
        Some(async move {
            let events = fetch::events(source, log_groups, query, range).await?;
            Ok((model::rows(events), now()))
        })
    });
    let status = Memo::new(move |_| {
        if query.with(Result::is_err) {
            return Status::default();
        }
        let range = Some(time.range.get());
        polled.load.with(|load| Status { range, ..Status::of(load, |(_, at)| Some(*at)) })
    });
    // Rows are shared, so that a list of thousands costs a pointer each.
    let rows = Signal::derive(move || polled.load.with(|load| load.data().map(|(rows, _)| rows.clone())));
    let refusal =
        Memo::new(move |_| query.with(|query| query.as_ref().err().map(|text| display::name(text))));
    let has_groups =
        Memo::new(move |_| query.with(|query| query.as_ref().is_ok_and(|(groups, _)| groups.len() > 1)));
    // An edit that can be shown too leaves the list in its place.
    let view = move || match refusal.get() {
        Some(text) => view! { <Empty text /> }.into_any(),
        None => view! { <LogLines rows has_groups /> }.into_any(),
    };
    Body {
        status: status.into(),
        csv: Some(Callback::new(move |()| {
            polled.load.with_untracked(|load| load.data().map(|(rows, _)| model::csv(rows)))
        })),
        retry: polled.retry,
        view: view.into_any(),
    }
}

#[component]
fn Empty(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <div class="widget-empty">
            <p class="widget-empty__title">{text}</p>
        </div>
    }
}

/// A keyed list: a line that was opened stays open when newer ones come above it.
#[component]
fn LogLines(
    /// `None` before the first answer.
    rows: Signal<Option<Vec<LogRow>>>,
    /// Whether each line says its group.
    #[prop(into)]
    has_groups: Signal<bool>,
) -> impl IntoView {
    let is_empty = move || rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty));
    view! {
        <ol class="log-lines" tabindex="0">
            <For each=move || rows.get().unwrap_or_default() key=LogRow::key let(row)>
                <LogLine event=row.event has_groups />
            </For>
        </ol>
        <Show when=is_empty>
            <Empty text="No log events in this time range" />
        </Show>
    }
}

/// Opens to the whole message.
#[component]
fn LogLine(event: Arc<LogEvent>, has_groups: Signal<bool>) -> impl IntoView {
    let offset = use_time().utc_offset_minutes;
    let LogEvent { log_group, event } = &*event;
    let at = Timestamp::from_millis(event.timestamp);
    let group = display::name(log_group);
    let message = event.message.trim_end();
    view! {
        <li>
            <details class="log-line" data-severity=severity(message)>
                <summary>
                    <time class="log-line__time">{move || format_instant(at, offset.get(), 1000)}</time>
                    <Show when=move || has_groups.get()>
                        <span class="log-line__group">{group.clone()}</span>
                    </Show>
                    <span class="log-line__message">{display::name(message)}</span>
                </summary>
                <pre class="log-line__whole">{display::lines(message)}</pre>
                <p class="log-line__stream">"Log stream " {display::name(&event.log_stream_name)}</p>
            </details>
        </li>
    }
}
