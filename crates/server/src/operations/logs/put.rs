//! PutLogEvents: what a batch may be, and which of its events are too old or too new.

use super::errors::{failed, group_or_stream_missing, hold, invalid};
use super::names::{check_group_name, check_stream_name};
use crate::app::App;
use cloudwatch_api::{
    ApiError, Constraints, InputLogEvent, PutLogEventsInput, PutLogEventsOutput, RejectedLogEventsInfo,
};
use store::{LogEvent, StoreError};
use timeseries::Timestamp;

/// AWS: a batch has 1 to 10,000 events.
const MAX_EVENTS: usize = 10_000;
/// AWS: a batch has at most 1,048,576 bytes, counting the messages and [`EVENT_OVERHEAD_BYTES`] each.
const MAX_BATCH_BYTES: usize = 1_048_576;
/// AWS: counted for each event beside its message.
const EVENT_OVERHEAD_BYTES: usize = 26;
/// AWS: the events of a batch span at most 24 hours.
const MAX_SPAN_MS: i64 = 24 * 3600 * 1000;
/// AWS: an event is at most 2 hours ahead.
const MAX_AHEAD_SECS: i64 = 2 * 3600;
/// AWS: and at most 14 days old.
const MAX_AGE_SECS: i64 = 14 * 86_400;

pub async fn put_log_events(app: &App, input: PutLogEventsInput) -> Result<PutLogEventsOutput, ApiError> {
    let mut constraints = Constraints::new();
    check_group_name(&mut constraints, &input.log_group_name);
    check_stream_name(&mut constraints, &input.log_stream_name);
    let events = checked_events(constraints, input.log_events)?;
    let (events, rejected_log_events_info) = accepted(events, app.now());
    let (group, stream) =
        (input.log_group_name.unwrap_or_default(), input.log_stream_name.unwrap_or_default());
    match app.store.put_log_events(&group, &stream, events, app.now()).await {
        Ok(()) => {
            Ok(PutLogEventsOutput { next_sequence_token: sequence_token(app), rejected_log_events_info })
        }
        Err(StoreError::NotFound) => Err(group_or_stream_missing(app, &group).await),
        Err(error) => Err(failed(error)),
    }
}

/// Everything that refuses a batch as a whole.
fn checked_events(
    mut constraints: Constraints,
    events: Option<Vec<InputLogEvent>>,
) -> Result<Vec<LogEvent>, ApiError> {
    constraints.required("logEvents", &events);
    let events = events.unwrap_or_default();
    let count = format_args!("[{} events]", events.len()).to_string();
    if events.len() > MAX_EVENTS {
        let rule = format_args!("Member must have length less than or equal to {MAX_EVENTS}").to_string();
        constraints.fail("logEvents", count, rule);
        hold(&constraints)?;
    } else if events.is_empty() {
        constraints.fail("logEvents", "[]", "Member must have length greater than or equal to 1");
    }
    for (event, number) in events.iter().zip(1..) {
        let has_time = event.timestamp.is_some_and(|timestamp| timestamp >= 0);
        if has_time && event.message.as_ref().is_some_and(|message| !message.is_empty()) {
            continue;
        }
        let member = |name: &str| format!("logEvents.{number}.member.{name}");
        constraints.required(&member("timestamp"), &event.timestamp);
        constraints.required(&member("message"), &event.message);
        if let Some(timestamp) = event.timestamp.filter(|timestamp| *timestamp < 0) {
            constraints.fail(
                &member("timestamp"),
                timestamp,
                "Member must have value greater than or equal to 0",
            );
        }
        if event.message.as_ref().is_some_and(String::is_empty) {
            constraints.fail(&member("message"), "", "Member must have length greater than or equal to 1");
        }
    }
    hold(&constraints)?;
    let events: Vec<LogEvent> = events
        .into_iter()
        .map(|event| LogEvent {
            at: Timestamp::from_millis(event.timestamp.unwrap_or_default()),
            message: event.message.unwrap_or_default(),
        })
        .collect();
    let bytes: usize = events.iter().map(|event| event.message.len() + EVENT_OVERHEAD_BYTES).sum();
    if bytes > MAX_BATCH_BYTES {
        return Err(invalid(format!("Upload too large: {bytes} bytes exceeds limit of {MAX_BATCH_BYTES}")));
    }
    if !events.is_sorted_by_key(|event| event.at) {
        return Err(invalid("Log events in a single PutLogEvents request must be in chronological order."));
    }
    if let (Some(first), Some(last)) = (events.first(), events.last())
        && last.at.millis() - first.at.millis() > MAX_SPAN_MS
    {
        return Err(invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        ));
    }
    Ok(events)
}

/// What is neither too old nor too new, and which events are.
fn accepted(mut events: Vec<LogEvent>, now: Timestamp) -> (Vec<LogEvent>, Option<RejectedLogEventsInfo>) {
    let first = events.partition_point(|event| event.at < now.plus_secs(-MAX_AGE_SECS));
    let end = events.partition_point(|event| event.at <= now.plus_secs(MAX_AHEAD_SECS));
    let rejected = RejectedLogEventsInfo {
        too_new_log_event_start_index: (end < events.len()).then_some(end as i64),
        too_old_log_event_end_index: (first > 0).then_some(first as i64),
        expired_log_event_end_index: None,
    };
    events.truncate(end);
    events.drain(..first.min(end));
    (events, (rejected != RejectedLogEventsInfo::default()).then_some(rejected))
}

/// What AWS gives as a token that is no longer asked for: many digits.
pub fn sequence_token(app: &App) -> String {
    format!("{:056}", app.now().millis())
}
