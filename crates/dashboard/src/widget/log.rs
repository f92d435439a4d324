//! The log widget: which groups, and what is asked of them.

use super::read::{is_set, named, text};
use crate::json::Node;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogWidget {
    pub region: Option<String>,
    pub account_id: Option<String>,
    pub view: LogView,
    pub stacked: bool,
    /// As written.
    pub query: String,
    /// The groups of the leading `SOURCE '…' | SOURCE '…'`, in order.
    pub log_groups: Vec<String>,
    /// The query without them.
    pub pipeline: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogView {
    #[default]
    Table,
    TimeSeries,
    Bar,
    Pie,
}

impl LogView {
    const NAMES: &[(&str, LogView)] = &[
        ("table", LogView::Table),
        ("timeSeries", LogView::TimeSeries),
        ("bar", LogView::Bar),
        ("pie", LogView::Pie),
    ];
}

impl LogWidget {
    pub(super) fn read(properties: Node<'_>) -> Self {
        let query = text(properties, "query").unwrap_or_default();
        let (log_groups, pipeline) = split_sources(&query);
        LogWidget {
            region: text(properties, "region"),
            account_id: text(properties, "accountId"),
            view: named(properties, "view", LogView::NAMES).unwrap_or_default(),
            stacked: is_set(properties, "stacked"),
            log_groups,
            pipeline: pipeline.to_owned(),
            query,
        }
    }
}

/// Takes `SOURCE 'a' | SOURCE 'b' |` off the front. A source of another form (`SOURCE logGroups(…)`) stays in
/// the pipeline, for whoever runs it to refuse by name.
fn split_sources(query: &str) -> (Vec<String>, &str) {
    let mut groups = Vec::new();
    let mut rest = query.trim();
    while let Some((group, after)) = source(rest) {
        groups.push(group.to_owned());
        rest = after;
    }
    (groups, rest)
}

fn source(text: &str) -> Option<(&str, &str)> {
    let (word, after) = text.split_at_checked("SOURCE".len())?;
    if !word.eq_ignore_ascii_case("SOURCE") {
        return None;
    }
    let name = after.trim_start();
    let quote = name.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
    let (group, after) = name[1..].split_once(quote)?;
    let after = after.trim_start();
    match after.strip_prefix('|') {
        Some(rest) => Some((group, rest.trim_start())),
        None if after.is_empty() => Some((group, after)),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn splits(query: &str, groups: &[&str], pipeline: &str) {
        let (found, rest) = split_sources(query);
        assert_eq!((found.iter().map(String::as_str).collect::<Vec<_>>(), rest), (groups.to_vec(), pipeline));
    }

    #[test]
    fn sources_are_taken_off_the_front() {
        splits("SOURCE '/a' | fields @message", &["/a"], "fields @message");
        splits(
            "SOURCE '/a' | SOURCE \"b|c\" |\n  fields @message\n| limit 20",
            &["/a", "b|c"],
            "fields @message\n| limit 20",
        );
        splits("  source '/a'|stats count(*)", &["/a"], "stats count(*)");
        splits("SOURCE '/a'", &["/a"], "");
        splits("fields SOURCE", &[], "fields SOURCE");
        splits("SOURCE logGroups(namePrefix: ['a'])", &[], "SOURCE logGroups(namePrefix: ['a'])");
        splits("SOURCE '/a' START=-3600 | limit 1", &[], "SOURCE '/a' START=-3600 | limit 1");
        splits("SOURCE 'open", &[], "SOURCE 'open");
        splits("", &[], "");
    }
}
