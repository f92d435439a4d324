//! GetMetricData: raw statistics and metric math.

use crate::app::App;
use cloudwatch_api::{ApiError, GetMetricDataInput, GetMetricDataOutput};

pub async fn get_metric_data(
    _app: &App,
    _input: GetMetricDataInput,
) -> Result<GetMetricDataOutput, ApiError> {
    unimplemented!()
}
