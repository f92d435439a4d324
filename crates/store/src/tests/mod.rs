//! The store through its door, on folders of its own.

mod documents;
mod folder;
mod logs;
mod metrics;
mod notifications;
mod roll_up;

use super::*;
use crate::shared::Shared;
use std::sync::Arc;
use tempfile::TempDir;
use timeseries::{Distribution, Period, Statistic, StatisticSet, TimeRange, Timestamp};

fn open(folder: &TempDir) -> Store {
    Store::open(folder.path()).unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn secs(secs: i64) -> Timestamp {
    Timestamp::from_secs(secs)
}

fn metric(name: &str) -> MetricIdentity {
    let dimensions = vec![("Host".to_owned(), "a".to_owned())];
    MetricIdentity { namespace: "Test".to_owned(), metric_name: name.to_owned(), dimensions }
}

fn point(name: &str, at_secs: i64, value: f64) -> MetricPoint {
    MetricPoint {
        metric: metric(name),
        unit: "Count".to_owned(),
        storage_resolution_secs: 60,
        at: secs(at_secs),
        statistics: StatisticSet::from_value(value),
        histogram: Vec::new(),
    }
}
