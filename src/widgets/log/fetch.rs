//! The newest events of some log groups. FilterLogEvents tells the oldest first, so the search starts with
//! a short span at the end of the range and widens until there is enough.

use super::query::LogQuery;
use crate::data::DataSource;
use cloudwatch_api::{ApiError, FilterLogEventsInput, FilterLogEventsOutput, FilteredLogEvent};
use timeseries::TimeRange;

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
    source: DataSource,
    log_groups: Vec<String>,
    query: LogQuery,
    range: TimeRange,
) -> Result<Vec<LogEvent>, ApiError> {
    let mut search = Search::new(log_groups, query, range);
    while let Some(input) = search.next() {
        let output = source.filter_log_events(&input).await?;
        search.take(output);
    }
    Ok(arranged(search.found, &search.query))
}

/// How far a search has come. Plain data, so that only the loop around it has to wait for answers.
struct Search {
    log_groups: Vec<String>,
    query: LogQuery,
    range: TimeRange,
    /// The log group that is searched.
    group: usize,
    /// From `start` (included) to `end` (excluded).
    start: i64,
    end: i64,
    /// How long the next span may be.
    span: i64,
    pages: usize,
    next_token: Option<String>,
    in_span: Vec<LogEvent>,
    in_group: usize,
    found: Vec<LogEvent>,
}

impl Search {
    fn new(log_groups: Vec<String>, query: LogQuery, range: TimeRange) -> Self {
        let mut search = Search {
            log_groups,
            query,
            range,
            group: 0,
            start: 0,
            end: 0,
            span: 0,
            pages: 0,
            next_token: None,
            in_span: Vec::new(),
            in_group: 0,
            found: Vec::new(),
        };
        search.begin_group();
        search
    }

    fn begin_group(&mut self) {
        self.end = self.range.end.millis();
        self.span = if self.query.is_ascending { self.range.millis() } else { SPAN_MILLIS };
        self.in_group = 0;
    }

    /// What to ask next; `None` when all has been asked.
    fn next(&mut self) -> Option<FilterLogEventsInput> {
        if self.next_token.is_none() {
            let start = self.range.start.millis();
            while self.end <= start || self.in_group >= self.query.limit {
                self.group += 1;
                if self.group >= self.log_groups.len() {
                    return None;
                }
                self.begin_group();
            }
            self.start = (self.end - self.span).max(start);
        }
        Some(FilterLogEventsInput {
            log_group_name: Some(self.log_groups.get(self.group)?.clone()),
            start_time: Some(self.start),
            // AWS includes the end.
            end_time: Some(self.end - 1),
            filter_pattern: self.query.filter_pattern(),
            limit: Some(PAGE_EVENTS),
            next_token: self.next_token.take(),
            ..FilterLogEventsInput::default()
        })
    }

    fn take(&mut self, output: FilterLogEventsOutput) {
        let log_group = &self.log_groups[self.group];
        for event in output.events {
            self.in_span.push(LogEvent { log_group: log_group.clone(), event });
        }
        let (found, limit) = (self.in_span.len(), self.query.limit);
        if self.query.is_ascending {
            self.in_span.truncate(limit);
        } else if found > limit {
            self.in_span.drain(..found - limit);
        }
        self.pages += 1;
        let is_enough = self.query.is_ascending && found >= limit;
        if output.next_token.is_some() && !is_enough && self.pages < PAGES_MAX {
            self.next_token = output.next_token;
            return;
        }
        self.in_group += self.in_span.len();
        self.found.append(&mut self.in_span);
        self.pages = 0;
        self.end = self.start;
        self.span = (self.span * WIDENING).min(self.range.millis());
    }
}

/// The events that are shown, in order.
fn arranged(mut events: Vec<LogEvent>, query: &LogQuery) -> Vec<LogEvent> {
    // Stable, so that events of one instant keep the order in which they came.
    events.sort_by_key(|event| event.event.timestamp);
    if !query.is_ascending {
        events.reverse();
    }
    events.truncate(query.limit);
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::Timestamp;
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

    /// Runs a search over events at these minutes of an hour, on pages of two, and tells what was asked: group,
    /// span in minutes, page. What was found comes behind the arrow.
    #[track_caller]
    fn check_search(groups: &[(&str, &[i64])], limit: usize, is_ascending: bool, expected: &str) {
        let minute = |millis: i64| millis / 60_000;
        let names = groups.iter().map(|(name, _)| (*name).to_owned()).collect();
        let hour = TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(3600));
        let mut search = Search::new(names, LogQuery { contains: None, limit, is_ascending }, hour);
        let mut asked = String::new();
        while let Some(input) = search.next() {
            let (start, end) = (input.start_time.unwrap(), input.end_time.unwrap());
            let page: usize = input.next_token.map_or(0, |token| token.parse().unwrap());
            let group = input.log_group_name.unwrap();
            asked += &format!("{group} {}-{} {page}, ", minute(start), minute(end + 1));
            let (_, minutes) = groups.iter().find(|(name, _)| *name == group).unwrap();
            let at = |minute: &i64| FilteredLogEvent { timestamp: minute * 60_000, ..Default::default() };
            let all: Vec<_> =
                minutes.iter().map(at).filter(|event| (start..=end).contains(&event.timestamp)).collect();
            let next_token = (2 * (page + 1) < all.len()).then(|| (page + 1).to_string());
            let events = all.into_iter().skip(2 * page).take(2).collect();
            search.take(FilterLogEventsOutput { events, next_token, ..Default::default() });
        }
        let shown = arranged(search.found, &search.query);
        let shown: Vec<String> =
            shown.iter().map(|event| minute(event.event.timestamp).to_string()).collect();
        assert_eq!(asked + "→ " + &shown.join(" "), expected);
    }

    #[wasm_bindgen_test]
    fn the_search_widens_until_there_is_enough() {
        let a: (&str, &[i64]) = ("a", &[1, 20, 52, 53, 54, 58]);
        check_search(&[a], 3, false, "a 50-60 0, a 50-60 1, → 58 54 53");
        check_search(&[a], 5, false, "a 50-60 0, a 50-60 1, a 0-50 0, → 58 54 53 52 20");
        check_search(&[a], 3, true, "a 0-60 0, a 0-60 1, → 1 20 52");
        check_search(&[a, ("b", &[57])], 2, false, "a 50-60 0, a 50-60 1, b 50-60 0, b 0-50 0, → 58 57");
        check_search(&[], 2, false, "→ ");
    }
}
