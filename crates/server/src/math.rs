//! Metric math off the runtime's threads: what computes for long keeps nobody else waiting.
//!
//! As many evaluations run at once as there are processors, each within a [`Budget`] and before a deadline. The
//! others wait their turn.

use metric_math::{Budget, Inputs, Limits, MathError, Plan, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};
use timeseries::TimeRange;
use tokio::sync::Semaphore;
use tokio::task;

/// Ours: the CLI and the SDKs give up on an answer after a minute.
const DEADLINE: Duration = Duration::from_secs(10);

static PLACES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(1, usize::from)));

/// The evaluation ended in a bug of ours, which the log has.
#[derive(Debug)]
pub struct Broken;

/// [`Plan::evaluate_all`].
pub async fn evaluate(
    plan: Arc<Plan>,
    inputs: Inputs,
    range: TimeRange,
) -> Result<BTreeMap<String, Result<Value, MathError>>, Broken> {
    // It is never closed.
    let place = PLACES.acquire().await.map_err(|_| Broken)?;
    let work = task::spawn_blocking(move || {
        let deadline = Instant::now() + DEADLINE;
        let budget = Budget::new(Limits::SERVER).until(|| Instant::now() > deadline);
        let results = plan.evaluate_all(&inputs, range, &budget);
        // Only now: whoever asked may be gone, and the work goes on.
        drop(place);
        results
    });
    work.await.map_err(|_| Broken)
}
