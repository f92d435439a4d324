//! Making foreign text fit to be drawn: no control or direction-changing characters, no more than fits.

use std::borrow::Cow;

/// More is never legible in a legend, and costs time to measure.
const MOST_CHARS: usize = 200;
const ELLIPSIS: char = '…';

/// A label without characters that are invisible or that reorder others, and of a bearable length.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_clean = text.len() <= MOST_CHARS && !text.chars().any(is_unprintable);
    if is_clean {
        return Cow::Borrowed(text);
    }
    let mut clean: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .filter(|letter| !is_unprintable(*letter))
        .take(MOST_CHARS + 1)
        .collect();
    if clean.chars().count() > MOST_CHARS {
        clean.pop();
        clean.pop();
        clean.push(ELLIPSIS);
    }
    Cow::Owned(clean)
}

/// As much of a text as `width_px` holds, with an ellipsis where something is left out.
pub fn fit<'a>(text: &'a str, width_px: f64, text_width_px: &dyn Fn(&str) -> f64) -> Cow<'a, str> {
    let text = printable(text);
    if text_width_px(&text) <= width_px {
        return text;
    }
    let ends: Vec<usize> = text.char_indices().map(|(index, _)| index).collect();
    let cut = |length: usize| text[..ends[length]].trim_end().to_owned() + "…";
    let fitting = ends.partition_point(|end| {
        let length = ends.partition_point(|other| other < end);
        text_width_px(&cut(length)) <= width_px
    });
    Cow::Owned(if fitting < 2 { String::new() } else { cut(fitting - 1) })
}

fn is_unprintable(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(text: &str) -> f64 {
        text.chars().count() as f64
    }

    #[test]
    fn hostile_text_becomes_harmless() {
        for (text, expected) in [
            ("CPUUtilization", "CPUUtilization"),
            ("<b>x</b>", "<b>x</b>"),
            ("a\u{202e}b\u{0}c\n", "ab c "),
            ("größe µs", "größe µs"),
        ] {
            assert_eq!(printable(text), expected);
        }
        assert_eq!(letters(&printable(&"x".repeat(10_000))), MOST_CHARS as f64);
    }

    #[test]
    fn long_text_ends_in_an_ellipsis() {
        for (width_px, expected) in [(9.0, "i-0abcdef"), (6.0, "i-0ab…"), (3.0, "i-…"), (1.0, "")] {
            assert_eq!(fit("i-0abcdef", width_px, &letters), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_fits(text in any::<String>(), width_px in 0.0..40.0f64) {
            prop_assert!(letters(&fit(&text, width_px, &letters)) <= width_px);
        }
    }
}
