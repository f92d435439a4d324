//! How fast the store takes log events and finds them again, and how many bytes it keeps of them.
//!
//! `cargo run --release --example bench_logs -- [megabytes]`

use std::time::Instant;
use store::{LogEvent, LogQuery, Store, StoreError};
use timeseries::{TimeRange, Timestamp};

const EVENTS_PER_CALL: i64 = 1000;
const STREAMS: i64 = 4;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let megabytes: i64 = std::env::args().nth(1).map_or(Ok(100), |argument| argument.parse())?;
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    store.create_log_group("g", at(0)).await?;
    for stream in 0..STREAMS {
        store.create_log_stream("g", &stream.to_string(), at(0)).await?;
    }

    let line_bytes = line(0).len() as i64;
    let calls = megabytes * 1_000_000 / line_bytes / EVENTS_PER_CALL / STREAMS;
    let started = Instant::now();
    let mut tasks = Vec::new();
    for stream in 0..STREAMS {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for call in 0..calls {
                let events =
                    (0..EVENTS_PER_CALL).map(|number| event(stream, call * EVENTS_PER_CALL + number));
                store.put_log_events("g", &stream.to_string(), events.collect(), at(0)).await?;
            }
            Ok::<(), StoreError>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    let bytes = (calls * STREAMS * EVENTS_PER_CALL * line_bytes) as f64;
    let per_second = |started: Instant| bytes / 1e6 / started.elapsed().as_secs_f64();
    println!(
        "put {:.0} MB in calls of {EVENTS_PER_CALL} events  {:>7.1} MB/s",
        bytes / 1e6,
        per_second(started)
    );
    let started = Instant::now();
    store.seal().await;
    println!("seal what is left                  {:>7.1} ms", started.elapsed().as_secs_f64() * 1e3);

    let started = Instant::now();
    let newest = LogQuery { newest_first: true, limit: 100, ..query() };
    assert_eq!(store.log_events(newest).await?.len(), 100);
    println!("the newest 100                     {:>7.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let started = Instant::now();
    let (mut all, mut found) = (query(), 0);
    loop {
        let page = store.log_events(all.clone()).await?;
        let Some(last) = page.last() else { break };
        all.after = Some(last.position);
        found += page.iter().filter(|event| event.message.contains("\"status\":500")).count();
    }
    println!("search all, {found} found  {:>7.1} MB/s", per_second(started));
    store.close().await;
    let on_disk = folder.path().join("barograph.sqlite3").metadata()?.len() as f64;
    println!("{:.1} : 1", bytes / on_disk);
    Ok(())
}

fn query() -> LogQuery {
    LogQuery {
        group: "g".to_owned(),
        streams: Vec::new(),
        stream_prefix: None,
        range: TimeRange::new(at(0), Timestamp::MAX),
        after: None,
        before: None,
        newest_first: false,
        limit: 50_000,
        limit_bytes: 4 * 1024 * 1024,
    }
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_750_000_000_000 + millis)
}

fn event(stream: i64, number: i64) -> LogEvent {
    LogEvent { at: at(number * 3 + stream), message: line(number * STREAMS + stream) }
}

/// One request of a web server, as JSON.
fn line(number: i64) -> String {
    let mixed = number.wrapping_mul(0x5851_f42d_4c95_7f2d).rotate_right(29) as u64;
    let status = if mixed.is_multiple_of(997) { 500 } else { 200 };
    let path = ["cart", "item", "user", "list"][(mixed >> 20) as usize % 4];
    format!(
        "{{\"level\":\"INFO\",\"requestId\":\"{mixed:016x}\",\"method\":\"GET\",\"path\":\"/api/{path}/{:06}\",\
         \"status\":{status},\"duration_ms\":{:03},\"message\":\"request handled by the front door\"}}",
        (mixed >> 30) % 1_000_000,
        100 + (mixed >> 50) % 900,
    )
}
