//! A subscription as its row has it; topics and deliveries both read them.

use rusqlite::Row;
use timeseries::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// Nobody has visited the link yet.
    Pending,
    Confirmed,
    /// Unsubscribed; its last message's link can bring it back for a while.
    Deleted,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoredSubscription {
    pub arn: String,
    pub topic_arn: String,
    pub protocol: String,
    pub endpoint: String,
    pub state: SubscriptionState,
    /// What its confirmation's link knows.
    pub token: String,
    pub token_expires: Timestamp,
    /// Whether the topic's owner, and not the endpoint, confirmed it.
    pub confirmed_by_owner: bool,
    /// Whether its unsubscribe link is refused.
    pub authenticate_on_unsubscribe: bool,
    /// Attributes, as JSON.
    pub document: String,
}

pub const COLUMNS: &str = "arn, topic_arn, protocol, endpoint, state, token, token_expires_ms, confirmed_by_owner, \
                       authenticate_on_unsubscribe, document";

/// The columns of [`COLUMNS`], from the `first` one on.
pub fn subscription_from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<StoredSubscription> {
    Ok(StoredSubscription {
        arn: row.get(first)?,
        topic_arn: row.get(first + 1)?,
        protocol: row.get(first + 2)?,
        endpoint: row.get(first + 3)?,
        state: match row.get::<_, String>(first + 4)?.as_str() {
            "confirmed" => SubscriptionState::Confirmed,
            "deleted" => SubscriptionState::Deleted,
            _ => SubscriptionState::Pending,
        },
        token: row.get(first + 5)?,
        token_expires: Timestamp::from_millis(row.get(first + 6)?),
        confirmed_by_owner: row.get(first + 7)?,
        authenticate_on_unsubscribe: row.get(first + 8)?,
        document: row.get(first + 9)?,
    })
}

/// Each of [`COLUMNS`] behind a table's short name.
pub fn subscription_columns(table: &str) -> String {
    let columns: Vec<String> = COLUMNS.split(", ").map(|column| format!("{table}.{column}")).collect();
    columns.join(", ")
}

pub fn state_name(state: SubscriptionState) -> &'static str {
    match state {
        SubscriptionState::Pending => "pending",
        SubscriptionState::Confirmed => "confirmed",
        SubscriptionState::Deleted => "deleted",
    }
}
