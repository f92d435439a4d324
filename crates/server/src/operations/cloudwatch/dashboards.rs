//! Dashboards: kept byte for byte, validated on the way in.

use crate::app::App;
use crate::operations::failure::store_failed;
use crate::operations::page_token;
use cloudwatch_api::{
    ApiError, DashboardEntry, DashboardValidationMessage, DeleteDashboardsInput, ErrorKind,
    GetDashboardInput, GetDashboardOutput, ListDashboardsInput, ListDashboardsOutput, NoOutput,
    PutDashboardInput, PutDashboardOutput, Service, check_tags,
};
use dashboard::{DashboardBody, Invalid, ValidationMessage};
use serde::Serialize;
use std::collections::BTreeSet;
use store::{StoreError, StoredDashboard};

/// AWS: "the maximum length is 255".
const MAX_NAME_CHARS: usize = 255;
/// AWS: "you can specify up to 100 dashboards to delete".
const MAX_DELETED_NAMES: usize = 100;
/// AWS: "up to 1000 results on one page".
const PAGE_SIZE: usize = 1000;

/// Creates a dashboard or takes the place of all of it. Tags are for a new one; AWS ignores them otherwise.
pub async fn put_dashboard(app: &App, input: PutDashboardInput) -> Result<PutDashboardOutput, ApiError> {
    let name = checked_name(input.dashboard_name)?;
    let body = required(input.dashboard_body, "DashboardBody")?;
    let tags = input.tags.unwrap_or_default();
    check_tags(&tags)?;
    let parsed = DashboardBody::parse(&body).map_err(|invalid| refused(&invalid))?;
    let dashboard = StoredDashboard { name, body, last_modified: app.now() };
    let tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    app.store.put_tagged_dashboard(dashboard, tags).await.map_err(failed)?;
    Ok(PutDashboardOutput { dashboard_validation_messages: to_wire(&parsed.messages) })
}

pub async fn get_dashboard(app: &App, input: GetDashboardInput) -> Result<GetDashboardOutput, ApiError> {
    let name = checked_name(input.dashboard_name)?;
    match app.store.dashboard(&name).await.map_err(failed)? {
        Some(dashboard) => Ok(GetDashboardOutput {
            dashboard_arn: arn(app, &name),
            dashboard_body: dashboard.body,
            dashboard_name: name,
        }),
        None => {
            let message = format!("Dashboard {name} does not exist");
            Err(ApiError::new(ErrorKind::DashboardNotFound, message))
        }
    }
}

pub async fn list_dashboards(
    app: &App,
    input: ListDashboardsInput,
) -> Result<ListDashboardsOutput, ApiError> {
    let prefix = input.dashboard_name_prefix.unwrap_or_default();
    if !prefix.is_empty() {
        check_name(&prefix, "DashboardNamePrefix")?;
    }
    let after = match input.next_token.as_deref() {
        None | Some("") => None,
        Some(token) => Some(
            page_token::decode(token)
                .ok_or_else(|| ApiError::invalid_parameter_value("Request parameter NextToken is invalid"))?,
        ),
    };
    // One more than a page holds tells whether another follows.
    let found = app.store.dashboards(&prefix, after.as_deref(), PAGE_SIZE + 1).await;
    let mut found = found.map_err(failed)?;
    let more = found.len() > PAGE_SIZE;
    found.truncate(PAGE_SIZE);
    let next_token = found.last().filter(|_| more).map(|last| page_token::encode(&last.name));
    let entries = found.into_iter().map(|summary| DashboardEntry {
        dashboard_arn: arn(app, &summary.name),
        dashboard_name: summary.name,
        last_modified: summary.last_modified,
        size: summary.size_bytes,
    });
    Ok(ListDashboardsOutput { dashboard_entries: entries.collect(), next_token })
}

/// Unknown names and names given twice are fine.
pub async fn delete_dashboards(app: &App, input: DeleteDashboardsInput) -> Result<NoOutput, ApiError> {
    let names = input.dashboard_names.unwrap_or_default();
    if names.is_empty() {
        return Err(missing("DashboardNames"));
    }
    // AWS counts names that are given twice once.
    if MAX_DELETED_NAMES < names.iter().collect::<BTreeSet<_>>().len() {
        let message = format!("At most {MAX_DELETED_NAMES} dashboards can be deleted in one call.");
        return Err(ApiError::invalid_parameter_value(message));
    }
    for (index, name) in names.iter().enumerate() {
        check_name(name, &format!("DashboardNames[{index}]"))?;
    }
    app.store.delete_dashboards(&names).await.map_err(failed)?;
    Ok(NoOutput {})
}

/// Dashboards belong to the account, not to a region.
fn arn(app: &App, name: &str) -> String {
    format!("arn:aws:cloudwatch::{}:dashboard/{name}", app.account.id)
}

fn failed(error: StoreError) -> ApiError {
    store_failed(Service::CloudWatch, error)
}

/// AWS's kind and text, line feed included; an empty text counts as missing.
fn missing(field: &str) -> ApiError {
    ApiError::invalid_parameter_value(format!("The parameter {field} is required.\n"))
}

fn required(value: Option<String>, field: &str) -> Result<String, ApiError> {
    value.filter(|value| !value.is_empty()).ok_or_else(|| missing(field))
}

fn checked_name(name: Option<String>) -> Result<String, ApiError> {
    let name = required(name, "DashboardName")?;
    check_name(&name, "DashboardName")?;
    Ok(name)
}

fn check_name(name: &str, field: &str) -> Result<(), ApiError> {
    let valid = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !valid {
        // AWS's text ends in a line feed.
        return Err(ApiError::invalid_parameter_value(format!(
            "The value for field {field} contains invalid characters. \
             It can only contain alphanumerics, dash (-) and underscore (_).\n"
        )));
    }
    if name.is_empty() || name.len() > MAX_NAME_CHARS {
        return Err(ApiError::invalid_parameter_value(format!(
            "The value for field {field} must be 1 to {MAX_NAME_CHARS} characters long."
        )));
    }
    Ok(())
}

/// AWS's answer to a body that can't be stored: all errors as a list, in the message and beside it.
fn refused(invalid: &Invalid) -> ApiError {
    let errors = match invalid {
        Invalid::Syntax(_) => {
            let message = "The field DashboardBody must be a valid JSON object";
            return ApiError::new(ErrorKind::DashboardInvalidInput, message);
        }
        Invalid::Errors(errors) => errors,
    };
    let list: Vec<ListedError<'_>> = errors
        .iter()
        .map(|error| ListedError { data_path: &error.data_path, message: &error.message })
        .collect();
    let message = format!(
        "The dashboard body is invalid, there are {} validation errors:\n{}",
        errors.len(),
        serde_json::to_string_pretty(&list).unwrap_or_default()
    );
    let dashboard_validation_messages = to_wire(errors);
    ApiError { dashboard_validation_messages, ..ApiError::new(ErrorKind::DashboardInvalidInput, message) }
}

/// An error as the message lists it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedError<'a> {
    data_path: &'a str,
    message: &'a str,
}

fn to_wire(messages: &[ValidationMessage]) -> Vec<DashboardValidationMessage> {
    let one = |message: &ValidationMessage| DashboardValidationMessage {
        data_path: message.data_path.clone(),
        message: message.message.clone(),
    };
    messages.iter().map(one).collect()
}

#[cfg(test)]
mod tests;
