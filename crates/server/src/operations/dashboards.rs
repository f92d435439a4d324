//! Dashboards: kept byte for byte, validated on the way in.

use crate::app::App;
use cloudwatch_api::{
    ApiError, DeleteDashboardsInput, GetDashboardInput, GetDashboardOutput, ListDashboardsInput,
    ListDashboardsOutput, NoOutput, PutDashboardInput, PutDashboardOutput,
};

pub async fn put_dashboard(_app: &App, _input: PutDashboardInput) -> Result<PutDashboardOutput, ApiError> {
    unimplemented!()
}

pub async fn get_dashboard(_app: &App, _input: GetDashboardInput) -> Result<GetDashboardOutput, ApiError> {
    unimplemented!()
}

pub async fn list_dashboards(
    _app: &App,
    _input: ListDashboardsInput,
) -> Result<ListDashboardsOutput, ApiError> {
    unimplemented!()
}

pub async fn delete_dashboards(_app: &App, _input: DeleteDashboardsInput) -> Result<NoOutput, ApiError> {
    unimplemented!()
}
