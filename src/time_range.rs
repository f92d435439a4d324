//! Which time a dashboard shows, how often it is asked for again, and the one tick per page.
//!
//! The words (`-PT3H`, `off`, `UTC`) are those of the address and of `DashboardBody`. The clock is read
//! here and nowhere else in the app; widgets get a resolved [`TimeRange`].

use crate::dom::{document, every, on_window};
use crate::reactive::{RwSignal, Signal, effect};
use dashboard::{Ago, TimeSpec};
use std::time::Duration;
use timeseries::{Period, TimeRange, Timestamp, civil};

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

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// The wish: where a range starts and ends, each an instant or so long before now.
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
    const SECS: std::ops::RangeInclusive<u32> = 5..=3600;

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

/// `now` by the browser's clock, in whole seconds.
pub fn now() -> Timestamp {
    Timestamp::from_secs((js_sys::Date::now() / 1000.0) as i64)
}

/// The page's pulse: grows by one per refresh and says when it last did.
#[derive(Clone, Copy)]
pub struct Tick {
    count: RwSignal<u64>,
    at: RwSignal<Timestamp>,
}

impl Tick {
    /// Beats every `refresh`, not while the tab is hidden, and at once when it is shown again too late.
    pub fn start(refresh: Signal<Refresh>) -> Self {
        let tick = Tick { count: RwSignal::new(0), at: RwSignal::new(now()) };
        effect(move || {
            let Refresh::Every { secs } = refresh.get() else { return };
            every(Duration::from_secs(secs.into()), move || {
                if !document().hidden() {
                    tick.now();
                }
            });
        });
        // The event belongs to the document and bubbles up to the window.
        on_window("visibilitychange", move |_: web_sys::Event| {
            let Refresh::Every { secs } = refresh.get_untracked() else { return };
            let due = tick.at.get_untracked().plus_secs(secs.into());
            if !document().hidden() && due <= now() {
                tick.now();
            }
        });
        tick
    }

    /// Beats now.
    pub fn now(&self) {
        self.at.set(now());
        self.count.update(|count| *count += 1);
    }

    pub fn count(&self) -> Signal<u64> {
        self.count.into()
    }

    /// When it last beat.
    pub fn at(&self) -> Signal<Timestamp> {
        self.at.into()
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
