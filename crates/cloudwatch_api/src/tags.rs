//! Shapes of CloudWatch's tag operations, and what a list of tags must keep to wherever it is given.

use crate::operation::operation;
use crate::{ApiError, Constraints, ErrorKind, Tag};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagResourceInput {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: Option<String>,
    pub tags: Option<Vec<Tag>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UntagResourceInput {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: Option<String>,
    pub tag_keys: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceInput {
    #[serde(rename = "ResourceARN")]
    pub resource_arn: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListTagsForResourceOutput {
    #[serde(default)]
    pub tags: Vec<Tag>,
}

operation!(CloudWatch, "TagResource", TagResourceInput => crate::NoOutput);
operation!(CloudWatch, "UntagResource", UntagResourceInput => crate::NoOutput);
operation!(CloudWatch, "ListTagsForResource", ListTagsForResourceInput => ListTagsForResourceOutput);

/// AWS: "You can associate as many as 50 tags with a CloudWatch resource".
pub const MAX_TAGS: usize = 50;
/// Longest key of a tag (API reference, Tag).
pub const MAX_TAG_KEY_CHARS: usize = 128;
/// Longest value of a tag (API reference, Tag).
const MAX_TAG_VALUE_CHARS: usize = 256;
/// What keys of AWS's own start with, in any case.
const RESERVED_PREFIX: &str = "aws:";

/// How many there are, how long, each key once, and none of AWS's own.
pub fn check_tags(tags: &[Tag]) -> Result<(), ApiError> {
    let mut constraints = Constraints::new();
    let mut keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    constraints.at_most_items("tags", &keys, MAX_TAGS);
    for (index, tag) in tags.iter().enumerate() {
        constraints.length(&format!("tags.{}.member.key", index + 1), &tag.key, 1, MAX_TAG_KEY_CHARS);
        constraints.length(&format!("tags.{}.member.value", index + 1), &tag.value, 0, MAX_TAG_VALUE_CHARS);
    }
    constraints.finish()?;
    let is_reserved = |key: &str| {
        key.get(..RESERVED_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX))
    };
    if keys.iter().any(|key| is_reserved(key)) {
        let message = "The provided tag keys must not start with any case of \"aws:\"";
        return Err(ApiError::new(ErrorKind::AccessDenied, message));
    }
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            let message = format!("The tag key {} is given more than once.", pair[0]);
            Err(ApiError::invalid_parameter_value(message))
        }
        None => Ok(()),
    }
}
