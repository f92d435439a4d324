//! How long ago something was, in words. Pure; what is too fresh or too old to be said is the caller's
//! choice.

use super::range::{DAY, HOUR, MINUTE};

/// `12 s ago`, `5 min ago`, `3 h ago`, `4 days ago`. Each unit begins at two of it, so that nothing jumps
/// from 119 s to an inexact minute.
pub fn ago(secs: i64) -> String {
    match secs {
        ..5 => "now".to_owned(),
        5..120 => format!("{secs} s ago"),
        120..7200 => format!("{} min ago", secs / MINUTE),
        7200..172_800 => format!("{} h ago", secs / HOUR),
        _ => format!("{} days ago", secs / DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn words() {
        for (secs, expected) in [
            (-3, "now"),
            (4, "now"),
            (12, "12 s ago"),
            (119, "119 s ago"),
            (120, "2 min ago"),
            (7199, "119 min ago"),
            (7200, "2 h ago"),
            (200_000, "2 days ago"),
        ] {
            assert_eq!(ago(secs), expected);
        }
    }
}
