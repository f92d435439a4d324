//! What the first line of a block looks like. All of these take a line without the space before it.

use crate::scan::{SPACE, find, leading, trim, trim_end};

/// The level, and the text without the closing sequence.
pub fn heading(line: &str) -> Option<(u8, &str)> {
    let level = leading(line, b"#");
    let text = &line[level..];
    if !(1..=6).contains(&level) || !is_apart(text) {
        return None;
    }
    let text = trim(text, SPACE);
    let open = trim_end(text, b"#");
    let words = trim_end(open, SPACE);
    let is_closed = open.is_empty() || words.len() < open.len();
    Some((level as u8, if is_closed { words } else { text }))
}

/// The level that a line under a paragraph makes of it.
pub fn underline(line: &str) -> Option<u8> {
    let line = trim_end(line, SPACE);
    let first = *line.as_bytes().first()?;
    let level = match first {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    (leading(line, &[first]) == line.len()).then_some(level)
}

/// `***`, `- - -` and their kin.
pub fn is_rule(line: &str) -> bool {
    let Some(first @ (b'*' | b'-' | b'_')) = line.bytes().next() else { return false };
    let count = line.bytes().filter(|byte| *byte == first).count();
    3 <= count && leading(line, &[first, b' ', b'\t']) == line.len()
}

/// Three or more backticks or tildes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    byte: u8,
    len: usize,
    /// Of the fence; so much is taken off the lines between.
    pub indent: usize,
}

impl Fence {
    pub fn new(line: &str, indent: usize) -> Option<Self> {
        let byte = line.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let len = leading(line, &[byte]);
        let is_span = byte == b'`' && find(&line[len..], b"`").is_some();
        (3 <= len && !is_span).then_some(Fence { byte, len, indent })
    }

    pub fn is_closed_by(&self, line: &str) -> bool {
        let len = leading(line, &[self.byte]);
        self.len <= len && trim(&line[len..], SPACE).is_empty()
    }
}

/// Whether what is before it ends here.
fn is_apart(text: &str) -> bool {
    text.is_empty() || leading(text, SPACE) != 0
}

/// What a list's item begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The bullet, or what follows the number. A list's items have the same.
    pub byte: u8,
    pub number: Option<u32>,
    pub len: usize,
}

impl Marker {
    pub fn new(line: &str) -> Option<Self> {
        let bytes = line.as_bytes();
        // CommonMark: at most nine digits.
        let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let byte = *bytes.get(digits)?;
        let number = match (digits, byte) {
            (0, b'-' | b'+' | b'*') => None,
            (1..=9, b'.' | b')') => {
                let value = |value, digit: &u8| value * 10 + u32::from(digit - b'0');
                Some(bytes[..digits].iter().fold(0, value))
            }
            _ => return None,
        };
        let behind = &line[digits + 1..];
        is_apart(behind).then_some(Marker { byte, number, len: digits + 1 })
    }
}
