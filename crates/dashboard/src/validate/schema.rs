//! The handful of schema keywords that dashboards need, with the validator's texts.
//!
//! What is asked of a dashboard stands in tables of [`Rule`]s, which one function walks.

use super::{MAX_MESSAGES, ValidationMessage};
use crate::json::{Document, Kind, Node};
use timeseries::{SortedSet, sorting};

/// Something asked of a value. Names and words are separated by spaces.
pub(super) enum Rule {
    /// It is of this type; if it isn't, nothing more is asked.
    Is(Kind),
    /// It has these members.
    Required(&'static str),
    /// There is a warning about all other members, once per name and in the order of the document. What is
    /// said of them comes second.
    Known(&'static str, &'static str),
    /// These members are of this type, where they are given.
    Are(Kind, &'static str),
    /// A member, where it is given, is an integer from the first to the second number.
    Within(&'static str, &'static (i64, i64)),
    /// A member, where it is given, is one of these words. Else there is only a warning.
    OneOf(&'static str, &'static str),
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

    #[inline(never)]
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
            Step::Member(key) => [&above, "/", key].concat(),
            Step::Item(index) => [&above, "/", &index.to_string()].concat(),
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
                    for key in words(keys) {
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
                        let is_wrong =
                            "\" property is not valid. Should be equal to one of the allowed values: ";
                        self.warning(&member, &["The value of \"", key, is_wrong, &listed(allowed)]);
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
                        self.error(at, &["Should NOT have less than 1 items"]);
                    }
                }
                Rule::AtMost(limit) => self.at_most(at, *limit),
                Rule::Matches(is_match, pattern) => {
                    if !is_match(at.node) {
                        self.error(at, &["Should match pattern \"", pattern, "\""]);
                    }
                }
                Rule::Also(check) => check(self, at),
            }
        }
    }

    /// Errors and warnings with their places, which are counted out in one go through the text.
    pub fn finish(mut self, document: &Document) -> (Vec<ValidationMessage>, Vec<ValidationMessage>) {
        let mut positions = Vec::new();
        for messages in [&self.errors, &self.warnings] {
            for message in messages {
                positions.push(message.line as usize);
            }
        }
        sorting::sort(&mut positions);
        positions.dedup();
        let places = document.line_columns(&positions);
        for messages in [&mut self.errors, &mut self.warnings] {
            for message in messages {
                let index = positions.binary_search(&(message.line as usize)).unwrap_or_default();
                (message.line, message.column) = places[index];
            }
        }
        (self.errors, self.warnings)
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
    pub fn require(&mut self, at: &At<'_>, keys: &str) {
        for key in words(keys) {
            if !at.has(key) {
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

    #[inline(never)]
    fn at_most(&mut self, at: &At<'_>, limit: usize) {
        if limit < at.node.items().count() {
            self.error(at, &["Should NOT have more than ", &limit.to_string(), " items"]);
        }
    }

    fn check_within(&mut self, at: &At<'_>, key: &str, (lowest, highest): &(i64, i64)) {
        let Some(at) = at.member(key) else { return };
        match at.node.as_i64() {
            None => self.error(&at, &["Should be integer"]),
            Some(value) if value < *lowest => self.error(&at, &["Should be >= ", &lowest.to_string()]),
            Some(value) if *highest < value => self.error(&at, &["Should be <= ", &highest.to_string()]),
            Some(_) => {}
        }
    }

    fn warn_unknown(&mut self, at: &At<'_>, known: &str, what: &str) {
        let mut seen = SortedSet::new();
        for (key, _) in at.node.members() {
            if MAX_MESSAGES <= seen.len() {
                return;
            }
            if !words(known).any(|word| word == key) && !seen.contains(&key) {
                self.warning(at, &["The \"", &key, "\" property ", what]);
                seen.insert(key);
            }
        }
    }
}

fn words(list: &str) -> std::str::Split<'_, char> {
    list.split(' ')
}

/// Whether it is a string and one of these words.
#[inline(never)]
pub(super) fn is_one_of(node: Node<'_>, allowed: &str) -> bool {
    node.as_str().is_some_and(|text| words(allowed).any(|word| word == text))
}

/// Words as messages list them.
pub(super) fn listed(words: &str) -> String {
    words.replace(' ', ",")
}

fn push(messages: &mut Vec<ValidationMessage>, at: &At<'_>, message: &[&str]) {
    if messages.len() < MAX_MESSAGES {
        let position = at.node.span().start as u32;
        let (data_path, message) = (at.path(), message.concat());
        messages.push(ValidationMessage { data_path, message, line: position, column: 0 });
    }
}
