//! Logs: groups, streams, and pages over fresh and sealed blocks.

use super::*;
use proptest::prelude::*;

fn event(at_ms: i64, message: &str) -> LogEvent {
    LogEvent { at: Timestamp::from_millis(at_ms), message: message.to_owned() }
}

fn query() -> LogQuery {
    LogQuery {
        group: "g".to_owned(),
        streams: Vec::new(),
        stream_prefix: None,
        range: TimeRange::new(Timestamp::from_millis(0), Timestamp::from_millis(1_000_000)),
        after: None,
        before: None,
        newest_first: false,
        limit: 100,
        limit_bytes: 1_000_000,
    }
}

async fn with_streams(folder: &TempDir, streams: &[&str]) -> Store {
    let store = open(folder);
    store.create_log_group("g", secs(1)).await.unwrap();
    for stream in streams {
        store.create_log_stream("g", stream, secs(2)).await.unwrap();
    }
    store
}

async fn messages(store: &Store, query: LogQuery) -> Vec<String> {
    store.log_events(query).await.unwrap().into_iter().map(|event| event.message).collect()
}

#[tokio::test]
async fn groups_and_streams_are_made_once_and_deleted_once() {
    let folder = folder();
    let store = with_streams(&folder, &["s2", "s1"]).await;
    assert_eq!(store.create_log_group("g", secs(9)).await, Err(StoreError::AlreadyExists));
    assert_eq!(store.create_log_stream("g", "s1", secs(9)).await, Err(StoreError::AlreadyExists));
    assert_eq!(store.create_log_stream("none", "s1", secs(9)).await, Err(StoreError::NotFound));
    assert_eq!(store.log_streams("none").await, Err(StoreError::NotFound));
    assert_eq!(
        store.log_events(LogQuery { group: "none".to_owned(), ..query() }).await,
        Err(StoreError::NotFound)
    );
    assert_eq!(
        store.put_log_events("g", "none", vec![event(1, "x")], secs(3)).await,
        Err(StoreError::NotFound)
    );
    let names =
        store.log_streams("g").await.unwrap().into_iter().map(|stream| stream.name).collect::<Vec<_>>();
    assert_eq!(names, ["s1", "s2"]);
    store.delete_log_stream("g", "s1").await.unwrap();
    assert_eq!(store.delete_log_stream("g", "s1").await, Err(StoreError::NotFound));
    store.delete_log_group("g").await.unwrap();
    assert_eq!(store.delete_log_group("g").await, Err(StoreError::NotFound));
    assert_eq!(store.log_group("g").await, Ok(None));
}

#[tokio::test]
async fn what_describes_a_stream_follows_its_events() {
    let folder = folder();
    let store = with_streams(&folder, &["s"]).await;
    store.put_log_events("g", "s", vec![event(500, "abc"), event(700, "de")], secs(3)).await.unwrap();
    store.put_log_events("g", "s", vec![event(100, "f")], secs(4)).await.unwrap();
    let expected = StoredLogStream {
        name: "s".to_owned(),
        created: secs(2),
        first_event: Some(Timestamp::from_millis(100)),
        last_event: Some(Timestamp::from_millis(700)),
        last_ingestion: Some(secs(4)),
    };
    assert_eq!(store.log_stream("g", "s").await.unwrap(), Some(expected.clone()));
    assert_eq!(store.log_streams("g").await.unwrap(), [expected]);
    let group = StoredLogGroup { name: "g".to_owned(), created: secs(1), stored_bytes: 6 + 3 * 26 };
    assert_eq!(store.log_groups().await.unwrap(), [group]);
}

#[tokio::test]
async fn pages_go_forwards_and_backwards_over_fresh_and_sealed_blocks() {
    let folder = folder();
    let store = with_streams(&folder, &["a", "b"]).await;
    store.put_log_events("g", "a", vec![event(10, "1"), event(30, "4")], secs(3)).await.unwrap();
    store.put_log_events("g", "b", vec![event(20, "2"), event(20, "3")], secs(3)).await.unwrap();
    store.seal().await;
    store.put_log_events("g", "a", vec![event(20, "3b"), event(40, "5")], secs(3)).await.unwrap();
    assert_eq!(messages(&store, query()).await, ["1", "2", "3", "3b", "4", "5"]);
    let events = store.log_events(query()).await.unwrap();
    let third = Some(events[2].position);
    assert_eq!((events[2].stream.as_str(), events[2].ingested), ("b", secs(3)));
    assert_eq!(messages(&store, LogQuery { after: third, limit: 2, ..query() }).await, ["3b", "4"]);
    assert_eq!(messages(&store, LogQuery { before: third, ..query() }).await, ["1", "2"]);
    let newest = LogQuery { newest_first: true, limit: 2, ..query() };
    assert_eq!(messages(&store, newest.clone()).await, ["4", "5"]);
    assert_eq!(messages(&store, LogQuery { before: third, limit: 1, ..newest }).await, ["2"]);
    let in_b = LogQuery { streams: vec!["b".to_owned()], ..query() };
    assert_eq!(messages(&store, in_b).await, ["2", "3"]);
    let of_a = LogQuery { stream_prefix: Some("a".to_owned()), ..query() };
    assert_eq!(messages(&store, of_a).await, ["1", "3b", "4", "5"]);
    let range = TimeRange::new(Timestamp::from_millis(20), Timestamp::from_millis(30));
    assert_eq!(messages(&store, LogQuery { range, ..query() }).await, ["2", "3", "3b"]);
}

#[tokio::test]
async fn a_page_ends_at_its_bytes_but_never_empty() {
    let folder = folder();
    let store = with_streams(&folder, &["a"]).await;
    let events = vec![event(1, "aaaa"), event(2, "bb"), event(3, "cc"), event(4, "dddddddd")];
    store.put_log_events("g", "a", events, secs(3)).await.unwrap();
    let check = async |limit_bytes, newest_first, expected: &[&str]| {
        let found = messages(&store, LogQuery { limit_bytes, newest_first, ..query() }).await;
        assert_eq!(found, expected, "{limit_bytes} bytes");
    };
    check(6, false, &["aaaa", "bb"]).await;
    check(1, false, &["aaaa"]).await;
    check(1, true, &["dddddddd"]).await;
    check(12, true, &["bb", "cc", "dddddddd"]).await;
}

#[tokio::test]
async fn deleted_events_stay_deleted_under_the_same_names() {
    let folder = folder();
    let store = with_streams(&folder, &["a", "b"]).await;
    store.put_log_events("g", "a", vec![event(1, "gone")], secs(3)).await.unwrap();
    store.put_log_events("g", "b", vec![event(2, "stays")], secs(3)).await.unwrap();
    store.seal().await;
    store.delete_log_stream("g", "a").await.unwrap();
    store.create_log_stream("g", "a", secs(4)).await.unwrap();
    assert_eq!(messages(&store, query()).await, ["stays"]);
    assert_eq!(store.log_group("g").await.unwrap().unwrap().stored_bytes, 5 + 26);
    store.delete_log_group("g").await.unwrap();
    store.create_log_group("g", secs(5)).await.unwrap();
    store.create_log_stream("g", "b", secs(5)).await.unwrap();
    assert_eq!(messages(&store, query()).await, Vec::<String>::new());
    store.seal().await;
    let blocks = |connection: &rusqlite::Connection| {
        Ok(connection.query_row("SELECT count(*) FROM log_block", [], |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(store.shared().readers.read(blocks).await, Ok(0));
}

#[tokio::test]
async fn a_damaged_block_is_left_out_and_the_rest_is_served() {
    let folder = folder();
    let store = with_streams(&folder, &["a"]).await;
    for at in [1, 2, 3] {
        store.put_log_events("g", "a", vec![event(at, &at.to_string())], secs(3)).await.unwrap();
    }
    for (column, expected) in [("messages", ["1", "3"].as_slice()), ("heads", &["1", "3"])] {
        let damage = move |connection: &rusqlite::Connection| {
            let sql = format!("UPDATE log_block SET {column} = x'0100ffffffff0161' WHERE start_ms = 2");
            assert_eq!(connection.execute(&sql, [])?, 1);
            Ok(())
        };
        store.shared().writer.write(damage, |()| ()).await.unwrap();
        assert_eq!(messages(&store, query()).await, expected);
        store.seal().await;
        assert_eq!(messages(&store, query()).await, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_page_size_walks_through_every_event_once(
        calls in prop::collection::vec((0_usize..3, prop::collection::vec(0_i64..50, 1..20), any::<bool>()), 1..12),
        limit in 1_usize..9,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = folder();
            let store = with_streams(&folder, &["0", "1", "2"]).await;
            let mut expected = Vec::new();
            for (stream, times, seals) in &calls {
                let mut times = times.clone();
                times.sort_unstable();
                let message = |number: usize| format!("{}", expected.len() + number);
                let events: Vec<LogEvent> =
                    times.iter().enumerate().map(|(number, at)| event(*at, &message(number))).collect();
                expected.extend(events.iter().map(|event| (event.at, event.message.clone())));
                store.put_log_events("g", &stream.to_string(), events, secs(3)).await.unwrap();
                if *seals {
                    store.seal().await;
                }
            }
            expected.sort_by_key(|(at, _)| *at);
            let (mut forwards, mut after) = (Vec::new(), None);
            loop {
                let page = store.log_events(LogQuery { after, limit, ..query() }).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some(last.position);
                forwards.extend(page.into_iter().map(|event| (event.position.at, event.message)));
            }
            assert_eq!(forwards, expected);
            let (mut backwards, mut before) = (Vec::new(), None);
            loop {
                let query = LogQuery { before, limit, newest_first: true, ..query() };
                let page = store.log_events(query).await.unwrap();
                let Some(first) = page.first() else { break };
                before = Some(first.position);
                backwards.extend(page.into_iter().rev().map(|event| (event.position.at, event.message)));
            }
            backwards.reverse();
            assert_eq!(backwards, expected);
        });
    }
}
