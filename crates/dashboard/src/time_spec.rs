//! Ends of a time range as dashboards and addresses write them: `-PT3H`, `-P1D`, `2026-11-20T10:00:00Z`.
//!
//! The clock is the caller's: a relative end becomes an instant only by [`TimeSpec::resolve`].

use std::fmt;
use std::str::FromStr;
use timeseries::civil::{Civil, days_in_month, parse_iso, timestamp_from_date};
use timeseries::{TimeRange, Timestamp};

/// Where a time range starts or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeSpec {
    Absolute(Timestamp),
    /// So long before now.
    Relative(Ago),
}

/// A length of time back from now. Months are of the calendar; weeks are seven days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ago {
    pub months: u32,
    pub days: u32,
    pub secs: u32,
}

/// A text that is no time; the message says what would be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidTimeSpec(pub String);

impl fmt::Display for InvalidTimeSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no time: write -PT3H, -P1D, -P1W or 2026-11-20T10:00:00Z", self.0)
    }
}

impl std::error::Error for InvalidTimeSpec {}

/// No dashboard looks back further, and arithmetic on it can't overflow: about a thousand years.
const MAX_MONTHS: u32 = 12_000;
const MAX_DAYS: u32 = 366_000;

impl TimeSpec {
    pub const NOW: TimeSpec = TimeSpec::Relative(Ago { months: 0, days: 0, secs: 0 });

    pub const fn hours_ago(hours: u32) -> TimeSpec {
        TimeSpec::Relative(Ago { months: 0, days: 0, secs: hours * 3600 })
    }

    /// As [`TimeSpec::from_str`], for those who don't ask why not.
    pub fn read(text: &str) -> Option<TimeSpec> {
        match text.strip_prefix('-').unwrap_or(text).strip_prefix('P') {
            Some(ago) => parse_ago(ago).map(TimeSpec::Relative),
            None => parse_iso(text).map(TimeSpec::Absolute),
        }
    }

    pub fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            TimeSpec::Absolute(at) => at,
            TimeSpec::Relative(ago) => ago.before(now),
        }
    }

    /// The range from `start` to `end`, or to now. `None` if it would be empty.
    pub fn range(start: TimeSpec, end: Option<TimeSpec>, now: Timestamp) -> Option<TimeRange> {
        let range = TimeRange::new(start.resolve(now), end.unwrap_or(TimeSpec::NOW).resolve(now));
        (!range.is_empty()).then_some(range)
    }
}

impl Ago {
    /// The 31st, a month before, is that month's last day.
    fn before(self, now: Timestamp) -> Timestamp {
        let shift = i64::from(self.days) * 86_400 + i64::from(self.secs);
        if self.months == 0 {
            return now.plus_secs(-shift);
        }
        let civil = Civil::from_timestamp(now);
        let months = i64::from(civil.year) * 12 + i64::from(civil.month) - 1 - i64::from(self.months);
        let (year, month) = (months.div_euclid(12) as i32, months.rem_euclid(12) as u32 + 1);
        let day = civil.day.min(days_in_month(year, month));
        let midnight = timestamp_from_date(year, month, day).millis();
        let of_day = now.millis().rem_euclid(86_400_000);
        Timestamp::from_millis(midnight + of_day - shift * 1000)
    }
}

impl FromStr for TimeSpec {
    type Err = InvalidTimeSpec;

    fn from_str(text: &str) -> Result<Self, InvalidTimeSpec> {
        Self::read(text).ok_or_else(|| InvalidTimeSpec(text.chars().take(60).collect()))
    }
}

/// What follows the `P`: `1D`, `T3H`, `1DT12H30M`. Each letter at most once and in order.
fn parse_ago(text: &str) -> Option<Ago> {
    let (date, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None if text.is_empty() => return None,
        None => (text, ""),
    };
    let [years, months, weeks, days] = counts(date, "YMWD")?;
    let [hours, minutes, seconds, _] = counts(time, "HMS")?;
    let months = years.checked_mul(12)?.checked_add(months)?;
    let days = weeks.checked_mul(7)?.checked_add(days)?;
    let secs = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    (months <= MAX_MONTHS && days <= MAX_DAYS).then_some(Ago { months, days, secs })
}

/// The number before each of up to four letters; a letter that isn't there counts nothing.
fn counts(text: &str, letters: &str) -> Option<[u32; 4]> {
    let mut counts = [0; 4];
    let mut bytes = text.bytes().peekable();
    let mut letters = letters.bytes().zip(&mut counts);
    while bytes.peek().is_some() {
        let mut number: Option<u32> = None;
        while let Some(digit) = bytes.next_if(u8::is_ascii_digit) {
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(u32::from(digit - b'0'))?);
        }
        let unit = bytes.next()?;
        let (_, count) = letters.find(|(letter, _)| *letter == unit)?;
        *count = number?;
    }
    Some(counts)
}

/// AWS's spelling, which reads back as the same value: `-PT3H`, `-P1D`, `-PT0S` for now.
impl fmt::Display for TimeSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ago = match self {
            TimeSpec::Absolute(at) => return at.fmt(f),
            TimeSpec::Relative(ago) => ago,
        };
        f.write_str("-P")?;
        if ago.months != 0 {
            write!(f, "{}M", ago.months)?;
        }
        let whole_weeks = ago.days != 0 && ago.days.is_multiple_of(7);
        if whole_weeks {
            write!(f, "{}W", ago.days / 7)?;
        } else if ago.days != 0 {
            write!(f, "{}D", ago.days)?;
        }
        if ago.secs == 0 {
            return if ago.months == 0 && ago.days == 0 { f.write_str("T0S") } else { Ok(()) };
        }
        f.write_str("T")?;
        for (count, letter) in [(ago.secs / 3600, 'H'), (ago.secs / 60 % 60, 'M'), (ago.secs % 60, 'S')] {
            if count != 0 {
                write!(f, "{count}{letter}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn reads(text: &str, printed: &str, resolved: &str) {
        let now = parse_iso("2026-03-31T12:30:00.250Z").unwrap();
        let spec: TimeSpec = text.parse().unwrap();
        assert_eq!(spec.to_string(), printed);
        assert_eq!(spec.resolve(now).to_string(), resolved);
    }

    #[test]
    fn relative_and_absolute_times() {
        reads("-PT3H", "-PT3H", "2026-03-31T09:30:00.250Z");
        reads("PT3H", "-PT3H", "2026-03-31T09:30:00.250Z");
        reads("-PT5M", "-PT5M", "2026-03-31T12:25:00.250Z");
        reads("-PT90M", "-PT1H30M", "2026-03-31T11:00:00.250Z");
        reads("-P1D", "-P1D", "2026-03-30T12:30:00.250Z");
        reads("-P1W", "-P1W", "2026-03-24T12:30:00.250Z");
        reads("-P14D", "-P2W", "2026-03-17T12:30:00.250Z");
        reads("-P1M", "-P1M", "2026-02-28T12:30:00.250Z");
        reads("-P3M", "-P3M", "2025-12-31T12:30:00.250Z");
        reads("-P1Y2M3DT4H5M6S", "-P14M3DT4H5M6S", "2025-01-28T08:24:54.250Z");
        reads("-PT0S", "-PT0S", "2026-03-31T12:30:00.250Z");
        reads("2026-11-20T10:00:00+01:00", "2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z");
    }

    #[test]
    fn other_texts_are_refused() {
        let far = format!("-P{}D", MAX_DAYS + 1);
        for text in [
            "",
            "-",
            "P",
            "-P",
            "-PT",
            "-P1",
            "-PH",
            "-P1DT",
            "-P1H",
            "-PT1D",
            "-P1D1W",
            "-PT1M1H",
            "-P1.5D",
            "--P1D",
            "bogus",
            "-PT99999999999H",
            "-P1Dx",
            "-P\u{0661}D",
            "2026-13-01",
            &far,
        ] {
            let refused = text.parse::<TimeSpec>().unwrap_err();
            assert_eq!(refused.0, text);
        }
    }

    #[test]
    fn an_empty_range_is_none() {
        let now = Timestamp::from_secs(1_000_000);
        let range = |start: &str, end: &str| TimeSpec::range(start.parse().unwrap(), end.parse().ok(), now);
        assert_eq!(range("-PT1H", ""), Some(TimeRange::new(now.plus_secs(-3600), now)));
        assert_eq!(range("-PT1H", "-PT1H"), None);
        assert_eq!(range("-PT1H", "-PT2H"), None);
    }

    proptest! {
        #[test]
        fn printed_times_read_back(months in 0..=MAX_MONTHS, days in 0..=MAX_DAYS, secs in 0u32..) {
            let spec = TimeSpec::Relative(Ago { months, days, secs });
            prop_assert_eq!(spec.to_string().parse(), Ok(spec));
            spec.resolve(Timestamp::MIN);
            spec.resolve(Timestamp::MAX);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "-?P?[0-9YMWDTHS.]{0,12}|\\PC{0,20}") {
            let _ = text.parse::<TimeSpec>();
        }
    }
}
