//! Topics: made, listed, described, changed, deleted.

use super::arn::{checked_name, checked_topic, topic_arn};
use super::errors::{failed, invalid, no_such_topic, refused_among_attributes, refused_attribute};
use super::pages::{PAGE_SIZE, cut_page, page_after};
use super::tags::check_tags;
use crate::app::App;
use crate::notifications::TopicDocument;
use cloudwatch_api::{
    ApiError, CreateTopicInput, CreateTopicOutput, DeleteTopicInput, ErrorKind, GetTopicAttributesInput,
    GetTopicAttributesOutput, ListTopicsInput, ListTopicsOutput, NoOutput, SetTopicAttributesInput, Topic,
};
use store::{StoreError, StoredTopic};

/// AWS: 100,000 standard topics per account.
const MAX_TOPICS: i64 = 100_000;

/// Gives the topic of this name back where there is one, unless it was made in another way.
pub async fn create_topic(app: &App, input: CreateTopicInput) -> Result<CreateTopicOutput, ApiError> {
    let arn = topic_arn(app, &checked_name(input.name)?);
    if input.data_protection_policy.is_some_and(|policy| !policy.is_empty()) {
        return Err(invalid("DataProtectionPolicy Reason: data protection policies are not supported here"));
    }
    let mut document = TopicDocument::default();
    let attributes = input.attributes.unwrap_or_default();
    for (name, value) in &attributes {
        document.set(name, value).map_err(|refusal| refused_among_attributes(refusal, name))?;
    }
    let tags = input.tags.unwrap_or_default();
    document.tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    check_tags(&document.tags)?;
    if app.store.topic_count().await.map_err(failed)? >= MAX_TOPICS {
        let message = format!("Topic limit exceeded: {MAX_TOPICS}");
        return Err(ApiError::new(ErrorKind::SnsTopicLimitExceeded, message));
    }
    let topic = StoredTopic { arn: arn.clone(), document: document.text() };
    match app.store.create_topic(topic).await {
        Ok(()) => Ok(CreateTopicOutput { topic_arn: arn }),
        Err(StoreError::AlreadyExists) => {
            let existing = existing_topic(app, Some(arn.clone())).await?;
            let existing = TopicDocument::read(&existing.document);
            if attributes.keys().any(|name| existing.attributes.get(name) != document.attributes.get(name)) {
                return Err(invalid("Attributes Reason: Topic already exists with different attributes"));
            }
            if !document.tags.is_empty() && document.tags != existing.tags {
                return Err(invalid("Tags Reason: Topic already exists with different tags"));
            }
            Ok(CreateTopicOutput { topic_arn: arn })
        }
        Err(error) => Err(failed(error)),
    }
}

/// An unknown topic is fine.
pub async fn delete_topic(app: &App, input: DeleteTopicInput) -> Result<NoOutput, ApiError> {
    let arn = checked_topic(app, "TopicArn", input.topic_arn)?;
    app.store.delete_topic(&arn).await.map_err(failed)?;
    Ok(NoOutput {})
}

pub async fn list_topics(app: &App, input: ListTopicsInput) -> Result<ListTopicsOutput, ApiError> {
    let after = page_after(input.next_token)?;
    let mut found = app.store.topics(after.as_deref(), PAGE_SIZE + 1).await.map_err(failed)?;
    let next_token = cut_page(&mut found, |topic| topic.arn.as_str());
    let topics = found.into_iter().map(|topic| Topic { topic_arn: topic.arn }).collect();
    Ok(ListTopicsOutput { topics, next_token })
}

pub async fn get_topic_attributes(
    app: &App,
    input: GetTopicAttributesInput,
) -> Result<GetTopicAttributesOutput, ApiError> {
    let topic = existing_topic(app, input.topic_arn).await?;
    let counts = app.store.subscription_counts(&topic.arn).await.map_err(failed)?;
    let document = TopicDocument::read(&topic.document);
    let mut attributes = document.attributes.clone();
    let mut add = |name: &str, value: String| attributes.insert(name.to_owned(), value);
    add("DisplayName", document.display_name().to_owned());
    add("EffectiveDeliveryPolicy", document.delivery_policy().topic_json());
    add("Owner", app.account.id.clone());
    add("Policy", default_policy(&topic.arn, &app.account.id));
    // AWS says nothing where it is 1, its default; here messages are signed by the newer version only.
    add("SignatureVersion", "2".to_owned());
    add("SubscriptionsConfirmed", counts.confirmed.to_string());
    add("SubscriptionsDeleted", counts.deleted.to_string());
    add("SubscriptionsPending", counts.pending.to_string());
    add("TopicArn", topic.arn);
    Ok(GetTopicAttributesOutput { attributes })
}

pub async fn set_topic_attributes(app: &App, input: SetTopicAttributesInput) -> Result<NoOutput, ApiError> {
    let topic = existing_topic(app, input.topic_arn).await?;
    let mut document = TopicDocument::read(&topic.document);
    let name = input.attribute_name.unwrap_or_default();
    let value = input.attribute_value.unwrap_or_default();
    document.set(&name, &value).map_err(refused_attribute)?;
    let topic = StoredTopic { arn: topic.arn, document: document.text() };
    app.store.put_topic(topic).await.map_err(failed)?;
    Ok(NoOutput {})
}

/// The topic that a call names as its own.
pub async fn existing_topic(app: &App, arn: Option<String>) -> Result<StoredTopic, ApiError> {
    let arn = checked_topic(app, "TopicArn", arn)?;
    app.store.topic(&arn).await.map_err(failed)?.ok_or_else(no_such_topic)
}

/// What AWS gives to a topic that has no policy of its own: the account may do everything.
fn default_policy(arn: &str, account: &str) -> String {
    const ACTIONS: [&str; 8] = [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
    ];
    let actions = ACTIONS.map(|action| format!("\"{action}\"")).join(",");
    format!(
        "{{\"Version\":\"2008-10-17\",\"Id\":\"__default_policy_ID\",\"Statement\":[{{\"Sid\":\"__default_statement_ID\",\
         \"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"*\"}},\"Action\":[{actions}],\"Resource\":\"{arn}\",\
         \"Condition\":{{\"StringEquals\":{{\"AWS:SourceOwner\":\"{account}\"}}}}}}]}}"
    )
}
