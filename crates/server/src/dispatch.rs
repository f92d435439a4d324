//! One row per operation: what it is called, how long its body may be, and the function that answers.
//!
//! To add an operation: its shapes in `cloudwatch_api`, its function in `operations`, a row here.

use crate::app::App;
use crate::operations::{alarms, dashboards, logs, metric_data, metrics, sns, sts, tags};
use crate::wire::body::{self, MAX_BODY_BYTES, MAX_PUT_METRIC_DATA_BYTES};
use crate::wire::route::unknown_operation;
use crate::wire::{Call, Protocol, Target};
// Every operation's input stands in the table, and little else.
use cloudwatch_api::*;
use std::future::Future;
use std::pin::Pin;

struct Row {
    service: Service,
    name: &'static str,
    max_body_bytes: usize,
    run: fn(App, Call) -> Answer,
}

type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>, ApiError>> + Send>>;

/// `Input => function` or `Input (bytes) => function`.
macro_rules! rows {
    ($($input:ident $(($max:expr))? => $room:ident::$function:ident;)*) => {
        &[$(Row {
            service: <$input as Operation>::SERVICE,
            name: <$input as Operation>::NAME,
            max_body_bytes: rows!(@max $($max)?),
            run: |app, call| {
                Box::pin(async move {
                    let input: $input = call.input()?;
                    let output: <$input as Operation>::Output = $room::$function(&app, input).await?;
                    call.output(&output)
                })
            },
        }),*]
    };
    (@max) => { MAX_BODY_BYTES };
    (@max $max:expr) => { $max };
}

const ROWS: &[Row] = rows! {
    PutMetricDataInput (MAX_PUT_METRIC_DATA_BYTES) => metrics::put_metric_data;
    ListMetricsInput => metrics::list_metrics;
    GetMetricStatisticsInput => metrics::get_metric_statistics;
    GetMetricDataInput => metric_data::get_metric_data;

    PutDashboardInput => dashboards::put_dashboard;
    GetDashboardInput => dashboards::get_dashboard;
    ListDashboardsInput => dashboards::list_dashboards;
    DeleteDashboardsInput => dashboards::delete_dashboards;

    PutMetricAlarmInput => alarms::put_metric_alarm;
    PutCompositeAlarmInput => alarms::put_composite_alarm;
    DescribeAlarmsInput => alarms::describe_alarms;
    DescribeAlarmsForMetricInput => alarms::describe_alarms_for_metric;
    DescribeAlarmHistoryInput => alarms::describe_alarm_history;
    EnableAlarmActionsInput => alarms::enable_alarm_actions;
    DisableAlarmActionsInput => alarms::disable_alarm_actions;
    SetAlarmStateInput => alarms::set_alarm_state;
    DeleteAlarmsInput => alarms::delete_alarms;

    TagResourceInput => tags::tag_resource;
    UntagResourceInput => tags::untag_resource;
    ListTagsForResourceInput => tags::list_tags_for_resource;

    CreateLogGroupInput => logs::create_log_group;
    CreateLogStreamInput => logs::create_log_stream;
    DeleteLogGroupInput => logs::delete_log_group;
    DeleteLogStreamInput => logs::delete_log_stream;
    DescribeLogGroupsInput => logs::describe_log_groups;
    DescribeLogStreamsInput => logs::describe_log_streams;
    PutLogEventsInput => logs::put_log_events;
    GetLogEventsInput => logs::get_log_events;
    FilterLogEventsInput => logs::filter_log_events;

    CreateTopicInput => sns::create_topic;
    DeleteTopicInput => sns::delete_topic;
    ListTopicsInput => sns::list_topics;
    GetTopicAttributesInput => sns::get_topic_attributes;
    SetTopicAttributesInput => sns::set_topic_attributes;
    SubscribeInput => sns::subscribe;
    ConfirmSubscriptionInput => sns::confirm_subscription;
    UnsubscribeInput => sns::unsubscribe;
    ListSubscriptionsInput => sns::list_subscriptions;
    ListSubscriptionsByTopicInput => sns::list_subscriptions_by_topic;
    GetSubscriptionAttributesInput => sns::get_subscription_attributes;
    SetSubscriptionAttributesInput => sns::set_subscription_attributes;
    TagTopicInput => sns::tag_topic;
    UntagTopicInput => sns::untag_topic;
    ListTagsOfTopicInput => sns::list_tags_of_topic;
    PublishInput => sns::publish;
    PublishBatchInput => sns::publish_batch;

    GetCallerIdentityInput => sts::get_caller_identity;
};

/// What a call may do that nobody signed: the links in SNS's messages, whose tokens are the right to do it.
const LINKS: &[Row] = rows! {
    ConfirmSubscriptionInput => sns::confirm_by_link;
    UnsubscribeInput => sns::unsubscribe_by_link;
};

/// Runs the operation that a call names.
pub async fn run(app: App, call: Call) -> Result<Vec<u8>, ApiError> {
    run_one_of(ROWS, app, call).await
}

/// Runs what a link asks for, without a signature.
pub async fn run_link(app: App, call: Call) -> Result<Vec<u8>, ApiError> {
    run_one_of(LINKS, app, call).await
}

/// Whether a call needs no signature.
pub fn is_link(target: &Target) -> bool {
    LINKS.iter().any(|row| row.service == target.service && row.name == target.operation)
}

async fn run_one_of(rows: &[Row], app: App, call: Call) -> Result<Vec<u8>, ApiError> {
    let (service, name) = (call.target.service, call.target.operation.as_str());
    let speaks_it = call.protocol != Protocol::AwsQuery || service.query_version().is_some();
    let row = rows.iter().find(|row| speaks_it && row.service == service && row.name == name);
    let row = row.ok_or_else(|| unknown_operation(call.protocol, &call.target))?;
    if row.max_body_bytes < call.body.len() {
        return Err(body::too_large(row.max_body_bytes));
    }
    shielded(row.name, (row.run)(app, call)).await
}

/// In a task of its own: a defect in an operation ends that call, not the connection or the server, and a
/// client that hangs up doesn't stop a write half way.
async fn shielded(operation: &'static str, answer: Answer) -> Result<Vec<u8>, ApiError> {
    tokio::spawn(answer).await.unwrap_or_else(|error| {
        tracing::error!(operation, %error, "the operation broke down; this is a defect");
        let message = "The request processing has failed because of an unknown error, exception or failure.";
        Err(ApiError::new(ErrorKind::InternalFailure, message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_has_one_row() {
        let mut names: Vec<_> = ROWS.iter().map(|row| (row.service.signing_name(), row.name)).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[tokio::test]
    async fn a_defect_is_an_answer() {
        let error = shielded("Op", Box::pin(async { panic!("a defect") })).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InternalFailure);
    }
}
