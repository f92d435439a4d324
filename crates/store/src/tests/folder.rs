//! The folder itself: its lock, its format, a full disk, calls that are refused.

use super::*;

#[test]
fn a_folder_in_use_is_refused_until_it_is_free() {
    let folder = folder();
    let first = open(&folder);
    let second = Store::open(folder.path());
    assert!(matches!(second, Err(OpenError::Locked { .. })));
    drop(first);
    open(&folder);
}

#[test]
fn a_newer_format_is_refused() {
    let folder = folder();
    drop(open(&folder));
    let database = rusqlite::Connection::open(folder.path().join("barograph.sqlite3")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    let Err(OpenError::TooNew { found: 99, known: schema::VERSION, .. }) = Store::open(folder.path()) else {
        panic!("it opened");
    };
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(matches!(Store::open(&file.path().join("data")), Err(OpenError::Io { .. })));
    let folder = folder();
    std::fs::write(folder.path().join("barograph.sqlite3"), [7; 5000]).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(OpenError::Io { .. })));
}

#[test]
fn a_database_that_was_half_made_is_made_again() {
    let folder = folder();
    std::fs::write(folder.path().join("barograph.sqlite3.new"), [7; 5000]).unwrap();
    drop(open(&folder));
    open(&folder);
    let mut names: Vec<_> = folder
        .path()
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    names.sort();
    assert_eq!(names, ["barograph.sqlite3", "lock"]);
}

#[tokio::test]
async fn a_closed_store_writes_no_more_and_frees_the_folder() {
    let folder = folder();
    let store = open(&folder);
    store.put_metric_data(vec![point("a", 0, 1.0)]).await.unwrap();
    store.close().await;
    assert!(matches!(store.put_metric_data(vec![point("a", 0, 1.0)]).await, Err(StoreError::Failed(_))));
    open(&folder);
}

#[tokio::test]
async fn a_full_disk_keeps_nothing_of_a_call_and_everything_before_it() {
    let folder = folder();
    let store = open(&folder);
    let limit_pages = async |pages: i64| {
        let limit = move |connection: &rusqlite::Connection| {
            connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
            Ok(())
        };
        store.shared().writer.write(limit, |()| ()).await.unwrap();
    };
    let put = async |name: &str, body_bytes: usize| {
        let body = "x".repeat(body_bytes);
        store.put_dashboard(StoredDashboard { name: name.to_owned(), body, last_modified: secs(0) }).await
    };
    let names = async || {
        let found = store.dashboards("", None, 9).await.unwrap();
        found.into_iter().map(|dashboard| dashboard.name).collect::<Vec<_>>()
    };
    put("before", 10).await.unwrap();
    limit_pages(60).await;
    assert_eq!(put("large", 1_000_000).await, Err(StoreError::DiskFull));
    assert_eq!(names().await, ["before"]);
    put("small", 10).await.unwrap();
    limit_pages(100_000).await;
    put("large", 1_000_000).await.unwrap();
    assert_eq!(names().await, ["before", "large", "small"]);
}

#[tokio::test]
async fn a_refused_call_takes_no_other_of_its_group_along() {
    let folder = folder();
    let store = open(&folder);
    let create = || {
        let store = store.clone();
        tokio::spawn(async move { store.create_log_group("g", secs(0)).await })
    };
    let calls: Vec<_> = (0..20).map(|_| create()).collect();
    let mut outcomes = Vec::new();
    for call in calls {
        outcomes.push(call.await.unwrap());
    }
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(StoreError::AlreadyExists))));
}

#[tokio::test]
async fn a_folder_shrinks_when_much_is_deleted() {
    let folder = folder();
    let store = open(&folder);
    let names: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    for name in &names {
        let body = "x".repeat(1_000_000);
        store
            .put_dashboard(StoredDashboard { name: name.clone(), body, last_modified: secs(0) })
            .await
            .unwrap();
    }
    store.delete_dashboards(&names).await.unwrap();
    store.seal().await;
    store.close().await;
    let bytes = folder.path().join("barograph.sqlite3").metadata().unwrap().len();
    assert!((10_000_000..20_000_000).contains(&bytes), "{bytes} bytes");
}

#[tokio::test]
async fn a_call_that_panics_leaves_the_writer_alive() {
    let folder = folder();
    let store = open(&folder);
    let panicking = |_: &rusqlite::Connection| -> Result<(), StoreError> { panic!("on purpose") };
    let outcome = store.shared().writer.write(panicking, |()| ()).await;
    assert_eq!(outcome, Err(StoreError::Failed("a write panicked".to_owned())));
    store.put_metric_data(vec![point("a", 0, 1.0)]).await.unwrap();
}

#[test]
fn every_older_format_is_brought_up_to_this_one() {
    for taken in 1..schema::VERSION {
        let folder = folder();
        let database = rusqlite::Connection::open(folder.path().join("barograph.sqlite3")).unwrap();
        schema::create_up_to(&database, taken).unwrap();
        drop(database);
        drop(open(&folder));
        let database = rusqlite::Connection::open(folder.path().join("barograph.sqlite3")).unwrap();
        let tables = |connection: &rusqlite::Connection| {
            let sql = "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name";
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
            rows.unwrap().collect::<Result<Vec<(String, String)>, _>>().unwrap()
        };
        let fresh = rusqlite::Connection::open_in_memory().unwrap();
        schema::create(&fresh).unwrap();
        assert_eq!(tables(&database), tables(&fresh), "from format {taken}");
    }
}
