//! Stores the server's own log lines in a log group, a batch a second.

use super::log_layer::{LogLines, WRITER_TARGET};
use super::machine::host_name;
use crate::app::App;
use std::future::Future;
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{LogEvent, StoreError};
use tokio::time::Instant;

pub const LOG_GROUP: &str = "/barograph/server";
/// How long lines are gathered.
const BATCH: Duration = Duration::from_secs(1);
/// AWS: at most 10,000 events in one PutLogEvents.
const MAX_BATCH_LINES: usize = 10_000;
/// After a failure lines are left out for so long, rather than knock at a full disk every second.
const FAILURE_PAUSE: Duration = Duration::from_secs(30);

impl LogLines {
    /// Stores lines until `shutdown` is done, then what is left.
    pub async fn run(mut self, app: App, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let stream = host_name();
        let mut batch = Vec::new();
        let mut paused_until = Instant::now();
        let mut is_ending = false;
        while !is_ending {
            tokio::select! {
                () = &mut shutdown => is_ending = true,
                line = self.lines.recv() => match line {
                    Some(line) => batch.push(line),
                    None => is_ending = true,
                },
            }
            if !is_ending {
                tokio::select! {
                    () = &mut shutdown => is_ending = true,
                    () = tokio::time::sleep(BATCH) => {}
                }
            }
            self.drain(&app, &mut batch);
            let events = std::mem::take(&mut batch);
            if Instant::now() < paused_until || events.is_empty() {
                continue;
            }
            if let Err(error) = store(&app, &stream, events).await {
                tracing::error!(target: WRITER_TARGET, ?error, "log lines can't be stored; pausing");
                paused_until = Instant::now() + FAILURE_PAUSE;
            }
        }
    }

    fn drain(&mut self, app: &App, batch: &mut Vec<LogEvent>) {
        while batch.len() < MAX_BATCH_LINES {
            match self.lines.try_recv() {
                Ok(line) => batch.push(line),
                Err(_) => break,
            }
        }
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost != 0 {
            let message = format!("WARN {WRITER_TARGET}: {lost} log lines were lost, they came too fast");
            batch.push(LogEvent { at: app.now(), message });
        }
        // Threads may hand their lines over in another order than they were made.
        batch.sort_by_key(|line| line.at);
    }
}

async fn store(app: &App, stream: &str, events: Vec<LogEvent>) -> Result<(), StoreError> {
    let now = app.now();
    match app.store.put_log_events(LOG_GROUP, stream, events.clone(), now).await {
        // The first lines, or somebody deleted the group.
        Err(StoreError::NotFound) => {}
        stored => return stored,
    }
    ignore_existing(app.store.create_log_group(LOG_GROUP, now).await)?;
    ignore_existing(app.store.create_log_stream(LOG_GROUP, stream, now).await)?;
    app.store.put_log_events(LOG_GROUP, stream, events, now).await
}

fn ignore_existing(created: Result<(), StoreError>) -> Result<(), StoreError> {
    match created {
        Err(StoreError::AlreadyExists) => Ok(()),
        other => other,
    }
}
