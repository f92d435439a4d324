//! Metric alarms: configuration, state, description.

use crate::app::App;
use cloudwatch_api::{
    ApiError, DeleteAlarmsInput, DescribeAlarmsInput, DescribeAlarmsOutput, NoOutput, PutMetricAlarmInput,
    SetAlarmStateInput,
};

pub async fn put_metric_alarm(_app: &App, _input: PutMetricAlarmInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}

pub async fn describe_alarms(
    _app: &App,
    _input: DescribeAlarmsInput,
) -> Result<DescribeAlarmsOutput, ApiError> {
    unimplemented!()
}

pub async fn set_alarm_state(_app: &App, _input: SetAlarmStateInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}

pub async fn delete_alarms(_app: &App, _input: DeleteAlarmsInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}
