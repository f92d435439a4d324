//! Strings in and out of JSON's quotes, and positions for people.

use std::borrow::Cow;

/// Line and column of each byte position, both from 1, the column in characters. `\r\n` is one line end.
/// Positions must ascend; one inside a character counts as that character's end.
pub(super) fn line_columns(text: &str, positions: &[usize]) -> Vec<(u32, u32)> {
    let (mut line, mut column, mut at) = (1, 1, 0);
    let mut places = Vec::with_capacity(positions.len());
    for &position in positions {
        for byte in text.as_bytes().get(at..position.min(text.len())).unwrap_or_default() {
            match byte {
                b'\n' => (line, column) = (line + 1, 1),
                // Bytes inside of characters don't count.
                0x80..0xc0 => {}
                _ => column += 1,
            }
        }
        at = position;
        places.push((line, column));
    }
    places
}

/// The content of a string literal that the parser has accepted.
pub(super) fn unescape(literal: &str) -> Cow<'_, str> {
    let inner = literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default();
    let Some(first_escape) = inner.find('\\') else { return Cow::Borrowed(inner) };
    let mut out = String::with_capacity(inner.len());
    out.push_str(&inner[..first_escape]);
    let mut rest = &inner[first_escape..];
    while let Some(escape) = rest.strip_prefix('\\') {
        rest = push_escape(escape, &mut out);
        let next = rest.find('\\').unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(out)
}

/// Decodes what follows a backslash and returns the text behind it.
fn push_escape<'a>(escape: &'a str, out: &mut String) -> &'a str {
    let (letter, rest) = escape.split_at(escape.len().min(1));
    match letter {
        "b" => out.push('\u{8}'),
        "f" => out.push('\u{c}'),
        "n" => out.push('\n'),
        "r" => out.push('\r'),
        "t" => out.push('\t'),
        "u" => return push_unicode(rest, out),
        other => out.push_str(other),
    }
    rest
}

fn push_unicode<'a>(digits: &'a str, out: &mut String) -> &'a str {
    let Some(unit) = hex(digits) else { return digits };
    let rest = &digits[4..];
    let low = rest.strip_prefix("\\u").and_then(hex).filter(|low| (0xDC00..0xE000).contains(low));
    match (unit, low) {
        (0xD800..0xDC00, Some(low)) => {
            let scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            out.push(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
            &rest[6..]
        }
        _ => {
            out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest
        }
    }
}

fn hex(text: &str) -> Option<u32> {
    let mut unit = 0;
    for digit in text.get(..4)?.chars() {
        unit = unit * 16 + digit.to_digit(16)?;
    }
    Some(unit)
}

/// Appends a string literal.
pub(super) fn push_quoted(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
