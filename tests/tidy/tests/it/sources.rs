//! Where words may appear, and how long files may be.

use tidy::{SourceFile, code_lines, files};

const MAX_LINES: usize = 500;
/// Files over [`MAX_LINES`] that are allowed for now. This list may only shrink.
const LONG_FILES: &[&str] = &[];

const PURE: &[&str] = &[
    "crates/alarm/src",
    "crates/chart/src",
    "crates/cloudwatch_api/src",
    "crates/dashboard/src",
    "crates/metric_math/src",
    "crates/timeseries/src",
];

fn rust() -> Vec<SourceFile> {
    let found = files(&["crates", "scripts", "src", "tests"], &[".rs"]);
    assert!(20 < found.len(), "the tree is read");
    found
}

/// Fails with every place in `sources` where a line of code holds one of `words`.
#[track_caller]
fn nowhere(sources: &[SourceFile], words: &[&str], why: &str) {
    let mut places = Vec::new();
    for file in sources {
        for (number, line) in code_lines(&file.text) {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                places.push(format!("{}:{number}: `{word}`", file.path));
            }
        }
    }
    assert!(places.is_empty(), "{why}:\n{}", places.join("\n"));
}

#[test]
fn every_file_says_what_its_room_is_for() {
    let silent: Vec<_> = rust().into_iter().filter(|file| !file.text.starts_with("//!")).collect();
    let silent: Vec<_> = silent.iter().map(|file| &file.path).collect();
    assert!(silent.is_empty(), "these files don't open with `//!`: {silent:?}");
}

#[test]
fn no_file_is_too_long() {
    for file in files(&["crates", "scripts", "src", "tests", "style"], &[".rs", ".css", ".py"]) {
        let lines = file.text.lines().count();
        let listed = LONG_FILES.contains(&file.path.as_str());
        assert!(lines <= MAX_LINES || listed, "{} has {lines} lines, more than {MAX_LINES}", file.path);
        assert!(MAX_LINES < lines || !listed, "{} is short now: take it off the list", file.path);
    }
}

#[test]
fn pure_crates_have_no_clock_no_io_and_no_async() {
    let words = [
        "std::time",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::env",
        "std::net",
        "std::thread",
        "async fn",
        "println!",
        "tracing::",
    ];
    nowhere(&files(PURE, &[".rs"]), &words, "time and I/O are the caller's");
}

#[test]
fn the_storage_library_is_named_in_the_store_only() {
    let mut sources = files(&["crates"], &[".rs"]);
    sources.retain(|file| !file.path.starts_with("crates/store/"));
    nowhere(&sources, &["rusqlite", "SELECT ", "INSERT INTO"], "the store is the one door to storage");
}

#[test]
fn operations_cannot_see_http() {
    let words = ["axum", "http::", "wire::", "HeaderMap", "StatusCode", "serde_json::Value"];
    nowhere(
        &files(&["crates/server/src/operations"], &[".rs"]),
        &words,
        "an operation is typed in, typed out",
    );
}

#[test]
fn one_fetch_in_the_app() {
    let mut sources = files(&["src"], &[".rs"]);
    sources.retain(|file| file.path != "src/api.rs");
    nowhere(&sources, &["gloo_net", "fetch_with_"], "src/api.rs is the only fetch");
}

#[test]
fn hostile_text_never_becomes_markup() {
    let words = ["inner_html", "set_inner_html", "insert_adjacent_html", "set_outer_html"];
    nowhere(&files(&["src"], &[".rs"]), &words, "names, labels and log lines are text nodes");
    nowhere(
        &files(&["src"], &[".rs"]),
        &[" style=\"", " style=move", " style=format"],
        "the page's CSP refuses style attributes",
    );
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let mut sources = rust();
    // All but this list of the words.
    sources.retain(|file| !file.path.ends_with("it/sources.rs"));
    let words = ["#[allow(", "#![allow(", "#[ignore", "#[should_panic"];
    nowhere(&sources, &words, "use #[expect(lint, reason = …)]");
}

#[test]
fn colours_stand_in_the_tokens_only() {
    let mut sheets = files(&["style"], &[".css"]);
    assert!(sheets.iter().any(|file| file.path == "style/tokens.css"), "the tokens are read");
    sheets.retain(|file| file.path != "style/tokens.css");
    let is_hex = |word: &str| {
        let digits = word.chars().take_while(char::is_ascii_hexdigit).count();
        [3, 4, 6, 8].contains(&digits)
    };
    for file in &sheets {
        for (number, line) in file.text.lines().enumerate() {
            let value = line.split_once(':').map_or("", |(_, value)| value);
            let literal =
                value.split('#').skip(1).any(is_hex) || value.contains("rgb(") || value.contains("hsl(");
            assert!(!literal, "{}:{}: a colour outside style/tokens.css", file.path, number + 1);
        }
    }
}

/// The dark tokens stand twice, for the system's wish and for the person's choice: CSS can't say it once in a
/// way that a canvas can read.
#[test]
fn both_dark_themes_are_the_same() {
    let sheets = files(&["style"], &["tokens.css"]);
    let text = &sheets.first().expect("style/tokens.css is there").text;
    let tokens_after = |start: &str| -> Vec<&str> {
        let block = text.split_once(start).expect(start).1.split_once('}').expect("a closing brace").0;
        block.lines().map(str::trim).filter(|line| line.starts_with("--")).collect()
    };
    let by_wish = tokens_after(":root:not([data-theme=\"light\"]) {");
    let by_choice = tokens_after(":root[data-theme=\"dark\"] {");
    assert!(20 < by_wish.len(), "the tokens are read");
    assert_eq!(by_wish, by_choice);
}
