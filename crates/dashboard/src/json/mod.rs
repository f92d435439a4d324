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
#[derive(Clone, Debug, PartialEq, Eq)]
struct NodeData {
    start: u32,
    end: u32,
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Null,
    Bool(bool),
    Number,
    String,
    Array(Vec<u32>),
    Object(Vec<MemberData>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct MemberData {
    key_start: u32,
    key_end: u32,
    value: u32,
}

impl Document {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn into_text(self) -> String {
        self.text
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
        match self.data().content {
            Content::Null => Kind::Null,
            Content::Bool(_) => Kind::Bool,
            Content::Number => Kind::Number,
            Content::String => Kind::String,
            Content::Array(_) => Kind::Array,
            Content::Object(_) => Kind::Object,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self.data().content {
            Content::Bool(value) => Some(value),
            _ => None,
        }
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
        timeseries::parse_f64(self.source()).filter(|value| value.is_finite())
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
        let items: &[u32] = match &self.data().content {
            Content::Array(items) => items,
            _ => &[],
        };
        Items { document: self.document, left: items.iter() }
    }

    /// The members of an object in order, duplicates included; nothing for any other value.
    pub fn members(&self) -> Members<'a> {
        Members { document: self.document, left: self.member_data().iter() }
    }

    fn member_data(&self) -> &'a [MemberData] {
        match &self.data().content {
            Content::Object(members) => members,
            _ => &[],
        }
    }

    /// The member of an object by name; the last one if there are several.
    // Once in the app instead of once in each place that reads a member.
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.members().rfind(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The items of the array that is a member; nothing without one.
    #[inline(never)]
    pub fn list(&self, key: &str) -> Items<'a> {
        match self.get(key) {
            Some(list) => list.items(),
            None => Items { document: self.document, left: [].iter() },
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
