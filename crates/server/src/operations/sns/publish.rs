//! Publish and PublishBatch: what a message may be, and into the queue with it.

use super::arn::checked_topic;
use super::errors::{failed, invalid, no_such_topic};
use super::topics::existing_topic;
use crate::app::App;
use crate::notifications::{MessageAttribute, StructureError, attributes_json, check_structure};
use crate::random;
use cloudwatch_api::{
    ApiError, BatchResultErrorEntry, ErrorKind, Fault, MessageAttributeValue, PublishBatchInput,
    PublishBatchOutput, PublishBatchRequestEntry, PublishBatchResultEntry, PublishInput, PublishOutput,
};
use std::collections::{BTreeMap, BTreeSet};
use store::{Publication, StoreError};

/// AWS: a message with its attributes has at most 262,144 bytes; so have all messages of a batch together.
const MAX_MESSAGE_BYTES: usize = 262_144;
/// AWS: a subject has up to 100 ASCII characters.
const MAX_SUBJECT_CHARS: usize = 100;
/// AWS: up to 10 messages in a batch.
const MAX_BATCH_ENTRIES: usize = 10;
/// AWS: an entry's id has up to 80 letters, digits, hyphens and underscores.
const MAX_ENTRY_ID_CHARS: usize = 80;
/// AWS: an attribute's name has up to 256 characters.
const MAX_ATTRIBUTE_NAME_CHARS: usize = 256;

/// Deliveries of one topic that may wait before nobody may publish to it. AWS's limit is a rate (30,000
/// messages a second); a queue on one disk needs an end.
const MAX_WAITING: usize = 100_000;

/// What Publish and an entry of PublishBatch have in common.
struct Letter {
    message: Option<String>,
    subject: Option<String>,
    structure: Option<String>,
    attributes: BTreeMap<String, MessageAttributeValue>,
    is_fifo: bool,
}

/// Durable when it answers.
pub async fn publish(app: &App, input: PublishInput) -> Result<PublishOutput, ApiError> {
    if input.phone_number.is_some() {
        return Err(invalid("PhoneNumber Reason: SMS is not supported here"));
    }
    let topic_arn = match (input.topic_arn, input.target_arn) {
        (Some(_), Some(_)) => return Err(invalid("TargetArn Reason: both TopicArn and TargetArn are given")),
        (Some(arn), None) => checked_topic(app, "TopicArn", Some(arn))?,
        (None, Some(arn)) => checked_topic(app, "TargetArn", Some(arn))?,
        (None, None) => {
            return Err(invalid("TopicArn or TargetArn Reason: no value for required parameter"));
        }
    };
    let letter = Letter {
        message: input.message,
        subject: input.subject,
        structure: input.message_structure,
        attributes: input.message_attributes.unwrap_or_default(),
        is_fifo: input.message_group_id.is_some() || input.message_deduplication_id.is_some(),
    };
    let publication = letter.publication(app, &topic_arn)?;
    let message_id = publication.message_id.clone();
    check_queue(app, &topic_arn).await?;
    app.store.publish(vec![publication]).await.map_err(failed)?;
    Ok(PublishOutput { message_id })
}

/// Each entry is judged by itself; those that are good are durable when it answers.
pub async fn publish_batch(app: &App, input: PublishBatchInput) -> Result<PublishBatchOutput, ApiError> {
    let topic = existing_topic(app, input.topic_arn).await?;
    let entries = input.publish_batch_request_entries.unwrap_or_default();
    check_batch(&entries)?;
    check_queue(app, &topic.arn).await?;
    let mut output = PublishBatchOutput::default();
    let mut publications = Vec::new();
    for entry in entries {
        let id = entry.id.clone().unwrap_or_default();
        match Letter::from(entry).publication(app, &topic.arn) {
            Ok(publication) => {
                let message_id = publication.message_id.clone();
                output.successful.push(PublishBatchResultEntry { id, message_id });
                publications.push(publication);
            }
            Err(error) => output.failed.push(failed_entry(id, &error)),
        }
    }
    match app.store.publish(publications).await {
        Err(StoreError::NotFound) => Err(no_such_topic()),
        outcome => outcome.map(|()| output).map_err(failed),
    }
}

impl Letter {
    fn publication(self, app: &App, topic_arn: &str) -> Result<Publication, ApiError> {
        let message = self.message.unwrap_or_default();
        if self.is_fifo {
            let reason = "MessageGroupId Reason: The request includes MessageGroupId or MessageDeduplicationId \
                          parameter that is not valid for this topic type";
            return Err(invalid(reason));
        }
        if message.is_empty() {
            return Err(invalid("Empty message"));
        }
        if size(&message, &self.attributes) > MAX_MESSAGE_BYTES {
            return Err(invalid("Message too long"));
        }
        if self.subject.as_deref().is_some_and(|subject| !is_subject(subject)) {
            return Err(invalid("Subject"));
        }
        let is_structured = match self.structure.as_deref() {
            None | Some("") => false,
            Some("json") => {
                check_structure(&message).map_err(structure_refused)?;
                true
            }
            Some(_) => return Err(invalid("MessageStructure")),
        };
        let attributes = checked_attributes(self.attributes)?;
        Ok(Publication {
            is_structured,
            attributes: (!attributes.is_empty()).then(|| attributes_json(&attributes)),
            ..Publication::new(random::uuid(), topic_arn, self.subject, message, app.now())
        })
    }
}

impl From<PublishBatchRequestEntry> for Letter {
    fn from(entry: PublishBatchRequestEntry) -> Self {
        Letter {
            message: entry.message,
            subject: entry.subject,
            structure: entry.message_structure,
            attributes: entry.message_attributes.unwrap_or_default(),
            is_fifo: entry.message_group_id.is_some() || entry.message_deduplication_id.is_some(),
        }
    }
}

/// Subscriptions that don't take what is published can't fill the disk. Alarms are heard all the same.
async fn check_queue(app: &App, topic_arn: &str) -> Result<(), ApiError> {
    if app.store.is_queue_full(topic_arn, MAX_WAITING).await.map_err(failed)? {
        let message = format!("Rate exceeded: {MAX_WAITING} deliveries of this topic are waiting");
        return Err(ApiError::new(ErrorKind::SnsThrottled, message));
    }
    Ok(())
}

fn check_batch(entries: &[PublishBatchRequestEntry]) -> Result<(), ApiError> {
    if entries.is_empty() {
        return Err(ApiError::new(
            ErrorKind::SnsEmptyBatchRequest,
            "The batch request doesn't contain any entries.",
        ));
    }
    if entries.len() > MAX_BATCH_ENTRIES {
        return Err(ApiError::new(
            ErrorKind::SnsTooManyEntriesInBatchRequest,
            "The batch request contains more entries than permissible.",
        ));
    }
    let mut ids = BTreeSet::new();
    for entry in entries {
        let id = entry.id.as_deref().unwrap_or_default();
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if !(1..=MAX_ENTRY_ID_CHARS).contains(&id.len()) || !id.bytes().all(is_letter) {
            let message = "The Id of a batch entry in a batch request doesn't abide by the specification.";
            return Err(ApiError::new(ErrorKind::SnsInvalidBatchEntryId, message));
        }
        if !ids.insert(id) {
            let message = "Two or more batch entries in the request have the same Id.";
            return Err(ApiError::new(ErrorKind::SnsBatchEntryIdsNotDistinct, message));
        }
    }
    let none = BTreeMap::new();
    let sizes = entries.iter().map(|entry| {
        size(entry.message.as_deref().unwrap_or_default(), entry.message_attributes.as_ref().unwrap_or(&none))
    });
    if sizes.sum::<usize>() > MAX_MESSAGE_BYTES {
        let message = "The length of all the messages put together is more than the limit.";
        return Err(ApiError::new(ErrorKind::SnsBatchRequestTooLong, message));
    }
    Ok(())
}

fn failed_entry(id: String, error: &ApiError) -> BatchResultErrorEntry {
    let row = error.kind.row();
    BatchResultErrorEntry {
        id,
        code: row.query_code.to_owned(),
        message: error.to_string(),
        sender_fault: row.fault == Fault::Sender,
    }
}

/// What AWS counts: the message, and names, types and values of its attributes.
fn size(message: &str, attributes: &BTreeMap<String, MessageAttributeValue>) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let attributes = attributes.iter().map(|(name, value)| {
        // Base64 is a third longer than what it says.
        let value_bytes = length(&value.string_value) + length(&value.binary_value) / 4 * 3;
        name.len() + length(&value.data_type) + value_bytes
    });
    message.len() + attributes.sum::<usize>()
}

/// AWS: "ASCII text that begins with a letter, number, or punctuation mark", without line breaks and control
/// characters.
fn is_subject(subject: &str) -> bool {
    (1..=MAX_SUBJECT_CHARS).contains(&subject.len())
        && subject.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && !subject.starts_with(' ')
}

fn structure_refused(error: StructureError) -> ApiError {
    invalid(match error {
        StructureError::Unreadable => "Message Structure - JSON message body failed to parse",
        StructureError::NoDefault => "Message Structure - No default entry in JSON message body",
        StructureError::Empty => "Empty message",
    })
}

fn checked_attributes(
    attributes: BTreeMap<String, MessageAttributeValue>,
) -> Result<BTreeMap<String, MessageAttribute>, ApiError> {
    attributes
        .into_iter()
        .map(|(name, value)| {
            check_attribute_name(&name)?;
            let value = checked_value(&name, value)?;
            Ok((name, value))
        })
        .collect()
}

fn check_attribute_name(name: &str) -> Result<(), ApiError> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let small = name.to_ascii_lowercase();
    let reason = if !(1..=MAX_ATTRIBUTE_NAME_CHARS).contains(&name.len()) {
        format!("Length of message attribute name must be 1 to {MAX_ATTRIBUTE_NAME_CHARS} bytes.")
    } else if !name.bytes().all(is_letter) {
        format!(
            "Invalid non-alphanumeric character was found in the message attribute name '{name}'. Can only \
                 include alphanumeric characters, hyphens, underscores, or dots."
        )
    } else if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        format!("Invalid message attribute name '{name}': dots may not stand first, last or together.")
    } else if small.starts_with("aws.") || small.starts_with("amazon.") {
        format!(
            "Invalid message attribute name '{name}': names that begin with AWS. or Amazon. are reserved."
        )
    } else {
        return Ok(());
    };
    Err(value_invalid(reason))
}

fn checked_value(name: &str, value: MessageAttributeValue) -> Result<MessageAttribute, ApiError> {
    let data_type = value.data_type.unwrap_or_default();
    let kind = data_type.split('.').next().unwrap_or_default();
    if data_type.is_empty() {
        return Err(value_invalid(format!(
            "The message attribute '{name}' must contain non-empty message attribute type."
        )));
    }
    let (field, given, other) = match kind {
        "String" | "Number" => ("String", value.string_value, value.binary_value),
        "Binary" => ("Binary", value.binary_value, value.string_value),
        _ => {
            return Err(value_invalid(format!(
                "The message attribute '{name}' has an invalid message attribute type, the set of supported type \
                 prefixes is Binary, Number, and String."
            )));
        }
    };
    if given.is_none() || other.is_some_and(|other| !other.is_empty()) {
        return Err(value_invalid(format!(
            "The message attribute '{name}' with type '{data_type}' must use field '{field}'."
        )));
    }
    let text = given.unwrap_or_default();
    if text.is_empty() {
        return Err(value_invalid(format!(
            "The message attribute '{name}' must contain non-empty message attribute value for message attribute \
             type '{data_type}'."
        )));
    }
    if kind == "Number" && !text.trim().parse::<f64>().is_ok_and(f64::is_finite) {
        return Err(value_invalid(format!("Could not cast message attribute '{name}' value to number.")));
    }
    Ok(MessageAttribute { data_type, value: text })
}

fn value_invalid(message: String) -> ApiError {
    ApiError::new(ErrorKind::SnsParameterValueInvalid, message)
}
