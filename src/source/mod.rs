//! Where data comes from: the server that the page was loaded from, or a demonstration that this browser
//! computes for itself. Both answer the same CloudWatch operations with the same shapes, so that nothing
//! beyond this room knows which one it is, except to say so on the screen.

mod alarms;
pub mod demonstration;
pub mod history_cache;
pub mod metric_search;
pub mod metric_store;
pub mod series_cache;

use crate::api::{self, Answer};
use crate::reactive::{Signal, derived, expect_context, use_context};
use crate::session::Session;
pub use alarms::{Alarm, Alarms};
use cloudwatch_api::{
    ApiError, DescribeAlarmsInput, DescribeLogGroupsInput, DescribeLogGroupsOutput, FilterLogEventsInput,
    FilterLogEventsOutput, GetMetricDataInput, GetMetricDataOutput, ListMetricsInput, ListMetricsOutput,
};
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

    pub fn get_metric_data(self, input: &GetMetricDataInput) -> Answer<GetMetricDataOutput> {
        match self {
            Source::Server => api::call(input),
            Source::Demonstration => at_once(demonstration::get_metric_data(input, now())),
        }
    }

    pub fn list_metrics(self, input: &ListMetricsInput) -> Answer<ListMetricsOutput> {
        match self {
            Source::Server => api::call(input),
            Source::Demonstration => at_once(Ok(demonstration::list_metrics(input))),
        }
    }

    pub fn describe_alarms(self, input: &DescribeAlarmsInput) -> Answer<Alarms> {
        match self {
            Source::Server => api::call_for(input),
            Source::Demonstration => at_once(Ok(demonstration::describe_alarms(input, now()))),
        }
    }

    pub fn filter_log_events(self, input: &FilterLogEventsInput) -> Answer<FilterLogEventsOutput> {
        match self {
            Source::Server => api::call(input),
            Source::Demonstration => at_once(demonstration::filter_log_events(input, now())),
        }
    }

    pub fn describe_log_groups(self, input: &DescribeLogGroupsInput) -> Answer<DescribeLogGroupsOutput> {
        match self {
            Source::Server => api::call(input),
            Source::Demonstration => at_once(Ok(demonstration::describe_log_groups(input))),
        }
    }
}

fn at_once<T: 'static>(answer: Result<T, ApiError>) -> Answer<T> {
    Box::pin(std::future::ready(answer))
}

/// The browser's clock.
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}
