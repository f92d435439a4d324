//! The range strip: CloudWatch's presets in sight, any other range behind "Custom", local time or UTC.

use super::time::DashboardTime;
use crate::components::{
    ButtonKind, DialogWidth, Glyph, autofocused, dialog, icon, segmented, select, submit_button, text_field,
    yes_no,
};
use crate::dom::{El, View, el, fragment};
use crate::reactive::{Memo, RwSignal, Signal, derived, expect_context, memo};
use crate::router::Router;
use crate::time_range::{PRESETS_SECS, TimeRangeSpec, Zone, parse_in_zone, text_in_zone};
use timeseries::TimeRange;
use web_sys::Event;

pub fn range_picker(time: DashboardTime) -> View {
    let router = expect_context::<Router>();
    let open = RwSignal::new(false);
    let presets = PRESETS_SECS.iter().map(|(words, _)| (*words, *words)).collect();
    let chosen = move || preset_of(time.spec.get());
    let choose = move |words: &'static str| {
        if let Some((_, secs)) = PRESETS_SECS.iter().find(|(preset, _)| *preset == words) {
            time.choose(TimeRangeSpec::last_secs(*secs));
        }
    };
    let is_custom = move || preset_of(time.spec.get()).is_none();
    let custom_text = move || {
        if is_custom() { spec_text(time.spec.get(), time.zone.get()) } else { "Custom".to_owned() }
    };
    let zones = vec![("Local", "Local"), ("UTC", "UTC")];
    let choose_zone = move |words| router.adjust(|address| address.zone = Zone::parse(words));
    let custom = el("button")
        .class("button range-picker__custom")
        .attr("type", "button")
        .attr("data-kind", "quiet")
        .attr("aria-haspopup", "dialog")
        .attr("aria-pressed", move || yes_no(is_custom()))
        .on_click(move || open.set(true))
        .child(icon(Glyph::Clock))
        .child(el("span").text(custom_text));
    let picker = el("div")
        .class("range-picker")
        .child(segmented("Time range", presets, chosen, choose))
        .child(custom)
        .child(segmented("Time zone", zones, move || time.zone.get().to_text(), choose_zone));
    let close = move || open.set(false);
    let content = move || custom_range(time, open);
    fragment([
        picker.into(),
        dialog(DialogWidth::Narrow, "Time range", move || open.get(), close, content).into(),
    ])
}

/// Units of a relative range and their seconds.
const UNITS: [(&str, i64); 4] = [("minutes", 60), ("hours", 3600), ("days", 86_400), ("weeks", 604_800)];

fn custom_range(time: DashboardTime, open: RwSignal<bool>) -> View {
    fragment([relative_form(time, open).into(), absolute_form(time, open).into()])
}

fn relative_form(time: DashboardTime, open: RwSignal<bool>) -> El {
    let (count, unit) = in_units(time.range.get_untracked().millis() / 1000);
    let (count, unit) = (RwSignal::new(count.to_string()), RwSignal::new(unit.to_owned()));
    let spec = memo(move || {
        let secs = UNITS.iter().find(|(name, _)| unit.with(|unit| unit == name))?.1;
        let count = count.with(|count| count.trim().parse::<i64>().ok())?;
        TimeRangeSpec::checked_last_secs(count.checked_mul(secs)?)
    });
    let units = || UNITS.iter().map(|(name, _)| ((*name).to_owned(), (*name).to_owned())).collect::<Vec<_>>();
    let error = refused(spec, "From one minute to 455 days.");
    let fields = [
        autofocused(text_field("How many", "text", count, None, Some(error))),
        select("Unit", false, units, unit, move |chosen| unit.set(chosen)),
    ];
    form(time, open, "The last", spec, fields, ButtonKind::Primary)
}

fn absolute_form(time: DashboardTime, open: RwSignal<bool>) -> El {
    let (zone, range) = (time.zone.get_untracked(), time.range.get_untracked());
    let start = RwSignal::new(text_in_zone(range.start, zone));
    let end = RwSignal::new(text_in_zone(range.end, zone));
    let spec = memo(move || {
        let start = start.with(|text| parse_in_zone(text, zone))?;
        let end = end.with(|text| parse_in_zone(text, zone))?;
        TimeRangeSpec::fixed(TimeRange::new(start, end))
    });
    let zone_words = match zone {
        Zone::Local => "Times are local.",
        Zone::Utc => "Times are UTC.",
    };
    let error = refused(spec, "The end is after the start, at most 455 days later.");
    let fields = [
        text_field("Start", "datetime-local", start, Some(zone_words), None),
        text_field("End", "datetime-local", end, None, Some(error)),
    ];
    form(time, open, "From … to", spec, fields, ButtonKind::Normal)
}

fn refused(spec: Memo<Option<TimeRangeSpec>>, words: &'static str) -> Signal<Option<String>> {
    derived(move || spec.with(Option::is_none).then(|| words.to_owned()))
}

fn form(
    time: DashboardTime,
    open: RwSignal<bool>,
    title: &'static str,
    spec: Memo<Option<TimeRangeSpec>>,
    fields: [El; 2],
    kind: ButtonKind,
) -> El {
    let submit = move |event: Event| {
        event.prevent_default();
        if let Some(spec) = spec.get_untracked() {
            time.choose(spec);
            open.set(false);
        }
    };
    let show = submit_button(kind, None, "Show").attr("disabled", move || spec.with(Option::is_none));
    let row = el("div").class("form__row").child(fields.to_vec()).child(show);
    el("form").class("form").on("submit", submit).child(el("h3").text(title)).child(row)
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
