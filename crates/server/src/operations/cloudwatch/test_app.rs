//! An app on a real store, at a time that stands still, for the tests of these operations. Input is written as
//! on the wire.

use super::metrics::put_metric_data;
use crate::account::Account;
use crate::app::App;
use crate::clock::Clock;
use cloudwatch_api::ApiError;
use serde::de::DeserializeOwned;
use store::Store;
use tempfile::TempDir;
use timeseries::{Timestamp, civil};

/// What the clock shows.
pub const NOW: &str = "2026-11-20T01:30:00Z";

pub struct TestApp {
    pub app: App,
    _folder: TempDir,
}

pub fn test_app() -> TestApp {
    let folder = tempfile::tempdir().unwrap();
    let account = Account { id: "000000000000".to_owned(), region: "eu-central-1".to_owned() };
    let now = time(NOW);
    let app = App::new(Store::open(folder.path()).unwrap(), account, Clock::from_fn(move || now));
    TestApp { app, _folder: folder }
}

pub fn time(text: &str) -> Timestamp {
    civil::parse_iso(text).unwrap()
}

#[track_caller]
pub fn input<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// Puts `datums`, the inside of a list.
pub async fn put(app: &App, namespace: &str, datums: &str) -> Result<(), ApiError> {
    let json = format!(r#"{{"Namespace": "{namespace}", "MetricData": [{datums}]}}"#);
    put_metric_data(app, input(&json)).await.map(|_| ())
}

/// Code and message, as the wire says them.
pub fn said(error: ApiError) -> String {
    format!("{}: {}", error.kind.row().query_code, error.message.unwrap_or_default())
}
