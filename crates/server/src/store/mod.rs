//! The one door to storage, in domain terms: metrics and their statistic sets, dashboards, alarms with
//! their history, log groups, streams and events.
//!
//! SQLite's name appears only below this module. Nothing here knows HTTP or the API's shapes. Every write
//! that has returned `Ok` survives kill -9.

use std::fmt;
use std::path::Path;
use timeseries::{Period, StatisticSet, TimeRange, Timestamp};

/// A handle to the open store; cheap to clone.
#[derive(Clone)]
pub struct Store {}

/// Why the data folder can't be opened. The text is a sentence for the operator.
#[derive(Debug)]
pub enum OpenError {
    /// Another process has it.
    Locked {
        path: String,
    },
    /// Written by a newer version.
    TooNew {
        path: String,
        found: i64,
        known: i64,
    },
    Io {
        path: String,
        reason: String,
    },
}

/// Why a read or a write failed after opening.
#[derive(Debug)]
pub enum StoreError {
    /// No room on the disk; nothing of this call was kept.
    DiskFull,
    AlreadyExists,
    NotFound,
    /// Anything else, with its cause for the log.
    Failed(String),
}

/// What tells one metric from another. Dimensions are sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricIdentity {
    pub namespace: String,
    pub metric_name: String,
    pub dimensions: Vec<(String, String)>,
}

/// One datum: samples already summed up, at the instant their sender gave.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricPoint {
    pub metric: MetricIdentity,
    pub unit: String,
    /// 1 or 60: finer than that the time is not kept.
    pub storage_resolution_secs: u32,
    pub at: Timestamp,
    pub statistics: StatisticSet,
}

/// One unit's statistic sets of a metric: ascending, one for each period that has any.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitStatistics {
    pub unit: String,
    pub slots: Vec<(Timestamp, StatisticSet)>,
}

/// Which metrics ListMetrics asks for. All given parts must hold.
#[derive(Clone, Debug, Default)]
pub struct MetricFilter {
    pub namespace: Option<String>,
    pub metric_name: Option<String>,
    /// Name, and value where one is asked for.
    pub dimensions: Vec<(String, Option<String>)>,
    /// Only metrics with a datapoint at or after this.
    pub active_since: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoredDashboard {
    pub name: String,
    /// Byte for byte as it was put.
    pub body: String,
    pub last_modified: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DashboardSummary {
    pub name: String,
    pub last_modified: Timestamp,
    pub size_bytes: i64,
}

/// An alarm's configuration and state as the alarm operations wrote them down.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAlarm {
    pub name: String,
    pub document: String,
}

/// One line of an alarm's history.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmHistoryItem {
    pub alarm_name: String,
    pub at: Timestamp,
    /// `ConfigurationUpdate`, `StateUpdate` or `Action`.
    pub kind: String,
    pub summary: String,
    /// JSON.
    pub data: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoredLogGroup {
    pub name: String,
    pub created: Timestamp,
    pub stored_bytes: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoredLogStream {
    pub name: String,
    pub created: Timestamp,
    pub first_event: Option<Timestamp>,
    pub last_event: Option<Timestamp>,
    pub last_ingestion: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    pub at: Timestamp,
    pub message: String,
}

/// Where an event stands in a stream's order: by time, then by arrival. Unique within a log group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventPosition {
    pub at: Timestamp,
    pub sequence: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoredLogEvent {
    pub position: EventPosition,
    pub stream: String,
    pub ingested: Timestamp,
    pub message: String,
}

/// Which events to read. `range.end` is excluded; `after`/`before` are positions already seen.
#[derive(Clone, Debug)]
pub struct LogQuery {
    pub group: String,
    /// Empty: all streams of the group.
    pub streams: Vec<String>,
    pub stream_prefix: Option<String>,
    pub range: TimeRange,
    pub after: Option<EventPosition>,
    pub before: Option<EventPosition>,
    /// Read from the newest event downwards; the answer ascends all the same.
    pub newest_first: bool,
    pub limit: usize,
    /// Bytes of messages at which a page ends.
    pub limit_bytes: usize,
}

impl Store {
    /// Opens or creates the data folder and takes its lock.
    pub fn open(_data_dir: &Path) -> Result<Store, OpenError> {
        unimplemented!()
    }

    /// All or nothing, durable when it returns.
    pub async fn put_metric_data(&self, _points: Vec<MetricPoint>) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// One entry per unit that has data in the range, ascending by unit. `range` is aligned by the store.
    pub async fn statistics(
        &self,
        _metric: &MetricIdentity,
        _unit: Option<&str>,
        _range: TimeRange,
        _period: Period,
    ) -> Result<Vec<UnitStatistics>, StoreError> {
        unimplemented!()
    }

    /// In order of namespace, metric name and dimensions, those after `after`, at most `limit`.
    pub async fn list_metrics(
        &self,
        _filter: &MetricFilter,
        _after: Option<&MetricIdentity>,
        _limit: usize,
    ) -> Result<Vec<MetricIdentity>, StoreError> {
        unimplemented!()
    }

    pub async fn put_dashboard(&self, _dashboard: StoredDashboard) -> Result<(), StoreError> {
        unimplemented!()
    }

    pub async fn dashboard(&self, _name: &str) -> Result<Option<StoredDashboard>, StoreError> {
        unimplemented!()
    }

    /// By name, those after `after`, at most `limit`.
    pub async fn dashboards(
        &self,
        _prefix: &str,
        _after: Option<&str>,
        _limit: usize,
    ) -> Result<Vec<DashboardSummary>, StoreError> {
        unimplemented!()
    }

    /// Unknown names are passed over.
    pub async fn delete_dashboards(&self, _names: &[String]) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Writes an alarm and the history that goes with it in one transaction.
    pub async fn put_alarm(
        &self,
        _alarm: StoredAlarm,
        _history: Vec<AlarmHistoryItem>,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }

    pub async fn alarm(&self, _name: &str) -> Result<Option<StoredAlarm>, StoreError> {
        unimplemented!()
    }

    /// All alarms by name.
    pub async fn alarms(&self) -> Result<Vec<StoredAlarm>, StoreError> {
        unimplemented!()
    }

    /// Deletes an alarm; its history stays. Unknown names are passed over.
    pub async fn delete_alarm(&self, _name: &str, _history: Vec<AlarmHistoryItem>) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Newest first.
    pub async fn alarm_history(
        &self,
        _name: &str,
        _limit: usize,
    ) -> Result<Vec<AlarmHistoryItem>, StoreError> {
        unimplemented!()
    }

    pub async fn create_log_group(&self, _name: &str, _now: Timestamp) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// With all its streams and events.
    pub async fn delete_log_group(&self, _name: &str) -> Result<(), StoreError> {
        unimplemented!()
    }

    pub async fn log_group(&self, _name: &str) -> Result<Option<StoredLogGroup>, StoreError> {
        unimplemented!()
    }

    /// All groups by name.
    pub async fn log_groups(&self) -> Result<Vec<StoredLogGroup>, StoreError> {
        unimplemented!()
    }

    pub async fn create_log_stream(
        &self,
        _group: &str,
        _stream: &str,
        _now: Timestamp,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }

    pub async fn delete_log_stream(&self, _group: &str, _stream: &str) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// All streams of a group by name; `NotFound` without the group.
    pub async fn log_streams(&self, _group: &str) -> Result<Vec<StoredLogStream>, StoreError> {
        unimplemented!()
    }

    /// All or nothing, durable when it returns; `NotFound` without the stream.
    pub async fn put_log_events(
        &self,
        _group: &str,
        _stream: &str,
        _events: Vec<LogEvent>,
        _now: Timestamp,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Ascending by position, up to the query's limits.
    pub async fn log_events(&self, _query: LogQuery) -> Result<Vec<StoredLogEvent>, StoreError> {
        unimplemented!()
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Locked { path } => {
                write!(f, "the data folder {path} is in use by another barograph; stop it or pass --data-dir")
            }
            OpenError::TooNew { path, found, known } => {
                write!(f, "the data folder {path} has format {found}, this barograph knows up to {known}")
            }
            OpenError::Io { path, reason } => write!(f, "the data folder {path} can't be opened: {reason}"),
        }
    }
}

impl std::error::Error for OpenError {}
