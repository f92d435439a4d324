//! Looking for bytes at the ends of texts and inside of them.
//!
//! The standard library's functions do the same for any pattern, and are compiled anew for each. Asked for is
//! only ASCII, so that nothing found is inside of a character.

/// Between words on a line.
pub const SPACE: &[u8] = b" \t";
/// Between words in a paragraph.
pub const SPACE_AND_LINE_END: &[u8] = b" \t\n";

/// How many of these bytes stand at the start.
#[inline(never)]
pub fn leading(text: &str, bytes: &[u8]) -> usize {
    text.bytes().take_while(|byte| bytes.contains(byte)).count()
}

/// Where the first of these bytes stands.
#[inline(never)]
pub fn find(text: &str, bytes: &[u8]) -> Option<usize> {
    text.bytes().position(|byte| bytes.contains(&byte))
}

#[inline(never)]
pub fn trim_end<'a>(text: &'a str, bytes: &[u8]) -> &'a str {
    let trailing = text.bytes().rev().take_while(|byte| bytes.contains(byte)).count();
    &text[..text.len() - trailing]
}

#[inline(never)]
pub fn trim<'a>(text: &'a str, bytes: &[u8]) -> &'a str {
    trim_end(&text[leading(text, bytes)..], bytes)
}

/// The text before the first such byte and what is behind it.
#[inline(never)]
pub fn split_once(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = find(text, &[byte])?;
    Some((&text[..at], &text[at + 1..]))
}
