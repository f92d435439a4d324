//! Topics and subscriptions, as the notification operations wrote them down.
//!
//! What an attribute means is theirs; here are names, states and which row belongs to which. What is to be
//! sent stands in `deliveries`.

use crate::StoreError;
use crate::deliveries::{self, DeliveryKind};
use crate::handle::Store;
use crate::subscription_row::{
    COLUMNS, StoredSubscription, SubscriptionState, state_name, subscription_from_row,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::Arc;
use timeseries::Timestamp;

#[derive(Clone, Debug, PartialEq)]
pub struct StoredTopic {
    pub arn: String,
    /// Attributes and tags, as JSON.
    pub document: String,
}

/// How many subscriptions of a topic are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubscriptionCounts {
    pub pending: i64,
    pub confirmed: i64,
    pub deleted: i64,
}

impl Store {
    /// `AlreadyExists` where there is one of this name.
    pub async fn create_topic(&self, topic: StoredTopic) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let sql = "INSERT INTO topic (arn, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            match connection.prepare_cached(sql)?.execute(params![topic.arn, topic.document])? {
                0 => Err(StoreError::AlreadyExists),
                _ => Ok(()),
            }
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// `NotFound` without the topic.
    pub async fn put_topic(&self, topic: StoredTopic) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let sql = "UPDATE topic SET document = ?2 WHERE arn = ?1";
            found(connection.prepare_cached(sql)?.execute(params![topic.arn, topic.document])?)
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// With its subscriptions and with what waits to be delivered. An unknown one is passed over.
    pub async fn delete_topic(&self, arn: &str) -> Result<(), StoreError> {
        let arn = arn.to_owned();
        let work = move |connection: &Connection| {
            for sql in [
                "DELETE FROM delivery WHERE topic_arn = ?1",
                "DELETE FROM publication WHERE topic_arn = ?1",
                "DELETE FROM subscription WHERE topic_arn = ?1",
                "DELETE FROM topic WHERE arn = ?1",
            ] {
                connection.prepare_cached(sql)?.execute([&arn])?;
            }
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }

    pub async fn topic(&self, arn: &str) -> Result<Option<StoredTopic>, StoreError> {
        let arn = arn.to_owned();
        let work = move |connection: &Connection| {
            let sql = "SELECT arn, document FROM topic WHERE arn = ?1";
            Ok(connection.prepare_cached(sql)?.query_row([arn], topic_from_row).optional()?)
        };
        self.shared().readers.read(work).await
    }

    /// By ARN, those after `after`, at most `limit`.
    pub async fn topics(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredTopic>, StoreError> {
        let (after, limit) = (after.map(str::to_owned), as_sql(limit));
        let work = move |connection: &Connection| {
            let sql = "SELECT arn, document FROM topic WHERE ?1 IS NULL OR ?1 < arn ORDER BY arn LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let topics = statement.query_map(params![after, limit], topic_from_row)?;
            Ok(topics.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }

    pub async fn topic_count(&self) -> Result<i64, StoreError> {
        let work = |connection: &Connection| {
            Ok(connection.query_row("SELECT count(*) FROM topic", [], |row| row.get(0))?)
        };
        self.shared().readers.read(work).await
    }

    pub async fn subscription_counts(&self, topic_arn: &str) -> Result<SubscriptionCounts, StoreError> {
        let topic_arn = topic_arn.to_owned();
        let work = move |connection: &Connection| {
            let sql = "SELECT count(*) FILTER (WHERE state = 'pending'), \
                       count(*) FILTER (WHERE state = 'confirmed'), \
                       count(*) FILTER (WHERE state = 'deleted') FROM subscription WHERE topic_arn = ?1";
            let counts = connection.prepare_cached(sql)?.query_row([topic_arn], |row| {
                Ok(SubscriptionCounts { pending: row.get(0)?, confirmed: row.get(1)?, deleted: row.get(2)? })
            });
            Ok(counts?)
        };
        self.shared().readers.read(work).await
    }

    /// Writes a new or a renewed subscription, with the message (of this id) that asks for its confirmation
    /// where it is pending. `NotFound` without the topic.
    pub async fn put_subscription(
        &self,
        subscription: StoredSubscription,
        message_id: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let exists = connection.prepare_cached("SELECT 1 FROM topic WHERE arn = ?1")?;
            found(usize::from({ exists }.exists([&subscription.topic_arn])?))?;
            write_subscription(connection, &subscription)?;
            if subscription.state == SubscriptionState::Pending {
                let kind = DeliveryKind::SubscriptionConfirmation;
                deliveries::enqueue_handshake(connection, kind, &subscription, &message_id, now)?;
            }
            Ok(())
        };
        let waker = Arc::clone(&self.shared().deliveries);
        self.shared().writer.write(work, move |()| waker.notify_one()).await
    }

    /// `NotFound` without the subscription.
    pub async fn set_subscription_document(&self, arn: &str, document: String) -> Result<(), StoreError> {
        let arn = arn.to_owned();
        let work = move |connection: &Connection| {
            let sql = "UPDATE subscription SET document = ?2 WHERE arn = ?1";
            found(connection.prepare_cached(sql)?.execute(params![arn, document])?)
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// `NotFound` without the subscription.
    pub async fn confirm_subscription(
        &self,
        arn: &str,
        by_owner: bool,
        authenticate_on_unsubscribe: bool,
    ) -> Result<(), StoreError> {
        let arn = arn.to_owned();
        let work = move |connection: &Connection| {
            let sql = "UPDATE subscription SET state = 'confirmed', confirmed_by_owner = ?2, \
                       authenticate_on_unsubscribe = ?3 WHERE arn = ?1";
            let changed = params![arn, by_owner, authenticate_on_unsubscribe];
            found(connection.prepare_cached(sql)?.execute(changed)?)?;
            // The invitation has done its work.
            let sql = "DELETE FROM delivery WHERE subscription_arn = ?1 AND kind = ?2";
            let kind = DeliveryKind::SubscriptionConfirmation.name();
            connection.prepare_cached(sql)?.execute(params![arn, kind])?;
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }

    /// Marks it as deleted, drops what waits for it, and says so to its endpoint where there is an id for that
    /// message: it has a link with the subscription's (new) token that brings it back.
    pub async fn unsubscribe(
        &self,
        subscription: StoredSubscription,
        message_id: Option<String>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let gone = StoredSubscription { state: SubscriptionState::Deleted, ..subscription };
            let sql = "DELETE FROM delivery WHERE subscription_arn = ?1";
            connection.prepare_cached(sql)?.execute([&gone.arn])?;
            deliveries::drop_unused_publications(connection, &gone.topic_arn)?;
            let sql =
                "UPDATE subscription SET state = 'deleted', token = ?2, token_expires_ms = ?3 WHERE arn = ?1";
            let changed = params![gone.arn, gone.token, gone.token_expires.millis()];
            connection.prepare_cached(sql)?.execute(changed)?;
            if let Some(message_id) = &message_id {
                let kind = DeliveryKind::UnsubscribeConfirmation;
                deliveries::enqueue_handshake(connection, kind, &gone, message_id, now)?;
            }
            Ok(())
        };
        let waker = Arc::clone(&self.shared().deliveries);
        self.shared().writer.write(work, move |()| waker.notify_one()).await
    }

    /// Forgets subscriptions that nobody confirmed or brought back while their token was good.
    pub async fn expire_subscriptions(&self, now: Timestamp) -> Result<(), StoreError> {
        let work = move |connection: &Connection| {
            let sql = "DELETE FROM subscription WHERE state <> 'confirmed' AND token_expires_ms < ?1";
            connection.prepare_cached(sql)?.execute([now.millis()])?;
            let sql = "DELETE FROM delivery WHERE subscription_arn NOT IN (SELECT arn FROM subscription)";
            connection.prepare_cached(sql)?.execute([])?;
            Ok(())
        };
        self.shared().writer.write(work, |()| ()).await
    }

    pub async fn subscription(&self, arn: &str) -> Result<Option<StoredSubscription>, StoreError> {
        self.one_subscription("arn = ?1", vec![arn.to_owned()]).await
    }

    pub async fn subscription_by_token(
        &self,
        topic_arn: &str,
        token: &str,
    ) -> Result<Option<StoredSubscription>, StoreError> {
        let values = vec![topic_arn.to_owned(), token.to_owned()];
        self.one_subscription("topic_arn = ?1 AND token = ?2", values).await
    }

    /// The one that an endpoint has, unless it is deleted.
    pub async fn subscription_of_endpoint(
        &self,
        topic_arn: &str,
        protocol: &str,
        endpoint: &str,
    ) -> Result<Option<StoredSubscription>, StoreError> {
        let values = vec![topic_arn.to_owned(), protocol.to_owned(), endpoint.to_owned()];
        let condition = "topic_arn = ?1 AND protocol = ?2 AND endpoint = ?3 AND state <> 'deleted'";
        self.one_subscription(condition, values).await
    }

    async fn one_subscription(
        &self,
        condition: &'static str,
        values: Vec<String>,
    ) -> Result<Option<StoredSubscription>, StoreError> {
        let work = move |connection: &Connection| {
            let sql = format!("SELECT {COLUMNS} FROM subscription WHERE {condition}");
            let values = rusqlite::params_from_iter(values);
            let mut statement = connection.prepare_cached(&sql)?;
            Ok(statement.query_row(values, |row| subscription_from_row(row, 0)).optional()?)
        };
        self.shared().readers.read(work).await
    }

    /// By ARN, of one topic or of all, without the deleted ones; those after `after`, at most `limit`.
    pub async fn subscriptions(
        &self,
        topic_arn: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<StoredSubscription>, StoreError> {
        let (topic_arn, after) = (topic_arn.map(str::to_owned), after.map(str::to_owned));
        let work = move |connection: &Connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM subscription WHERE (?1 IS NULL OR topic_arn = ?1) \
                 AND (?2 IS NULL OR ?2 < arn) AND state <> 'deleted' ORDER BY arn LIMIT ?3"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let values = params![topic_arn, after, as_sql(limit)];
            let found = statement.query_map(values, |row| subscription_from_row(row, 0))?;
            Ok(found.collect::<Result<_, _>>()?)
        };
        self.shared().readers.read(work).await
    }
}

fn write_subscription(connection: &Connection, subscription: &StoredSubscription) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT OR REPLACE INTO subscription ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    );
    connection.prepare_cached(&sql)?.execute(params![
        subscription.arn,
        subscription.topic_arn,
        subscription.protocol,
        subscription.endpoint,
        state_name(subscription.state),
        subscription.token,
        subscription.token_expires.millis(),
        subscription.confirmed_by_owner,
        subscription.authenticate_on_unsubscribe,
        subscription.document,
    ])?;
    Ok(())
}

fn topic_from_row(row: &Row<'_>) -> rusqlite::Result<StoredTopic> {
    Ok(StoredTopic { arn: row.get(0)?, document: row.get(1)? })
}

fn found(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

fn as_sql(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
