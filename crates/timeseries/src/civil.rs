//! The proleptic Gregorian calendar in UTC: fields of an instant, ISO 8601 text in both directions.
//!
//! Kept here because date libraries cost the browser 10 to 80 KB, and all that CloudWatch's metric
//! math, reasons and axes need are these few functions. No zones: an offset is added by the caller.

use crate::Timestamp;
use std::fmt;

/// The fields of an instant in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    pub millisecond: u32,
    /// 1 is Monday, 7 Sunday.
    pub weekday: u32,
}

impl Civil {
    pub fn from_timestamp(at: Timestamp) -> Self {
        let days = at.millis().div_euclid(86_400_000);
        let millis_of_day = at.millis().rem_euclid(86_400_000) as u32;
        let (year, month, day) = date_from_days(days);
        Civil {
            year,
            month,
            day,
            hour: millis_of_day / 3_600_000,
            minute: millis_of_day / 60_000 % 60,
            second: millis_of_day / 1000 % 60,
            millisecond: millis_of_day % 1000,
            // 1970-01-01 was a Thursday.
            weekday: (days + 3).rem_euclid(7) as u32 + 1,
        }
    }
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// How many letters of a name are its usual short form.
const SHORT_NAME_LEN: usize = 3;

impl Civil {
    /// `Friday`.
    pub fn weekday_name(&self) -> &'static str {
        WEEKDAYS[self.weekday as usize - 1]
    }

    /// `Fri`.
    pub fn short_weekday_name(&self) -> &'static str {
        &self.weekday_name()[..SHORT_NAME_LEN]
    }

    /// `November`.
    pub fn month_name(&self) -> &'static str {
        MONTHS[self.month as usize - 1]
    }

    /// `Nov`.
    pub fn short_month_name(&self) -> &'static str {
        &self.month_name()[..SHORT_NAME_LEN]
    }
}

/// Midnight UTC of a date; days past a month's end run on into the next.
pub fn timestamp_from_date(year: i32, month: u32, day: u32) -> Timestamp {
    Timestamp::from_secs(days_from_date(year, month, day) * 86_400)
}

/// How many days `month` (1 to 12) has.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
fn days_from_date(year: i32, month: u32, day: u32) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year =
        (153 * (i64::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_date`] (Howard Hinnant's `civil_from_days`).
fn date_from_days(days: i64) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = (if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 }) as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month, day)
}

pub(crate) fn write_iso(at: Timestamp, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let c = Civil::from_timestamp(at);
    write!(f, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second)?;
    if c.millisecond != 0 {
        write!(f, ".{:03}", c.millisecond)?;
    }
    f.write_str("Z")
}

/// Reads `2026-11-20`, `2026-11-20T10:00`, `2026-11-20T10:00:00.123456Z`, `2026-11-20T10:00:00+01:00`.
/// Without an offset the text is UTC. Decimals beyond the millisecond are cut.
pub fn parse_iso(text: &str) -> Option<Timestamp> {
    let mut rest = Digits(text.as_bytes());
    let year = rest.number(4)? as i32;
    rest.byte(b'-')?;
    let month = rest.number(2)?;
    rest.byte(b'-')?;
    let day = rest.number(2)?;
    if year < 1 || !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let mut millis = days_from_date(year, month, day) * 86_400_000;
    if rest.0.is_empty() {
        return Some(Timestamp::from_millis(millis));
    }
    rest.byte(b'T').or_else(|| rest.byte(b' '))?;
    let hour = rest.number(2)?;
    rest.byte(b':')?;
    let minute = rest.number(2)?;
    let second = if rest.byte(b':').is_some() { rest.number(2)? } else { 0 };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    millis += i64::from(hour * 3600 + minute * 60 + second) * 1000;
    if rest.byte(b'.').is_some() {
        millis += rest.fraction_millis()?;
    }
    millis -= rest.offset_minutes()? * 60_000;
    let at = Timestamp::from_millis(millis);
    (at.millis() == millis && rest.0.is_empty()).then_some(at)
}

struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn byte(&mut self, expected: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        if *first != expected {
            return None;
        }
        self.0 = rest;
        Some(())
    }

    fn digit(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first()?;
        if !first.is_ascii_digit() {
            return None;
        }
        self.0 = rest;
        Some(u32::from(first - b'0'))
    }

    fn number(&mut self, width: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..width {
            value = value * 10 + self.digit()?;
        }
        Some(value)
    }

    fn fraction_millis(&mut self) -> Option<i64> {
        let mut scale = 100;
        let mut millis = scale * i64::from(self.digit()?);
        while let Some(digit) = self.digit() {
            scale /= 10;
            millis += scale * i64::from(digit);
        }
        Some(millis)
    }

    fn offset_minutes(&mut self) -> Option<i64> {
        if self.0.is_empty() || self.byte(b'Z').is_some() {
            return Some(0);
        }
        let sign = if self.byte(b'+').is_some() { 1 } else { self.byte(b'-').map(|()| -1)? };
        let hours = self.number(2)?;
        // `+01`, `+0100` and `+01:00` are all ISO 8601.
        let minutes = if self.0.is_empty() {
            0
        } else {
            let _ = self.byte(b':');
            self.number(2)?
        };
        (hours < 24 && minutes < 60).then_some(sign * i64::from(hours * 60 + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn reads(text: &str, expected: &str) {
        let printed = parse_iso(text).map(|at| at.to_string());
        assert_eq!(printed.as_deref(), (!expected.is_empty()).then_some(expected), "{text}");
    }

    #[test]
    fn iso_text() {
        reads("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z");
        reads("2026-11-20T10:00:00.123000Z", "2026-11-20T10:00:00.123Z");
        reads("2026-11-20T10:00:00", "2026-11-20T10:00:00Z");
        reads("2026-11-20 10:00", "2026-11-20T10:00:00Z");
        reads("2026-11-20", "2026-11-20T00:00:00Z");
        reads("2026-11-20T10:00:00+01:30", "2026-11-20T08:30:00Z");
        reads("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
        reads("2026-02-29T00:00:00Z", "");
        reads("2026-11-20T24:00:00Z", "");
        reads("2026-11-20T10:00:00Zx", "");
        reads("", "");
        reads("2026-11-20T10:00:00.Z", "");
    }

    #[test]
    fn weekdays_start_on_monday() {
        assert_eq!(Civil::from_timestamp(timestamp_from_date(2026, 11, 16)).weekday, 1);
        assert_eq!(Civil::from_timestamp(timestamp_from_date(2026, 11, 22)).weekday, 7);
        assert_eq!(Civil::from_timestamp(Timestamp::from_secs(0)).weekday, 4);
    }

    proptest! {
        #[test]
        fn printed_instants_read_back(millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis()) {
            let at = Timestamp::from_millis(millis);
            prop_assert_eq!(parse_iso(&at.to_string()), Some(at));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = parse_iso(&text);
        }
    }
}
