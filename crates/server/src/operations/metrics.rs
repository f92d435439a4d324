//! Metrics in and out: PutMetricData, ListMetrics, GetMetricStatistics.

use crate::app::App;
use cloudwatch_api::{
    ApiError, GetMetricStatisticsInput, GetMetricStatisticsOutput, ListMetricsInput, ListMetricsOutput,
    NoOutput, PutMetricDataInput,
};

pub async fn put_metric_data(_app: &App, _input: PutMetricDataInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}

pub async fn list_metrics(_app: &App, _input: ListMetricsInput) -> Result<ListMetricsOutput, ApiError> {
    unimplemented!()
}

pub async fn get_metric_statistics(
    _app: &App,
    _input: GetMetricStatisticsInput,
) -> Result<GetMetricStatisticsOutput, ApiError> {
    unimplemented!()
}
