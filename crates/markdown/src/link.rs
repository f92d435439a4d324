//! The parts of links: labels, destinations, titles, and definitions of references.

use crate::entity::unescaped;
use crate::scan::{SPACE, SPACE_AND_LINE_END, leading, trim};

/// CommonMark: a label has at most 999 characters.
const LABEL_CHARS_MAX: usize = 999;
/// CommonMark wants at least three levels of parentheses in a destination.
const PARENTHESES_MAX: usize = 32;
/// All addresses together that references put in: a long one used often must not fill the memory.
const REFERRED_BYTES_MAX: usize = 100_000;

/// What labels stand for.
#[derive(Default)]
pub struct References {
    /// Labels as they are compared, and addresses, in the order of labels.
    found: Vec<(String, String)>,
    referred_bytes: usize,
}

impl References {
    /// Of several definitions of a label the first counts.
    pub fn add(&mut self, label: &str, address: String) {
        let label = compared(label);
        let place = self.place(&label);
        if self.found.get(place).is_none_or(|(other, _)| *other != label) {
            self.found.insert(place, (label, address));
        }
    }

    pub fn get(&mut self, label: &str) -> Option<String> {
        // A character has at most four bytes.
        if self.found.is_empty() || 4 * LABEL_CHARS_MAX < label.len() {
            return None;
        }
        let label = compared(label);
        let (_, address) = self.found.get(self.place(&label)).filter(|(other, _)| *other == label)?;
        let referred_bytes = self.referred_bytes + address.len();
        if REFERRED_BYTES_MAX < referred_bytes {
            return None;
        }
        self.referred_bytes = referred_bytes;
        Some(address.clone())
    }

    fn place(&self, label: &str) -> usize {
        self.found.partition_point(|(other, _)| other.as_str() < label)
    }
}

/// Without regard to case and to what kind of space is how long.
fn compared(label: &str) -> String {
    let mut clean = String::with_capacity(label.len());
    for c in trim(label, SPACE_AND_LINE_END).chars() {
        match c {
            ' ' | '\t' | '\n' if clean.ends_with(' ') => {}
            ' ' | '\t' | '\n' => clean.push(' '),
            _ => clean.push(small(c)),
        }
    }
    clean
}

/// The small letter of a capital one, in Latin, Greek and Cyrillic. Unicode's table of all of them would be
/// heavier than this crate.
fn small(c: char) -> char {
    let distance = match c {
        '×' => 0,
        'A'..='Z' | 'À'..='Þ' | 'Α'..='Ω' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        _ => 0,
    };
    char::from_u32(u32::from(c) + distance).unwrap_or(c)
}

/// Where the label ends that begins at `at` with a bracket. It isn't empty.
pub fn label(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let (mut end, mut chars, mut is_blank) = (at + 1, 0, true);
    loop {
        match *bytes.get(end)? {
            b']' => return (!is_blank && chars <= LABEL_CHARS_MAX).then_some(end + 1),
            b'[' => return None,
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => end += 1,
            _ => {}
        }
        // Bytes inside of characters don't count.
        let byte = bytes[end];
        chars += usize::from(byte & 0xc0 != 0x80);
        is_blank &= byte.is_ascii_whitespace();
        end += 1;
        if LABEL_CHARS_MAX < chars {
            return None;
        }
    }
}

/// The destination that begins at `at`, and where it ends.
pub fn destination(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut end = at;
    if bytes.get(at) == Some(&b'<') {
        loop {
            end += 1;
            match bytes.get(end)? {
                b'>' => return Some((unescaped(&text[at + 1..end]), end + 1)),
                b'\n' | b'<' => return None,
                b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => end += 1,
                _ => {}
            }
        }
    }
    let mut open = 0;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => end += 1,
            b'(' => open += 1,
            b')' if open == 0 => break,
            b')' => open -= 1,
            b' ' => break,
            byte if byte.is_ascii_control() => break,
            _ => {}
        }
        if PARENTHESES_MAX < open {
            return None;
        }
        end += 1;
    }
    (open == 0).then(|| (unescaped(&text[at..end]), end))
}

/// Where the title ends that begins at `at`.
pub fn title(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let close = match bytes.get(at)? {
        b'(' => b')',
        quote @ (b'"' | b'\'') => *quote,
        _ => return None,
    };
    let mut end = at + 1;
    loop {
        match *bytes.get(end)? {
            byte if byte == close => return Some(end + 1),
            b'(' if close == b')' => return None,
            b'\\' => end += 1,
            _ => {}
        }
        end += 1;
    }
}

/// Behind spaces, tabs and line breaks.
pub fn skip_space(text: &str, at: usize) -> usize {
    at + leading(&text[at..], SPACE_AND_LINE_END)
}

/// Behind the line's spaces and tabs.
fn skip_blanks(text: &str, at: usize) -> usize {
    at + leading(&text[at..], SPACE)
}

/// Behind the line's end, if nothing else is before it.
fn line_end(text: &str, at: usize) -> Option<usize> {
    let end = skip_blanks(text, at);
    match text.as_bytes().get(end) {
        None => Some(end),
        Some(b'\n') => Some(end + 1),
        Some(_) => None,
    }
}

/// The definition that the paragraph's text begins with at `at`: label, address, and where it ends.
pub fn definition(text: &str, at: usize) -> Option<(&str, String, usize)> {
    let label_end = label(text, at)?;
    if text.as_bytes().get(label_end) != Some(&b':') {
        return None;
    }
    let start = skip_space(text, label_end + 1);
    let (address, end) = destination(text, start)?;
    if end == start {
        return None;
    }
    let titled = || {
        let start = skip_space(text, end);
        // A title stands apart.
        line_end(text, title(text, start).filter(|_| end < start)?)
    };
    let end = titled().or_else(|| line_end(text, end))?;
    Some((&text[at + 1..label_end - 1], address, end))
}
