//! Names of topics and subscriptions: made, taken apart, and refused in AWS's words.

use super::errors::invalid;
use crate::app::App;
use cloudwatch_api::ApiError;

/// AWS: a topic's name has 1 to 256 letters, digits, hyphens and underscores.
const MAX_NAME_CHARS: usize = 256;

/// Parts of `arn:aws:sns:region:account:name`.
const TOPIC_PARTS: usize = 6;

pub fn topic_arn(app: &App, name: &str) -> String {
    format!("arn:aws:sns:{}:{}:{name}", app.account.region, app.account.id)
}

pub fn checked_name(name: Option<String>) -> Result<String, ApiError> {
    let name = name.unwrap_or_default();
    if name.ends_with(".fifo") {
        return Err(invalid("Topic Name Reason: FIFO topics are not supported here"));
    }
    if is_name(&name) { Ok(name) } else { Err(invalid("Topic Name")) }
}

/// A topic's ARN as a caller gave it. Whether there is such a topic is another question.
pub fn checked_topic(app: &App, member: &str, arn: Option<String>) -> Result<String, ApiError> {
    let arn = given(member, arn)?;
    let parts = parts(member, &arn)?;
    let is_ours = parts.len() == TOPIC_PARTS
        && arn.starts_with(&topic_arn(app, ""))
        && is_name(parts.last().copied().unwrap_or_default());
    if is_ours { Ok(arn) } else { Err(invalid(member)) }
}

pub fn checked_subscription(app: &App, arn: Option<String>) -> Result<String, ApiError> {
    const MEMBER: &str = "SubscriptionArn";
    let arn = given(MEMBER, arn)?;
    let parts = parts(MEMBER, &arn)?;
    let is_ours = parts.len() == TOPIC_PARTS + 1 && arn.starts_with(&topic_arn(app, ""));
    if is_ours { Ok(arn) } else { Err(invalid(MEMBER)) }
}

fn given(member: &str, arn: Option<String>) -> Result<String, ApiError> {
    arn.ok_or_else(|| invalid(format!("{member} Reason: no value for required parameter")))
}

fn parts<'a>(member: &str, arn: &'a str) -> Result<Vec<&'a str>, ApiError> {
    let parts: Vec<&str> = arn.split(':').collect();
    if parts.len() < TOPIC_PARTS {
        let count = parts.len();
        let reason =
            format!("{member} Reason: An ARN must have at least {TOPIC_PARTS} elements, not {count}");
        return Err(invalid(reason));
    }
    if parts[0] != "arn" {
        return Err(invalid(format!("{member} Reason: An ARN must start with \"arn:\"")));
    }
    Ok(parts)
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=MAX_NAME_CHARS).contains(&name.len()) && name.bytes().all(is_letter)
}
