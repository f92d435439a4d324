//! Shapes of CloudWatch's dashboard operations.

use crate::Tag;
use crate::members;
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

// What the browser reads of these.
members!(PutDashboardOutput, optional { "DashboardValidationMessages": dashboard_validation_messages });
members!(DashboardValidationMessage, optional { "DataPath": data_path, "Message": message });
members!(GetDashboardOutput, required {
    "DashboardArn": dashboard_arn, "DashboardBody": dashboard_body, "DashboardName": dashboard_name,
});
members!(ListDashboardsOutput, optional { "DashboardEntries": dashboard_entries, "NextToken": next_token });
members!(DashboardEntry, required {
    "DashboardName": dashboard_name, "DashboardArn": dashboard_arn, "LastModified": last_modified, "Size": size,
});

operation!(CloudWatch, "PutDashboard", PutDashboardInput => PutDashboardOutput);
operation!(CloudWatch, "GetDashboard", GetDashboardInput => GetDashboardOutput);
operation!(CloudWatch, "ListDashboards", ListDashboardsInput => ListDashboardsOutput);
operation!(CloudWatch, "DeleteDashboards", DeleteDashboardsInput => crate::NoOutput);
