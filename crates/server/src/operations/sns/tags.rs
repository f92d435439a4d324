//! Tags of topics. They mean nothing here, but tools that keep infrastructure as code ask for them.

use super::arn::checked_topic;
use super::errors::{failed, invalid};
use crate::app::App;
use crate::notifications::TopicDocument;
use cloudwatch_api::{
    ApiError, ErrorKind, ListTagsOfTopicInput, ListTagsOfTopicOutput, Tag, TagTopicInput, TagTopicOutput,
    UntagTopicInput,
};
use std::collections::BTreeMap;
use store::StoredTopic;

/// AWS: 50 tags per topic, keys of up to 128 characters, values of up to 256.
const MAX_TAGS: usize = 50;
const MAX_TAG_KEY_CHARS: usize = 128;
const MAX_TAG_VALUE_CHARS: usize = 256;

pub async fn tag_topic(app: &App, input: TagTopicInput) -> Result<TagTopicOutput, ApiError> {
    let (topic, mut document) = tagged(app, input.resource_arn).await?;
    let tags = input.tags.unwrap_or_default();
    document.tags.extend(tags.into_iter().map(|tag| (tag.key, tag.value)));
    check_tags(&document.tags)?;
    write(app, topic, &document).await
}

/// Keys that the topic doesn't have are fine.
pub async fn untag_topic(app: &App, input: UntagTopicInput) -> Result<TagTopicOutput, ApiError> {
    let (topic, mut document) = tagged(app, input.resource_arn).await?;
    for key in input.tag_keys.unwrap_or_default() {
        document.tags.remove(&key);
    }
    write(app, topic, &document).await
}

pub async fn list_tags_of_topic(
    app: &App,
    input: ListTagsOfTopicInput,
) -> Result<ListTagsOfTopicOutput, ApiError> {
    let (_, document) = tagged(app, input.resource_arn).await?;
    let tags = document.tags.into_iter().map(|(key, value)| Tag { key, value }).collect();
    Ok(ListTagsOfTopicOutput { tags })
}

pub fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), ApiError> {
    if tags.len() > MAX_TAGS {
        let message = format!("Could not complete request: tag quota of per resource exceeded ({MAX_TAGS})");
        return Err(ApiError::new(ErrorKind::SnsTagLimitExceeded, message));
    }
    for (key, value) in tags {
        if !(1..=MAX_TAG_KEY_CHARS).contains(&key.chars().count())
            || value.chars().count() > MAX_TAG_VALUE_CHARS
        {
            let reason = format!(
                "Tags Reason: keys have 1 to {MAX_TAG_KEY_CHARS} characters, values up to {MAX_TAG_VALUE_CHARS}"
            );
            return Err(invalid(reason));
        }
    }
    Ok(())
}

async fn tagged(app: &App, arn: Option<String>) -> Result<(StoredTopic, TopicDocument), ApiError> {
    let arn = checked_topic(app, "ResourceArn", arn)?;
    let Some(topic) = app.store.topic(&arn).await.map_err(failed)? else {
        return Err(ApiError::new(ErrorKind::SnsResourceNotFound, "Resource does not exist"));
    };
    let document = TopicDocument::read(&topic.document);
    Ok((topic, document))
}

async fn write(app: &App, topic: StoredTopic, document: &TopicDocument) -> Result<TagTopicOutput, ApiError> {
    let topic = StoredTopic { document: document.text(), ..topic };
    app.store.put_topic(topic).await.map_err(failed)?;
    Ok(TagTopicOutput::default())
}
