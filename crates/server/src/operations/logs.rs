//! CloudWatch Logs: groups, streams, events.

use crate::app::App;
use cloudwatch_api::{
    ApiError, CreateLogGroupInput, CreateLogStreamInput, DeleteLogGroupInput, DeleteLogStreamInput,
    DescribeLogGroupsInput, DescribeLogGroupsOutput, DescribeLogStreamsInput, DescribeLogStreamsOutput,
    FilterLogEventsInput, FilterLogEventsOutput, GetLogEventsInput, GetLogEventsOutput, NoOutput,
    PutLogEventsInput, PutLogEventsOutput,
};

pub async fn create_log_group(_app: &App, _input: CreateLogGroupInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}

pub async fn create_log_stream(_app: &App, _input: CreateLogStreamInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}

pub async fn delete_log_group(_app: &App, _input: DeleteLogGroupInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}

pub async fn delete_log_stream(_app: &App, _input: DeleteLogStreamInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}

pub async fn describe_log_groups(
    _app: &App,
    _input: DescribeLogGroupsInput,
) -> Result<DescribeLogGroupsOutput, ApiError> {
    unimplemented!()
}

pub async fn describe_log_streams(
    _app: &App,
    _input: DescribeLogStreamsInput,
) -> Result<DescribeLogStreamsOutput, ApiError> {
    unimplemented!()
}

pub async fn put_log_events(_app: &App, _input: PutLogEventsInput) -> Result<PutLogEventsOutput, ApiError> {
    unimplemented!()
}

pub async fn get_log_events(_app: &App, _input: GetLogEventsInput) -> Result<GetLogEventsOutput, ApiError> {
    unimplemented!()
}

pub async fn filter_log_events(
    _app: &App,
    _input: FilterLogEventsInput,
) -> Result<FilterLogEventsOutput, ApiError> {
    unimplemented!()
}
