//! GetLogEvents pages through one stream in both directions; FilterLogEvents searches many.

use super::errors::{
    failed, group_missing, group_or_stream_missing, hold, invalid, invalid_token, stream_missing,
};
use super::names::{check_stream_name, named_group};
use super::position::{Gap, digits};
use crate::app::App;
use crate::filter_pattern::FilterPattern;
use cloudwatch_api::{
    ApiError, Constraints, FilterLogEventsInput, FilterLogEventsOutput, FilteredLogEvent, GetLogEventsInput,
    GetLogEventsOutput, OutputLogEvent,
};
use store::{LogQuery, StoreError, StoredLogEvent};
use timeseries::{TimeRange, Timestamp};

/// AWS: a page has at most 10,000 events …
const MAX_EVENTS: i64 = 10_000;
/// … and 1 MB.
const MAX_PAGE_BYTES: usize = 1_048_576;
/// AWS: a filter pattern has at most 1024 characters.
const MAX_PATTERN_CHARS: usize = 1024;
/// AWS: FilterLogEvents takes at most 100 stream names.
const MAX_STREAMS: usize = 100;
/// What one call of FilterLogEvents looks through at most; its token goes on from there.
const MAX_SEARCHED_BYTES: usize = 32 * 1024 * 1024;
/// What is read from the store at once on the way.
const SEARCH_STEP_BYTES: usize = 4 * 1024 * 1024;
const SEARCH_STEP_EVENTS: usize = 50_000;

const FORWARD: &str = "f/";
const BACKWARD: &str = "b/";

pub async fn get_log_events(app: &App, input: GetLogEventsInput) -> Result<GetLogEventsOutput, ApiError> {
    let group = named_group(input.log_group_name, input.log_group_identifier)?;
    let mut constraints = Constraints::new();
    check_stream_name(&mut constraints, &input.log_stream_name);
    let limit = checked_limit(&mut constraints, input.limit);
    hold(&constraints)?;
    let stream = input.log_stream_name.unwrap_or_default();
    match app.store.log_stream(&group, &stream).await {
        Ok(Some(_)) => {}
        Ok(None) => return Err(stream_missing()),
        Err(StoreError::NotFound) => return Err(group_missing()),
        Err(error) => return Err(failed(error)),
    }
    let range = checked_range(input.start_time, input.end_time, 0);
    let mut query = LogQuery {
        group,
        streams: vec![stream],
        stream_prefix: None,
        range,
        after: None,
        before: None,
        newest_first: !input.start_from_head.unwrap_or(false),
        limit,
        limit_bytes: MAX_PAGE_BYTES,
    };
    let mut from = Gap::at(range.start);
    if let Some(token) = &input.next_token {
        let forward = token.strip_prefix(FORWARD).and_then(Gap::parse);
        let backward = token.strip_prefix(BACKWARD).and_then(Gap::parse);
        from = forward.or(backward).ok_or_else(invalid_token)?;
        query.after = forward.map(Gap::last_before);
        query.before = backward.map(|gap| gap.0);
        query.newest_first = backward.is_some();
    }
    let events = app.store.log_events(query).await.map_err(failed)?;
    // An empty page leaves both tokens where the call stood, so that it can be asked again for what is new.
    let end = events.last().map_or(from, |last| Gap::after(last.position));
    let start = events.first().map_or(from, |first| Gap::before(first.position));
    Ok(GetLogEventsOutput {
        events: events.into_iter().map(output).collect(),
        next_forward_token: format!("{FORWARD}{}", digits(end.0)),
        next_backward_token: format!("{BACKWARD}{}", digits(start.0)),
    })
}

pub async fn filter_log_events(
    app: &App,
    input: FilterLogEventsInput,
) -> Result<FilterLogEventsOutput, ApiError> {
    let group = named_group(input.log_group_name, input.log_group_identifier)?;
    let streams = input.log_stream_names.unwrap_or_default();
    let pattern = input.filter_pattern.unwrap_or_default();
    let mut constraints = Constraints::new();
    constraints.at_most_items("logStreamNames", &streams, MAX_STREAMS);
    constraints.length("filterPattern", &pattern, 0, MAX_PATTERN_CHARS);
    let limit = checked_limit(&mut constraints, input.limit);
    hold(&constraints)?;
    if !streams.is_empty() && input.log_stream_name_prefix.is_some() {
        return Err(invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters."));
    }
    let pattern = FilterPattern::parse(&pattern)
        .map_err(|refused| invalid(format!("Invalid filter pattern: {refused}")))?;
    let after = input.next_token.as_deref().map(|token| Gap::parse(token).ok_or_else(invalid_token));
    for stream in &streams {
        match app.store.log_stream(&group, stream).await {
            Ok(Some(_)) => {}
            Ok(None) | Err(StoreError::NotFound) => return Err(group_or_stream_missing(app, &group).await),
            Err(error) => return Err(failed(error)),
        }
    }
    let query = LogQuery {
        group,
        streams,
        stream_prefix: input.log_stream_name_prefix,
        range: checked_range(input.start_time, input.end_time, 1),
        after: after.transpose()?.map(Gap::last_before),
        before: None,
        newest_first: false,
        limit: SEARCH_STEP_EVENTS,
        limit_bytes: SEARCH_STEP_BYTES,
    };
    search(app, query, &pattern, limit).await
}

/// Reads on until the page is full, enough was looked through, or nothing is left.
async fn search(
    app: &App,
    mut query: LogQuery,
    pattern: &FilterPattern,
    limit: usize,
) -> Result<FilterLogEventsOutput, ApiError> {
    let mut output = FilterLogEventsOutput::default();
    let (mut bytes, mut searched_bytes) = (0, 0);
    loop {
        let page = match app.store.log_events(query.clone()).await {
            Ok(page) => page,
            Err(StoreError::NotFound) => return Err(group_missing()),
            Err(error) => return Err(failed(error)),
        };
        if page.is_empty() {
            return Ok(output);
        }
        for event in page {
            let is_match = pattern.matches(&event.message);
            let is_full = output.events.len() == limit
                || (!output.events.is_empty() && bytes + event.message.len() > MAX_PAGE_BYTES);
            if is_match && is_full {
                output.next_token = Some(digits(Gap::before(event.position).0));
                return Ok(output);
            }
            query.after = Some(event.position);
            searched_bytes += event.message.len();
            if is_match {
                bytes += event.message.len();
                output.events.push(filtered(event));
            }
        }
        if searched_bytes >= MAX_SEARCHED_BYTES {
            output.next_token = query.after.map(|last| digits(Gap::after(last).0));
            return Ok(output);
        }
    }
}

fn checked_limit(constraints: &mut Constraints, limit: Option<i64>) -> usize {
    let limit = limit.unwrap_or(MAX_EVENTS);
    constraints.range("limit", limit, 1, MAX_EVENTS);
    limit.clamp(1, MAX_EVENTS) as usize
}

/// `past_end_ms`: what lies between the given end and the first instant that is no longer meant.
fn checked_range(start_ms: Option<i64>, end_ms: Option<i64>, past_end_ms: i64) -> TimeRange {
    let start = Timestamp::from_millis(start_ms.unwrap_or(0).max(0));
    let end = end_ms.map_or(Timestamp::MAX, |end| Timestamp::from_millis(end.saturating_add(past_end_ms)));
    TimeRange::new(start, end)
}

fn output(event: StoredLogEvent) -> OutputLogEvent {
    OutputLogEvent {
        timestamp: event.position.at.millis(),
        message: event.message,
        ingestion_time: event.ingested.millis(),
    }
}

fn filtered(event: StoredLogEvent) -> FilteredLogEvent {
    FilteredLogEvent {
        event_id: digits(event.position),
        log_stream_name: event.stream,
        timestamp: event.position.at.millis(),
        message: event.message,
        ingestion_time: event.ingested.millis(),
    }
}
