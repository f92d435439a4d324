//! One row per operation: what it is called, how long its body may be, and the function that answers. One table
//! per service.
//!
//! To add an operation: its shapes in `cloudwatch_api`, its function in `operations`, a row here. A service adds
//! its table, and the compiler asks for it in [`of`].

use crate::app::App;
use crate::operations::cloudwatch::{alarms, dashboards, metric_data, metrics, tags};
use crate::operations::{logs, sns, sts};
// Every operation's input stands in a table, and little else.
use cloudwatch_api::*;
use std::future::Future;
use std::pin::Pin;
use wire::Call;
use wire::body::{MAX_BODY_BYTES, MAX_PUT_METRIC_DATA_BYTES};

pub struct Row {
    pub service: Service,
    pub name: &'static str,
    pub max_body_bytes: usize,
    pub run: fn(App, Call) -> Answer,
}

pub type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>, ApiError>> + Send>>;

/// All operations of a service.
pub fn of(service: Service) -> &'static [Row] {
    match service {
        Service::CloudWatch => CLOUDWATCH,
        Service::Logs => LOGS,
        Service::Sns => SNS,
        Service::Sts => STS,
    }
}

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

const CLOUDWATCH: &[Row] = rows! {
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
};

const LOGS: &[Row] = rows! {
    CreateLogGroupInput => logs::create_log_group;
    CreateLogStreamInput => logs::create_log_stream;
    DeleteLogGroupInput => logs::delete_log_group;
    DeleteLogStreamInput => logs::delete_log_stream;
    DescribeLogGroupsInput => logs::describe_log_groups;
    DescribeLogStreamsInput => logs::describe_log_streams;
    PutLogEventsInput => logs::put_log_events;
    GetLogEventsInput => logs::get_log_events;
    FilterLogEventsInput => logs::filter_log_events;
};

const SNS: &[Row] = rows! {
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
};

const STS: &[Row] = rows! {
    GetCallerIdentityInput => sts::get_caller_identity;
};

/// What a call may do that nobody signed: the links in SNS's messages, whose tokens are the right to do it.
pub const LINKS: &[Row] = rows! {
    ConfirmSubscriptionInput => sns::confirm_by_link;
    UnsubscribeInput => sns::unsubscribe_by_link;
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_has_one_row_in_its_services_table() {
        for service in Service::ALL {
            let rows = of(service);
            assert!(!rows.is_empty() && rows.iter().all(|row| row.service == service), "{service:?}");
            let mut names: Vec<_> = rows.iter().map(|row| row.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), rows.len(), "{service:?}");
        }
    }
}
