//! The permitted arrows between the rooms of `src`, the browser app: a room is a file or a folder right below it.
//! A new arrow changes this table in the same commit.
//!
//! Only paths are read (`crate::…`, `super::…`), in code and in tests; what a macro would put together is not seen.

use std::collections::BTreeMap;
use tidy::{SourceFile, code_lines, files};

/// Each room with the rooms it may use. A room uses only rooms further up, so there can be no circle.
const PERMITTED: &[(&str, &[&str])] = &[
    ("time", &[]),
    ("components", &[]),
    ("api", &[]),
    ("routing", &["time"]),
    ("session", &["api"]),
    ("data", &["api", "session", "time"]),
    ("dashboards", &["api", "data", "session", "time"]),
    ("dashboard_time", &["data", "routing", "time"]),
    ("charts", &["components", "time"]),
    ("widgets", &["charts", "components", "data", "time"]),
    ("widget_editor", &["charts", "components", "data", "time", "widgets"]),
    (
        "pages",
        &[
            "api",
            "charts",
            "components",
            "dashboard_time",
            "dashboards",
            "data",
            "routing",
            "session",
            "time",
            "widget_editor",
            "widgets",
        ],
    ),
    (
        "app",
        &[
            "api",
            "charts",
            "components",
            "dashboard_time",
            "dashboards",
            "data",
            "pages",
            "routing",
            "session",
            "time",
            "widget_editor",
            "widgets",
        ],
    ),
    // The crate's root, with whatever stands in it outside of a room.
    ("lib", &["app"]),
    ("main", &["app", "lib"]),
    // Another program: widgets and charts in a page of somebody else's, no pages of ours.
    (
        "embed",
        &[
            "api",
            "charts",
            "components",
            "dashboard_time",
            "dashboards",
            "data",
            "lib",
            "routing",
            "session",
            "time",
            "widgets",
        ],
    ),
];

fn is_room(name: &str) -> bool {
    PERMITTED.iter().any(|(known, _)| *known == name)
}

/// The names of the modules that a file's code stands in, from the crate's root: `src/data/demo/mod.rs` is
/// `["data", "demo"]`.
fn module(path: &str) -> Vec<&str> {
    let inside = path.trim_start_matches("src/").trim_start_matches("bin/").trim_end_matches(".rs");
    inside.split('/').filter(|name| *name != "mod").collect()
}

/// A use of another room.
struct Arrow {
    from: String,
    to: String,
    place: String,
}

fn arrows(file: &SourceFile) -> Vec<Arrow> {
    let module = module(&file.path);
    let room = *module.first().expect("a file has a name");
    // To the compiler the programs below `src` are crates of their own.
    let is_program = ["main", "embed"].contains(&room);
    let root_words: &[&str] = if is_program { &["barograph::"] } else { &["crate::"] };
    let code = without_comments(&file.text);
    let mut found = Vec::new();
    for word in root_words {
        for (at, _) in code.match_indices(word).filter(|(at, _)| is_word_start(&code, *at)) {
            found.extend(names_after(&code[at + word.len()..]).into_iter().map(|name| (at, name)));
        }
    }
    let own_code: usize = code_lines(&file.text).last().map_or(0, |(number, _)| number);
    for (at, chain, rest) in super_chains(&code) {
        // Inside of a file's own tests `super` is the file.
        if line_of(&code, at) <= own_code && chain >= module.len() && !is_program {
            found.extend(names_after(rest).into_iter().map(|name| (at, name)));
        }
    }
    let arrow = |(at, name): (usize, String)| Arrow {
        from: room.to_owned(),
        to: if is_room(&name) { name } else { "lib".to_owned() },
        place: format!("{}:{}", file.path, line_of(&code, at)),
    };
    found.into_iter().map(arrow).filter(|arrow| arrow.from != arrow.to).collect()
}

/// The text with empty lines in place of lines that are comments, so that places stay true.
fn without_comments(text: &str) -> String {
    let line =
        |line: &str| if line.trim_start().starts_with("//") { "\n".to_owned() } else { format!("{line}\n") };
    text.lines().map(line).collect()
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

fn is_word_start(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':')
}

/// Where `super::super::` begins, how often the word stands there, and what follows.
fn super_chains(code: &str) -> Vec<(usize, usize, &str)> {
    let mut chains = Vec::new();
    for (at, _) in code.match_indices("super::").filter(|(at, _)| is_word_start(code, *at)) {
        let rest = code[at..].trim_start_matches("super::");
        chains.push((at, (code.len() - at - rest.len()) / "super::".len(), rest));
    }
    chains
}

/// `name` of `name::…`, or all that stand in a group `{a::b, c::{d, e}}` of a `use`.
fn names_after(text: &str) -> Vec<String> {
    let Some(group) = text.strip_prefix('{') else { return Vec::from_iter(first_name(text)) };
    let mut names = Vec::new();
    let (mut depth, mut is_start) = (0, true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            _ if is_start && !letter.is_whitespace() => {
                names.extend(first_name(&group[at..]));
                is_start = false;
            }
            _ => {}
        }
    }
    names
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!name.is_empty()).then_some(name)
}

#[test]
fn rooms_use_only_what_the_table_permits() {
    let permitted: BTreeMap<_, _> = PERMITTED.iter().copied().collect();
    let sources = files(&["src"], &[".rs"]);
    assert!(sources.len() > 20, "the app's sources are read");
    let mut faults = Vec::new();
    for file in &sources {
        let room = module(&file.path)[0];
        if !is_room(room) {
            faults.push(format!("{}:1: `{room}` is no room of the table", file.path));
        }
        for arrow in arrows(file) {
            if permitted.get(room).is_some_and(|may_use| !may_use.contains(&arrow.to.as_str())) {
                faults.push(format!("{}: {} must not use {}", arrow.place, arrow.from, arrow.to));
            }
        }
    }
    for (room, _) in PERMITTED {
        if !sources.iter().any(|file| module(&file.path)[0] == *room) {
            faults.push(format!(
                "tests/tidy/tests/it/rooms.rs: the room `{room}` is gone: take it off the table"
            ));
        }
    }
    assert!(faults.is_empty(), "arrows inside src:\n{}", faults.join("\n"));
}

#[test]
fn no_rooms_form_a_circle() {
    for (index, (room, may_use)) in PERMITTED.iter().enumerate() {
        for other in *may_use {
            let is_above = PERMITTED[..index].iter().any(|(known, _)| known == other);
            assert!(is_above, "{room} uses {other}, which doesn't stand above it");
        }
    }
}

/// Each case is a file's path, a line of it, and the arrows that must be seen.
#[test]
fn arrows_are_seen() {
    let cases: &[(&str, &str, &str)] = &[
        ("src/api.rs", "use crate::time::Tick;", "api>time"),
        (
            "src/widgets/mod.rs",
            "use crate::{api, data::{Load, api}, widgets::x};",
            "widgets>api widgets>data",
        ),
        ("src/widgets/metric/mod.rs", "    let x = crate::pages::x();", "widgets>pages"),
        ("src/widgets/metric/mod.rs", "use super::super::pages::x;", "widgets>pages"),
        ("src/widgets/metric/mod.rs", "use super::frame::x;", ""),
        ("src/widgets/metric/model.rs", "use super::super::frame::x;", ""),
        ("src/api.rs", "use super::session::x;", "api>session"),
        ("src/api.rs", "use crate::VERSION;", "api>lib"),
        ("src/api.rs", "// use crate::pages;", ""),
        ("src/api.rs", "use mycrate::pages;", ""),
        (
            "src/api.rs",
            "fn f() {}\n#[cfg(test)]\nmod tests {\n use super::time;\n use crate::data;\n}",
            "api>data",
        ),
        ("src/bin/embed.rs", "use barograph::{pages, widgets::Widget};", "embed>pages embed>widgets"),
    ];
    for (path, text, expected) in cases {
        let file = SourceFile { path: (*path).to_owned(), text: (*text).to_owned() };
        let seen: Vec<_> = arrows(&file).iter().map(|arrow| format!("{}>{}", arrow.from, arrow.to)).collect();
        assert_eq!(seen.join(" "), *expected, "{path}: {text}");
    }
}
