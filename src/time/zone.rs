//! Whose clock times are shown and typed in: the browser's, or UTC.
//!
//! Rules of daylight saving are the browser's own. How axes and tables format a time is `chart`'s.

use super::range::MINUTE;
use timeseries::{Timestamp, civil};

/// Whose clock axes and times are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    Local,
    Utc,
}

impl Zone {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "Local" => Some(Zone::Local),
            "UTC" => Some(Zone::Utc),
            _ => None,
        }
    }

    pub fn to_text(self) -> &'static str {
        match self {
            Zone::Local => "Local",
            Zone::Utc => "UTC",
        }
    }

    /// Minutes east of UTC at this instant, by the browser's own rules for daylight saving.
    pub fn offset_minutes(self, at: Timestamp) -> i32 {
        match self {
            Zone::Utc => 0,
            Zone::Local => {
                let date = js_sys::Date::new(&(at.millis() as f64).into());
                -(date.get_timezone_offset() as i32)
            }
        }
    }
}

/// What a field for date and time shows: `2026-11-20T10:00`, with seconds if there are any.
pub fn text_in_zone(at: Timestamp, zone: Zone) -> String {
    let shifted = at.plus_secs(i64::from(zone.offset_minutes(at)) * MINUTE);
    let text = shifted.to_string();
    let len =
        if shifted.secs() % MINUTE == 0 { "2026-11-20T10:00".len() } else { "2026-11-20T10:00:00".len() };
    text.chars().take(len).collect()
}

/// The instant that such a field means.
pub fn parse_in_zone(text: &str, zone: Zone) -> Option<Timestamp> {
    let as_utc = civil::parse_iso(text)?;
    match zone {
        Zone::Utc => Some(as_utc),
        // The browser knows what its clocks showed at that time of the year.
        Zone::Local => {
            let millis = js_sys::Date::new(&text.into()).get_time();
            millis.is_finite().then(|| Timestamp::from_millis(millis as i64))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn fields_say_what_they_mean() {
        for zone in [Zone::Utc, Zone::Local] {
            for secs in [1_763_700_000, 1_763_700_007, 1_751_000_000] {
                let at = Timestamp::from_secs(secs);
                assert_eq!(parse_in_zone(&text_in_zone(at, zone), zone), Some(at));
            }
            assert_eq!(parse_in_zone("", zone), None);
        }
        assert_eq!(text_in_zone(Timestamp::from_secs(60), Zone::Utc), "1970-01-01T00:01");
    }
}
