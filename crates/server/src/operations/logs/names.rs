//! Names of groups and streams, and the ARNs that stand for them.

use super::errors::{hold, invalid};
use crate::app::App;
use cloudwatch_api::{ApiError, Constraints};

/// AWS: names of log groups and log streams have at most 512 characters.
const MAX_NAME_CHARS: usize = 512;
/// AWS: an identifier (a name or an ARN) has at most 2048 characters.
const MAX_IDENTIFIER_CHARS: usize = 2048;
const RESERVED_PREFIX: &str = "aws/";

pub fn check_group_name(constraints: &mut Constraints, name: &Option<String>) {
    constraints.required("logGroupName", name);
    let Some(name) = name else { return };
    constraints.length("logGroupName", name, 1, MAX_NAME_CHARS);
    if !name.chars().all(|char| char.is_ascii_alphanumeric() || "._-/#".contains(char)) {
        let rule = r"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+";
        constraints.fail("logGroupName", name, rule);
    }
}

pub fn check_stream_name(constraints: &mut Constraints, name: &Option<String>) {
    constraints.required("logStreamName", name);
    let Some(name) = name else { return };
    constraints.length("logStreamName", name, 1, MAX_NAME_CHARS);
    if name.contains([':', '*']) {
        constraints.fail("logStreamName", name, "Member must satisfy regular expression pattern: [^:*]*");
    }
}

pub fn check_new_group_name(name: &str) -> Result<(), ApiError> {
    if name.starts_with(RESERVED_PREFIX) {
        return Err(invalid("Log groups starting with AWS/ are reserved for AWS."));
    }
    Ok(())
}

/// The group's name from one of the two members that may give it.
pub fn named_group(name: Option<String>, identifier: Option<String>) -> Result<String, ApiError> {
    let mut constraints = Constraints::new();
    let name = match (name, identifier) {
        (Some(_), Some(_)) => {
            return Err(ApiError::validation(
                "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
            ));
        }
        (None, Some(identifier)) => {
            constraints.length("logGroupIdentifier", &identifier, 1, MAX_IDENTIFIER_CHARS);
            hold(&constraints)?;
            Some(name_of_identifier(&identifier).to_owned())
        }
        (name, None) => name,
    };
    check_group_name(&mut constraints, &name);
    hold(&constraints)?;
    Ok(name.unwrap_or_default())
}

/// `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`, with or without `:*`, or a mere name.
pub fn name_of_identifier(identifier: &str) -> &str {
    if !identifier.starts_with("arn:") {
        return identifier;
    }
    let name = identifier.split_once(":log-group:").map_or(identifier, |(_, name)| name);
    name.strip_suffix(":*").unwrap_or(name)
}

pub fn group_arn(app: &App, group: &str) -> String {
    format!("arn:aws:logs:{}:{}:log-group:{group}", app.account.region, app.account.id)
}
