//! The alarm ticker: evaluates what is due, writes down what changed, with its history.
//!
//! When and why a state changes is the `alarm` crate's to say; this room reads datapoints, keeps time and
//! writes. Operations on alarms go through the same [`AlarmBook`]. Notifications will hang on here.

mod book;
mod datapoints;
mod history;
#[cfg(test)]
mod stories;
mod watch;

pub use book::{AlarmBook, OpenBook, WatchedAlarm};
pub use history::{StateChange, configuration_created, configuration_deleted, configuration_updated};
pub use watch::Watch;

use crate::app::App;
use crate::store::StoreError;
use alarm::{AlarmState, Decision, Judgement};
use datapoints::ReadError;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use timeseries::Timestamp;

/// Ticks come this often; the shortest evaluation interval.
const TICK_SECS: i64 = 10;
/// How long after a full interval a tick comes, so that the last samples of the interval have arrived.
const TICK_DELAY_MILLIS: i64 = 1500;

/// What one tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tick {
    pub evaluated: usize,
    pub changed: usize,
    /// Could not be evaluated; the log says why.
    pub failed: usize,
}

/// Ticks until `shutdown` is done.
pub async fn run(app: App, shutdown: impl Future<Output = ()>) {
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => return,
            () = tokio::time::sleep(until_next_tick(app.now())) => {}
        }
        // A tick isn't broken off: what it has begun to write is written.
        if let Err(error) = tick(&app, app.now()).await {
            tracing::error!(?error, "the alarms can't be read");
        }
    }
}

/// Evaluates every alarm that is due at `now`.
pub async fn tick(app: &App, now: Timestamp) -> Result<Tick, StoreError> {
    let due = app.alarms.open(&app.store).await?.due(now);
    let mut tick = Tick { evaluated: due.len(), ..Tick::default() };
    for watched in due {
        match evaluate(app, &watched, now).await {
            Ok(changed) => tick.changed += usize::from(changed),
            Err(error) => {
                tick.failed += 1;
                tracing::error!(alarm = watched.alarm.alarm_name, %error, "an alarm can't be evaluated");
            }
        }
    }
    Ok(tick)
}

/// Whether the state changed.
async fn evaluate(app: &App, watched: &Arc<WatchedAlarm>, now: Timestamp) -> Result<bool, ReadError> {
    let Some(watch) = &watched.watch else { return Ok(false) };
    let slots = datapoints::read(app, watch, now).await?;
    match alarm::evaluate(&watch.condition, &slots) {
        Decision::Set(judgement) if judgement.state.name() != watched.alarm.state_value => {
            change_state(app, watched, watch, &judgement, now).await.map_err(ReadError::Store)
        }
        Decision::Set(_) | Decision::Keep => Ok(false),
    }
}

async fn change_state(
    app: &App,
    watched: &Arc<WatchedAlarm>,
    watch: &Watch,
    judgement: &Judgement,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut book = app.alarms.open(&app.store).await?;
    if !book.is_current(watched) {
        // It was configured, set or deleted while we read: what was decided is about another alarm.
        return Ok(false);
    }
    let change = StateChange {
        state: judgement.state,
        reason: judgement.reason(&watch.condition),
        reason_data: Some(judgement.reason_data(&watch.condition, now)),
        at: now,
    };
    if judgement.state == AlarmState::Alarm {
        tracing::warn!(alarm = watched.alarm.alarm_name, reason = change.reason, "alarm");
    } else {
        tracing::info!(alarm = watched.alarm.alarm_name, state = %change.state, reason = change.reason, "alarm");
    }
    book.set_state(watched, change).await?;
    Ok(true)
}

fn until_next_tick(now: Timestamp) -> Duration {
    let last = Timestamp::from_millis(now.millis() - TICK_DELAY_MILLIS).floor(TICK_SECS);
    let next_millis = last.plus_secs(TICK_SECS).millis() + TICK_DELAY_MILLIS;
    Duration::from_millis(u64::try_from(next_millis - now.millis()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(now_millis: i64, expected_millis: u64) {
        assert_eq!(
            until_next_tick(Timestamp::from_millis(now_millis)),
            Duration::from_millis(expected_millis)
        );
    }

    #[test]
    fn ticks_come_shortly_after_each_ten_seconds() {
        check(0, 1500);
        check(1499, 1);
        check(1500, 10_000);
        check(1501, 9_999);
        check(60_000, 1500);
    }
}
