//! The dashboard operations on a real store, with AWS's recorded texts.

use super::*;
use crate::account::Account;
use crate::clock::Clock;
use store::Store;
use tempfile::TempDir;
use timeseries::Timestamp;

const EMPTY: &str = r#"{"widgets":[]}"#;

struct Setup {
    app: App,
    _folder: TempDir,
}

fn setup() -> Setup {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let account = Account { id: "123456789012".to_owned(), region: "eu-west-1".to_owned() };
    let clock = Clock::from_fn(|| Timestamp::from_secs(1_790_000_000));
    Setup { app: App::new(store, account, clock), _folder: folder }
}

impl Setup {
    async fn put(&self, name: &str, body: &str) -> Result<PutDashboardOutput, ApiError> {
        let input = PutDashboardInput {
            dashboard_name: Some(name.to_owned()),
            dashboard_body: Some(body.to_owned()),
            tags: None,
        };
        put_dashboard(&self.app, input).await
    }

    async fn get(&self, name: &str) -> Result<GetDashboardOutput, ApiError> {
        get_dashboard(&self.app, GetDashboardInput { dashboard_name: Some(name.to_owned()) }).await
    }

    async fn list(&self, prefix: &str, token: Option<String>) -> Result<ListDashboardsOutput, ApiError> {
        let input = ListDashboardsInput { dashboard_name_prefix: Some(prefix.to_owned()), next_token: token };
        list_dashboards(&self.app, input).await
    }

    async fn names(&self, prefix: &str) -> Vec<String> {
        let entries = self.list(prefix, None).await.unwrap().dashboard_entries;
        entries.into_iter().map(|entry| entry.dashboard_name).collect()
    }

    async fn delete(&self, names: &[&str]) -> Result<NoOutput, ApiError> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        delete_dashboards(&self.app, DeleteDashboardsInput { dashboard_names: Some(names) }).await
    }
}

#[track_caller]
fn is_refused<T: std::fmt::Debug>(result: Result<T, ApiError>, kind: ErrorKind, message: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.kind, error.message.as_deref()), (kind, Some(message)));
}

#[tokio::test]
async fn a_body_comes_back_byte_for_byte() {
    let setup = setup();
    let body = " {\r\n\t\"widgets\" : [ { \"type\":\"text\", \"properties\":{\"markdown\":\"caf\\u00e9 ☃\"} } ]\n}\n";
    let output = setup.put("web_1-A", body).await.unwrap();
    assert_eq!(output.dashboard_validation_messages, []);
    let dashboard = setup.get("web_1-A").await.unwrap();
    assert_eq!(dashboard.dashboard_body, body);
    assert_eq!(dashboard.dashboard_name, "web_1-A");
    assert_eq!(dashboard.dashboard_arn, "arn:aws:cloudwatch::123456789012:dashboard/web_1-A");
    setup.put("web_1-A", EMPTY).await.unwrap();
    assert_eq!(setup.get("web_1-A").await.unwrap().dashboard_body, EMPTY);
}

#[tokio::test]
async fn warnings_are_told_and_the_body_is_kept() {
    let setup = setup();
    let body = r#"{"widgets":[{"type":"future-widget","properties":{}}],"periodOverride":"bogus"}"#;
    let messages = setup.put("a", body).await.unwrap().dashboard_validation_messages;
    let paths: Vec<&str> = messages.iter().map(|message| message.data_path.as_str()).collect();
    assert_eq!(paths, ["/widgets/0/type", "/periodOverride"]);
    assert_eq!(messages[1].message, r#"Should match pattern "^(inherit|auto)$""#);
    assert_eq!(setup.get("a").await.unwrap().dashboard_body, body);
}

#[tokio::test]
async fn an_invalid_body_is_refused_with_the_list_of_errors() {
    let setup = setup();
    setup.put("a", EMPTY).await.unwrap();
    let body = r#"{"widgets":[{"type":"text","properties":{"markdown":"x"},"x":-1,"y":-1}]}"#;
    let error = setup.put("a", body).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::DashboardInvalidInput);
    let message = "The dashboard body is invalid, there are 2 validation errors:\n[\n  {\n    \"dataPath\": \"/widgets/0/x\",\n    \
                   \"message\": \"Should be >= 0\"\n  },\n  {\n    \"dataPath\": \"/widgets/0/y\",\n    \
                   \"message\": \"Should be >= 0\"\n  }\n]";
    assert_eq!(error.message.as_deref(), Some(message));
    let listed: Vec<&str> =
        error.dashboard_validation_messages.iter().map(|message| message.data_path.as_str()).collect();
    assert_eq!(listed, ["/widgets/0/x", "/widgets/0/y"]);
    assert_eq!(setup.get("a").await.unwrap().dashboard_body, EMPTY);
    let quoted = setup
        .put("a", r#"{"widgets":[{"type":"metric","properties":{"region":"r","metrics":["A"]}}]}"#)
        .await;
    assert!(quoted.unwrap_err().message.unwrap().contains(r#""message": "Field \"metrics\" has"#));
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    let setup = setup();
    for body in ["{", "[]", "null", "\"owned\"", "{} x"] {
        let message = "The field DashboardBody must be a valid JSON object";
        is_refused(setup.put("a", body).await, ErrorKind::DashboardInvalidInput, message);
    }
    let message = "The parameter DashboardBody is required.\n";
    is_refused(setup.put("a", "").await, ErrorKind::InvalidParameterValue, message);
    let neither = put_dashboard(&setup.app, PutDashboardInput::default()).await;
    is_refused(neither, ErrorKind::InvalidParameterValue, "The parameter DashboardName is required.\n");
    assert_eq!(setup.names("").await, [""; 0]);
}

#[tokio::test]
async fn names_are_checked() {
    let setup = setup();
    let message = "The value for field DashboardName contains invalid characters. \
                   It can only contain alphanumerics, dash (-) and underscore (_).\n";
    for name in ["a b", "a/b", "é", "a."] {
        is_refused(setup.put(name, EMPTY).await, ErrorKind::InvalidParameterValue, message);
        is_refused(setup.get(name).await, ErrorKind::InvalidParameterValue, message);
    }
    setup.put(&"n".repeat(255), EMPTY).await.unwrap();
    let long = "The value for field DashboardName must be 1 to 255 characters long.";
    is_refused(setup.put(&"n".repeat(256), EMPTY).await, ErrorKind::InvalidParameterValue, long);
}

#[tokio::test]
async fn an_unknown_dashboard_is_not_found() {
    let setup = setup();
    is_refused(setup.get("gone").await, ErrorKind::DashboardNotFound, "Dashboard gone does not exist");
}

#[tokio::test]
async fn lists_are_by_name_with_what_belongs_to_each() {
    let setup = setup();
    for name in ["web-z", "web-A", "db"] {
        setup.put(name, EMPTY).await.unwrap();
    }
    assert_eq!(setup.names("").await, ["db", "web-A", "web-z"]);
    assert_eq!(setup.names("web").await, ["web-A", "web-z"]);
    assert_eq!(setup.names("WEB").await, [""; 0]);
    let list = setup.list("db", None).await.unwrap();
    assert_eq!(list.next_token, None);
    let entry = &list.dashboard_entries[0];
    assert_eq!(entry.dashboard_arn, "arn:aws:cloudwatch::123456789012:dashboard/db");
    assert_eq!((entry.size, entry.last_modified), (14, Timestamp::from_secs(1_790_000_000)));
}

#[tokio::test]
async fn lists_come_in_pages() {
    let setup = setup();
    let dashboards = (0..=PAGE_SIZE).map(|index| format!("d{index:04}"));
    let puts: Vec<_> = dashboards
        .map(|name| {
            let store = setup.app.store.clone();
            let last_modified = Timestamp::from_secs(1);
            let dashboard = StoredDashboard { name, body: EMPTY.to_owned(), last_modified };
            tokio::spawn(async move { store.put_dashboard(dashboard).await })
        })
        .collect();
    for put in puts {
        put.await.unwrap().unwrap();
    }
    let first = setup.list("d", None).await.unwrap();
    assert_eq!(first.dashboard_entries.len(), PAGE_SIZE);
    let second = setup.list("d", first.next_token).await.unwrap();
    let names: Vec<&str> =
        second.dashboard_entries.iter().map(|entry| entry.dashboard_name.as_str()).collect();
    assert_eq!((names, second.next_token), (vec!["d1000"], None));
    let bad = setup.list("d", Some("not-a-token".to_owned())).await;
    is_refused(bad, ErrorKind::InvalidParameterValue, "Request parameter NextToken is invalid");
}

#[tokio::test]
async fn deleting_passes_over_unknown_names() {
    let setup = setup();
    for name in ["a", "b", "c"] {
        setup.put(name, EMPTY).await.unwrap();
    }
    setup.delete(&["a", "unknown", "a"]).await.unwrap();
    assert_eq!(setup.names("").await, ["b", "c"]);
    // Names given twice count once.
    setup.delete(&["b"; 101]).await.unwrap();
    assert_eq!(setup.names("").await, ["c"]);

    let message = "The value for field DashboardNames[1] contains invalid characters. \
                   It can only contain alphanumerics, dash (-) and underscore (_).\n";
    is_refused(setup.delete(&["c", "c/d"]).await, ErrorKind::InvalidParameterValue, message);
    let many: Vec<String> = (0..101).map(|index| format!("d{index}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).chain(["c"]).collect();
    let message = "At most 100 dashboards can be deleted in one call.";
    is_refused(setup.delete(&many).await, ErrorKind::InvalidParameterValue, message);
    let message = "The parameter DashboardNames is required.\n";
    is_refused(setup.delete(&[]).await, ErrorKind::InvalidParameterValue, message);
    assert_eq!(setup.names("").await, ["c"]);
}
