//! Log groups: create, describe, delete.

use super::errors::{exists, failed, group_missing, hold, invalid, invalid_token};
use super::names::{check_group_name, check_new_group_name, group_arn, name_of_identifier};
use crate::app::App;
use crate::operations::page_token;
use cloudwatch_api::{
    ApiError, Constraints, CreateLogGroupInput, DeleteLogGroupInput, DescribeLogGroupsInput,
    DescribeLogGroupsOutput, LogGroup, NoOutput,
};
use store::{StoreError, StoredLogGroup};

/// AWS: the Describe operations give 1 to 50 items, 50 when no limit is given.
pub const MAX_DESCRIBED: i64 = 50;
/// AWS: DescribeLogGroups takes at most 50 identifiers.
const MAX_IDENTIFIERS: usize = 50;
const CLASSES: [&str; 3] = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];
/// The only class that we keep logs in.
const STANDARD: &str = CLASSES[0];

pub async fn create_log_group(app: &App, input: CreateLogGroupInput) -> Result<NoOutput, ApiError> {
    let CreateLogGroupInput { log_group_name, kms_key_id, tags, log_group_class } = input;
    let mut constraints = Constraints::new();
    check_group_name(&mut constraints, &log_group_name);
    if let Some(class) = &log_group_class {
        constraints.one_of("logGroupClass", class, &CLASSES);
    }
    hold(&constraints)?;
    let name = log_group_name.unwrap_or_default();
    check_new_group_name(&name)?;
    if kms_key_id.is_some() {
        return Err(invalid("kmsKeyId is not supported."));
    }
    if tags.is_some_and(|tags| !tags.is_empty()) {
        return Err(invalid("tags are not supported yet."));
    }
    if let Some(class) = log_group_class.filter(|class| class != STANDARD) {
        return Err(invalid(format!("logGroupClass {class} is not supported.")));
    }
    match app.store.create_log_group(&name, app.now()).await {
        Ok(()) => Ok(NoOutput {}),
        Err(StoreError::AlreadyExists) => Err(exists("group")),
        Err(error) => Err(failed(error)),
    }
}

pub async fn delete_log_group(app: &App, input: DeleteLogGroupInput) -> Result<NoOutput, ApiError> {
    let mut constraints = Constraints::new();
    check_group_name(&mut constraints, &input.log_group_name);
    hold(&constraints)?;
    match app.store.delete_log_group(&input.log_group_name.unwrap_or_default()).await {
        Ok(()) => Ok(NoOutput {}),
        Err(StoreError::NotFound) => Err(group_missing()),
        Err(error) => Err(failed(error)),
    }
}

pub async fn describe_log_groups(
    app: &App,
    input: DescribeLogGroupsInput,
) -> Result<DescribeLogGroupsOutput, ApiError> {
    let limit = input.limit.unwrap_or(MAX_DESCRIBED);
    let identifiers = input.log_group_identifiers.unwrap_or_default();
    let (prefix, pattern) = (input.log_group_name_prefix, input.log_group_name_pattern);
    let mut constraints = Constraints::new();
    constraints.range("limit", limit, 1, MAX_DESCRIBED);
    constraints.at_most_items("logGroupIdentifiers", &identifiers, MAX_IDENTIFIERS);
    if let Some(class) = &input.log_group_class {
        constraints.one_of("logGroupClass", class, &CLASSES);
    }
    hold(&constraints)?;
    if prefix.is_some() && pattern.is_some() {
        return Err(invalid(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let after = input.next_token.as_deref().map(|token| page_token::decode(token).ok_or_else(invalid_token));
    let after = after.transpose()?;
    let is_asked_for = |name: &str| {
        after.as_deref().is_none_or(|after| after < name)
            && prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix))
            && pattern.as_ref().is_none_or(|pattern| name.contains(pattern))
            && (identifiers.is_empty() || identifiers.iter().any(|other| name_of_identifier(other) == name))
            && input.log_group_class.as_deref().is_none_or(|class| class == STANDARD)
    };
    let mut groups = app.store.log_groups().await.map_err(failed)?;
    groups.retain(|group| is_asked_for(&group.name));
    let is_last = groups.len() <= limit as usize;
    groups.truncate(limit as usize);
    let next_token = groups.last().filter(|_| !is_last).map(|last| page_token::encode(&last.name));
    let log_groups = groups.into_iter().map(|group| described(app, group)).collect();
    Ok(DescribeLogGroupsOutput { log_groups, next_token })
}

fn described(app: &App, group: StoredLogGroup) -> LogGroup {
    let log_group_arn = group_arn(app, &group.name);
    LogGroup {
        arn: format!("{log_group_arn}:*"),
        log_group_arn,
        log_group_name: group.name,
        creation_time: group.created.millis(),
        metric_filter_count: 0,
        stored_bytes: group.stored_bytes,
        log_group_class: STANDARD.to_owned(),
        retention_in_days: None,
    }
}
