//! Edits that are not saved yet, kept in this browser so that a reload or a lost server can't take them.

use super::local_storage::{self, LocalError};
use timeseries::Timestamp;

/// An edited body beside the saved one that it grew from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub at: Timestamp,
    /// What was saved when the edits began.
    pub base: String,
    pub body: String,
    /// The reader pressed save while the server was away: it belongs there as soon as that is back.
    pub to_be_saved: bool,
}

impl Draft {
    pub fn load(name: &str) -> Option<Self> {
        Self::from_text(&local_storage::read(&key(name))?)
    }

    pub fn keep(&self, name: &str) -> Result<(), LocalError> {
        local_storage::write(&key(name), &self.to_text())
    }

    pub fn discard(name: &str) {
        local_storage::remove(&key(name));
    }

    /// The names of all dashboards that have one.
    pub fn names() -> Vec<String> {
        local_storage::keys(PREFIX)
    }

    /// A line with the instant, the base's length in bytes and the mark; then base and body as they are.
    fn to_text(&self) -> String {
        let mark = if self.to_be_saved { "save" } else { "edit" };
        format!("{} {} {mark}\n{}{}", self.at.millis(), self.base.len(), self.base, self.body)
    }

    fn from_text(text: &str) -> Option<Self> {
        let (head, rest) = text.split_once('\n')?;
        let mut words = head.split(' ');
        let at = Timestamp::from_millis(words.next()?.parse().ok()?);
        let base_len = words.next()?.parse().ok()?;
        let to_be_saved = words.next()? == "save";
        let (base, body) = rest.split_at_checked(base_len)?;
        Some(Draft { at, base: base.to_owned(), body: body.to_owned(), to_be_saved })
    }
}

const PREFIX: &str = "draft:";

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_draft_survives_in_this_browser() {
        let draft = Draft {
            at: Timestamp::from_millis(1_763_700_000_123),
            base: "{\n \"ü\": 1}".to_owned(),
            body: "{}\n".to_owned(),
            to_be_saved: true,
        };
        draft.keep("test").unwrap();
        assert_eq!(Draft::load("test"), Some(draft));
        assert_eq!(Draft::names(), ["test"]);
        Draft::discard("test");
        assert_eq!(Draft::load("test"), None);
    }

    #[wasm_bindgen_test]
    fn what_is_no_draft_reads_as_none() {
        for text in
            ["", "\n", "1 1 edit\n", "1 1 edit\nü", "x 0 edit\n", "1 0\n{}", "1 99999999999999999999 edit\n"]
        {
            assert_eq!(Draft::from_text(text), None, "{text:?}");
        }
        assert!(Draft::from_text("1 0 edit\n").is_some());
    }
}
