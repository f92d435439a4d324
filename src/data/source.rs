//! The server that the page was loaded from, or a demonstration that this browser computes for itself. Both
//! answer the same CloudWatch operations with the same shapes, so that nothing beyond this folder knows
//! which one it is, except to say so on the screen.

use super::demonstration;
use crate::api;
use crate::session::{ServerState, use_session};
use crate::time::now;
use cloudwatch_api::{
    ApiError, DescribeAlarmsInput, DescribeAlarmsOutput, DescribeLogGroupsInput, DescribeLogGroupsOutput,
    FilterLogEventsInput, FilterLogEventsOutput, GetMetricDataInput, GetMetricDataOutput, ListMetricsInput,
    ListMetricsOutput,
};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSource {
    Server,
    /// Computed here from the time alone; see [`demonstration`].
    Demonstration,
}

/// Where data comes from; `None` while it isn't known yet whether there is a server. It is told again when
/// the server comes back, so that what follows it asks anew.
pub fn use_data_source() -> Signal<Option<DataSource>> {
    let state = use_session().state();
    Signal::derive(move || match state.get() {
        ServerState::Connecting => None,
        ServerState::Connected | ServerState::Gone => Some(DataSource::Server),
        ServerState::Absent => Some(DataSource::Demonstration),
    })
}

impl DataSource {
    /// What the screen says about data that isn't the server's.
    pub const fn notice(self) -> Option<&'static str> {
        match self {
            DataSource::Server => None,
            DataSource::Demonstration => Some("Demonstration data, computed in this browser"),
        }
    }

    pub async fn get_metric_data(self, input: &GetMetricDataInput) -> Result<GetMetricDataOutput, ApiError> {
        match self {
            DataSource::Server => api::call(input).await,
            DataSource::Demonstration => demonstration::get_metric_data(input, now()),
        }
    }

    pub async fn list_metrics(self, input: &ListMetricsInput) -> Result<ListMetricsOutput, ApiError> {
        match self {
            DataSource::Server => api::call(input).await,
            DataSource::Demonstration => Ok(demonstration::list_metrics(input)),
        }
    }

    pub async fn describe_alarms(
        self,
        input: &DescribeAlarmsInput,
    ) -> Result<DescribeAlarmsOutput, ApiError> {
        match self {
            DataSource::Server => api::call(input).await,
            DataSource::Demonstration => Ok(demonstration::describe_alarms(input, now())),
        }
    }

    pub async fn filter_log_events(
        self,
        input: &FilterLogEventsInput,
    ) -> Result<FilterLogEventsOutput, ApiError> {
        match self {
            DataSource::Server => api::call(input).await,
            DataSource::Demonstration => demonstration::filter_log_events(input, now()),
        }
    }

    pub async fn describe_log_groups(
        self,
        input: &DescribeLogGroupsInput,
    ) -> Result<DescribeLogGroupsOutput, ApiError> {
        match self {
            DataSource::Server => api::call(input).await,
            DataSource::Demonstration => Ok(demonstration::describe_log_groups(input)),
        }
    }
}
