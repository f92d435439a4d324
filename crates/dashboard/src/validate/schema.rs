//! The handful of schema keywords that dashboards need, with the validator's texts.
//!
//! What is asked of a dashboard stands in tables of [`Rule`]s, which one function walks.

use super::{MAX_MESSAGES, ValidationMessage};
use crate::json::{Document, Kind, Node};
use std::collections::BTreeSet;

/// A list of members' names, or of words that a text may be.
pub(super) type Words = &'static [&'static str];

/// Something asked of a value.
pub(super) enum Rule {
    /// It is of this type; if it isn't, nothing more is asked.
    Is(Kind),
    /// It has these members.
    Required(Words),
    /// There is a warning about all other members, once per name and in the order of the document. What is
    /// said of them comes second.
    Known(Words, &'static str),
    /// These members are of this type, where they are given.
    Are(Kind, Words),
    /// A member, where it is given, is an integer from the first to the second number.
    Within(&'static str, &'static (i64, i64)),
    /// A member, where it is given, is one of these words. Else there is only a warning.
    OneOf(&'static str, Words),
    /// What is asked of a member, where it is given.
    Member(&'static str, &'static [Rule]),
    /// What is asked of each item.
    Items(&'static [Rule]),
    /// What is asked of it, or of both items if it is an array.
    Edges(&'static [Rule]),
    AtLeastOne,
    AtMost(usize),
    /// It is as a function says, which stands for the pattern that AWS prints.
    Matches(fn(Node<'_>) -> bool, &'static str),
    /// Whatever can't be said in a table.
    Also(fn(&mut Report, &At<'_>)),
}

/// What is said of members that are no part of a widget.
pub(super) const NOT_OF_A_WIDGET: &str = "is not expected to be part of a widget definition, will be ignored";
pub(super) const STRING: &[Rule] = &[Rule::Is(Kind::String)];

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
    /// Until the end, their line is a position in the text.
    errors: Vec<ValidationMessage>,
    warnings: Vec<ValidationMessage>,
}

impl<'a> At<'a> {
    pub fn root(document: &'a Document) -> Self {
        At { node: document.root(), above: None, step: Step::Item(0) }
    }

    pub fn member(&'a self, key: &'a str) -> Option<At<'a>> {
        Some(At { node: self.node.get(key)?, above: Some(self), step: Step::Member(key) })
    }

    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    pub fn items(&'a self) -> impl Iterator<Item = At<'a>> {
        let items = self.node.items().enumerate();
        items.map(|(index, node)| At { node, above: Some(self), step: Step::Item(index) })
    }

    fn path(&self) -> String {
        let Some(above) = self.above else { return String::new() };
        let above = above.path();
        match self.step {
            Step::Member(key) => format!("{above}/{key}"),
            Step::Item(index) => format!("{above}/{index}"),
        }
    }
}

impl Report {
    /// Says what of a value isn't as it is asked for.
    pub fn check(&mut self, at: &At<'_>, rules: &[Rule]) {
        for rule in rules {
            match rule {
                Rule::Is(kind) => {
                    if !self.is_a(at, *kind) {
                        return;
                    }
                }
                Rule::Required(keys) => self.require(at, keys),
                Rule::Known(keys, what) => self.warn_unknown(at, keys, what),
                Rule::Are(kind, keys) => {
                    for key in *keys {
                        if let Some(member) = at.member(key) {
                            self.is_a(&member, *kind);
                        }
                    }
                }
                Rule::Within(key, range) => self.check_within(at, key, range),
                Rule::OneOf(key, allowed) => {
                    if let Some(member) = at.member(key)
                        && !is_one_of(member.node, allowed)
                    {
                        let allowed = allowed.join(",");
                        let message = format!(
                            "The value of \"{key}\" property is not valid. Should be equal to one of the allowed \
                             values: {allowed}"
                        );
                        self.warning(&member, message);
                    }
                }
                Rule::Member(key, rules) => {
                    if let Some(member) = at.member(key) {
                        self.check(&member, rules);
                    }
                }
                Rule::Edges(rules) if at.node.kind() != Kind::Array => self.check(at, rules),
                Rule::Items(rules) | Rule::Edges(rules) => {
                    if matches!(rule, Rule::Edges(_)) {
                        self.at_most(at, 2);
                    }
                    for item in at.items() {
                        self.check(&item, rules);
                    }
                }
                Rule::AtLeastOne => {
                    if at.node.items().count() == 0 {
                        self.error(at, "Should NOT have less than 1 items");
                    }
                }
                Rule::AtMost(limit) => self.at_most(at, *limit),
                Rule::Matches(is_match, pattern) => {
                    if !is_match(at.node) {
                        self.error(at, format!("Should match pattern \"{pattern}\""));
                    }
                }
                Rule::Also(check) => check(self, at),
            }
        }
    }

    /// Errors and warnings with their places, which are counted out in one go through the text.
    pub fn finish(mut self, document: &Document) -> (Vec<ValidationMessage>, Vec<ValidationMessage>) {
        let all = self.errors.iter().chain(&self.warnings);
        let mut positions: Vec<usize> = all.map(|message| message.line as usize).collect();
        positions.sort_unstable();
        positions.dedup();
        let places = document.line_columns(&positions);
        for message in self.errors.iter_mut().chain(&mut self.warnings) {
            if let Ok(index) = positions.binary_search(&(message.line as usize)) {
                (message.line, message.column) = places[index];
            }
        }
        (self.errors, self.warnings)
    }

    pub fn error(&mut self, at: &At<'_>, message: impl Into<String>) {
        push(&mut self.errors, at, message.into());
    }

    pub fn warning(&mut self, at: &At<'_>, message: impl Into<String>) {
        push(&mut self.warnings, at, message.into());
    }

    pub fn require(&mut self, at: &At<'_>, keys: &[&str]) {
        for key in keys {
            if !at.has(key) {
                self.error(at, format!("Should have required property '{key}'"));
            }
        }
    }

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
            self.error(at, format!("Should be {name}"));
        }
        is
    }

    fn at_most(&mut self, at: &At<'_>, limit: usize) {
        if at.node.items().count() > limit {
            self.error(at, format!("Should NOT have more than {limit} items"));
        }
    }

    fn check_within(&mut self, at: &At<'_>, key: &str, (lowest, highest): &(i64, i64)) {
        let Some(at) = at.member(key) else { return };
        match at.node.as_i64() {
            None => self.error(&at, "Should be integer"),
            Some(value) if value < *lowest => self.error(&at, format!("Should be >= {lowest}")),
            Some(value) if value > *highest => self.error(&at, format!("Should be <= {highest}")),
            Some(_) => {}
        }
    }

    fn warn_unknown(&mut self, at: &At<'_>, known: &[&str], what: &str) {
        let mut seen = BTreeSet::new();
        for (key, _) in at.node.members() {
            if seen.len() >= MAX_MESSAGES {
                return;
            }
            if !known.contains(&&*key) && !seen.contains(&key) {
                self.warning(at, format!("The \"{key}\" property {what}"));
                seen.insert(key);
            }
        }
    }
}

/// Whether it is a string and one of these words.
pub(super) fn is_one_of(node: Node<'_>, allowed: &[&str]) -> bool {
    node.as_str().is_some_and(|text| allowed.contains(&&*text))
}

fn push(messages: &mut Vec<ValidationMessage>, at: &At<'_>, message: String) {
    if messages.len() < MAX_MESSAGES {
        let position = at.node.span().start as u32;
        messages.push(ValidationMessage { data_path: at.path(), message, line: position, column: 0 });
    }
}
