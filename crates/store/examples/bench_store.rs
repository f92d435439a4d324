//! How fast the store takes metric data, and how many bytes it keeps of a point.
//!
//! `cargo run --release --example bench_store -- [series] [minutes] [senders]`

use std::path::Path;
use std::time::Instant;
use store::{MetricIdentity, MetricPoint, Store};
use timeseries::{Period, StatisticSet, TimeRange, Timestamp};

/// What one PutMetricData may hold.
const POINTS_PER_CALL: usize = 1000;

/// Many senders of little: what they share is the commit.
const SMALL_CALLERS: i64 = 100;
const SMALL_CALLS: i64 = 50;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<i64>());
    let mut argument = |default: i64| arguments.next().unwrap_or(Ok(default));
    let (series, minutes, senders) = (argument(1000)?, argument(1440)?, argument(4)?);
    let folder = tempfile::tempdir()?;

    let started = Instant::now();
    let store = Store::open(folder.path())?;
    println!("open an empty folder    {:>9.1} ms, {} KiB resident", millis(started), resident_kib());

    let started = Instant::now();
    let mut tasks = Vec::new();
    for sender in 0..senders {
        let store = store.clone();
        let mine: Vec<i64> = (sender..series).step_by(usize::try_from(senders)?).collect();
        tasks.push(tokio::spawn(async move {
            let mut slowest_ms = 0.0_f64;
            let mut left = 0..minutes * mine.len() as i64;
            while !left.is_empty() {
                let of_call = left.by_ref().take(POINTS_PER_CALL);
                let call =
                    of_call.map(|n| point(mine[n as usize % mine.len()], n / mine.len() as i64)).collect();
                let started = Instant::now();
                store.put_metric_data(call).await?;
                slowest_ms = slowest_ms.max(millis(started));
            }
            Ok::<f64, store::StoreError>(slowest_ms)
        }));
    }
    let mut slowest_ms = 0.0_f64;
    for task in tasks {
        slowest_ms = slowest_ms.max(task.await??);
    }
    let points = (series * minutes) as f64;
    let per_second = points / started.elapsed().as_secs_f64();
    println!("put {points} points   {per_second:>9.0} points/s, slowest call {slowest_ms:.1} ms");
    println!("while running           {:>9} KiB resident", resident_kib());

    put_from_many(&store, minutes).await?;

    let period = Period::from_secs(300).map_err(|error| error.to_string())?;
    for (what, count, hours, period) in [
        ("1 series, 1 day", 1, 24, Period::MINUTE),
        ("100 series, 3 hours", 100, 3, Period::MINUTE),
        ("all series, by 5 minutes", series, 24, period),
    ] {
        let started = Instant::now();
        let range = TimeRange::new(at(minutes - hours * 60), at(minutes));
        for series in 0..count.min(series) {
            store.statistics(&identity(series), None, range, period).await?;
        }
        println!("{what:<24}{:>9.2} ms", millis(started));
    }

    store.close().await;
    drop(store);
    println!("with its arrival log    {:>9.2} bytes/point", bytes(folder.path())? / points);
    let started = Instant::now();
    let store = Store::open(folder.path())?;
    println!("open it again           {:>9.1} ms", millis(started));
    let started = Instant::now();
    store.seal().await;
    println!("seal all tails          {:>9.1} ms", millis(started));
    store.close().await;
    println!("sealed                  {:>9.2} bytes/point", bytes(folder.path())? / points);
    Ok(())
}

/// Small calls from many senders, after the minutes that are there already.
async fn put_from_many(store: &Store, minutes: i64) -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let callers = (0..SMALL_CALLERS).map(|caller| {
        let store = store.clone();
        tokio::spawn(async move {
            for minute in 0..SMALL_CALLS {
                store.put_metric_data(vec![point(caller, minutes + minute)]).await?;
            }
            Ok::<(), store::StoreError>(())
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await??;
    }
    let calls = (SMALL_CALLERS * SMALL_CALLS) as f64 / started.elapsed().as_secs_f64();
    println!("{SMALL_CALLERS} callers, 1 point each  {calls:>9.0} calls/s");
    Ok(())
}

fn identity(series: i64) -> MetricIdentity {
    MetricIdentity {
        namespace: "Bench/Fleet".to_owned(),
        metric_name: ["CPUUtilization", "NetworkIn", "RequestCount", "Latency"][series as usize % 4]
            .to_owned(),
        dimensions: vec![("InstanceId".to_owned(), format!("i-{series:08x}"))],
    }
}

/// Twelve samples a minute of a load that wanders, with as many digits as such metrics have.
fn point(series: i64, minute: i64) -> MetricPoint {
    let noise = |salt: i64| {
        let mixed = (series * 1_000_003 + minute * 7919 + salt).wrapping_mul(0x5851_f42d_4c95_7f2d) >> 33;
        (mixed & 0xffff) as f64 / 65_536.0
    };
    let wave = (minute as f64 / 229.0 + series as f64).sin() * 20.0 + 50.0;
    let digits = [100.0, 1.0, 1.0, 1000.0][series as usize % 4];
    let round = |value: f64| (value * digits).round() / digits;
    let (minimum, maximum) = (round(wave - 5.0 * noise(1)), round(wave + 8.0 * noise(2)));
    let sum = round(12.0 * (minimum + (maximum - minimum) * noise(3)));
    MetricPoint {
        metric: identity(series),
        unit: "None".to_owned(),
        storage_resolution_secs: 60,
        at: at(minute),
        statistics: StatisticSet { sample_count: 12.0, sum, minimum, maximum },
        histogram: Vec::new(),
    }
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_secs(1_750_000_020 + minute * 60)
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn bytes(folder: &Path) -> std::io::Result<f64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes as f64)
}

/// Zero where the system doesn't say.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
