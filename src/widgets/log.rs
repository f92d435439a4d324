//! The log widget: the newest lines of its log groups. What the query asks beyond that is refused by name.

use super::body::{Body, Status};
use super::display;
use super::fetch::{Keep, polled};
use super::log_fetch::{self, LogEvent};
use super::log_query::{self, LogQuery};
use super::metric::csv::field;
use crate::context::DashboardContext;
use crate::dom::{El, each, el, fragment, live, when};
use crate::reactive::{Memo, RwSignal, Signal, expect_context, untrack};
use crate::source::SourceContext;
use chart::time_ticks::format_instant;
use dashboard::{LogView, LogWidget, WidgetKind};
use std::rc::Rc;
use timeseries::Timestamp;

pub fn body(kind: Memo<WidgetKind>, is_visible: Signal<bool>) -> Body {
    let context = expect_context::<DashboardContext>();
    let source = SourceContext::signal();
    let query = move || {
        kind.with(|kind| match kind {
            WidgetKind::Log(widget) => read(widget),
            _ => Err(String::new()),
        })
    };
    let found = RwSignal::new(Vec::<LogEvent>::new());
    let polled = polled(is_visible, move || {
        let (log_groups, query) = query().ok()?;
        let (source, range) = (source.get()?, context.range.get());
        Some(Box::pin(async move {
            let events = log_fetch::events(source, log_groups, query, range).await?;
            Ok(Box::new(move || drop(found.try_set(events))) as Keep)
        }))
    });
    let status = move || match query() {
        Err(_) => Status::default(),
        Ok(_) => Status { range: Some(context.range.get()), ..polled.status() },
    };
    let is_empty = move || polled.has_data() && found.with(Vec::is_empty);
    let view = live(query, move |query| match query {
        Err(refusal) => empty(display::name(&refusal)).into(),
        Ok((log_groups, _)) => {
            let lines = lines(found, 1 < log_groups.len());
            fragment([
                lines.into(),
                when(is_empty, || empty("No log events in this time range".to_owned()).into()),
            ])
        }
    });
    let export = move || untrack(|| polled.has_data()).then(|| found.with_untracked(|events| csv(events)));
    Body { status: Rc::new(status), csv: Some(Rc::new(export)), retry: polled.retry(), view }
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

fn empty(words: String) -> El {
    el("div").class("widget-empty").child(el("p").class("widget-empty__title").text(words))
}

fn lines(events: RwSignal<Vec<LogEvent>>, has_groups: bool) -> El {
    let context = expect_context::<DashboardContext>();
    let key = |event: &LogEvent| {
        let at = event.event.timestamp.to_string();
        [&*event.log_group, "\n", &event.event.event_id, "\n", &at].concat()
    };
    let lines = each(move || events.get(), key, move |event| line(event, has_groups, context).into());
    el("ol").class("log-lines").attr("tabindex", "0").child(lines)
}

/// Opens to the whole message.
fn line(event: LogEvent, has_groups: bool, context: DashboardContext) -> El {
    let at = Timestamp::from_millis(event.event.timestamp);
    let group = has_groups.then(|| el("span").class("log-line__group").text(display::name(&event.log_group)));
    let message = event.event.message;
    let shown = message.trim_end();
    let time = el("time")
        .class("log-line__time")
        .text(move || format_instant(at, context.utc_offset_minutes.get(), 1000));
    let summary = el("summary")
        .child(time)
        .child(group)
        .child(el("span").class("log-line__message").text(display::name(shown)));
    let stream = el("p")
        .class("log-line__stream")
        .text("Log stream ")
        .text(display::name(&event.event.log_stream_name));
    let details = el("details")
        .class("log-line")
        .attr("data-severity", severity(&message))
        .child(summary)
        .child(el("pre").class("log-line__whole").text(display::lines(shown)))
        .child(stream);
    el("li").child(details)
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
