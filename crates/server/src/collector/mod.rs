//! Samples this host every ten seconds and stores what it finds as the CloudWatch agent would send it:
//! namespace, names, dimensions and units are the agent's.
//!
//! `linux` reads /proc, which has every number and costs least; `portable` has what sysinfo knows elsewhere.
//! The server's own log lines are taken by `log_layer` and stored by `log_writer`. What a newcomer first sees
//! of all this is put up by `first_start`.

mod batch;
mod first_start;
#[cfg(target_os = "linux")]
mod linux;
mod log_layer;
mod log_writer;
mod machine;
#[cfg(any(test, not(target_os = "linux")))]
mod portable;
mod template;

pub use batch::Batch;
pub use first_start::{SilenceAlarm, prepare};
pub use log_layer::{LogLayer, LogLines, log_layer};
pub use log_writer::LOG_GROUP;
pub use machine::{Disk, Machine, host_name};

use crate::app::App;
#[cfg(target_os = "linux")]
use linux::Sampler;
#[cfg(not(target_os = "linux"))]
use portable::Sampler;
use std::future::Future;
use std::time::Duration;
use timeseries::Timestamp;

/// How often the host is sampled.
const SAMPLE_SECS: i64 = 10;
/// Samples are taken so long after the full ten seconds, so that a timer that fires early can't put two of
/// them into one slot and none into the next.
const SAMPLE_DELAY_MILLIS: i64 = 200;
/// After the first look at the counters, so that a dashboard which is opened at once has something to show; the
/// processors' counters, which count hundredths of a second, have moved by then.
const FIRST_SAMPLE: Duration = Duration::from_millis(250);
/// After so many samples the first one is in a slot that alarms of ten seconds look at.
const SAMPLES_UNTIL_ALARMS_SEE: usize = 3;

/// Samples until `shutdown` is done. On the first start it puts up the dashboard and the alarms of this machine.
pub async fn run(app: App, shutdown: impl Future<Output = ()>) {
    let mut shutdown = std::pin::pin!(shutdown);
    let mut sampler = Sampler::default();
    let mut pause = FIRST_SAMPLE;
    let mut is_failing = false;
    let host = host_name();
    // Counters need something to differ from.
    sampler = sample(sampler, Batch::new(&host, app.now())).await.0;
    let mut silence_alarm = prepare(&app, sampler.machine(&host)).await;
    for count in 1_usize.. {
        tokio::select! {
            () = &mut shutdown => return,
            () = tokio::time::sleep(pause) => {}
        }
        let (next, batch) = sample(sampler, Batch::new(&host, app.now())).await;
        sampler = next;
        let stored = app.store.put_metric_data(batch.into_points()).await;
        // Said once, not every ten seconds.
        match &stored {
            Err(error) if !is_failing => tracing::error!(?error, "the host's samples can't be stored"),
            Ok(()) if is_failing => tracing::info!("the host's samples are stored again"),
            _ => {}
        }
        is_failing = stored.is_err();
        if count >= SAMPLES_UNTIL_ALARMS_SEE
            && let Some(alarm) = silence_alarm.take()
        {
            alarm.put(&app).await;
        }
        pause = until_next_sample(app.now());
    }
}

/// On a thread that may wait: a file system that hangs must not hold up anybody's request.
async fn sample(mut sampler: Sampler, mut batch: Batch) -> (Sampler, Batch) {
    let task = tokio::task::spawn_blocking(move || {
        sampler.sample(&mut batch);
        (sampler, batch)
    });
    match task.await {
        Ok(sampled) => sampled,
        Err(error) => {
            tracing::error!(%error, "the host could not be sampled");
            (Sampler::default(), Batch::new("", Timestamp::MIN))
        }
    }
}

fn until_next_sample(now: Timestamp) -> Duration {
    let next = now.floor(SAMPLE_SECS).plus_secs(SAMPLE_SECS).millis() + SAMPLE_DELAY_MILLIS;
    Duration::from_millis(u64::try_from(next - now.millis()).unwrap_or_default())
}
