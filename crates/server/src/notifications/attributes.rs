//! What may be set on a topic and on a subscription, and what it reads back as.
//!
//! What AWS has and is not built here is refused by its name, unless it is set to what is so anyway.

use super::filter::{FilterPolicy, FilterScope};
use super::retry_policy::DeliveryPolicy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// AWS: "maximum length of a display name is 100 characters".
const MAX_DISPLAY_NAME_CHARS: usize = 100;

/// Why an attribute isn't set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// AWS has none of this name.
    UnknownName,
    /// Its name and what is wrong with the value.
    Value(String),
}

/// The part of a topic that its owner sets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TopicDocument {
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// The part of a subscription that its owner sets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SubscriptionDocument {
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

impl TopicDocument {
    /// What the store kept; what can't be read counts as nothing set.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        // Maps of texts: they can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        match name {
            "DisplayName" if value.chars().count() <= MAX_DISPLAY_NAME_CHARS && !has_controls(value) => {}
            "DisplayName" => {
                let reason = format!("at most {MAX_DISPLAY_NAME_CHARS} characters and no control characters");
                return refuse(name, &reason);
            }
            "DeliveryPolicy" if value.is_empty() => {}
            "DeliveryPolicy" => {
                DeliveryPolicy::of_topic(value).map_err(|reason| because(name, &reason))?;
            }
            "SignatureVersion" => only(name, value, "2", "messages are signed with SHA256, version 2")?,
            "TracingConfig" => only(name, value, "PassThrough", "tracing is not supported here")?,
            "KmsMasterKeyId" => only(name, value, "", "there are no KMS keys here")?,
            "FifoTopic" => only(name, value, "false", "FIFO topics are not supported here")?,
            "ContentBasedDeduplication" => only(name, value, "false", "FIFO topics are not supported here")?,
            "FifoThroughputScope" | "ArchivePolicy" => {
                return refuse(name, "FIFO topics are not supported here");
            }
            "Policy" => return refuse(name, "access policies are not supported here"),
            _ if name.ends_with("FeedbackRoleArn") || name.ends_with("FeedbackSampleRate") => {
                return refuse(
                    name,
                    "not supported here; every delivery that failed for good is logged anyway",
                );
            }
            _ => return Err(Refusal::UnknownName),
        }
        set(&mut self.attributes, name, value);
        Ok(())
    }

    pub fn display_name(&self) -> &str {
        self.attributes.get("DisplayName").map_or("", String::as_str)
    }

    pub fn delivery_policy(&self) -> DeliveryPolicy {
        // It was checked when it was set.
        let policy = self.attributes.get("DeliveryPolicy").map(|text| DeliveryPolicy::of_topic(text));
        policy.and_then(Result::ok).unwrap_or_default()
    }
}

impl SubscriptionDocument {
    /// What the store kept; what can't be read counts as nothing set.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        // A map of texts: it can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn set(&mut self, protocol: &str, name: &str, value: &str) -> Result<(), Refusal> {
        let is_http = matches!(protocol, "http" | "https");
        match name {
            "RawMessageDelivery" if !matches!(value, "true" | "false") => {
                let reason = format!("RawMessageDelivery: Invalid value [{value}]. Must be true or false.");
                return Err(Refusal::Value(reason));
            }
            "RawMessageDelivery" if value == "true" && !is_http => {
                let reason = format!("Delivery protocol [{protocol}] does not support raw message delivery.");
                return Err(Refusal::Value(reason));
            }
            "RawMessageDelivery" => {}
            "DeliveryPolicy" if value.is_empty() => {}
            "DeliveryPolicy" if !is_http => {
                return refuse(name, "only HTTP and HTTPS subscriptions can have a delivery policy");
            }
            "DeliveryPolicy" => {
                DeliveryPolicy::of_subscription(value).map_err(|reason| because(name, &reason))?;
            }
            "FilterPolicy" => {
                check_filter(value, self.scope())?;
            }
            "FilterPolicyScope" => {
                let scope = FilterScope::parse(value).ok_or_else(|| {
                    let allowed = "Please use either MessageBody or MessageAttributes";
                    Refusal::Value(format!("FilterPolicyScope: Invalid value [{value}]. {allowed}"))
                })?;
                check_filter(self.attributes.get("FilterPolicy").map_or("", String::as_str), scope)?;
            }
            "RedrivePolicy" if value.is_empty() || value.trim() == "{}" => {}
            "RedrivePolicy" => {
                let reason = "there are no SQS queues here; a delivery that failed for good is kept in the log group \
                              of its topic's failures";
                return refuse(name, reason);
            }
            "ReplayPolicy" => return refuse(name, "FIFO topics are not supported here"),
            "SubscriptionRoleArn" => return refuse(name, "there is no Firehose here"),
            _ => return Err(Refusal::UnknownName),
        }
        // What is so anyway is not kept, so that saying it and not saying it is the same.
        let is_default = name == "RawMessageDelivery" && value == "false";
        set(&mut self.attributes, name, if is_default { "" } else { value });
        Ok(())
    }

    /// All of them, or the name of the one that is refused and why.
    pub fn set_all<'a>(
        &mut self,
        protocol: &str,
        attributes: &'a BTreeMap<String, String>,
    ) -> Result<(), (&'a str, Refusal)> {
        // What a policy may say depends on its scope.
        let mut ordered: Vec<(&String, &String)> = attributes.iter().collect();
        ordered.sort_by_key(|(name, _)| *name != "FilterPolicyScope");
        for (name, value) in ordered {
            self.set(protocol, name, value).map_err(|refusal| (name.as_str(), refusal))?;
        }
        Ok(())
    }

    /// Whether this subscription wants a message, by its filter policy.
    pub fn wants(&self, attributes: Option<&str>, message: &str) -> bool {
        let policy = self.attributes.get("FilterPolicy");
        // It was checked when it was set.
        let policy = policy.and_then(|text| FilterPolicy::parse(text, self.scope()).ok());
        policy.is_none_or(|policy| policy.accepts(attributes, message))
    }

    fn scope(&self) -> FilterScope {
        let scope = self.attributes.get("FilterPolicyScope");
        scope.and_then(|text| FilterScope::parse(text)).unwrap_or_default()
    }

    pub fn is_raw(&self) -> bool {
        self.attributes.get("RawMessageDelivery").is_some_and(|value| value == "true")
    }

    /// This subscription's own policy and its topic's together.
    pub fn delivery_policy(&self, topic: &TopicDocument) -> DeliveryPolicy {
        let own = self.attributes.get("DeliveryPolicy").map(|text| DeliveryPolicy::of_subscription(text));
        DeliveryPolicy::effective(&topic.delivery_policy(), own.and_then(Result::ok).unwrap_or_default())
    }
}

fn check_filter(policy: &str, scope: FilterScope) -> Result<(), Refusal> {
    if policy.is_empty() {
        return Ok(());
    }
    FilterPolicy::parse(policy, scope).map(drop).map_err(|reason| because("FilterPolicy", &reason))
}

fn set(attributes: &mut BTreeMap<String, String>, name: &str, value: &str) {
    if value.is_empty() {
        attributes.remove(name);
    } else {
        attributes.insert(name.to_owned(), value.to_owned());
    }
}

fn only(name: &str, value: &str, supported: &str, reason: &str) -> Result<(), Refusal> {
    if value == supported { Ok(()) } else { refuse(name, reason) }
}

fn refuse<T>(name: &str, reason: &str) -> Result<T, Refusal> {
    Err(because(name, reason))
}

fn because(name: &str, reason: &str) -> Refusal {
    Refusal::Value(format!("{name}: {reason}"))
}

fn has_controls(text: &str) -> bool {
    text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_topic(name: &str, value: &str, expected: Result<(), &str>) {
        check(TopicDocument::default().set(name, value), expected);
    }

    #[track_caller]
    fn check_subscription(protocol: &str, name: &str, value: &str, expected: Result<(), &str>) {
        check(SubscriptionDocument::default().set(protocol, name, value), expected);
    }

    #[track_caller]
    fn check(result: Result<(), Refusal>, expected: Result<(), &str>) {
        let shown = result.map_err(|refusal| match refusal {
            Refusal::UnknownName => "unknown".to_owned(),
            Refusal::Value(reason) => reason,
        });
        assert_eq!(shown.as_ref().copied().map_err(String::as_str), expected);
    }

    #[test]
    fn topics() {
        check_topic("DisplayName", "Ops", Ok(()));
        let long = "DisplayName: at most 100 characters and no control characters";
        check_topic("DisplayName", &"x".repeat(101), Err(long));
        check_topic("DisplayName", "a\r\nBcc: b", Err(long));
        check_topic("DeliveryPolicy", "{}", Ok(()));
        check_topic("DeliveryPolicy", "[]", Err("DeliveryPolicy: it must be a JSON object"));
        check_topic("SignatureVersion", "2", Ok(()));
        check_topic(
            "SignatureVersion",
            "1",
            Err("SignatureVersion: messages are signed with SHA256, version 2"),
        );
        check_topic("FifoTopic", "true", Err("FifoTopic: FIFO topics are not supported here"));
        check_topic("KmsMasterKeyId", "alias/x", Err("KmsMasterKeyId: there are no KMS keys here"));
        check_topic("Policy", "{}", Err("Policy: access policies are not supported here"));
        check_topic(
            "HTTPFailureFeedbackRoleArn",
            "arn:x",
            Err(
                "HTTPFailureFeedbackRoleArn: not supported here; every delivery that failed for good is logged anyway",
            ),
        );
        check_topic("Colour", "red", Err("unknown"));
    }

    #[test]
    fn subscriptions() {
        check_subscription("https", "RawMessageDelivery", "true", Ok(()));
        check_subscription(
            "http",
            "RawMessageDelivery",
            "yes",
            Err("RawMessageDelivery: Invalid value [yes]. Must be true or false."),
        );
        check_subscription(
            "email",
            "RawMessageDelivery",
            "true",
            Err("Delivery protocol [email] does not support raw message delivery."),
        );
        check_subscription("email", "RawMessageDelivery", "false", Ok(()));
        check_subscription("http", "FilterPolicy", r#"{"a":["b"]}"#, Ok(()));
        check_subscription(
            "http",
            "FilterPolicy",
            r#"{"a":"b"}"#,
            Err("FilterPolicy: \"a\" must be an object or an array"),
        );
        check_subscription(
            "http",
            "FilterPolicyScope",
            "Subject",
            Err(
                "FilterPolicyScope: Invalid value [Subject]. Please use either MessageBody or MessageAttributes",
            ),
        );
        check_subscription(
            "email",
            "DeliveryPolicy",
            "{}",
            Err("DeliveryPolicy: only HTTP and HTTPS subscriptions can have a delivery policy"),
        );
        check_subscription("http", "Colour", "red", Err("unknown"));
    }

    #[test]
    fn a_filter_policy_and_its_scope_go_together() {
        let nested = r#"{"a":{"b":["c"]}}"#;
        let pairs = [("FilterPolicy", nested), ("FilterPolicyScope", "MessageBody")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let mut document = SubscriptionDocument::default();
        document.set_all("http", &pairs).unwrap();
        assert!(document.wants(None, r#"{"a":{"b":"c"}}"#) && !document.wants(None, "{}"));
        let narrowed = document.set("http", "FilterPolicyScope", "MessageAttributes").unwrap_err();
        let reason =
            "FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy";
        assert_eq!(narrowed, Refusal::Value(reason.to_owned()));
        document.set("http", "FilterPolicy", "").unwrap();
        assert!(document.wants(None, "{}"));
    }

    #[test]
    fn what_was_set_is_read_back_and_empty_takes_away() {
        let mut topic = TopicDocument::default();
        topic.set("DisplayName", "Ops").unwrap();
        assert_eq!(TopicDocument::read(&topic.text()), topic);
        assert_eq!(topic.display_name(), "Ops");
        topic.set("DisplayName", "").unwrap();
        assert_eq!(topic, TopicDocument::default());
        let mut subscription = SubscriptionDocument::default();
        subscription.set("http", "RawMessageDelivery", "true").unwrap();
        assert!(SubscriptionDocument::read(&subscription.text()).is_raw());
        assert_eq!(SubscriptionDocument::read("spoilt"), SubscriptionDocument::default());
    }
}
