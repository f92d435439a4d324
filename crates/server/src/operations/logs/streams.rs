//! Log streams: create, describe, delete.

use super::errors::{exists, failed, group_missing, group_or_stream_missing, hold, invalid, invalid_token};
use super::groups::MAX_DESCRIBED;
use super::names::{check_group_name, check_stream_name, group_arn, named_group};
use super::put::sequence_token;
use crate::app::App;
use crate::operations::page_token;
use cloudwatch_api::{
    ApiError, Constraints, CreateLogStreamInput, DeleteLogStreamInput, DescribeLogStreamsInput,
    DescribeLogStreamsOutput, LogStream, NoOutput,
};
use store::{StoreError, StoredLogStream};
use timeseries::Timestamp;

const BY_NAME: &str = "LogStreamName";
const BY_TIME: &str = "LastEventTime";

pub async fn create_log_stream(app: &App, input: CreateLogStreamInput) -> Result<NoOutput, ApiError> {
    let mut constraints = Constraints::new();
    check_group_name(&mut constraints, &input.log_group_name);
    check_stream_name(&mut constraints, &input.log_stream_name);
    hold(&constraints)?;
    let (group, stream) =
        (input.log_group_name.unwrap_or_default(), input.log_stream_name.unwrap_or_default());
    match app.store.create_log_stream(&group, &stream, app.now()).await {
        Ok(()) => Ok(NoOutput {}),
        Err(StoreError::AlreadyExists) => Err(exists("stream")),
        Err(StoreError::NotFound) => Err(group_missing()),
        Err(error) => Err(failed(error)),
    }
}

pub async fn delete_log_stream(app: &App, input: DeleteLogStreamInput) -> Result<NoOutput, ApiError> {
    let mut constraints = Constraints::new();
    check_group_name(&mut constraints, &input.log_group_name);
    check_stream_name(&mut constraints, &input.log_stream_name);
    hold(&constraints)?;
    let (group, stream) =
        (input.log_group_name.unwrap_or_default(), input.log_stream_name.unwrap_or_default());
    match app.store.delete_log_stream(&group, &stream).await {
        Ok(()) => Ok(NoOutput {}),
        Err(StoreError::NotFound) => Err(group_or_stream_missing(app, &group).await),
        Err(error) => Err(failed(error)),
    }
}

pub async fn describe_log_streams(
    app: &App,
    input: DescribeLogStreamsInput,
) -> Result<DescribeLogStreamsOutput, ApiError> {
    let group = named_group(input.log_group_name, input.log_group_identifier)?;
    let limit = input.limit.unwrap_or(MAX_DESCRIBED);
    let order = input.order_by.as_deref().unwrap_or(BY_NAME);
    let mut constraints = Constraints::new();
    constraints.one_of("orderBy", order, &[BY_NAME, BY_TIME]);
    constraints.range("limit", limit, 1, MAX_DESCRIBED);
    hold(&constraints)?;
    let by_time = order == BY_TIME;
    let prefix = input.log_stream_name_prefix;
    if by_time && prefix.is_some() {
        return Err(invalid("Cannot order by LastEventTime with a logStreamNamePrefix."));
    }
    let descending = input.descending.unwrap_or(false);
    let mut streams = match app.store.log_streams(&group).await {
        Ok(streams) => streams,
        Err(StoreError::NotFound) => return Err(group_missing()),
        Err(error) => return Err(failed(error)),
    };
    streams.retain(|stream| prefix.as_ref().is_none_or(|prefix| stream.name.starts_with(prefix)));
    let key = |stream: &StoredLogStream| sort_key(stream, by_time);
    if let Some(token) = input.next_token {
        let after = page_token::decode(&token).ok_or_else(invalid_token)?;
        streams.retain(|stream| if descending { key(stream) < after } else { after < key(stream) });
    }
    streams.sort_by_cached_key(key);
    if descending {
        streams.reverse();
    }
    let is_last = streams.len() <= limit as usize;
    streams.truncate(limit as usize);
    let next_token = streams.last().filter(|_| !is_last).map(|last| page_token::encode(&key(last)));
    let log_streams = streams.into_iter().map(|stream| described(app, &group, stream)).collect();
    Ok(DescribeLogStreamsOutput { log_streams, next_token })
}

/// What both order and tokens go by. Streams without events come before all others.
fn sort_key(stream: &StoredLogStream, by_time: bool) -> String {
    if by_time {
        let last_ms = stream.last_event.map_or(-1, Timestamp::millis);
        format!("{:020}{}", last_ms.saturating_add(1).max(0), stream.name)
    } else {
        stream.name.clone()
    }
}

fn described(app: &App, group: &str, stream: StoredLogStream) -> LogStream {
    LogStream {
        arn: format!("{}:log-stream:{}", group_arn(app, group), stream.name),
        log_stream_name: stream.name,
        creation_time: stream.created.millis(),
        first_event_timestamp: stream.first_event.map(Timestamp::millis),
        last_event_timestamp: stream.last_event.map(Timestamp::millis),
        last_ingestion_time: stream.last_ingestion.map(Timestamp::millis),
        upload_sequence_token: sequence_token(app),
        // AWS has said 0 here since 2019.
        stored_bytes: 0,
    }
}
