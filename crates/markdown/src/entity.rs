//! Backslash escapes and character references.

use crate::scan::find;

/// Those that people type, by name. The rest of HTML's two thousand stay as they are written.
const NAMED: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("hellip", "…"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("bull", "•"),
    ("middot", "·"),
    ("times", "×"),
    ("divide", "÷"),
    ("plusmn", "±"),
    ("minus", "−"),
    ("deg", "°"),
    ("micro", "µ"),
    ("sum", "∑"),
    ("infin", "∞"),
    ("ne", "≠"),
    ("le", "≤"),
    ("ge", "≥"),
    ("larr", "←"),
    ("uarr", "↑"),
    ("rarr", "→"),
    ("darr", "↓"),
    ("harr", "↔"),
    ("check", "✓"),
    ("cross", "✗"),
    ("hearts", "♥"),
    ("para", "¶"),
    ("sect", "§"),
    ("cent", "¢"),
    ("pound", "£"),
    ("yen", "¥"),
    ("euro", "€"),
];
/// The longest of their names.
const NAME_BYTES_MAX: usize = 6;

/// The reference at the start of `text`, which begins with `&`: what it stands for and its length.
pub fn reference(text: &str) -> Option<(String, usize)> {
    let body = &text[1..];
    let Some(number) = body.strip_prefix('#') else {
        let end = body.bytes().take(NAME_BYTES_MAX + 1).position(|byte| byte == b';')?;
        let (_, meaning) = NAMED.iter().find(|(name, _)| *name == &body[..end])?;
        return Some(((*meaning).to_owned(), end + 2));
    };
    // CommonMark: one to six hexadecimal digits, or one to seven decimal ones.
    let (digits, radix, len_max, before) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 6, 3),
        None => (number, 10, 7, 2),
    };
    let (mut code, mut len) = (0, 0);
    while let Some(digit) = digits.as_bytes().get(len).and_then(|byte| char::from(*byte).to_digit(radix))
        && len < len_max
    {
        code = code * radix + digit;
        len += 1;
    }
    if len == 0 || digits.as_bytes().get(len) != Some(&b';') {
        return None;
    }
    let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
    Some((c.to_string(), before + len + 1))
}

/// `text` with its escapes and references resolved, as in addresses.
pub fn unescaped(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, b"\\&") {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let (meaning, len) = if rest.starts_with('&') {
            reference(rest).unwrap_or_else(|| ("&".to_owned(), 1))
        } else if rest.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation) {
            (rest[1..2].to_owned(), 2)
        } else {
            ("\\".to_owned(), 1)
        };
        clean.push_str(&meaning);
        rest = &rest[len..];
    }
    clean.push_str(rest);
    clean
}
