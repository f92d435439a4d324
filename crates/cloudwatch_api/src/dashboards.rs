//! Shapes of CloudWatch's dashboard operations.

use crate::Tag;
use crate::operation::operation;
use serde::{Deserialize, Serialize};
use timeseries::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutDashboardInput {
    pub dashboard_name: Option<String>,
    pub dashboard_body: Option<String>,
    /// For a new dashboard only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutDashboardOutput {
    #[serde(default)]
    pub dashboard_validation_messages: Vec<DashboardValidationMessage>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DashboardValidationMessage {
    #[serde(default)]
    pub data_path: String,
    #[serde(default)]
    pub message: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDashboardInput {
    pub dashboard_name: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDashboardOutput {
    pub dashboard_arn: String,
    pub dashboard_body: String,
    pub dashboard_name: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDashboardsInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dashboard_name_prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDashboardsOutput {
    #[serde(default)]
    pub dashboard_entries: Vec<DashboardEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DashboardEntry {
    pub dashboard_name: String,
    pub dashboard_arn: String,
    pub last_modified: Timestamp,
    /// Bytes of the stored body.
    pub size: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteDashboardsInput {
    pub dashboard_names: Option<Vec<String>>,
}

operation!(CloudWatch, "PutDashboard", PutDashboardInput => PutDashboardOutput);
operation!(CloudWatch, "GetDashboard", GetDashboardInput => GetDashboardOutput);
operation!(CloudWatch, "ListDashboards", ListDashboardsInput => ListDashboardsOutput);
operation!(CloudWatch, "DeleteDashboards", DeleteDashboardsInput => crate::NoOutput);
