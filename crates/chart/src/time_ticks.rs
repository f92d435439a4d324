//! Ticks of a time axis where a calendar has them: round minutes, hours, midnights, Mondays, months, years.
//!
//! The label says the finer part (`10:30`); the date stands below the first tick of each day, the year below
//! the first of each year. Offsets are fixed minutes; zones with summer time are the caller's.

use timeseries::civil::{self, Civil};
use timeseries::{TimeRange, Timestamp};

#[derive(Clone, Debug, PartialEq)]
pub struct TimeTick {
    pub at: Timestamp,
    pub label: String,
    pub below: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Millis(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The space between neighbouring labels.
const GAP_PX: f64 = 24.0;
/// What a person's clock can be off by; civil offsets end at 14 hours.
const MOST_OFFSET_MINUTES: i32 = 24 * 60;
/// Bounds the work for absurd widths.
const MOST_TICKS: usize = 200;

const STEPS: [Step; 44] = [
    Step::Millis(1),
    Step::Millis(2),
    Step::Millis(5),
    Step::Millis(10),
    Step::Millis(20),
    Step::Millis(50),
    Step::Millis(100),
    Step::Millis(200),
    Step::Millis(500),
    Step::Millis(SECOND),
    Step::Millis(2 * SECOND),
    Step::Millis(5 * SECOND),
    Step::Millis(10 * SECOND),
    Step::Millis(15 * SECOND),
    Step::Millis(30 * SECOND),
    Step::Millis(MINUTE),
    Step::Millis(2 * MINUTE),
    Step::Millis(5 * MINUTE),
    Step::Millis(10 * MINUTE),
    Step::Millis(15 * MINUTE),
    Step::Millis(30 * MINUTE),
    Step::Millis(HOUR),
    Step::Millis(2 * HOUR),
    Step::Millis(3 * HOUR),
    Step::Millis(6 * HOUR),
    Step::Millis(12 * HOUR),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(200),
    Step::Years(500),
    Step::Years(1000),
    Step::Years(5000),
];

/// The finest ticks whose labels don't touch, for an axis of `width_px`.
pub fn time_ticks(
    range: TimeRange,
    utc_offset_minutes: i32,
    width_px: f64,
    text_width_px: impl Fn(&str) -> f64,
) -> Vec<TimeTick> {
    if range.is_empty() || !(1.0..1e6).contains(&width_px) {
        return Vec::new();
    }
    let offset_millis = offset_millis(utc_offset_minutes);
    let px_per_milli = width_px / range.millis() as f64;
    let fits = |step: &&Step| text_width_px(step.sample()) + GAP_PX <= step.millis() as f64 * px_per_milli;
    let step = STEPS.iter().find(fits).copied().unwrap_or(STEPS[STEPS.len() - 1]);
    let mut ticks: Vec<TimeTick> = Vec::new();
    let mut previous: Option<Civil> = None;
    for local_millis in
        step.positions(range.start.millis() + offset_millis, range.end.millis() + offset_millis)
    {
        let at = Timestamp::from_millis(local_millis - offset_millis);
        let local = Civil::from_timestamp(Timestamp::from_millis(local_millis));
        let below = step.below(&local, previous.as_ref());
        ticks.push(TimeTick { at, label: step.label(&local), below });
        previous = Some(local);
    }
    drop_crowded_date(&mut ticks, px_per_milli, text_width_px);
    ticks
}

/// An instant for a crosshair's pill or a sentence: as fine as `resolution_millis`, with its date.
pub fn format_instant(at: Timestamp, utc_offset_minutes: i32, resolution_millis: i64) -> String {
    let local =
        Civil::from_timestamp(Timestamp::from_millis(at.millis() + offset_millis(utc_offset_minutes)));
    let step = match resolution_millis {
        ..SECOND => Step::Millis(1),
        SECOND..MINUTE => Step::Millis(SECOND),
        MINUTE..DAY => Step::Millis(MINUTE),
        _ => return format!("{}, {}", date(&local), year(&local)),
    };
    format!("{}, {}", date(&local), step.label(&local))
}

fn offset_millis(utc_offset_minutes: i32) -> i64 {
    i64::from(utc_offset_minutes.clamp(-MOST_OFFSET_MINUTES, MOST_OFFSET_MINUTES)) * MINUTE
}

/// The date of the first tick gives way when the next date begins right beside it.
fn drop_crowded_date(ticks: &mut [TimeTick], px_per_milli: f64, text_width_px: impl Fn(&str) -> f64) {
    let Some(second) = ticks.iter().skip(1).find(|tick| tick.below.is_some()).map(|tick| tick.at) else {
        return;
    };
    let Some(first) = ticks.first_mut() else { return };
    let distance_px = (second.millis() - first.at.millis()) as f64 * px_per_milli;
    if first.below.as_ref().is_some_and(|text| distance_px < text_width_px(text) + GAP_PX / 2.0) {
        first.below = None;
    }
}

impl Step {
    /// The step's usual length.
    fn millis(self) -> i64 {
        match self {
            Step::Millis(millis) => millis,
            Step::Days(days) => days * DAY,
            Step::Months(months) => months * 30 * DAY,
            Step::Years(years) => years * 365 * DAY,
        }
    }

    /// The widest label there is.
    fn sample(self) -> &'static str {
        match self {
            Step::Millis(..SECOND) => "00:00:00.000",
            Step::Millis(SECOND..MINUTE) => "00:00:00",
            Step::Millis(_) => "00:00",
            Step::Days(_) => "Nov 00",
            Step::Months(_) => "Nov",
            Step::Years(_) => "0000",
        }
    }

    fn label(self, local: &Civil) -> String {
        match self {
            Step::Millis(_) => {
                let Civil { hour, minute, second, millisecond, .. } = local;
                let mut text = format!("{hour:02}:{minute:02}:{second:02}.{millisecond:03}");
                text.truncate(self.sample().len());
                text
            }
            Step::Days(_) => date(local),
            Step::Months(_) => local.short_month_name().to_owned(),
            Step::Years(_) => year(local),
        }
    }

    /// The coarser part, where it changes.
    fn below(self, local: &Civil, previous: Option<&Civil>) -> Option<String> {
        let year_changes = previous.is_none_or(|previous| previous.year != local.year);
        match self {
            Step::Millis(_) => {
                let stays = previous.is_some_and(|previous| {
                    (previous.year, previous.month, previous.day) == (local.year, local.month, local.day)
                });
                (!stays).then(|| date(local))
            }
            Step::Days(_) | Step::Months(_) => year_changes.then(|| year(local)),
            Step::Years(_) => None,
        }
    }

    /// Positions from `start` to `end`, both included, in local milliseconds.
    fn positions(self, start: i64, end: i64) -> Vec<i64> {
        let first = Civil::from_timestamp(Timestamp::from_millis(start));
        let mut positions = Vec::new();
        let mut keep = |position: i64| {
            if start <= position && position <= end && positions.len() < MOST_TICKS {
                positions.push(position);
            }
            position <= end && positions.len() < MOST_TICKS
        };
        match self {
            Step::Millis(_) | Step::Days(_) => {
                // Weeks begin on Monday, and the epoch's first was the fifth of January 1970.
                let phase = if self == Step::Days(7) { 4 * DAY } else { 0 };
                let step = self.millis();
                let mut position = start - (start - phase).rem_euclid(step);
                while keep(position) {
                    position += step;
                }
            }
            Step::Months(_) | Step::Years(_) => {
                let step =
                    if let Step::Months(months) = self { months } else { self.millis() / (365 * DAY) * 12 };
                let month = i64::from(first.year) * 12 + i64::from(first.month) - 1;
                let mut month = month - month.rem_euclid(step);
                while keep(month_start(month)) {
                    month += step;
                }
            }
        }
        positions
    }
}

/// Midnight of the first day of the `month`-th month counted from the year 0.
fn month_start(month: i64) -> i64 {
    let year = month.div_euclid(12).clamp(-1, 10_001) as i32;
    // Past the last year that a Timestamp holds nothing may come back below the end of the axis.
    if year > 9999 {
        return i64::MAX;
    }
    civil::timestamp_from_date(year, month.rem_euclid(12) as u32 + 1, 1).millis()
}

fn date(local: &Civil) -> String {
    format!("{} {}", local.short_month_name(), local.day)
}

fn year(local: &Civil) -> String {
    format!("{:04}", local.year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn six_px_a_letter(text: &str) -> f64 {
        6.0 * text.chars().count() as f64
    }

    fn at(text: &str) -> Timestamp {
        civil::parse_iso(text).unwrap()
    }

    #[track_caller]
    fn check(start: &str, end: &str, utc_offset_minutes: i32, expected: &str) {
        let range = TimeRange::new(at(start), at(end));
        let ticks = time_ticks(range, utc_offset_minutes, 500.0, six_px_a_letter);
        let texts: Vec<_> = ticks
            .into_iter()
            .map(|tick| tick.below.map_or(tick.label.clone(), |below| format!("{}({below})", tick.label)))
            .collect();
        assert_eq!(texts.join(" "), expected);
    }

    #[test]
    fn hours_with_the_date_below() {
        check(
            "2026-11-20T10:07:00Z",
            "2026-11-20T13:07:00Z",
            0,
            "10:30(Nov 20) 11:00 11:30 12:00 12:30 13:00",
        );
        check(
            "2026-11-20T14:00:00Z",
            "2026-11-21T14:00:00Z",
            0,
            "15:00(Nov 20) 18:00 21:00 00:00(Nov 21) 03:00 06:00 09:00 12:00",
        );
    }

    #[test]
    fn a_date_that_would_touch_the_next_gives_way() {
        let range = TimeRange::new(at("2026-11-20T23:10:00Z"), at("2026-11-21T02:20:00Z"));
        let dates = |text_width_px: fn(&str) -> f64| {
            let ticks = time_ticks(range, 0, 500.0, text_width_px);
            ticks.into_iter().filter_map(|tick| tick.below).collect::<Vec<_>>()
        };
        assert_eq!(dates(six_px_a_letter), ["Nov 20", "Nov 21"]);
        let wide_dates = |text: &str| if text.contains(' ') { 80.0 } else { 30.0 };
        assert_eq!(dates(wide_dates), ["Nov 21"]);
    }

    #[test]
    fn offsets_move_midnight() {
        check(
            "2026-11-20T18:00:00Z",
            "2026-11-21T00:00:00Z",
            330,
            "00:00(Nov 21) 01:00 02:00 03:00 04:00 05:00",
        );
        check(
            "2026-11-20T10:00:00Z",
            "2026-11-20T10:05:00Z",
            -210,
            "06:30(Nov 20) 06:31 06:32 06:33 06:34 06:35",
        );
    }

    #[test]
    fn steps_of_all_sizes() {
        check(
            "2026-11-20T10:00:00.000Z",
            "2026-11-20T10:00:00.004Z",
            0,
            "10:00:00.000(Nov 20) 10:00:00.001 10:00:00.002 10:00:00.003 10:00:00.004",
        );
        check(
            "2026-11-20T10:00:00Z",
            "2026-11-20T10:00:30Z",
            0,
            "10:00:00(Nov 20) 10:00:05 10:00:10 10:00:15 10:00:20 10:00:25 10:00:30",
        );
        check(
            "2026-12-28T12:00:00Z",
            "2027-01-03T12:00:00Z",
            0,
            "Dec 29(2026) Dec 30 Dec 31 Jan 1(2027) Jan 2 Jan 3",
        );
        check("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", 0, "Nov 2(2026) Nov 9 Nov 16 Nov 23 Nov 30");
        check("2026-09-10T00:00:00Z", "2027-03-20T00:00:00Z", 0, "Oct(2026) Nov Dec Jan(2027) Feb Mar");
        check("2020-02-01T00:00:00Z", "2026-11-20T00:00:00Z", 0, "2021 2022 2023 2024 2025 2026");
        check(
            "1926-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z",
            0,
            "1930 1940 1950 1960 1970 1980 1990 2000 2010 2020",
        );
    }

    #[test]
    fn instants_are_as_fine_as_asked() {
        let instant = at("2026-11-20T10:42:07.125Z");
        for (resolution_millis, expected) in [
            (1, "Nov 20, 10:42:07.125"),
            (5000, "Nov 20, 10:42:07"),
            (60_000, "Nov 20, 10:42"),
            (86_400_000, "Nov 20, 2026"),
        ] {
            assert_eq!(format_instant(instant, 0, resolution_millis), expected);
        }
        assert_eq!(format_instant(instant, 14 * 60, 60_000), "Nov 21, 00:42");
    }

    proptest! {
        #[test]
        fn ticks_lie_inside_and_apart(
            start in Timestamp::MIN.millis()..Timestamp::MAX.millis(),
            exponent in 0.0..12.6f64,
            offset in any::<i32>(),
            width_px in 0.0..5000.0f64,
        ) {
            let start = Timestamp::from_millis(start);
            let end = Timestamp::from_millis(start.millis() + 10f64.powf(exponent) as i64);
            let range = TimeRange::new(start, end);
            let ticks = time_ticks(range, offset, width_px, six_px_a_letter);
            for pair in ticks.windows(2) {
                prop_assert!(pair[0].at < pair[1].at);
                let px = (pair[1].at.millis() - pair[0].at.millis()) as f64 * width_px / range.millis() as f64;
                prop_assert!(six_px_a_letter(&pair[0].label) < px, "{px} {pair:?}");
            }
            prop_assert!(ticks.iter().all(|tick| start <= tick.at && tick.at <= end));
            if width_px > 400.0 && start.millis() < end.millis() && end < Timestamp::from_secs(190_000_000_000) {
                prop_assert!(!ticks.is_empty() || 2e12 < range.millis() as f64);
            }
        }
    }
}
