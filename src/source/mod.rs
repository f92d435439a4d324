//! Where data comes from: the server that the page was loaded from, or a demonstration that this browser
//! computes for itself. Both answer the same CloudWatch operations with the same shapes, so that nothing
//! beyond this room knows which one it is, except to say so on the screen.

pub mod demonstration;
pub mod history_cache;
pub mod metric_search;
pub mod metric_store;
pub mod series_cache;

use crate::api;
use crate::reactive::{Signal, derived};
use crate::session::Session;
use cloudwatch_api::{
    ApiError, DescribeAlarmsInput, DescribeAlarmsOutput, DescribeLogGroupsInput, DescribeLogGroupsOutput,
    FilterLogEventsInput, FilterLogEventsOutput, GetMetricDataInput, GetMetricDataOutput, ListMetricsInput,
    ListMetricsOutput,
};
use leptos::prelude::{expect_context, use_context};
use timeseries::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Server,
    /// Computed here from the time alone; see [`demonstration`].
    Demonstration,
}

/// Where a page's data comes from; `None` while it isn't known yet whether there is a server.
#[derive(Clone, Copy)]
pub struct SourceContext(pub Signal<Option<Source>>);

impl SourceContext {
    /// What a page provided, else what the session found out.
    pub fn signal() -> Signal<Option<Source>> {
        if let Some(context) = use_context::<SourceContext>() {
            return context.0;
        }
        let session = expect_context::<Session>();
        derived(move || session.source())
    }
}

impl Source {
    /// What the screen says about data that isn't the server's.
    pub const fn notice(self) -> Option<&'static str> {
        match self {
            Source::Server => None,
            Source::Demonstration => Some("Demonstration data, computed in this browser"),
        }
    }

    pub async fn get_metric_data(self, input: &GetMetricDataInput) -> Result<GetMetricDataOutput, ApiError> {
        match self {
            Source::Server => api::call(input).await,
            Source::Demonstration => demonstration::get_metric_data(input, now()),
        }
    }

    pub async fn list_metrics(self, input: &ListMetricsInput) -> Result<ListMetricsOutput, ApiError> {
        match self {
            Source::Server => api::call(input).await,
            Source::Demonstration => Ok(demonstration::list_metrics(input)),
        }
    }

    pub async fn describe_alarms(
        self,
        input: &DescribeAlarmsInput,
    ) -> Result<DescribeAlarmsOutput, ApiError> {
        match self {
            Source::Server => api::call(input).await,
            Source::Demonstration => Ok(demonstration::describe_alarms(input, now())),
        }
    }

    pub async fn filter_log_events(
        self,
        input: &FilterLogEventsInput,
    ) -> Result<FilterLogEventsOutput, ApiError> {
        match self {
            Source::Server => api::call(input).await,
            Source::Demonstration => demonstration::filter_log_events(input, now()),
        }
    }

    pub async fn describe_log_groups(
        self,
        input: &DescribeLogGroupsInput,
    ) -> Result<DescribeLogGroupsOutput, ApiError> {
        match self {
            Source::Server => api::call(input).await,
            Source::Demonstration => Ok(demonstration::describe_log_groups(input)),
        }
    }
}

/// The browser's clock.
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}
