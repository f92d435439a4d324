//! What deliveries say, word for word.

use super::*;
use crate::notifications::Signer;
use expect_test::{Expect, expect};
use store::{StoredSubscription, SubscriptionState};

fn delivery(protocol: &str, kind: DeliveryKind, publication: Option<Publication>) -> Delivery {
    let topic_arn = "arn:aws:sns:us-east-1:000000000000:ops".to_owned();
    Delivery {
        id: 1,
        kind,
        message_id: "m-1".to_owned(),
        subscription: StoredSubscription {
            arn: format!("{topic_arn}:s-1"),
            topic_arn,
            protocol: protocol.to_owned(),
            endpoint: "a+b@c.example".to_owned(),
            state: SubscriptionState::Confirmed,
            token: "t0".to_owned(),
            token_expires: Timestamp::from_secs(0),
            confirmed_by_owner: false,
            authenticate_on_unsubscribe: false,
            document: "{}".to_owned(),
        },
        topic_document: "{}".to_owned(),
        publication,
        enqueued: Timestamp::from_secs(1_335_390_565),
        failures: 0,
    }
}

fn publication(message: &str, subject: Option<&str>) -> Publication {
    Publication {
        message_id: "m-1".to_owned(),
        topic_arn: String::new(),
        subject: subject.map(str::to_owned),
        message: message.to_owned(),
        is_structured: false,
        attributes: None,
        at: Timestamp::from_millis(1_335_390_565_719),
    }
}

fn notification(protocol: &str) -> Delivery {
    let publication = publication("a \"b\"\n<c>", Some("S"));
    delivery(protocol, DeliveryKind::Notification, Some(publication))
}

/// Made with a key that is made now: signature and certificate are cut out.
fn composed(compose: impl FnOnce(&Composer<'_>) -> String) -> String {
    let folder = tempfile::tempdir().unwrap();
    let pair = Signer::new(folder.path()).pair().unwrap();
    let composer = Composer { public_url: "https://b.example", pair: &pair };
    let mut text = compose(&composer).replace(&pair.certificate_path(), "/CERT.pem");
    if let Some((before, after)) = text.clone().split_once("\"Signature\" : \"") {
        let rest = after.split_once('"').unwrap().1;
        text = format!("{before}\"Signature\" : \"…\"{rest}").replace("\"…\"\"", "\"…\"");
    }
    text
}

#[track_caller]
fn check_http(delivery: &Delivery, expected: Expect) {
    let text = composed(|composer| {
        let message = composer.http(delivery).unwrap();
        let headers: Vec<String> =
            message.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        format!("{}\n\n{}\n", headers.join("\n"), message.body)
    });
    expected.assert_eq(&text);
}

#[track_caller]
fn check_mail(delivery: &Delivery, expected: Expect) {
    let text = composed(|composer| {
        let mail = composer.mail(delivery).unwrap();
        format!("Subject: {}\n\n{}", mail.subject, mail.text)
    });
    expected.assert_eq(&text);
}

#[test]
fn a_notification_over_http() {
    let mut delivery = notification("http");
    let attributes = r#"{"k":{"Type":"String","Value":"v"}}"#;
    delivery.publication.as_mut().unwrap().attributes = Some(attributes.to_owned());
    check_http(
        &delivery,
        expect![[r#"
        content-type: text/plain; charset=UTF-8
        user-agent: Amazon Simple Notification Service Agent
        x-amz-sns-message-type: Notification
        x-amz-sns-message-id: m-1
        x-amz-sns-topic-arn: arn:aws:sns:us-east-1:000000000000:ops
        x-amz-sns-subscription-arn: arn:aws:sns:us-east-1:000000000000:ops:s-1

        {
          "Type" : "Notification",
          "MessageId" : "m-1",
          "TopicArn" : "arn:aws:sns:us-east-1:000000000000:ops",
          "Subject" : "S",
          "Message" : "a \"b\"\n<c>",
          "Timestamp" : "2012-04-25T21:49:25.719Z",
          "SignatureVersion" : "2",
          "Signature" : "…",
          "SigningCertURL" : "https://b.example/CERT.pem",
          "UnsubscribeURL" : "https://b.example/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:000000000000:ops:s-1",
          "MessageAttributes" : {"k":{"Type":"String","Value":"v"}}
        }
    "#]],
    );
}

#[test]
fn raw_and_with_another_content_type() {
    let mut delivery = notification("http");
    delivery.subscription.document = r#"{"attributes":{"RawMessageDelivery":"true","DeliveryPolicy":
        "{\"requestPolicy\":{\"headerContentType\":\"application/json\"}}"}}"#
        .to_owned();
    check_http(
        &delivery,
        expect![[r#"
        content-type: application/json
        user-agent: Amazon Simple Notification Service Agent
        x-amz-sns-message-type: Notification
        x-amz-sns-message-id: m-1
        x-amz-sns-topic-arn: arn:aws:sns:us-east-1:000000000000:ops
        x-amz-sns-subscription-arn: arn:aws:sns:us-east-1:000000000000:ops:s-1
        x-amz-sns-rawdelivery: true

        a "b"
        <c>
    "#]],
    );
}

#[test]
fn invitation_and_farewell_over_http() {
    check_http(
        &delivery("http", DeliveryKind::SubscriptionConfirmation, None),
        expect![[r#"
        content-type: text/plain; charset=UTF-8
        user-agent: Amazon Simple Notification Service Agent
        x-amz-sns-message-type: SubscriptionConfirmation
        x-amz-sns-message-id: m-1
        x-amz-sns-topic-arn: arn:aws:sns:us-east-1:000000000000:ops

        {
          "Type" : "SubscriptionConfirmation",
          "MessageId" : "m-1",
          "Token" : "t0",
          "TopicArn" : "arn:aws:sns:us-east-1:000000000000:ops",
          "Message" : "You have chosen to subscribe to the topic arn:aws:sns:us-east-1:000000000000:ops.\nTo confirm the subscription, visit the SubscribeURL included in this message.",
          "SubscribeURL" : "https://b.example/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-1:000000000000:ops&Token=t0",
          "Timestamp" : "2012-04-25T21:49:25.000Z",
          "SignatureVersion" : "2",
          "Signature" : "…",
          "SigningCertURL" : "https://b.example/CERT.pem"
        }
    "#]],
    );
    check_http(
        &delivery("http", DeliveryKind::UnsubscribeConfirmation, None),
        expect![[r#"
        content-type: text/plain; charset=UTF-8
        user-agent: Amazon Simple Notification Service Agent
        x-amz-sns-message-type: UnsubscribeConfirmation
        x-amz-sns-message-id: m-1
        x-amz-sns-topic-arn: arn:aws:sns:us-east-1:000000000000:ops
        x-amz-sns-subscription-arn: arn:aws:sns:us-east-1:000000000000:ops:s-1

        {
          "Type" : "UnsubscribeConfirmation",
          "MessageId" : "m-1",
          "Token" : "t0",
          "TopicArn" : "arn:aws:sns:us-east-1:000000000000:ops",
          "Message" : "You have chosen to deactivate subscription arn:aws:sns:us-east-1:000000000000:ops:s-1.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.",
          "SubscribeURL" : "https://b.example/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-1:000000000000:ops&Token=t0",
          "Timestamp" : "2012-04-25T21:49:25.000Z",
          "SignatureVersion" : "2",
          "Signature" : "…",
          "SigningCertURL" : "https://b.example/CERT.pem"
        }
    "#]],
    );
}

#[test]
fn mails() {
    check_mail(
        &notification("email"),
        expect![[r#"
        Subject: S

        a "b"
        <c>

        --
        If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:
        https://b.example/unsubscribe.html?SubscriptionArn=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Aops%3As-1&Endpoint=a%2Bb%40c.example

        Please do not reply directly to this email.
    "#]],
    );
    check_mail(
        &delivery("email", DeliveryKind::SubscriptionConfirmation, None),
        expect![[r#"
        Subject: Barograph Notification - Subscription Confirmation

        You have chosen to subscribe to the topic:
        arn:aws:sns:us-east-1:000000000000:ops

        To confirm this subscription, click or visit the link below (If this was in error no action is necessary):
        https://b.example/confirmation.html?TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Aops&Token=t0&Endpoint=a%2Bb%40c.example

        Please do not reply directly to this email.
    "#]],
    );
    check_mail(
        &delivery("email", DeliveryKind::UnsubscribeConfirmation, None),
        expect![[r#"
        Subject: Barograph Notification - Unsubscribe Confirmation

        Your subscription to the topic below has been deactivated:
        arn:aws:sns:us-east-1:000000000000:ops

        If this was in error, click or visit the link below to resubscribe:
        https://b.example/confirmation.html?TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Aops&Token=t0&Endpoint=a%2Bb%40c.example

        Please do not reply directly to this email.
    "#]],
    );
    let plain = delivery("email-json", DeliveryKind::Notification, Some(publication("x", None)));
    check_mail(
        &plain,
        expect![[r#"
        Subject: Barograph Notification Message

        {
          "Type" : "Notification",
          "MessageId" : "m-1",
          "TopicArn" : "arn:aws:sns:us-east-1:000000000000:ops",
          "Message" : "x",
          "Timestamp" : "2012-04-25T21:49:25.719Z",
          "SignatureVersion" : "2",
          "Signature" : "…",
          "SigningCertURL" : "https://b.example/CERT.pem",
          "UnsubscribeURL" : "https://b.example/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:000000000000:ops:s-1"
        }"#]],
    );
}

#[test]
fn each_protocol_has_its_own_text() {
    let mut delivery = notification("email");
    let publication = delivery.publication.as_mut().unwrap();
    publication.is_structured = true;
    publication.message = r#"{"default":"d","email":"for mail"}"#.to_owned();
    let mail = composed(|composer| composer.mail(&delivery).unwrap().text);
    assert!(mail.starts_with("for mail\n\n--\n"), "{mail}");
    delivery.subscription.protocol = "http".to_owned();
    let json = composed(|composer| composer.json(&delivery).unwrap());
    assert!(json.contains("\"Message\" : \"d\""), "{json}");
}
