//! How often a dashboard is asked for again, in the words of the address: `off`, or seconds.
//!
//! Only the choice. The timer that follows it is the tick's.

use std::ops::RangeInclusive;

/// How often the page asks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    Off,
    Every { secs: u32 },
}

impl Refresh {
    /// What is offered; CloudWatch's own, and off.
    pub const CHOICES: [(Refresh, &str); 5] = [
        (Refresh::Off, "Off"),
        (Refresh::Every { secs: 10 }, "10 s"),
        (Refresh::Every { secs: 60 }, "1 min"),
        (Refresh::Every { secs: 120 }, "2 min"),
        (Refresh::Every { secs: 300 }, "5 min"),
    ];
    /// An address may ask for any interval between these.
    const SECS: RangeInclusive<u32> = 5..=3600;

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "off" => Some(Refresh::Off),
            _ => {
                text.parse().ok().filter(|secs| Self::SECS.contains(secs)).map(|secs| Refresh::Every { secs })
            }
        }
    }

    pub fn to_text(self) -> String {
        match self {
            Refresh::Off => "off".to_owned(),
            Refresh::Every { secs } => secs.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn refresh_intervals() {
        for (text, expected) in [
            ("off", "off"),
            ("10", "10"),
            ("4", "refused"),
            ("4000", "refused"),
            ("-1", "refused"),
            ("", "refused"),
        ] {
            let printed = Refresh::parse(text).map(Refresh::to_text);
            assert_eq!(printed.as_deref().unwrap_or("refused"), expected, "{text}");
        }
    }
}
