//! What a log widget shows: its query, the rows of its list, how grave a line is, and the export. Pure.

use super::fetch::LogEvent;
use super::query::{self, LogQuery};
use crate::widgets::metric::csv::field;
use dashboard::{LogView, LogWidget};
use std::collections::HashMap;
use std::sync::Arc;
use timeseries::Timestamp;

/// How far into a message its severity is looked for.
const SEVERITY_CHARS_MAX: usize = 80;

/// The log groups and what is asked of them; a sentence where that can't be shown.
pub fn read(widget: &LogWidget) -> Result<(Vec<String>, LogQuery), String> {
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
    let query = query::parse(&widget.pipeline)?;
    if widget.log_groups.is_empty() {
        return Err("The query names no log group: it starts with SOURCE 'group'.".to_owned());
    }
    Ok((widget.log_groups.clone(), query))
}

/// A log event as an item of a keyed list.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRow {
    pub event: Arc<LogEvent>,
    /// Tells events apart that are the same in all else.
    repetition: usize,
}

impl LogRow {
    pub fn key(&self) -> (String, String, i64, usize) {
        let LogEvent { log_group, event } = &*self.event;
        (log_group.clone(), event.event_id.clone(), event.timestamp, self.repetition)
    }
}

/// In the same order. A group may be named twice, and servers may give no ids: keys must differ all the same.
pub fn rows(events: Vec<LogEvent>) -> Vec<LogRow> {
    let mut rows = Vec::with_capacity(events.len());
    let mut seen = HashMap::new();
    for event in events {
        let row = LogRow { event: Arc::new(event), repetition: 0 };
        let repetitions = seen.entry(row.key()).or_insert(0);
        rows.push(LogRow { repetition: *repetitions, ..row });
        *repetitions += 1;
    }
    rows
}

/// By the words that programs put near the start of a line.
pub fn severity(message: &str) -> Option<&'static str> {
    let end = message.char_indices().nth(SEVERITY_CHARS_MAX).map_or(message.len(), |(at, _)| at);
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

pub fn csv(rows: &[LogRow]) -> String {
    let mut text = String::from("Time,LogGroup,LogStream,Message\r\n");
    for row in rows {
        let LogEvent { log_group, event } = &*row.event;
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
    use cloudwatch_api::FilteredLogEvent;
    use std::collections::HashSet;
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

    #[wasm_bindgen_test]
    fn keys_differ_where_events_do_not() {
        let event = |message: &str| LogEvent {
            log_group: "g".to_owned(),
            event: FilteredLogEvent { message: message.to_owned(), ..FilteredLogEvent::default() },
        };
        let rows = rows(vec![event("a"), event("b"), event("b")]);
        let keys: HashSet<_> = rows.iter().map(LogRow::key).collect();
        assert_eq!(keys.len(), 3);
        let messages: Vec<&str> = rows.iter().map(|row| row.event.event.message.as_str()).collect();
        assert_eq!(messages, ["a", "b", "b"]);
    }
}
