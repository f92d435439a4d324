//! What was published and to whom it still has to go: the durable queue of the notifier.
//!
//! A publication is written once, with one delivery for each confirmed subscription, in the transaction of
//! whoever publishes. A delivery leaves when it arrived or was given up. Nothing here sends anything.

use crate::StoreError;
use crate::handle::Store;
use crate::subscription_row::{StoredSubscription, subscription_columns, subscription_from_row};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::Arc;
use timeseries::Timestamp;

/// A message for everyone who is subscribed to a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    pub message_id: String,
    pub topic_arn: String,
    pub subject: Option<String>,
    pub message: String,
    /// The message is JSON that has another text for each protocol.
    pub is_structured: bool,
    /// The message attributes as a notification shows them, in JSON; `None` without any.
    pub attributes: Option<String>,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryKind {
    Notification,
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

/// One message on its way to one endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    pub id: i64,
    pub kind: DeliveryKind,
    pub message_id: String,
    pub subscription: StoredSubscription,
    /// The topic's attributes, as JSON.
    pub topic_document: String,
    /// Only of a [`DeliveryKind::Notification`].
    pub publication: Option<Publication>,
    pub enqueued: Timestamp,
    /// Attempts that failed.
    pub failures: i64,
}

/// A delivery whose time has come, by name only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDelivery {
    pub id: i64,
    pub subscription_arn: String,
}

impl Publication {
    /// A plain text without attributes. Ids, like the time, are the caller's: the store makes up nothing.
    pub fn new(
        message_id: String,
        topic_arn: &str,
        subject: Option<String>,
        message: String,
        at: Timestamp,
    ) -> Self {
        Publication {
            message_id,
            topic_arn: topic_arn.to_owned(),
            subject,
            message,
            is_structured: false,
            attributes: None,
            at,
        }
    }
}

impl DeliveryKind {
    const ALL: [DeliveryKind; 3] = [
        DeliveryKind::Notification,
        DeliveryKind::SubscriptionConfirmation,
        DeliveryKind::UnsubscribeConfirmation,
    ];

    /// As the messages' `Type` has it.
    pub const fn name(self) -> &'static str {
        match self {
            DeliveryKind::Notification => "Notification",
            DeliveryKind::SubscriptionConfirmation => "SubscriptionConfirmation",
            DeliveryKind::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        }
    }
}

/// Puts a publication and its deliveries into the queue, within the caller's transaction: state, history and
/// message are durable together or not at all. How many will receive it; `NotFound` without the topic.
///
/// After the commit the caller tells the notifier: `shared.deliveries.notify_one()`.
pub fn enqueue_publish(connection: &Connection, publication: &Publication) -> Result<usize, StoreError> {
    let Publication { message_id, topic_arn, subject, message, is_structured, attributes, at } = publication;
    if !connection.prepare_cached("SELECT 1 FROM topic WHERE arn = ?1")?.exists([topic_arn])? {
        return Err(StoreError::NotFound);
    }
    let sql = "SELECT 1 FROM subscription WHERE topic_arn = ?1 AND state = 'confirmed'";
    if !connection.prepare_cached(sql)?.exists([topic_arn])? {
        return Ok(0);
    }
    let sql =
        "INSERT INTO publication (message_id, topic_arn, subject, message, is_structured, attributes, at_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![message_id, topic_arn, subject, message, is_structured, attributes, at.millis()];
    let publication_id = connection.prepare_cached(sql)?.insert(values)?;
    let sql = "INSERT INTO delivery (kind, message_id, topic_arn, subscription_arn, publication_id, enqueued_ms, due_ms)
               SELECT ?1, ?2, topic_arn, arn, ?3, ?4, ?4 FROM subscription
               WHERE topic_arn = ?5 AND state = 'confirmed' ORDER BY arn";
    let kind = DeliveryKind::Notification.name();
    let values = params![kind, message_id, publication_id, at.millis(), topic_arn];
    Ok(connection.prepare_cached(sql)?.execute(values)?)
}

/// A message about the subscription itself; one that still waits is replaced.
pub fn enqueue_handshake(
    connection: &Connection,
    kind: DeliveryKind,
    subscription: &StoredSubscription,
    message_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM delivery WHERE subscription_arn = ?1 AND kind = ?2";
    connection.prepare_cached(sql)?.execute(params![subscription.arn, kind.name()])?;
    let sql = "INSERT INTO delivery (kind, message_id, topic_arn, subscription_arn, enqueued_ms, due_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
    let StoredSubscription { arn, topic_arn, .. } = subscription;
    let values = params![kind.name(), message_id, topic_arn, arn, now.millis()];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

pub fn drop_unused_publications(connection: &Connection, topic_arn: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM publication WHERE topic_arn = ?1
               AND NOT EXISTS (SELECT 1 FROM delivery WHERE publication_id = publication.id)";
    connection.prepare_cached(sql)?.execute([topic_arn])?;
    Ok(())
}

impl Store {
    /// One transaction for all of them. `NotFound` without a topic.
    pub async fn publish(&self, publications: Vec<Publication>) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            for publication in &publications {
                enqueue_publish(connection, publication)?;
            }
            Ok(())
        };
        let waker = Arc::clone(&self.shared().deliveries);
        self.shared().writer.write(work, move |()| waker.notify_one()).await
    }

    /// Comes when something was put into the queue since it was last asked.
    pub async fn deliveries_enqueued(&self) {
        self.shared().deliveries.notified().await;
    }

    /// What is due, the oldest first, at most `per_subscription` of each, so that an endpoint with a long queue
    /// doesn't hide the others.
    pub async fn due_deliveries(
        &self,
        now: Timestamp,
        per_subscription: usize,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let work = move |connection: &Connection| {
            let sql = "SELECT d.id, d.subscription_arn FROM subscription s
                       JOIN delivery d ON d.id IN (SELECT id FROM delivery WHERE subscription_arn = s.arn
                                                   AND due_ms <= ?1 ORDER BY due_ms, id LIMIT ?2)
                       ORDER BY d.due_ms, d.id";
            let mut statement = connection.prepare_cached(sql)?;
            let values = params![now.millis(), i64::try_from(per_subscription).unwrap_or(i64::MAX)];
            let due = statement.query_map(values, |row| {
                Ok(DueDelivery { id: row.get(0)?, subscription_arn: row.get(1)? })
            })?;
            Ok(due.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }

    /// All that is needed to send it; `None` where it's in the queue no more.
    pub async fn delivery(&self, id: i64) -> Result<Option<Delivery>, StoreError> {
        let work = move |connection: &Connection| {
            let sql = format!(
                "SELECT d.id, d.kind, d.message_id, d.enqueued_ms, d.failures, t.document,
                        p.subject, p.message, p.is_structured, p.attributes, p.at_ms, {}
                 FROM delivery d
                 JOIN subscription s ON s.arn = d.subscription_arn
                 JOIN topic t ON t.arn = d.topic_arn
                 LEFT JOIN publication p ON p.id = d.publication_id
                 WHERE d.id = ?1",
                subscription_columns("s")
            );
            Ok(connection.prepare_cached(&sql)?.query_row([id], delivery_from_row).optional()?)
        };
        self.shared().readers.read(work).await
    }

    /// When the next delivery that isn't due yet will be.
    pub async fn next_delivery_due(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let work = move |connection: &Connection| {
            let sql = "SELECT due_ms FROM delivery WHERE ?1 < due_ms ORDER BY due_ms LIMIT 1";
            let found = connection.prepare_cached(sql)?.query_row([now.millis()], |row| row.get(0));
            Ok(found.optional()?.map(Timestamp::from_millis))
        };
        self.shared().readers.read(work).await
    }

    /// Whether this many deliveries or more wait for a topic's subscriptions.
    pub async fn is_queue_full(&self, topic_arn: &str, most: usize) -> Result<bool, StoreError> {
        let (topic_arn, before) = (topic_arn.to_owned(), i64::try_from(most).unwrap_or(i64::MAX) - 1);
        let work = move |connection: &Connection| {
            let sql = "SELECT 1 FROM delivery WHERE topic_arn = ?1 LIMIT 1 OFFSET ?2";
            Ok(connection.prepare_cached(sql)?.exists(params![topic_arn, before])?)
        };
        self.shared().readers.read(work).await
    }

    /// How many deliveries wait.
    pub async fn waiting_deliveries(&self) -> Result<i64, StoreError> {
        let work = |connection: &Connection| {
            Ok(connection.query_row("SELECT count(*) FROM delivery", [], |row| row.get(0))?)
        };
        self.shared().readers.read(work).await
    }

    /// It arrived, or it was given up and written down elsewhere.
    pub async fn finish_delivery(&self, id: i64) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let sql = "DELETE FROM delivery WHERE id = ?1 RETURNING publication_id";
            let mut statement = connection.prepare_cached(sql)?;
            let publication = statement.query_row([id], |row| row.get::<_, Option<i64>>(0)).optional()?;
            if let Some(Some(publication)) = publication {
                let sql = "DELETE FROM publication WHERE id = ?1
                           AND NOT EXISTS (SELECT 1 FROM delivery WHERE publication_id = ?1)";
                connection.prepare_cached(sql)?.execute([publication])?;
            }
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// It failed once more and is to be tried again.
    pub async fn postpone_delivery(&self, id: i64, due: Timestamp) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let sql = "UPDATE delivery SET failures = failures + 1, due_ms = ?2 WHERE id = ?1";
            connection.prepare_cached(sql)?.execute(params![id, due.millis()])?;
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }
}

fn delivery_from_row(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let subscription = subscription_from_row(row, 11)?;
    let message_id: String = row.get(2)?;
    let kind = row.get::<_, String>(1)?;
    let kind = DeliveryKind::ALL.into_iter().find(|known| known.name() == kind);
    let publication = match row.get::<_, Option<String>>(7)? {
        Some(message) => Some(Publication {
            message_id: message_id.clone(),
            topic_arn: subscription.topic_arn.clone(),
            subject: row.get(6)?,
            message,
            is_structured: row.get(8)?,
            attributes: row.get(9)?,
            at: Timestamp::from_millis(row.get(10)?),
        }),
        None => None,
    };
    Ok(Delivery {
        id: row.get(0)?,
        kind: kind.unwrap_or(DeliveryKind::Notification),
        message_id,
        subscription,
        topic_document: row.get(5)?,
        publication,
        enqueued: Timestamp::from_millis(row.get(3)?),
        failures: row.get(4)?,
    })
}
