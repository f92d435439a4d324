//! The newest events of some log groups. FilterLogEvents tells the oldest first, so the search starts with
//! a short span at the end of the range and widens until there is enough.

use super::log_query::LogQuery;
use crate::source::Source;
use cloudwatch_api::{ApiError, FilterLogEventsInput, FilteredLogEvent};
use timeseries::{TimeRange, sorting};

/// The first span looked at.
const SPAN_MILLIS: i64 = 10 * 60 * 1000;
/// How much longer each next one is.
const WIDENING: i64 = 6;
/// AWS: FilterLogEvents returns up to 10,000 events a page.
const PAGE_EVENTS: i64 = 10_000;
/// A span with more is cut: its newest events count, and they are on the last page.
const PAGES_MAX: usize = 30;

#[derive(Clone, Debug, PartialEq)]
pub struct LogEvent {
    pub log_group: String,
    pub event: FilteredLogEvent,
}

/// At most `query.limit` events, newest first unless the query says otherwise.
pub async fn events(
    source: Source,
    log_groups: &[String],
    query: &LogQuery,
    range: TimeRange,
) -> Result<Vec<LogEvent>, ApiError> {
    let mut found = Vec::new();
    for log_group in log_groups {
        found.extend(of_group(source, log_group, query, range).await?);
    }
    Ok(arranged(found, query))
}

/// The events that are shown, in order.
fn arranged(mut events: Vec<LogEvent>, query: &LogQuery) -> Vec<LogEvent> {
    // Stable, so that events of one instant keep the order in which they came.
    sorting::sort_by_key(&mut events, |event| event.event.timestamp);
    if !query.is_ascending {
        events.reverse();
    }
    events.truncate(query.limit);
    events
}

async fn of_group(
    source: Source,
    log_group: &str,
    query: &LogQuery,
    range: TimeRange,
) -> Result<Vec<LogEvent>, ApiError> {
    let (start, mut end) = (range.start.millis(), range.end.millis());
    let mut span = if query.is_ascending { end - start } else { SPAN_MILLIS };
    let mut found: Vec<LogEvent> = Vec::new();
    while start < end && found.len() < query.limit {
        let from = (end - span).max(start);
        found.extend(of_span(source, log_group, query, from, end).await?);
        end = from;
        span = span.saturating_mul(WIDENING);
    }
    Ok(found)
}

/// From `start` (included) to `end` (excluded).
async fn of_span(
    source: Source,
    log_group: &str,
    query: &LogQuery,
    start: i64,
    end: i64,
) -> Result<Vec<LogEvent>, ApiError> {
    let mut input = FilterLogEventsInput {
        log_group_name: Some(log_group.to_owned()),
        start_time: Some(start),
        // AWS includes the end.
        end_time: Some(end - 1),
        filter_pattern: query.filter_pattern(),
        limit: Some(PAGE_EVENTS),
        ..FilterLogEventsInput::default()
    };
    let mut found: Vec<LogEvent> = Vec::new();
    for _ in 0..PAGES_MAX {
        let output = source.filter_log_events(&input).await?;
        found.extend(
            output.events.into_iter().map(|event| LogEvent { log_group: log_group.to_owned(), event }),
        );
        if query.is_ascending {
            found.truncate(query.limit);
        } else if query.limit < found.len() {
            found.drain(..found.len() - query.limit);
        }
        input.next_token = output.next_token;
        let is_enough = query.is_ascending && query.limit <= found.len();
        if input.next_token.is_none() || is_enough {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(limit: usize, is_ascending: bool, expected: &str) {
        let events = [("a", 5), ("b", 9), ("c", 1), ("d", 7)].map(|(message, timestamp)| LogEvent {
            log_group: "g".to_owned(),
            event: FilteredLogEvent { timestamp, message: message.to_owned(), ..FilteredLogEvent::default() },
        });
        let query = LogQuery { contains: None, limit, is_ascending };
        let shown = arranged(events.to_vec(), &query);
        assert_eq!(shown.into_iter().map(|event| event.event.message).collect::<String>(), expected);
    }

    #[wasm_bindgen_test]
    fn the_newest_come_first_unless_asked_otherwise() {
        check(9, false, "bdac");
        check(2, false, "bd");
        check(2, true, "ca");
    }
}
