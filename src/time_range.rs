//! Which time a dashboard shows, how often it is asked for again, and the one tick per page.
//!
//! The words (`-PT3H`, `off`, `UTC`) are those of the address and of `DashboardBody`. The clock is read
//! here and nowhere else in the app; widgets get a resolved [`TimeRange`].

use leptos::prelude::*;
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
pub const DEFAULT_SPEC: TimeRangeSpec = TimeRangeSpec::Relative { secs: 3 * HOUR };

/// The longest range: CloudWatch keeps datapoints for 455 days.
pub const LONGEST_SECS: i64 = 455 * DAY;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// The wish: the last so many seconds, or a span that stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeRangeSpec {
    Relative { secs: i64 },
    Absolute(TimeRange),
}

impl TimeRangeSpec {
    /// From `start` (`-PT3H`, or ISO 8601 with an `end`). Empty, reversed and overlong ranges are refused.
    pub fn parse(start: &str, end: Option<&str>) -> Option<Self> {
        if let Some(duration) = start.strip_prefix('-') {
            let secs = parse_duration(duration)?;
            return Some(TimeRangeSpec::Relative { secs });
        }
        let range = TimeRange::new(civil::parse_iso(start)?, civil::parse_iso(end?)?);
        let fits = (1..=LONGEST_SECS * 1000).contains(&range.millis());
        fits.then_some(TimeRangeSpec::Absolute(range))
    }

    pub fn start_text(&self) -> String {
        match self {
            TimeRangeSpec::Relative { secs } => ["-", &duration_text(*secs)].concat(),
            TimeRangeSpec::Absolute(range) => range.start.to_string(),
        }
    }

    /// `None` for a relative range, which ends now.
    pub fn end_text(&self) -> Option<String> {
        match self {
            TimeRangeSpec::Relative { .. } => None,
            TimeRangeSpec::Absolute(range) => Some(range.end.to_string()),
        }
    }

    pub fn resolve(&self, now: Timestamp) -> TimeRange {
        match self {
            TimeRangeSpec::Relative { secs } => TimeRange::new(now.plus_secs(-secs), now),
            TimeRangeSpec::Absolute(range) => *range,
        }
    }

    pub fn secs(&self) -> i64 {
        match self {
            TimeRangeSpec::Relative { secs } => *secs,
            TimeRangeSpec::Absolute(range) => range.millis() / 1000,
        }
    }

    /// What is asked for again by itself, unless the address or the reader says otherwise.
    pub fn default_refresh(&self) -> Refresh {
        match self {
            TimeRangeSpec::Absolute(_) => Refresh::Off,
            TimeRangeSpec::Relative { secs } if *secs <= HOUR => Refresh::Every { secs: 10 },
            TimeRangeSpec::Relative { secs } if *secs <= DAY => Refresh::Every { secs: 60 },
            TimeRangeSpec::Relative { .. } => Refresh::Every { secs: 300 },
        }
    }
}

/// The period that CloudWatch's `periodOverride: auto` takes for a range of this length.
pub fn auto_period(range_secs: i64) -> Period {
    let secs = match range_secs {
        ..=10_800 => MINUTE,
        ..=86_400 => 5 * MINUTE,
        ..=1_296_000 => HOUR,
        ..=5_443_200 => 6 * HOUR,
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
        Effect::new(move |_| {
            let Refresh::Every { secs } = refresh.get() else { return };
            let every = Duration::from_secs(secs.into());
            let beat = move || {
                if !document().hidden() {
                    tick.now();
                }
            };
            if let Ok(interval) = set_interval_with_handle(beat, every) {
                on_cleanup(move || interval.clear());
            }
        });
        // The event belongs to the document and bubbles up to the window.
        let shown = window_event_listener_untyped("visibilitychange", move |_| {
            let Refresh::Every { secs } = refresh.get_untracked() else { return };
            let due = tick.at.get_untracked().plus_secs(secs.into());
            if !document().hidden() && due <= now() {
                tick.now();
            }
        });
        on_cleanup(move || shown.remove());
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

/// `PT15M`, `PT3H`, `P7D`: one unit, the largest that divides.
fn duration_text(secs: i64) -> String {
    let (prefix, unit_secs, unit) = match secs {
        _ if secs % DAY == 0 => ("P", DAY, "D"),
        _ if secs % HOUR == 0 => ("PT", HOUR, "H"),
        _ if secs % MINUTE == 0 => ("PT", MINUTE, "M"),
        _ => ("PT", 1, "S"),
    };
    [prefix, &(secs / unit_secs).to_string(), unit].concat()
}

/// ISO 8601 durations of weeks, days, hours, minutes and seconds; at most [`LONGEST_SECS`].
fn parse_duration(text: &str) -> Option<i64> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text.strip_prefix('P')?, ""),
    };
    let secs = parse_units(date, &[('W', 7 * DAY), ('D', DAY)])?
        + parse_units(time, &[('H', HOUR), ('M', MINUTE), ('S', 1)])?;
    (1..=LONGEST_SECS).contains(&secs).then_some(secs)
}

fn parse_units(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    /// Digits of one number; more would only overflow.
    const DIGITS_MAX: usize = 9;
    let mut secs = 0;
    for (unit, unit_secs) in units {
        if let Some((number, rest)) = text.split_once(*unit) {
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || DIGITS_MAX < number.len() {
                return None;
            }
            secs += number.parse::<i64>().ok()? * unit_secs;
            text = rest;
        }
    }
    text.is_empty().then_some(secs)
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
        reads("-P1W", None, "-P7D");
        reads("-P1DT12H", None, "-PT36H");
        reads("-PT90S", None, "-PT90S");
        reads("-PT24H", None, "-P1D");
        reads("2026-11-20T10:00:00+01:00", Some("2026-11-20T10:00:00Z"), "2026-11-20T09:00:00Z");
    }

    #[wasm_bindgen_test]
    fn refused_ranges() {
        for start in [
            "",
            "-",
            "PT3H",
            "-P",
            "-PT",
            "-P3H",
            "-PT3",
            "-PTH",
            "-PT0S",
            "-PT1H1H",
            "-P456D",
            "-P9999999999D",
        ] {
            reads(start, None, "refused");
        }
        reads("2026-11-20T10:00:00Z", None, "refused");
        reads("2026-11-20T10:00:00Z", Some("2026-11-20T10:00:00Z"), "refused");
        reads("2026-11-20T10:00:00Z", Some("2026-11-19T10:00:00Z"), "refused");
        reads("2020-11-20T10:00:00Z", Some("2026-11-19T10:00:00Z"), "refused");
    }

    #[wasm_bindgen_test]
    fn a_relative_range_moves_on() {
        let spec = TimeRangeSpec::Relative { secs: 900 };
        let range = spec.resolve(Timestamp::from_secs(10_000));
        assert_eq!((range.start.secs(), range.end.secs()), (9100, 10_000));
        assert_eq!(spec.default_refresh(), Refresh::Every { secs: 10 });
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
