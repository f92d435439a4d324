//! What stands in an array and in an object, one after the other.
//!
//! Types of their own and not closures over iterators, which would be compiled anew wherever they are used.

use super::{Document, MemberData, Node, text};
use std::borrow::Cow;
use std::slice::Iter;

/// The items of an array.
#[derive(Clone)]
pub struct Items<'a> {
    pub(super) document: &'a Document,
    pub(super) left: Iter<'a, u32>,
}

/// The names and values of an object's members.
#[derive(Clone)]
pub struct Members<'a> {
    pub(super) document: &'a Document,
    pub(super) left: Iter<'a, MemberData>,
}

impl<'a> Items<'a> {
    fn node(&self, index: &u32) -> Node<'a> {
        Node { document: self.document, index: *index }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let index = self.left.next()?;
        Some(self.node(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl DoubleEndedIterator for Items<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let index = self.left.next_back()?;
        Some(self.node(index))
    }
}

impl ExactSizeIterator for Items<'_> {}

impl<'a> Members<'a> {
    #[inline(never)]
    fn member(&self, member: &MemberData) -> (Cow<'a, str>, Node<'a>) {
        let key = &self.document.text[member.key_start as usize..member.key_end as usize];
        (text::unescape(key), Node { document: self.document, index: member.value })
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let member = self.left.next()?;
        Some(self.member(member))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl DoubleEndedIterator for Members<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let member = self.left.next_back()?;
        Some(self.member(member))
    }
}

impl ExactSizeIterator for Members<'_> {}
