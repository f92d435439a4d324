//! E-mail through the operator's SMTP relay.

use super::http::Failure;
use super::message::MailMessage;
use super::settings::MailSettings;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{Address, AsyncTransport, Tokio1Executor};
use std::time::Duration;

/// How long the relay may take for each of its answers.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(15);

/// A relay that is ready to be asked; each mail has a connection of its own.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Whom a mail is for, and what makes it one of a kind.
pub struct Envelope<'a> {
    pub to: &'a str,
    /// The topic's display name stands for the sender's.
    pub display_name: &'a str,
    /// The same for every attempt, so that a mail that came twice is seen to be one.
    pub unique_id: &'a str,
}

impl Mailer {
    pub fn new(settings: &MailSettings) -> Result<Self, String> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(settings.relay.url());
        let builder = builder.map_err(|error| format!("the SMTP relay's address: {error}"))?;
        Ok(Mailer { transport: builder.timeout(Some(COMMAND_TIMEOUT)).build(), from: settings.from.clone() })
    }

    /// Hands a mail to the relay; whether it arrives is the relay's concern from there on.
    pub async fn send(&self, envelope: &Envelope<'_>, mail: MailMessage) -> Result<(), Failure> {
        let message = self.compose(envelope, mail).map_err(Failure::permanent)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(Failure {
                reason: format!("the SMTP relay: {}", with_causes(&error)),
                status: error.status().and_then(|code| code.to_string().parse().ok()),
                is_permanent: error.is_permanent(),
            }),
        }
    }

    fn compose(&self, envelope: &Envelope<'_>, mail: MailMessage) -> Result<Message, String> {
        let to: Address = envelope.to.parse().map_err(|_| format!("{} is no mail address", envelope.to))?;
        let mut from = self.from.clone();
        if !envelope.display_name.is_empty() {
            from.name = Some(one_line(envelope.display_name));
        }
        let id = format!("<{}@{}>", envelope.unique_id, self.from.email.domain());
        let mut builder = Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject))
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN)
            // Out-of-office programs are not to answer.
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(url) = mail.unsubscribe_url {
            builder = builder.raw_header(header("List-Unsubscribe", &format!("<{url}>")));
        }
        builder.body(mail.text).map_err(|error| error.to_string())
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A header's text: line breaks would begin another header, and control characters can't be written at all.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// An error's own words seldom say what the cause was.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(envelope: &Envelope<'_>, subject: &str, text: &str) -> Result<String, String> {
        let settings = MailSettings {
            relay: "smtp://127.0.0.1:1".parse().unwrap(),
            from: "Alarms <alarms@example.com>".parse().unwrap(),
        };
        let mail = MailMessage {
            subject: subject.to_owned(),
            text: text.to_owned(),
            unsubscribe_url: Some("https://b.example/unsubscribe.html?x=1".to_owned()),
        };
        let message = Mailer::new(&settings).unwrap().compose(envelope, mail)?;
        Ok(String::from_utf8(message.formatted()).unwrap())
    }

    #[tokio::test]
    async fn headers_can_not_be_smuggled_in() {
        let envelope =
            Envelope { to: "a@b.example", display_name: "Ops\r\nBcc: x@y.example", unique_id: "m.s" };
        let mail = composed(&envelope, "S\r\nBcc: x@y.example", ".\r\nBcc: z").unwrap();
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(head.contains("Message-ID: <m.s@example.com>"), "{head}");
        assert!(head.contains("List-Unsubscribe: <https://b.example/unsubscribe.html?x=1>"), "{head}");
        assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
        assert!(body.contains("Bcc: z"), "{body}");
    }

    #[tokio::test]
    async fn a_relay_that_is_not_there_is_tried_again() {
        let settings = MailSettings {
            relay: "smtp://127.0.0.1:1".parse().unwrap(),
            from: "alarms@example.com".parse().unwrap(),
        };
        let envelope = Envelope { to: "a@b.example", display_name: "", unique_id: "m.s" };
        let mail = MailMessage { subject: "S".to_owned(), text: "t".to_owned(), unsubscribe_url: None };
        let failure = Mailer::new(&settings).unwrap().send(&envelope, mail).await.unwrap_err();
        assert!(!failure.is_permanent && failure.reason.contains("refused"), "{failure:?}");
    }
}
