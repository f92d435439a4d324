//! What 10,000 alarms cost: CPU seconds of one minute of ticks, as the running server makes them.
//!
//! `cargo run --release --example bench_alarms -- [alarms] [minutes]`
//!
//! Each alarm has a metric of its own with a datapoint a minute. A quiet minute changes no state; in a loud one
//! every alarm changes, which writes as many documents and histories. In a sealed minute nothing is in memory, so
//! that each datapoint is read from the database. Medians over all minutes.

use cloudwatch_api::PutMetricAlarmInput;
use server::account::Account;
use server::alarms::tick;
use server::app::App;
use server::clock::Clock;
use server::operations::cloudwatch::alarms::put_metric_alarm;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;
use store::{MetricIdentity, MetricPoint, Store};
use timeseries::{StatisticSet, Timestamp};

/// Minutes of data before the first alarm is put; some of it has left memory by then.
const HISTORY_MINUTES: i64 = 60;
const POINTS_PER_CALL: i64 = 1000;
const TICK_SECS: i64 = 10;
/// What 10,000 alarms may take of a minute.
const BOUND_SECS: f64 = 2.0;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let alarms: i64 = arguments.next().map_or(Ok(10_000), |argument| argument.parse())?;
    let minutes: i64 = arguments.next().map_or(Ok(9), |argument| argument.parse())?;
    let folder = tempfile::tempdir()?;
    let now_secs = Arc::new(AtomicI64::new(1_795_168_800));
    let clock = Arc::clone(&now_secs);
    let app = App::new(
        Store::open(folder.path())?,
        Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() },
        Clock::from_fn(move || Timestamp::from_secs(clock.load(Ordering::Relaxed))),
    );
    for _ in 0..HISTORY_MINUTES {
        put_minute(&app, alarms, 1.0).await?;
        now_secs.fetch_add(60, Ordering::Relaxed);
    }
    app.store.seal().await;
    let started = Instant::now();
    let inputs: Vec<_> = (0..alarms).map(alarm).collect();
    for group in inputs.chunks(64) {
        let put = group.iter().map(|input| {
            let (app, input) = (app.clone(), input.clone());
            tokio::spawn(async move { put_metric_alarm(&app, input).await })
        });
        for task in put.collect::<Vec<_>>() {
            task.await??;
        }
    }
    println!("{alarms} alarms put in {:.1} s", started.elapsed().as_secs_f64());
    minute(&app, &now_secs, alarms, 1.0, false).await?;

    let (mut quiet, mut sealed, mut loud) = (Vec::new(), Vec::new(), Vec::new());
    for (runs, is_sealed) in [(&mut quiet, false), (&mut sealed, true)] {
        for _ in 0..minutes {
            let (cpu, wall, changed) = minute(&app, &now_secs, alarms, 1.0, is_sealed).await?;
            assert_eq!(changed, 0, "a quiet minute");
            runs.push((cpu, wall));
        }
    }
    let mut value = 1.0;
    for _ in 0..minutes {
        value = 101.0 - value;
        let (cpu, wall, changed) = minute(&app, &now_secs, alarms, value, false).await?;
        assert_eq!(changed, alarms as usize, "a loud minute");
        loud.push((cpu, wall));
    }
    for (name, runs) in [("quiet", quiet), ("sealed", sealed), ("loud", loud)] {
        let (cpu, wall) = (median(runs.iter().map(|run| run.0)), median(runs.iter().map(|run| run.1)));
        println!("{name} minute, median of {}: {cpu:.2} s CPU, {wall:.2} s", runs.len());
        if name != "loud" && alarms == 10_000 {
            assert!(cpu < BOUND_SECS, "more than {BOUND_SECS} s");
        }
    }
    app.store.close().await;
    Ok(())
}

/// A minute of data, then a minute of ticks: CPU seconds, seconds, changes.
async fn minute(
    app: &App,
    now_secs: &AtomicI64,
    alarms: i64,
    value: f64,
    is_sealed: bool,
) -> Result<(f64, f64, usize), Box<dyn Error>> {
    put_minute(app, alarms, value).await?;
    if is_sealed {
        app.store.seal().await;
    }
    now_secs.fetch_add(60, Ordering::Relaxed);
    let (cpu, started) = (cpu_secs()?, Instant::now());
    let (mut evaluated, mut changed) = (0, 0);
    for step in 0..60 / TICK_SECS {
        let tick = tick(&app.alarms, app.now().plus_secs(step * TICK_SECS))
            .await
            .map_err(|error| format!("{error:?}"))?;
        assert_eq!(tick.failed, 0);
        evaluated += tick.evaluated;
        changed += tick.changed;
    }
    assert_eq!(evaluated, alarms as usize, "each alarm once a minute");
    Ok((cpu_secs()? - cpu, started.elapsed().as_secs_f64(), changed))
}

async fn put_minute(app: &App, alarms: i64, value: f64) -> Result<(), Box<dyn Error>> {
    let at = app.now();
    for first in (0..alarms).step_by(POINTS_PER_CALL as usize) {
        let points = (first..alarms.min(first + POINTS_PER_CALL)).map(|number| MetricPoint {
            metric: MetricIdentity {
                namespace: "Bench".to_owned(),
                metric_name: "Latency".to_owned(),
                dimensions: vec![("Host".to_owned(), format!("host-{number:05}"))],
            },
            unit: "Milliseconds".to_owned(),
            storage_resolution_secs: 60,
            at,
            statistics: StatisticSet::from_value(value),
            histogram: Vec::new(),
        });
        app.store.put_metric_data(points.collect()).await.map_err(|error| format!("{error:?}"))?;
    }
    Ok(())
}

fn alarm(number: i64) -> PutMetricAlarmInput {
    PutMetricAlarmInput {
        alarm_name: Some(format!("latency of host-{number:05}")),
        namespace: Some("Bench".to_owned()),
        metric_name: Some("Latency".to_owned()),
        dimensions: Some(vec![cloudwatch_api::Dimension {
            name: "Host".to_owned(),
            value: format!("host-{number:05}"),
        }]),
        statistic: Some("Average".to_owned()),
        period: Some(60),
        evaluation_periods: Some(1),
        threshold: Some(50.0),
        comparison_operator: Some("GreaterThanThreshold".to_owned()),
        ..PutMetricAlarmInput::default()
    }
}

/// User and system time of this process, by Linux's book-keeping in hundredths of a second.
fn cpu_secs() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let (user, system) = (fields.get(11), fields.get(12));
    let ticks = user
        .zip(system)
        .map(|(user, system)| Ok::<_, Box<dyn Error>>(user.parse::<f64>()? + system.parse::<f64>()?));
    Ok(ticks.ok_or("no times")?? / 100.0)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
