//! What goes through the store's door: metrics, documents and log events in domain terms, and what can go
//! wrong. No SQL and no API shapes.

use std::fmt;
use timeseries::{Distribution, Period, StatisticSet, TimeRange, Timestamp};

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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// `Distribution::histogram_bytes`: how the samples lie. Empty where `statistics` alone says what is
    /// known. Together they make a `Distribution::from_parts`.
    pub histogram: Vec<u8>,
}

/// Which datapoints of a metric to read: in which unit (or all), from when to when, in slots how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatapointQuery<'a> {
    pub metric: &'a MetricIdentity,
    pub unit: Option<&'a str>,
    pub range: TimeRange,
    pub period: Period,
}

/// One unit's slots of a metric: ascending, one for each period that has any samples.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitSlots<S> {
    pub unit: String,
    pub slots: Vec<(Timestamp, S)>,
}

pub type UnitStatistics = UnitSlots<StatisticSet>;

/// With how the samples lie; the statistic set is in each distribution.
pub type UnitDistributions = UnitSlots<Distribution>;

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmKind {
    Metric,
    Composite,
}

/// One line of an alarm's history.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmHistoryItem {
    pub alarm_name: String,
    pub alarm_kind: AlarmKind,
    pub at: Timestamp,
    /// `ConfigurationUpdate`, `StateUpdate` or `Action`.
    pub kind: String,
    pub summary: String,
    /// JSON.
    pub data: String,
}

impl AlarmKind {
    pub const ALL: [AlarmKind; 2] = [AlarmKind::Metric, AlarmKind::Composite];

    /// As AlarmType has it.
    pub const fn name(self) -> &'static str {
        match self {
            AlarmKind::Metric => "MetricAlarm",
            AlarmKind::Composite => "CompositeAlarm",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
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

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::DiskFull => f.write_str("the disk is full"),
            StoreError::AlreadyExists => f.write_str("it exists already"),
            StoreError::NotFound => f.write_str("it does not exist"),
            StoreError::Failed(cause) => f.write_str(cause),
        }
    }
}

impl std::error::Error for StoreError {}
