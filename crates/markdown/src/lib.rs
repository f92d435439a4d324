//! Markdown: from text to a tree of blocks and inlines. It draws nothing and decides nothing about addresses.
//!
//! Read is CommonMark 0.31 with GitHub's tables and strikethrough, in two passes: lines become blocks
//! (`blocks`), and the text in them becomes inlines (`inlines`). Both take time that grows with the length of
//! the text, whatever is in it.
//!
//! Where it differs from the specification:
//! - HTML is recognised as such and told as the text that it is. Nothing here is ever markup.
//! - Of named character references only those are known that people type; others stay as they are.
//! - Labels of references are compared without regard to case in Latin, Greek and Cyrillic letters alone.
//! - Titles of links, info strings of fences, alignments of columns, and whether a list is loose are read
//!   and left out: nobody draws them.
//! - Nesting is limited, and so is the length of all addresses that references repeat.

mod blocks;
mod build;
mod character;
mod emphasis;
mod entity;
mod html;
mod inlines;
mod line;
mod link;
mod scan;
mod starts;
mod table;
mod tree;

pub use tree::{Block, Inline};

/// Quotes and lists nest so deep, and emphasis and links in a paragraph; deeper ones are text.
pub const DEPTH_MAX: usize = 16;
/// More text isn't read. AWS has no number for a text widget.
pub const TEXT_BYTES_MAX: usize = 100_000;

pub fn parse(markdown: &str) -> Vec<Block> {
    let mut end = markdown.len().min(TEXT_BYTES_MAX);
    while !markdown.is_char_boundary(end) {
        end -= 1;
    }
    let document = blocks::document(&markdown[..end]);
    build::blocks(document)
}
