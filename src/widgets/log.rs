//! The log widget: the newest lines of its log groups. What the query asks beyond that is refused by name.

use super::body::{Body, State, Status};
use super::display;
use super::fetch::polled;
use super::log_fetch::{self, LogEvent};
use super::log_query::{self, LogQuery};
use super::metric::csv::field;
use crate::context::DashboardContext;
use crate::source::{SourceContext, now};
use chart::time_ticks::format_instant;
use dashboard::{LogView, LogWidget};
use leptos::prelude::*;
use timeseries::Timestamp;

pub fn body(widget: Signal<LogWidget>, is_visible: Signal<bool>) -> Body {
    let context = expect_context::<DashboardContext>();
    let source = SourceContext::signal();
    let query = Memo::new(move |_| widget.with(read));
    let polled = polled(is_visible, move || {
        let (log_groups, query) = query.get().ok()?;
        let (source, range) = (source.get()?, context.range.get());
        Some(async move { Ok((log_fetch::events(source, &log_groups, &query, range).await?, now())) })
    });
    let events = Memo::new(move |_| polled.load.with(|load| load.data().map(|(events, _)| events.clone())));
    let status = Signal::derive(move || {
        if query.with(Result::is_err) {
            return Status::default();
        }
        polled.load.with(|load| Status {
            state: State::of(load),
            error: load.error().cloned(),
            fetched_at: load.data().map(|(_, at)| *at),
            range: Some(context.range.get()),
            ..Status::default()
        })
    });
    let view = view! {
        {move || match query.get() {
            Err(refusal) => refused(&refusal),
            Ok((log_groups, _)) => view! { <LogLines events has_groups=1 < log_groups.len() /> }.into_any(),
        }}
    };
    Body {
        status,
        csv: Some(Callback::new(move |()| events.with_untracked(|events| events.as_deref().map(csv)))),
        retry: polled.retry,
        view: view.into_any(),
    }
}

fn read(widget: &LogWidget) -> Result<(Vec<String>, LogQuery), String> {
    let view = match widget.view {
        LogView::Table => None,
        LogView::TimeSeries => Some("timeSeries"),
        LogView::Bar => Some("bar"),
        LogView::Pie => Some("pie"),
    };
    if let Some(view) = view {
        return Err(format!(
            "The view “{view}” of a log widget isn’t supported yet: Logs Insights comes later."
        ));
    }
    let query = log_query::parse(&widget.pipeline)?;
    if widget.log_groups.is_empty() {
        return Err("The query names no log group: it starts with SOURCE 'group'.".to_owned());
    }
    Ok((widget.log_groups.clone(), query))
}

fn refused(refusal: &str) -> AnyView {
    view! {
        <div class="widget-empty">
            <p class="widget-empty__title">{display::name(refusal)}</p>
        </div>
    }
    .into_any()
}

#[component]
fn LogLines(events: Memo<Option<Vec<LogEvent>>>, has_groups: bool) -> impl IntoView {
    let context = expect_context::<DashboardContext>();
    let is_empty = move || events.with(|events| events.as_ref().is_some_and(Vec::is_empty));
    let keyed = move || events.get().unwrap_or_default();
    view! {
        <ol class="log-lines" tabindex="0">
            <For
                each=keyed
                key=|event| (event.log_group.clone(), event.event.event_id.clone(), event.event.timestamp)
                let(event)
            >
                <LogLine event has_groups offset=context.utc_offset_minutes />
            </For>
        </ol>
        <Show when=is_empty>
            <div class="widget-empty">
                <p class="widget-empty__title">"No log events in this time range"</p>
            </div>
        </Show>
    }
    .into_any()
}

/// Opens to the whole message.
#[component]
fn LogLine(event: LogEvent, has_groups: bool, offset: Signal<i32>) -> impl IntoView {
    let at = Timestamp::from_millis(event.event.timestamp);
    let group =
        has_groups.then(|| view! { <span class="log-line__group">{display::name(&event.log_group)}</span> });
    let message = event.event.message;
    let first = display::name(message.trim_end());
    let severity = severity(&message);
    let whole = display::lines(message.trim_end());
    let stream = display::name(&event.event.log_stream_name);
    view! {
        <li>
            <details class="log-line" data-severity=severity>
                <summary>
                    <time class="log-line__time">{move || format_instant(at, offset.get(), 1000)}</time>
                    {group}
                    <span class="log-line__message">{first}</span>
                </summary>
                <pre class="log-line__whole">{whole}</pre>
                <p class="log-line__stream">"Log stream " {stream}</p>
            </details>
        </li>
    }
}

/// By the words that programs put near the start of a line.
fn severity(message: &str) -> Option<&'static str> {
    let end = message.char_indices().nth(80).map_or(message.len(), |(at, _)| at);
    let start = &message[..end];
    let has =
        |words: &[&str]| start.split(|c: char| !c.is_ascii_alphabetic()).any(|word| words.contains(&word));
    if has(&["ERROR", "Error", "FATAL", "CRITICAL", "PANIC"]) {
        Some("error")
    } else if has(&["WARN", "WARNING", "Warning"]) {
        Some("warning")
    } else {
        None
    }
}

fn csv(events: &[LogEvent]) -> String {
    let mut text = String::from("Time,LogGroup,LogStream,Message\r\n");
    for LogEvent { log_group, event } in events {
        let at = Timestamp::from_millis(event.timestamp).to_string();
        let cells = [at, field(log_group), field(&event.log_stream_name), field(&event.message)];
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn severities() {
        for (message, expected) in [
            ("ERROR payment: no answer", Some("error")),
            ("2026-11-21T03:00:00Z WARN store: slow", Some("warning")),
            ("INFO no ERRORS here", None),
            ("{\"level\":\"ERROR\"}", Some("error")),
            ("", None),
        ] {
            assert_eq!(severity(message), expected, "{message}");
        }
    }
}
