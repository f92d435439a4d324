//! A range of one's own: the last so many minutes to weeks, or from one instant to another.

use crate::components::{Button, ButtonKind, Select, TextField};
use crate::dashboard_time::DashboardTime;
use crate::time::{TimeRangeSpec, Zone, parse_in_zone, text_in_zone};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use timeseries::TimeRange;

/// Units of a relative range and their seconds.
const UNITS: [(&str, i64); 4] = [("minutes", 60), ("hours", 3600), ("days", 86_400), ("weeks", 604_800)];

/// Closes itself once a range is chosen.
#[component]
pub fn CustomRange(time: DashboardTime, open: RwSignal<bool>) -> impl IntoView {
    let choose = Callback::new(move |spec: TimeRangeSpec| {
        time.choose(spec);
        open.set(false);
    });
    view! {
        <RelativeRange range=time.range.get_untracked() on_choose=choose />
        <AbsoluteRange range=time.range.get_untracked() zone=time.zone.get_untracked() on_choose=choose />
    }
}

#[component]
fn RelativeRange(
    /// What is shown now.
    range: TimeRange,
    on_choose: Callback<TimeRangeSpec>,
) -> impl IntoView {
    let (count, unit) = in_units(range.millis() / 1000);
    let (count, unit) = (RwSignal::new(count.to_string()), RwSignal::new(unit.to_owned()));
    let units: Vec<_> = UNITS.iter().map(|(name, _)| ((*name).to_owned(), (*name).to_owned())).collect();
    let spec = Memo::new(move |_| {
        let (_, secs) = UNITS.iter().find(|(name, _)| *name == *unit.read())?;
        let count: i64 = count.read().trim().parse().ok()?;
        TimeRangeSpec::checked_last_secs(count.checked_mul(*secs)?)
    });
    let error = move || spec.get().is_none().then(|| "From one minute to 455 days.".to_owned());
    view! {
        <RangeForm title="The last" spec kind=ButtonKind::Primary on_choose>
            <TextField label="How many" value=count error autofocus=true />
            <Select label="Unit" choices=units value=unit on_choose=move |chosen| unit.set(chosen) />
        </RangeForm>
    }
}

#[component]
fn AbsoluteRange(
    /// What is shown now.
    range: TimeRange,
    zone: Zone,
    on_choose: Callback<TimeRangeSpec>,
) -> impl IntoView {
    let start = RwSignal::new(text_in_zone(range.start, zone));
    let end = RwSignal::new(text_in_zone(range.end, zone));
    let spec = Memo::new(move |_| {
        let start = parse_in_zone(&start.read(), zone)?;
        let end = parse_in_zone(&end.read(), zone)?;
        TimeRangeSpec::fixed(TimeRange::new(start, end))
    });
    let hint = match zone {
        Zone::Local => "Times are local.",
        Zone::Utc => "Times are UTC.",
    };
    let error = move || {
        spec.get().is_none().then(|| "The end is after the start, at most 455 days later.".to_owned())
    };
    view! {
        <RangeForm title="From … to" spec kind=ButtonKind::Normal on_choose>
            <TextField label="Start" kind="datetime-local" value=start hint />
            <TextField label="End" kind="datetime-local" value=end error />
        </RangeForm>
    }
}

/// Fields in a row with a button that shows the range they mean.
#[component]
fn RangeForm(
    title: &'static str,
    /// `None` while the fields mean no range.
    spec: Memo<Option<TimeRangeSpec>>,
    kind: ButtonKind,
    on_choose: Callback<TimeRangeSpec>,
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(spec) = spec.get_untracked() {
            on_choose.run(spec);
        }
    };
    view! {
        <form class="form" on:submit=submit>
            <h3>{title}</h3>
            <div class="form__row">
                {children()}
                <Button kind submits=true disabled=move || spec.get().is_none()>
                    "Show"
                </Button>
            </div>
        </form>
    }
}

/// In the largest unit that divides it.
pub fn in_units(secs: i64) -> (i64, &'static str) {
    let divides = |(_, unit): &&(&str, i64)| secs % unit == 0;
    let (name, unit) = UNITS.iter().rev().find(divides).unwrap_or(&UNITS[0]);
    ((secs / unit).max(1), name)
}
