//! The range strip: CloudWatch's presets in sight, any other range behind "Custom", local time or UTC.

use super::time::DashboardTime;
use crate::components::{Button, ButtonKind, Dialog, Glyph, Icon, Segmented, Select, TextField};
use crate::router::Router;
use crate::time_range::{PRESETS_SECS, TimeRangeSpec, Zone, parse_in_zone, text_in_zone};
use leptos::prelude::*;
use timeseries::TimeRange;

#[component]
pub fn RangePicker(time: DashboardTime) -> impl IntoView {
    let router = expect_context::<Router>();
    let open = RwSignal::new(false);
    let presets = PRESETS_SECS.iter().map(|(words, _)| (*words, *words)).collect();
    let chosen = Signal::derive(move || preset_of(time.spec.get()).unwrap_or_default().to_owned());
    let choose = move |words: &'static str| {
        if let Some((_, secs)) = PRESETS_SECS.iter().find(|(preset, _)| *preset == words) {
            time.choose(TimeRangeSpec::last_secs(*secs));
        }
    };
    let custom = Memo::new(move |_| preset_of(time.spec.get()).is_none());
    let custom_text = move || {
        if custom.get() { spec_text(time.spec.get(), time.zone.get()) } else { "Custom".to_owned() }
    };
    let zone_value = Signal::derive(move || time.zone.get().to_text().to_owned());
    let choose_zone = move |words| router.adjust(|address| address.zone = Zone::parse(words));
    view! {
        <div class="range-picker">
            <Segmented label="Time range" choices=presets value=chosen on_choose=choose />
            <button
                class="button range-picker__custom"
                type="button"
                data-kind="quiet"
                aria-haspopup="dialog"
                aria-pressed=move || if custom.get() { "true" } else { "false" }
                on:click=move |_| open.set(true)
            >
                <Icon glyph=Glyph::Clock />
                <span>{custom_text}</span>
            </button>
            <Segmented
                label="Time zone"
                choices=vec![("Local", "Local"), ("UTC", "UTC")]
                value=zone_value
                on_choose=choose_zone
            />
        </div>
        <Dialog title="Time range" open on_close=move |()| open.set(false)>
            <CustomRange time open />
        </Dialog>
    }
    .into_any()
}

/// Units of a relative range and their seconds.
const UNITS: [(&str, i64); 4] = [("minutes", 60), ("hours", 3600), ("days", 86_400), ("weeks", 604_800)];

#[component]
fn CustomRange(time: DashboardTime, open: RwSignal<bool>) -> impl IntoView {
    let zone = time.zone.get_untracked();
    let range = time.range.get_untracked();
    let (count, unit) = in_units(range.millis() / 1000);
    let count = RwSignal::new(count.to_string());
    let unit = RwSignal::new(unit.to_owned());
    let start = RwSignal::new(text_in_zone(range.start, zone));
    let end = RwSignal::new(text_in_zone(range.end, zone));
    let relative = Memo::new(move |_| {
        let secs = UNITS.iter().find(|(name, _)| unit.with(|unit| unit == name))?.1;
        let count = count.with(|count| count.trim().parse::<i64>().ok())?;
        TimeRangeSpec::checked_last_secs(count.checked_mul(secs)?)
    });
    let absolute = Memo::new(move |_| {
        let start = start.with(|text| parse_in_zone(text, zone))?;
        let end = end.with(|text| parse_in_zone(text, zone))?;
        TimeRangeSpec::fixed(TimeRange::new(start, end))
    });
    let take = move |spec: Option<TimeRangeSpec>| {
        if let Some(spec) = spec {
            time.choose(spec);
            open.set(false);
        }
    };
    let refused = move |spec: Memo<Option<TimeRangeSpec>>, words: &'static str| {
        Signal::derive(move || spec.with(Option::is_none).then(|| words.to_owned()))
    };
    let unit_choices =
        UNITS.iter().map(|(name, _)| ((*name).to_owned(), (*name).to_owned())).collect::<Vec<_>>();
    let zone_words = match zone {
        Zone::Local => "Times are local.",
        Zone::Utc => "Times are UTC.",
    };
    view! {
        <form
            class="form"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                take(relative.get_untracked());
            }
        >
            <h3>"The last"</h3>
            <div class="form__row">
                <TextField
                    label="How many"
                    value=count
                    error=refused(relative, "From one minute to 455 days.")
                    autofocus=true
                />
                <Select label="Unit" choices=unit_choices value=unit on_choose=move |chosen| unit.set(chosen) />
                <Button kind=ButtonKind::Primary submits=true disabled=Signal::derive(move || relative.with(Option::is_none))>
                    "Show"
                </Button>
            </div>
        </form>
        <form
            class="form"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                take(absolute.get_untracked());
            }
        >
            <h3>"From … to"</h3>
            <div class="form__row">
                <TextField label="Start" kind="datetime-local" value=start hint=zone_words />
                <TextField
                    label="End"
                    kind="datetime-local"
                    value=end
                    error=refused(absolute, "The end is after the start, at most 455 days later.")
                />
                <Button submits=true disabled=Signal::derive(move || absolute.with(Option::is_none))>
                    "Show"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

fn preset_of(spec: TimeRangeSpec) -> Option<&'static str> {
    let secs = spec.relative_secs()?;
    PRESETS_SECS.iter().find(|(_, preset)| *preset == secs).map(|(words, _)| *words)
}

/// In the largest unit that divides it.
fn in_units(secs: i64) -> (i64, &'static str) {
    let divides = |(_, unit): &&(&str, i64)| secs % unit == 0;
    let (name, unit) = UNITS.iter().rev().find(divides).unwrap_or(&UNITS[0]);
    ((secs / unit).max(1), name)
}

fn spec_text(spec: TimeRangeSpec, zone: Zone) -> String {
    match (spec.relative_secs(), spec.absolute()) {
        (Some(secs), _) => {
            let (count, unit) = in_units(secs);
            ["Last ", &count.to_string(), " ", unit].concat()
        }
        (None, Some(range)) => {
            let plain = |at| text_in_zone(at, zone).replace('T', " ");
            let (start, end) = (plain(range.start), plain(range.end));
            // The same day is said once.
            let same_day = start.get(..10) == end.get(..10);
            let end = if same_day { end.get(11..).unwrap_or(&end) } else { &end };
            [&start, " – ", end].concat()
        }
        (None, None) => ["From ", &spec.start_text()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn says(start: &str, end: Option<&str>, expected: &str) {
        let spec = TimeRangeSpec::parse(start, end).unwrap();
        assert_eq!(spec_text(spec, Zone::Utc), expected);
    }

    #[wasm_bindgen_test]
    fn ranges_in_words() {
        says("-PT90M", None, "Last 90 minutes");
        says("-P14D", None, "Last 2 weeks");
        says("2026-11-20T10:00:00Z", Some("2026-11-20T12:30:00Z"), "2026-11-20 10:00 – 12:30");
        says("2026-11-20T10:00:00Z", Some("2026-11-21T12:30:00Z"), "2026-11-20 10:00 – 2026-11-21 12:30");
    }
}
