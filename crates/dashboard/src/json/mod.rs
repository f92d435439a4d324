//! A loss-free JSON tree: every value keeps its place in the source text, and an edit is a splice of that
//! text, so that what isn't touched stays byte-equal.
//!
//! It knows nothing of dashboards. Numbers stay text until somebody asks for one; object members keep their
//! order and their duplicates; the last duplicate counts, as in every browser.

mod edit;
mod iterators;
mod parse;
mod text;
mod value;

pub use edit::{PathError, Splice};
pub use iterators::{Items, Members};
pub use parse::{MAX_DEPTH, MAX_TEXT_BYTES, SyntaxError};
pub use value::Value;

use std::borrow::Cow;
use std::ops::Range;

/// A text that is JSON, and the places of all values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    text: String,
    /// In the order of the text: a value comes before what is in it.
    nodes: Vec<NodeData>,
}

/// One value of a document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    document: &'a Document,
    index: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// Positions fit in 32 bits because a text is at most [`MAX_TEXT_BYTES`] long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NodeData {
    kind: Kind,
    start: u32,
    end: u32,
    /// Of the name in its quotes, if the value is an object's member; else nothing.
    key_start: u32,
    key_end: u32,
    /// The index of what comes behind the value and all that is in it.
    next: u32,
}

impl Document {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn root(&self) -> Node<'_> {
        Node { document: self, index: 0 }
    }

    /// The value at a JSON pointer (`/widgets/0/properties`); the empty pointer is the root.
    pub fn find(&self, pointer: &str) -> Option<Node<'_>> {
        self.root().find(pointer)
    }

    /// Line and column of a byte position, both from 1, the column in characters.
    pub fn line_column(&self, position: usize) -> (u32, u32) {
        text::line_columns(&self.text, &[position])[0]
    }

    /// The same for many positions, which must ascend.
    pub fn line_columns(&self, positions: &[usize]) -> Vec<(u32, u32)> {
        text::line_columns(&self.text, positions)
    }
}

impl<'a> Node<'a> {
    fn data(&self) -> &'a NodeData {
        &self.document.nodes[self.index as usize]
    }

    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// Where the value stands in the text.
    pub fn span(&self) -> Range<usize> {
        self.data().start as usize..self.data().end as usize
    }

    /// The value as it was written.
    pub fn source(&self) -> &'a str {
        &self.document.text[self.span()]
    }

    pub fn kind(&self) -> Kind {
        self.data().kind
    }

    pub fn as_bool(&self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.source() == "true")
    }

    /// A string without its quotes and escapes. Half a surrogate pair becomes U+FFFD.
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| text::unescape(self.source()))
    }

    /// A number, if it is finite as a double: `1e400` is none.
    pub fn as_f64(&self) -> Option<f64> {
        if self.kind() != Kind::Number {
            return None;
        }
        self.source().parse::<f64>().ok().filter(|value| value.is_finite())
    }

    /// A number without a fraction: `6`, `6.0`, `6e0`.
    pub fn as_i64(&self) -> Option<i64> {
        // Beyond 2^53 a double no longer tells whole numbers apart, and no field here goes that far.
        const LIMIT: f64 = 9_007_199_254_740_992.0;
        let value = self.as_f64()?;
        (value.trunc() == value && (-LIMIT..=LIMIT).contains(&value)).then_some(value as i64)
    }

    /// The items of an array; nothing for any other value.
    pub fn items(&self) -> Items<'a> {
        self.children(Kind::Array)
    }

    /// The members of an object in order, duplicates included; nothing for any other value.
    pub fn members(&self) -> Members<'a> {
        Members(self.children(Kind::Object))
    }

    /// What is in a value of this kind.
    fn children(&self, kind: Kind) -> Items<'a> {
        let end = if self.kind() == kind { self.data().next } else { self.index + 1 };
        Items { document: self.document, at: self.index + 1, end }
    }

    /// The name of an object's member, without its quotes and escapes.
    fn key(&self) -> Cow<'a, str> {
        let NodeData { key_start, key_end, .. } = *self.data();
        text::unescape(&self.document.text[key_start as usize..key_end as usize])
    }

    /// The member of an object by name; the last one if there are several.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let mut found = None;
        for member in self.children(Kind::Object) {
            if member.key() == key {
                found = Some(member);
            }
        }
        found
    }

    /// The items of the array that is a member; nothing without one.
    pub fn list(&self, key: &str) -> Items<'a> {
        match self.get(key) {
            Some(list) => list.items(),
            None => Items { document: self.document, at: 0, end: 0 },
        }
    }

    pub fn item(&self, index: usize) -> Option<Node<'a>> {
        self.items().nth(index)
    }

    /// The value at a JSON pointer below this one.
    pub fn find(&self, pointer: &str) -> Option<Node<'a>> {
        let mut node = *self;
        for token in edit::tokens(pointer).ok()? {
            node = match node.kind() {
                Kind::Array => node.item(edit::array_index(&token)?)?,
                _ => node.get(&token)?,
            };
        }
        Some(node)
    }
}
