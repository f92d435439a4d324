//! What a delivery says: AWS's JSON for HTTP, AWS's words for e-mail, signed.

#[cfg(test)]
mod tests;

use super::attributes::{SubscriptionDocument, TopicDocument};
use super::retry_policy::DEFAULT_CONTENT_TYPE;
use super::sign::{SIGNATURE_VERSION, SigningPair};
use super::structure::text_for;
use form_urlencoded::Serializer;
use std::fmt::Write;
use store::{Delivery, DeliveryKind, Publication};
use timeseries::Timestamp;
use timeseries::civil::Civil;

/// A request to an HTTP endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpMessage {
    /// All but what the connection decides.
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// A mail, but for who sends and receives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailMessage {
    pub subject: String,
    pub text: String,
    /// The link for mail programs' own unsubscribe button; only where there is something to leave.
    pub unsubscribe_url: Option<String>,
}

/// What messages are made with.
pub struct Composer<'a> {
    /// Where links lead, without a slash at the end.
    pub public_url: &'a str,
    pub pair: &'a SigningPair,
}

const USER_AGENT: &str = "Amazon Simple Notification Service Agent";

impl Composer<'_> {
    pub fn http(&self, delivery: &Delivery) -> Result<HttpMessage, String> {
        let document = SubscriptionDocument::read(&delivery.subscription.document);
        let policy = document.delivery_policy(&TopicDocument::read(&delivery.topic_document));
        let content_type = policy.content_type.unwrap_or_else(|| DEFAULT_CONTENT_TYPE.to_owned());
        let mut headers = vec![
            ("content-type", content_type),
            ("user-agent", USER_AGENT.to_owned()),
            ("x-amz-sns-message-type", delivery.kind.name().to_owned()),
            ("x-amz-sns-message-id", delivery.message_id.clone()),
            ("x-amz-sns-topic-arn", delivery.subscription.topic_arn.clone()),
        ];
        // An endpoint that has not agreed yet isn't told the name that ends its subscription.
        if delivery.kind != DeliveryKind::SubscriptionConfirmation {
            headers.push(("x-amz-sns-subscription-arn", delivery.subscription.arn.clone()));
        }
        let body = match &delivery.publication {
            Some(publication) if document.is_raw() => {
                headers.push(("x-amz-sns-rawdelivery", "true".to_owned()));
                text(publication, &delivery.subscription.protocol)
            }
            _ => self.json(delivery)?,
        };
        Ok(HttpMessage { headers, body })
    }

    /// The document that HTTP endpoints and `email-json` get.
    pub fn json(&self, delivery: &Delivery) -> Result<String, String> {
        match &delivery.publication {
            Some(publication) => self.notification(delivery, publication),
            None => self.handshake(delivery),
        }
    }

    pub fn mail(&self, delivery: &Delivery) -> Result<MailMessage, String> {
        let subscription = &delivery.subscription;
        let is_json = subscription.protocol == "email-json";
        let (subject, text) = match &delivery.publication {
            Some(publication) => {
                let subject = publication.subject.as_deref().unwrap_or("Barograph Notification Message");
                (subject.to_owned(), self.mail_notification(delivery, publication))
            }
            None if delivery.kind == DeliveryKind::UnsubscribeConfirmation => {
                ("Barograph Notification - Unsubscribe Confirmation".to_owned(), self.mail_farewell(delivery))
            }
            None => (
                "Barograph Notification - Subscription Confirmation".to_owned(),
                self.mail_invitation(delivery),
            ),
        };
        Ok(MailMessage {
            subject,
            text: if is_json { self.json(delivery)? } else { text },
            unsubscribe_url: delivery.publication.as_ref().map(|_| self.mail_unsubscribe_url(delivery)),
        })
    }

    fn notification(&self, delivery: &Delivery, publication: &Publication) -> Result<String, String> {
        let subscription = &delivery.subscription;
        let message = text(publication, &subscription.protocol);
        let at = iso_millis(publication.at);
        let subject = publication.subject.as_deref();
        let mut signed = vec![("Message", message.as_str()), ("MessageId", &delivery.message_id)];
        signed.extend(subject.map(|subject| ("Subject", subject)));
        signed.extend([("Timestamp", at.as_str()), ("TopicArn", &subscription.topic_arn)]);
        signed.push(("Type", delivery.kind.name()));
        let mut json = Json::new();
        json.text("Type", delivery.kind.name());
        json.text("MessageId", &delivery.message_id);
        json.text("TopicArn", &subscription.topic_arn);
        if let Some(subject) = subject {
            json.text("Subject", subject);
        }
        json.text("Message", &message);
        json.text("Timestamp", &at);
        self.add_signature(&mut json, &signed)?;
        let unsubscribe_url =
            format!("{}/?Action=Unsubscribe&SubscriptionArn={}", self.public_url, subscription.arn);
        json.text("UnsubscribeURL", &unsubscribe_url);
        if let Some(attributes) = &publication.attributes {
            json.raw("MessageAttributes", attributes);
        }
        Ok(json.end())
    }

    fn handshake(&self, delivery: &Delivery) -> Result<String, String> {
        let subscription = &delivery.subscription;
        let message = match delivery.kind {
            DeliveryKind::UnsubscribeConfirmation => format!(
                "You have chosen to deactivate subscription {}.\nTo cancel this operation and restore the \
                 subscription, visit the SubscribeURL included in this message.",
                subscription.arn
            ),
            _ => format!(
                "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the SubscribeURL \
                 included in this message.",
                subscription.topic_arn
            ),
        };
        let subscribe_url = format!(
            "{}/?Action=ConfirmSubscription&TopicArn={}&Token={}",
            self.public_url, subscription.topic_arn, subscription.token
        );
        let at = iso_millis(delivery.enqueued);
        let signed = [
            ("Message", message.as_str()),
            ("MessageId", &delivery.message_id),
            ("SubscribeURL", &subscribe_url),
            ("Timestamp", &at),
            ("Token", &subscription.token),
            ("TopicArn", &subscription.topic_arn),
            ("Type", delivery.kind.name()),
        ];
        let mut json = Json::new();
        json.text("Type", delivery.kind.name());
        json.text("MessageId", &delivery.message_id);
        json.text("Token", &subscription.token);
        json.text("TopicArn", &subscription.topic_arn);
        json.text("Message", &message);
        json.text("SubscribeURL", &subscribe_url);
        json.text("Timestamp", &at);
        self.add_signature(&mut json, &signed)?;
        Ok(json.end())
    }

    fn add_signature(&self, json: &mut Json, signed: &[(&str, &str)]) -> Result<(), String> {
        let text: String = signed.iter().map(|(name, value)| format!("{name}\n{value}\n")).collect();
        json.text("SignatureVersion", SIGNATURE_VERSION);
        json.text("Signature", &self.pair.sign(&text)?);
        json.text("SigningCertURL", &format!("{}{}", self.public_url, self.pair.certificate_path()));
        Ok(())
    }

    fn mail_notification(&self, delivery: &Delivery, publication: &Publication) -> String {
        format!(
            "{}\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit the link \
             below to unsubscribe:\n{}\n\nPlease do not reply directly to this email.\n",
            text(publication, &delivery.subscription.protocol),
            self.mail_unsubscribe_url(delivery)
        )
    }

    fn mail_invitation(&self, delivery: &Delivery) -> String {
        format!(
            "You have chosen to subscribe to the topic:\n{}\n\nTo confirm this subscription, click or visit the link \
             below (If this was in error no action is necessary):\n{}\n\nPlease do not reply directly to this \
             email.\n",
            delivery.subscription.topic_arn,
            self.mail_confirmation_url(delivery)
        )
    }

    fn mail_farewell(&self, delivery: &Delivery) -> String {
        format!(
            "Your subscription to the topic below has been deactivated:\n{}\n\nIf this was in error, click or visit \
             the link below to resubscribe:\n{}\n\nPlease do not reply directly to this email.\n",
            delivery.subscription.topic_arn,
            self.mail_confirmation_url(delivery)
        )
    }

    /// The page with a button: mail programs and their scanners visit links by themselves.
    fn mail_confirmation_url(&self, delivery: &Delivery) -> String {
        let subscription = &delivery.subscription;
        let mut query = Serializer::new(String::new());
        query.append_pair("TopicArn", &subscription.topic_arn);
        query.append_pair("Token", &subscription.token);
        query.append_pair("Endpoint", &subscription.endpoint);
        format!("{}/confirmation.html?{}", self.public_url, query.finish())
    }

    fn mail_unsubscribe_url(&self, delivery: &Delivery) -> String {
        let subscription = &delivery.subscription;
        let mut query = Serializer::new(String::new());
        query.append_pair("SubscriptionArn", &subscription.arn);
        query.append_pair("Endpoint", &subscription.endpoint);
        format!("{}/unsubscribe.html?{}", self.public_url, query.finish())
    }
}

/// What a publication says to a protocol.
pub fn text(publication: &Publication, protocol: &str) -> String {
    if publication.is_structured {
        text_for(&publication.message, protocol)
    } else {
        publication.message.clone()
    }
}

/// `2012-04-25T21:49:25.719Z`, always with milliseconds.
pub fn iso_millis(at: Timestamp) -> String {
    let c = Civil::from_timestamp(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond
    )
}

/// An object laid out as AWS lays it out, blanks around the colons included.
struct Json(String);

impl Json {
    fn new() -> Self {
        Json(String::from("{"))
    }

    fn text(&mut self, name: &str, value: &str) {
        // A text can always be written.
        self.raw(name, &serde_json::to_string(value).unwrap_or_default());
    }

    fn raw(&mut self, name: &str, json: &str) {
        let comma = if self.0.len() == 1 { "" } else { "," };
        // Writing to a String can't fail.
        let _ = write!(self.0, "{comma}\n  \"{name}\" : {json}");
    }

    fn end(mut self) -> String {
        self.0.push_str("\n}");
        self.0
    }
}
