//! The permitted arrows between crates. A new edge changes this table in the same commit.

use std::fs;
use tidy::root;

/// Each crate with the internal crates it may use (as a dependency of any kind).
const PERMITTED: &[(&str, &[&str])] = &[
    ("timeseries", &[]),
    ("cloudwatch_api", &["timeseries"]),
    ("metric_math", &["timeseries"]),
    ("alarm", &["cloudwatch_api", "timeseries"]),
    ("dashboard", &["timeseries"]),
    ("chart", &["timeseries"]),
    ("wire", &["cloudwatch_api", "timeseries"]),
    ("store", &["timeseries"]),
    ("server", &["alarm", "cloudwatch_api", "dashboard", "metric_math", "store", "timeseries", "wire"]),
];

/// The browser app.
const APP: &[&str] = &["chart", "cloudwatch_api", "dashboard", "metric_math", "timeseries"];

/// The crates with I/O, and what each of them leaves to others all the same. The rest are pure.
const WITH_IO: &[(&str, &[&str])] = &[
    ("server", &["rusqlite"]),
    ("store", &["axum", "http-body-util", "hyper", "hyper-util"]),
    ("wire", &["hyper-util", "lettre", "rusqlite"]),
];

/// What would drag I/O, a clock or threads into a pure crate.
const NOT_IN_PURE_CRATES: &[&str] = &["axum", "chrono", "leptos", "rusqlite", "tokio", "tracing", "web-sys"];

fn manifest(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names in a manifest's dependency tables.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut in_table = false;
    for line in manifest.lines() {
        if let Some(table) = line.strip_prefix('[') {
            in_table =
                table.trim_end_matches(']').ends_with("dependencies") && !table.starts_with("workspace");
            if let Some(name) = table.strip_prefix("dependencies.") {
                names.push(name.trim_end_matches(']').to_owned());
            }
        } else if in_table
            && let Some(name) = line.split(['.', ' ', '=']).next().filter(|name| !name.is_empty())
        {
            names.push(name.to_owned());
        }
    }
    names.retain(|name| !name.starts_with('#'));
    names
}

#[test]
fn crates_use_only_what_the_table_permits() {
    let mut found: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut listed: Vec<String> = PERMITTED.iter().map(|(name, _)| (*name).to_owned()).collect();
    listed.sort();
    assert_eq!(found, listed, "each crate stands in the table once");
    let internal = |name: &String| PERMITTED.iter().any(|(known, _)| known == name);
    for (name, permitted) in PERMITTED {
        let used = dependencies(&manifest(&format!("crates/{name}/Cargo.toml")));
        for other in used.iter().filter(|other| internal(other)) {
            assert!(permitted.contains(&other.as_str()), "{name} must not use {other}");
        }
        let with_io = WITH_IO.iter().find(|(known, _)| known == name);
        let unseen = with_io.map_or(NOT_IN_PURE_CRATES, |(_, unseen)| unseen);
        for other in &used {
            assert!(!unseen.contains(&other.as_str()), "{name} must not use {other}");
        }
    }
    let app = dependencies(&manifest("Cargo.toml"));
    assert!(app.contains(&"leptos".to_owned()), "the app's own manifest is read");
    for other in app.iter().filter(|other| internal(other)) {
        assert!(APP.contains(&other.as_str()), "the app must not use {other}");
    }
}
