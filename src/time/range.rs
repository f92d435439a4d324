//! Which time a dashboard shows: the range as it was asked for, and the instants that it means now.
//!
//! The words (`-PT3H`, ISO 8601) are those of the address and of `DashboardBody`. When a range is resolved
//! again is the tick's business.

use super::clock::now;
use super::refresh::Refresh;
use dashboard::{Ago, DashboardBody, TimeSpec};
use timeseries::{Period, TimeRange, Timestamp};

/// CloudWatch's presets, in seconds.
pub const PRESETS_SECS: [(&str, i64); 7] = [
    ("15m", 15 * MINUTE),
    ("1h", HOUR),
    ("3h", 3 * HOUR),
    ("12h", 12 * HOUR),
    ("1d", DAY),
    ("3d", 3 * DAY),
    ("1w", 7 * DAY),
];

/// What a dashboard without `start` shows, as CloudWatch's console does.
pub const DEFAULT_SPEC: TimeRangeSpec = TimeRangeSpec { start: TimeSpec::hours_ago(3), end: None };

/// The longest range: CloudWatch keeps datapoints for 455 days.
pub const LONGEST_SECS: i64 = 455 * DAY;

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 3600;
pub(super) const DAY: i64 = 86_400;

/// Where a range starts and ends as it was asked for: each an instant, or so long before now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRangeSpec {
    start: TimeSpec,
    /// `None`: now.
    end: Option<TimeSpec>,
}

impl TimeRangeSpec {
    /// From the address: `-PT3H`, or ISO 8601. Empty, reversed and overlong ranges are refused.
    pub fn parse(start: &str, end: Option<&str>) -> Option<Self> {
        let end = match end {
            Some(text) => Some(text.parse().ok()?),
            None => None,
        };
        Self::from_ends(start.parse().ok()?, end)
    }

    /// What a dashboard wishes, else CloudWatch's three hours.
    pub fn of_body(body: &DashboardBody) -> Self {
        body.start().and_then(|start| Self::from_ends(start, body.end())).unwrap_or(DEFAULT_SPEC)
    }

    pub fn from_ends(start: TimeSpec, end: Option<TimeSpec>) -> Option<Self> {
        let range = TimeSpec::range(start, end, now())?;
        (range.millis() <= LONGEST_SECS * 1000).then_some(TimeRangeSpec { start, end })
    }

    /// `secs` must be 1 to [`LONGEST_SECS`]; others are brought there.
    pub fn last_secs(secs: i64) -> Self {
        let secs = secs.clamp(1, LONGEST_SECS) as u32;
        let day = DAY as u32;
        let ago = if secs.is_multiple_of(day) {
            Ago { months: 0, days: secs / day, secs: 0 }
        } else {
            Ago { months: 0, days: 0, secs }
        };
        TimeRangeSpec { start: TimeSpec::Relative(ago), end: None }
    }

    pub fn checked_last_secs(secs: i64) -> Option<Self> {
        (1..=LONGEST_SECS).contains(&secs).then(|| Self::last_secs(secs))
    }

    pub fn fixed(range: TimeRange) -> Option<Self> {
        Self::from_ends(TimeSpec::Absolute(range.start), Some(TimeSpec::Absolute(range.end)))
    }

    pub fn start_text(&self) -> String {
        self.start.to_string()
    }

    /// `None` for a range that ends now.
    pub fn end_text(&self) -> Option<String> {
        self.end.map(|end| end.to_string())
    }

    pub fn resolve(&self, now: Timestamp) -> TimeRange {
        TimeSpec::range(self.start, self.end, now).unwrap_or_else(|| {
            // An instant that was past when the range was made isn't after now, unless the clock went back.
            let start = self.start.resolve(now);
            TimeRange::new(start, start.plus_secs(1))
        })
    }

    /// How many seconds before now it starts, if it ends now and has no months in it.
    pub fn relative_secs(&self) -> Option<i64> {
        match (self.start, self.end) {
            (TimeSpec::Relative(Ago { months: 0, days, secs }), None | Some(TimeSpec::NOW)) => {
                Some(i64::from(days) * DAY + i64::from(secs))
            }
            _ => None,
        }
    }

    /// The range, if it stands still.
    pub fn absolute(&self) -> Option<TimeRange> {
        match (self.start, self.end) {
            (TimeSpec::Absolute(start), Some(TimeSpec::Absolute(end))) => Some(TimeRange::new(start, end)),
            _ => None,
        }
    }

    /// What is asked for again by itself, unless the address or the reader says otherwise.
    pub fn default_refresh(&self) -> Refresh {
        if self.absolute().is_some() {
            return Refresh::Off;
        }
        match self.relative_secs() {
            Some(..=HOUR) => Refresh::Every { secs: 10 },
            Some(..=DAY) => Refresh::Every { secs: 60 },
            _ => Refresh::Every { secs: 300 },
        }
    }
}

/// The period that CloudWatch's `periodOverride: auto` takes for a range of this length.
pub fn auto_period(range_secs: i64) -> Period {
    let secs = match range_secs {
        ..=10_800 => MINUTE,
        10_801..=86_400 => 5 * MINUTE,
        86_401..=1_296_000 => HOUR,
        1_296_001..=5_443_200 => 6 * HOUR,
        _ => DAY,
    };
    Period::from_secs(secs).unwrap_or(Period::DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn reads(start: &str, end: Option<&str>, expected_start: &str) {
        let printed = TimeRangeSpec::parse(start, end).map(|spec| spec.start_text());
        assert_eq!(printed.as_deref().unwrap_or("refused"), expected_start, "{start} {end:?}");
    }

    #[wasm_bindgen_test]
    fn ranges() {
        reads("-PT3H", None, "-PT3H");
        reads("-PT180M", None, "-PT3H");
        reads("-P7D", None, "-P1W");
        reads("2026-11-20T10:00:00+01:00", Some("2026-11-20T10:00:00Z"), "2026-11-20T09:00:00Z");
    }

    #[wasm_bindgen_test]
    fn refused_ranges() {
        for start in ["", "-", "-P", "-PT0S", "-P456D", "-P9999999999D", "yesterday", "9000-01-01T00:00:00Z"]
        {
            reads(start, None, "refused");
        }
        reads("2026-11-20T10:00:00Z", Some("2026-11-20T10:00:00Z"), "refused");
        reads("2026-11-20T10:00:00Z", Some("2026-11-19T10:00:00Z"), "refused");
        reads("2020-11-20T10:00:00Z", Some("2026-11-19T10:00:00Z"), "refused");
    }

    #[wasm_bindgen_test]
    fn a_relative_range_moves_on() {
        let spec = TimeRangeSpec::last_secs(900);
        let range = spec.resolve(Timestamp::from_secs(10_000));
        assert_eq!((range.start.secs(), range.end.secs()), (9100, 10_000));
        assert_eq!(spec.default_refresh(), Refresh::Every { secs: 10 });
        assert_eq!(spec.relative_secs(), Some(900));
        assert_eq!(TimeRangeSpec::last_secs(7 * DAY).start_text(), "-P1W");
    }

    #[wasm_bindgen_test]
    fn longer_ranges_have_longer_periods() {
        let cases = [
            (900, 60),
            (10_800, 60),
            (10_801, 300),
            (86_400, 300),
            (86_401, 3600),
            (1_296_001, 21_600),
            (LONGEST_SECS, 86_400),
        ];
        for (range_secs, expected) in cases {
            assert_eq!(auto_period(range_secs).secs(), expected, "{range_secs}");
        }
    }
}
