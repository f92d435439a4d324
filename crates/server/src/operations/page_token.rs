//! NextToken of lists that are paged by name: the last name of the page before, in hexadecimal.
//!
//! Opaque to callers and without state on the server, so a token outlives a restart.

use std::fmt::Write;

/// Marks our tokens, so that another list's are told apart from a name by chance.
const PREFIX: &str = "n1.";

pub fn encode(last_name: &str) -> String {
    let mut token = String::from(PREFIX);
    for byte in last_name.bytes() {
        // Writing to a String can't fail.
        let _ = write!(token, "{byte:02x}");
    }
    token
}

/// The last name of the page before; `None` for what isn't a token.
pub fn decode(token: &str) -> Option<String> {
    let digits = token.strip_prefix(PREFIX)?.as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes: Option<Vec<u8>> = digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some((digit(*high)? * 16 + digit(*low)?) as u8),
            _ => None,
        })
        .collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", "n1", "n1.0", "n1.zz", "n1.ff", "abc"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_token_gives_its_name_back(name in "\\PC{0,40}") {
            prop_assert_eq!(decode(&encode(&name)), Some(name));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = decode(&text);
        }
    }
}
