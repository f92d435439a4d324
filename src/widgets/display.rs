//! Names, labels and log lines as they may be shown: they come from anybody, so they are cut and their
//! control and direction-changing characters made visible. Everything a widget shows of CloudWatch's text
//! passes here, also what is painted on a canvas.
//!
//! It doesn't escape markup: text only ever becomes a text node, where markup has no meaning.

/// The longest name shown; the whole of it stays in the JSON and in exports.
pub const NAME_CHARS_MAX: usize = 200;
/// The longest log line shown.
pub const LINE_CHARS_MAX: usize = 4000;

/// One line of harmless text: line breaks and tabs become spaces.
pub fn name(text: &str) -> String {
    shown(text, NAME_CHARS_MAX, |c| if matches!(c, '\n' | '\r' | '\t') { Some(' ') } else { replacement(c) })
}

/// A message of several lines: line breaks and tabs stay.
pub fn lines(text: &str) -> String {
    shown(text, LINE_CHARS_MAX, in_lines)
}

/// A text that has a limit of its own already: as [`lines`], but whole.
pub fn whole(text: &str) -> String {
    shown(text, usize::MAX, in_lines)
}

fn in_lines(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        '\r' => None,
        _ => replacement(c),
    }
}

/// A number with all its digits, as the browser writes it: very large and very small ones with an exponent,
/// which `to_string` would spell out in up to 300 zeros.
pub fn digits(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

fn shown(text: &str, chars_max: usize, replace: fn(char) -> Option<char>) -> String {
    let mut kept = String::with_capacity(text.len().min(chars_max));
    for (count, c) in text.chars().filter_map(replace).enumerate() {
        if count == chars_max {
            kept.push('…');
            break;
        }
        kept.push(c);
    }
    kept
}

/// `None` leaves a character out; one that would act on its neighbours becomes U+FFFD.
fn replacement(c: char) -> Option<char> {
    match c {
        // Byte order mark, word joiner and kin, soft hyphen: invisible and without meaning here.
        '\u{feff}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{00ad}' => None,
        // Marks, embeddings, overrides and isolates that turn the direction of what follows.
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => {
            Some('\u{fffd}')
        }
        '\u{2028}' | '\u{2029}' => Some(' '),
        // Tag characters, invisible since forever.
        '\u{e0000}'..='\u{e007f}' => None,
        _ if c.is_control() => Some('\u{fffd}'),
        _ => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(input: &str, expected: &str) {
        assert_eq!(name(input), expected);
    }

    #[wasm_bindgen_test]
    fn names_are_harmless() {
        check("CPUUtilization", "CPUUtilization");
        check("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>");
        check("a\u{202e}gpj.exe", "a\u{fffd}gpj.exe");
        check("a\u{2066}b\u{2069}", "a\u{fffd}b\u{fffd}");
        check("bell\u{7}\u{1b}[31m", "bell\u{fffd}\u{fffd}[31m");
        check("two\nlines\tand more", "two lines and more");
        check("zero\u{200b}width\u{feff}", "zerowidth");
        check("naïve 日本語 👩‍🚀", "naïve 日本語 👩‍🚀");
        check("", "");
    }

    #[wasm_bindgen_test]
    fn long_names_are_cut() {
        let cut = name(&"x".repeat(10_240));
        assert_eq!(cut.chars().count(), NAME_CHARS_MAX + 1);
        assert!(cut.ends_with("x…"));
        assert_eq!(name(&"é".repeat(NAME_CHARS_MAX)).chars().count(), NAME_CHARS_MAX);
    }

    #[wasm_bindgen_test]
    fn log_lines_keep_their_breaks() {
        assert_eq!(lines("a\r\n\tb\u{0}"), "a\n\tb\u{fffd}");
        assert_eq!(lines(&"y".repeat(9000)).chars().count(), LINE_CHARS_MAX + 1);
        assert_eq!(whole(&"\u{202e}y\n".repeat(9000)), "\u{fffd}y\n".repeat(9000));
    }

    #[wasm_bindgen_test]
    fn numbers_have_all_their_digits() {
        for (number, expected) in [
            (0.0, "0"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e15, "1000000000000000"),
            (1e21, "1e+21"),
        ] {
            assert_eq!(digits(number), expected);
        }
    }
}
