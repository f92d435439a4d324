//! The range strip: CloudWatch's presets in sight, any other range behind "Custom", local time or UTC.

use super::custom_range::{CustomRange, in_units};
use crate::components::{Dialog, Glyph, Icon, Segmented};
use crate::dashboard_time::DashboardTime;
use crate::routing::use_router;
use crate::time::{PRESETS_SECS, TimeRangeSpec, Zone, text_in_zone};
use leptos::prelude::*;

/// Choices go into the address, which the whole page follows.
#[component]
pub fn RangePicker(time: DashboardTime) -> impl IntoView {
    let router = use_router();
    let open = RwSignal::new(false);
    let presets = PRESETS_SECS.iter().map(|(words, _)| (*words, *words)).collect();
    let preset = Memo::new(move |_| preset_of(time.spec.get()));
    let choose = move |words: &'static str| {
        if let Some((_, secs)) = PRESETS_SECS.iter().find(|(preset, _)| *preset == words) {
            time.choose(TimeRangeSpec::last_secs(*secs));
        }
    };
    let custom_text = move || match preset.get() {
        Some(_) => "Custom".to_owned(),
        None => spec_text(time.spec.get(), time.zone.get()),
    };
    let zones = vec![("Local", "Local"), ("UTC", "UTC")];
    let choose_zone = move |words| router.adjust(|address| address.zone = Zone::parse(words));
    view! {
        <div class="range-picker">
            <Segmented
                label="Time range"
                choices=presets
                value=move || preset.get().unwrap_or_default()
                on_choose=choose
            />
            <button
                class="button range-picker__custom"
                type="button"
                data-kind="quiet"
                aria-haspopup="dialog"
                aria-pressed=move || preset.get().is_none().to_string()
                on:click=move |_| open.set(true)
            >
                <Icon glyph=Glyph::Clock />
                <span>{custom_text}</span>
            </button>
            <Segmented
                label="Time zone"
                choices=zones
                value=move || time.zone.get().to_text()
                on_choose=choose_zone
            />
        </div>
        <Dialog title="Time range" open on_close=move |()| open.set(false)>
            <CustomRange time open />
        </Dialog>
    }
}

fn preset_of(spec: TimeRangeSpec) -> Option<&'static str> {
    let secs = spec.relative_secs()?;
    PRESETS_SECS.iter().find(|(_, preset)| *preset == secs).map(|(words, _)| *words)
}

fn spec_text(spec: TimeRangeSpec, zone: Zone) -> String {
    match (spec.relative_secs(), spec.absolute()) {
        (Some(secs), _) => {
            let (count, unit) = in_units(secs);
            format!("Last {count} {unit}")
        }
        (None, Some(range)) => {
            let plain = |at| text_in_zone(at, zone).replace('T', " ");
            let (start, end) = (plain(range.start), plain(range.end));
            // The same day is said once.
            let same_day = start.get(..10) == end.get(..10);
            let end = if same_day { end.get(11..).unwrap_or(&end) } else { &end };
            format!("{start} – {end}")
        }
        (None, None) => format!("From {}", spec.start_text()),
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
