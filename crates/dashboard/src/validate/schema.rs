//! The handful of schema keywords that dashboards need, with the validator's texts.

use super::{MAX_MESSAGES, ValidationMessage};
use crate::json::{Document, Kind, Node};
use timeseries::{SortedSet, sorting};

/// A value and the way to it. The path is written out only if there is something to say.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub node: Node<'a>,
    above: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

#[derive(Default)]
pub(super) struct Report {
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
}

struct Finding {
    path: String,
    message: String,
    position: usize,
}

impl<'a> At<'a> {
    pub fn root(document: &'a Document) -> Self {
        At { node: document.root(), above: None, step: Step::Item(0) }
    }

    pub fn member(&'a self, key: &'a str) -> Option<At<'a>> {
        Some(At { node: self.node.get(key)?, above: Some(self), step: Step::Member(key) })
    }

    pub fn items(&'a self) -> impl Iterator<Item = At<'a>> {
        let items = self.node.items().enumerate();
        items.map(|(index, node)| At { node, above: Some(self), step: Step::Item(index) })
    }

    fn path(&self) -> String {
        let Some(above) = self.above else { return String::new() };
        let above = above.path();
        match self.step {
            Step::Member(key) => [&above, "/", key].concat(),
            Step::Item(index) => [&above, "/", &index.to_string()].concat(),
        }
    }
}

impl Report {
    /// Errors and warnings with their places, which are counted out in one go through the text.
    pub fn finish(self, document: &Document) -> (Vec<ValidationMessage>, Vec<ValidationMessage>) {
        let findings = || self.errors.iter().chain(&self.warnings);
        let mut positions: Vec<usize> = findings().map(|finding| finding.position).collect();
        sorting::sort(&mut positions);
        positions.dedup();
        let places = document.line_columns(&positions);
        let place = |finding: &Finding| {
            let index = positions.binary_search(&finding.position).unwrap_or_default();
            places.get(index).copied().unwrap_or((1, 1))
        };
        let placed = |findings: &[Finding]| {
            let one = |finding: &Finding| {
                let (line, column) = place(finding);
                let (data_path, message) = (finding.path.clone(), finding.message.clone());
                ValidationMessage { data_path, message, line, column }
            };
            findings.iter().map(one).collect()
        };
        (placed(&self.errors), placed(&self.warnings))
    }

    /// The message is given in parts.
    #[inline(never)]
    pub fn error(&mut self, at: &At<'_>, message: &[&str]) {
        push(&mut self.errors, at, message);
    }

    #[inline(never)]
    pub fn warning(&mut self, at: &At<'_>, message: &[&str]) {
        push(&mut self.warnings, at, message);
    }

    #[inline(never)]
    pub fn require(&mut self, at: &At<'_>, keys: &[&str]) {
        for key in keys {
            if at.node.get(key).is_none() {
                self.error(at, &["Should have required property '", key, "'"]);
            }
        }
    }

    #[inline(never)]
    pub fn is_a(&mut self, at: &At<'_>, kind: Kind) -> bool {
        let is = at.node.kind() == kind;
        if !is {
            let name = match kind {
                Kind::Null => "null",
                Kind::Bool => "boolean",
                Kind::Number => "number",
                Kind::String => "string",
                Kind::Array => "array",
                Kind::Object => "object",
            };
            self.error(at, &["Should be ", name]);
        }
        is
    }

    /// Members of this type, where they are given.
    #[inline(never)]
    pub fn members_are(&mut self, at: &At<'_>, kind: Kind, keys: &[&str]) {
        for key in keys {
            if let Some(member) = at.member(key) {
                self.is_a(&member, kind);
            }
        }
    }

    #[inline(never)]
    pub fn at_most(&mut self, at: &At<'_>, limit: usize) {
        if limit < at.node.items().len() {
            self.error(at, &["Should NOT have more than ", &limit.to_string(), " items"]);
        }
    }

    pub fn at_least_one(&mut self, at: &At<'_>) {
        if at.node.items().len() == 0 {
            self.error(at, &["Should NOT have less than 1 items"]);
        }
    }

    /// Returns the integer where there is one.
    pub fn integer(&mut self, at: &At<'_>) -> Option<i64> {
        let value = at.node.as_i64();
        if value.is_none() {
            self.error(at, &["Should be integer"]);
        }
        value
    }

    #[inline(never)]
    pub fn integer_within(&mut self, at: &At<'_>, lowest: i64, highest: Option<i64>) {
        let Some(value) = self.integer(at) else { return };
        if value < lowest {
            self.error(at, &["Should be >= ", &lowest.to_string()]);
        }
        if let Some(highest) = highest
            && highest < value
        {
            self.error(at, &["Should be <= ", &highest.to_string()]);
        }
    }

    /// Each unknown name once, in the order of the document.
    pub fn warn_unknown(&mut self, at: &At<'_>, known: &[&str], what: &str) {
        let mut seen = SortedSet::new();
        for (key, _) in at.node.members() {
            if MAX_MESSAGES <= seen.len() {
                return;
            }
            if !known.contains(&&*key) && !seen.contains(&key) {
                self.warning(at, &["The \"", &key, "\" property ", what]);
                seen.insert(key);
            }
        }
    }
}

fn push(findings: &mut Vec<Finding>, at: &At<'_>, message: &[&str]) {
    if findings.len() < MAX_MESSAGES {
        let position = at.node.span().start;
        findings.push(Finding { path: at.path(), message: message.concat(), position });
    }
}
