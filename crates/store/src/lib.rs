//! The one door to storage, in domain terms: metrics and their statistic sets, dashboards, alarms with
//! their history, log groups, streams and events.
//!
//! SQLite's name appears only in this crate. Nothing here knows HTTP or the API's shapes, and ids come from the
//! caller. Every write that has returned `Ok` survives kill -9.
//!
//! Read on in `handle` (opening and closing), `shared` (what the door and the background both use), `writer` (one
//! thread, group commit), `metrics` (arrival log, memory, sealed chunks), `logs` (fresh rows, sealed blocks),
//! `deliveries` (the queue of notifications) and `maintenance` (what happens in the background).

mod alarms;
mod chunk_cache;
mod codec;
mod dashboards;
mod deliveries;
mod folder;
mod handle;
mod lock;
mod log_block;
mod log_group_id;
mod log_read;
mod log_seal;
mod logs;
mod maintenance;
mod metric_chunk;
mod metric_disk;
mod metric_memory;
mod metric_point;
mod metric_read;
mod metric_roll_up;
mod metric_seal;
mod metric_sums;
mod metric_table;
mod metric_tail;
mod metric_unrolled;
mod metrics;
mod notifications;
mod readers;
mod retention;
mod schema;
mod shared;
mod subscription_row;
mod tags;
#[cfg(test)]
mod tests;
mod types;
mod writer;

pub use alarms::{AlarmAction, AlarmHistoryPosition, AlarmHistoryQuery, AlarmWrite, HistoryEntry};
pub use deliveries::{Delivery, DeliveryKind, DueDelivery, Publication};
pub use handle::Store;
pub use metric_table::visible_range;
pub use notifications::{StoredTopic, SubscriptionCounts};
pub use subscription_row::{StoredSubscription, SubscriptionState};
pub use tags::{StoredTag, TaggedResource};
pub use types::{
    AlarmHistoryItem, AlarmKind, DashboardSummary, DatapointQuery, EventPosition, LogEvent, LogQuery,
    MetricFilter, MetricIdentity, MetricPoint, OpenError, StoreError, StoredAlarm, StoredDashboard,
    StoredLogEvent, StoredLogGroup, StoredLogStream, UnitDistributions, UnitSlots, UnitStatistics,
};
