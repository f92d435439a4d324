//! What stands in an array and in an object, one after the other, without any copies.

use super::{Document, Node};
use std::borrow::Cow;

/// The items of an array.
#[derive(Clone)]
pub struct Items<'a> {
    pub(super) document: &'a Document,
    /// The next one, and what is behind the last.
    pub(super) at: u32,
    pub(super) end: u32,
}

/// The names and values of an object's members.
#[derive(Clone)]
pub struct Members<'a>(pub(super) Items<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { document: self.document, index: self.at };
        self.at = node.data().next;
        Some(node)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let value = self.0.next()?;
        Some((value.key(), value))
    }
}
