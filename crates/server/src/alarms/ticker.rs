//! The ticker: evaluates what is due, and writes down what changed. Nothing else reads datapoints for alarms.

use super::book::AlarmBook;
use super::datapoints;
use super::kept::KeptAlarm;
use super::record::{AlarmRecord, StateChange};
use super::watch::Watch;
use crate::clock::Clock;
use alarm::{AlarmState, Decision, Slots};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use timeseries::Timestamp;

/// Ticks come this often; the shortest evaluation interval.
const TICK_SECS: i64 = 10;
/// How long after a full interval a tick comes, so that the last samples of the interval have arrived.
const TICK_DELAY_MILLIS: i64 = 1500;

/// A deadline that has passed and can't be written would else be tried without end.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Alarms whose datapoints are read at once; what they found is dropped before the next are read.
const GROUP: usize = 1000;

/// What one tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tick {
    pub evaluated: usize,
    pub changed: usize,
    /// Could not be evaluated; the log says why.
    pub failed: usize,
}

/// Ticks until `shutdown` is done.
pub async fn run(book: Arc<AlarmBook>, clock: Clock, shutdown: impl Future<Output = ()>) {
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let deadline = match book.open().await {
            Ok(book) => book.next_deadline(),
            Err(_) => None,
        };
        let now = clock.now();
        let tick_pause = until_next_tick(now);
        let wait_pause = deadline.map_or(Duration::MAX, |deadline| between(now, deadline));
        tokio::select! {
            () = &mut shutdown => return,
            () = book.waiting.notified() => continue,
            () = tokio::time::sleep(tick_pause.min(wait_pause)) => {}
        }
        // Neither is broken off: what has begun to be written is written.
        let outcome = if wait_pause < tick_pause {
            // Not a tick: that would evaluate before the last samples of an interval have arrived.
            end_waits(&book, clock.now()).await
        } else {
            tick(&book, clock.now()).await.map(drop)
        };
        if let Err(error) = outcome {
            tracing::error!(?error, "the alarms can't be read or written; the next tick tries again");
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
        }
    }
}

/// Lets go of what composite alarms have held back long enough.
pub async fn end_waits(book: &AlarmBook, now: Timestamp) -> Result<(), StoreError> {
    let mut book = book.open().await?;
    let mut draft = book.draft(now);
    draft.end_waits();
    let changes = draft.finish();
    book.commit(changes).await
}

/// Evaluates every alarm that is due at `now`, and ends the waits that are over.
pub async fn tick(book: &AlarmBook, now: Timestamp) -> Result<Tick, StoreError> {
    let due = book.open().await?.due(now);
    let evaluated = due.len();
    let (findings, failed) = evaluate_all(book, due, now).await;
    let changed = write(book, findings, now).await?;
    Ok(Tick { evaluated, changed, failed })
}

/// What an evaluation found: another state, none, or that it can't be made.
pub type Finding = (Arc<KeptAlarm>, Result<Option<StateChange>, ()>);

/// Reads and decides with nobody waiting for the book. Only what is to be written comes back, and how many
/// evaluations failed.
pub async fn evaluate_all(
    book: &AlarmBook,
    due: Vec<Arc<KeptAlarm>>,
    now: Timestamp,
) -> (Vec<Finding>, usize) {
    let reader = book.metric_reader(now);
    let mut findings = Vec::new();
    let mut failed = 0;
    for group in due.chunks(GROUP) {
        let watches: Vec<&Watch> = group.iter().filter_map(|kept| kept.watch()).collect();
        // Only alarms with a watch become due.
        for (kept, slots) in group.iter().zip(datapoints::read_all(reader, &watches, now).await) {
            let outcome = slots.map(|slots| evaluate(kept, &slots, now));
            if let Err(error) = &outcome {
                failed += 1;
                tracing::error!(alarm = kept.record.name(), %error, "an alarm can't be evaluated");
            }
            let outcome = outcome.map_err(|_| ());
            if outcome != Ok(None) || has_trouble(kept) {
                findings.push((Arc::clone(kept), outcome));
            }
        }
    }
    (findings, failed)
}

/// How many alarms changed their state, composite ones included.
pub async fn write(
    book: &AlarmBook,
    mut findings: Vec<Finding>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut book = book.open().await?;
    // One that was configured, set or deleted while we read is another alarm than what was decided about.
    findings.retain(|(kept, _)| book.is_current(kept));
    let mut draft = book.draft(now);
    for (kept, outcome) in findings {
        draft.set_evaluation_state(kept.record.name(), outcome.is_err().then_some("EVALUATION_ERROR"));
        if let Ok(Some(change)) = outcome {
            log_change(&kept, &change);
            draft.set_state(kept.record.name(), change);
        }
    }
    draft.end_waits();
    let changes = draft.finish();
    let changed = changes.transitions();
    book.commit(changes).await?;
    Ok(changed)
}

/// The change of its state, if it has one.
fn evaluate(kept: &KeptAlarm, slots: &Slots, now: Timestamp) -> Option<StateChange> {
    let watch = kept.watch()?;
    match alarm::evaluate(&watch.condition, slots) {
        Decision::Set(judgement) if judgement.state != kept.record.state() => Some(StateChange {
            state: judgement.state,
            reason: judgement.reason(&watch.condition),
            reason_data: Some(judgement.reason_data(&watch.condition, now)),
            at: now,
        }),
        Decision::Set(_) | Decision::Keep => None,
    }
}

fn has_trouble(kept: &KeptAlarm) -> bool {
    matches!(&kept.record, AlarmRecord::Metric(alarm) if alarm.evaluation_state.is_some())
}

fn log_change(kept: &KeptAlarm, change: &StateChange) {
    let (alarm, reason) = (kept.record.name(), &change.reason);
    if change.state == AlarmState::Alarm {
        tracing::warn!(alarm, reason, "alarm");
    } else {
        tracing::info!(alarm, state = %change.state, reason, "alarm");
    }
}

fn between(now: Timestamp, then: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(then.millis() - now.millis()).unwrap_or_default())
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
