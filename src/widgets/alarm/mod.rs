//! The alarm widget: a tile for each alarm with an icon, a word and a colour; a press shows the details.

mod details;
pub mod fetch;
mod model;

pub use model::{Alarm, AlarmRow};

use super::body::{Body, Status};
use super::display;
use crate::components::{Dialog, Glyph, Icon};
use crate::data::{polled, use_data_source};
use crate::time::{now, use_time};
use chart::time_ticks::format_instant;
use dashboard::AlarmWidget;
use details::AlarmDetails;
use leptos::prelude::*;
use timeseries::Timestamp;

pub fn body(widget: Signal<AlarmWidget>, is_visible: Signal<bool>) -> Body {
    let source = use_data_source();
    let arns = Memo::new(move |_| widget.with(|widget| widget.alarms.clone()));
    let polled = polled(is_visible, move || {
        let (source, arns) = (source.get()?, arns.get());
        Some(async move { Ok((fetch::by_arns(source, &arns).await?, now())) })
    });
    let rows = Memo::new(move |_| {
        polled.load.with(|load| {
            let (found, _) = load.data()?;
            Some(widget.with(|widget| model::rows(widget, found)))
        })
    });
    let status = Memo::new(move |_| polled.load.with(|load| Status::of(load, |(_, at)| Some(*at))));
    Body {
        status: status.into(),
        csv: None,
        retry: polled.retry,
        view: view! { <AlarmTiles rows /> }.into_any(),
    }
}

/// `rows` is `None` before the first answer.
#[component]
fn AlarmTiles(rows: Memo<Option<Vec<AlarmRow>>>) -> impl IntoView {
    let arns =
        move || rows.with(|rows| rows.iter().flatten().map(|row| row.arn.clone()).collect::<Vec<String>>());
    let is_empty = move || rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty));
    let chosen = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| {
        let arn = chosen.get()?;
        rows.with(|rows| rows.iter().flatten().find(|row| row.arn == arn).cloned())
    });
    let title = Signal::derive(move || {
        shown.with(|row| row.as_ref().map(|row| display::name(&row.name)).unwrap_or_default())
    });
    let open = Signal::derive(move || shown.with(Option::is_some));
    view! {
        <ul class="alarm-tiles">
            <For each=arns key=String::clone let(arn)>
                <AlarmTile rows arn chosen />
            </For>
        </ul>
        <Show when=is_empty>
            <div class="widget-empty">
                <p class="widget-empty__title">"No alarm is in one of the chosen states."</p>
            </div>
        </Show>
        <Dialog title open on_close=move |()| chosen.set(None)>
            {move || shown.get().map(|row| view! { <AlarmDetails row /> })}
        </Dialog>
    }
}

#[component]
fn AlarmTile(
    rows: Memo<Option<Vec<AlarmRow>>>,
    arn: String,
    /// The ARN of the alarm whose details are shown.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let offset = use_time().utc_offset_minutes;
    let row = Memo::new({
        let arn = arn.clone();
        move |_| rows.with(|rows| rows.iter().flatten().find(|row| row.arn == arn).cloned())
    });
    let of_row = move |read: fn(&AlarmRow) -> String| move || row.with(|row| row.as_ref().map(read));
    let state = of_row(|row| row.state().to_owned());
    let word = move || {
        let (glyph, word) = state_words(&state().unwrap_or_default());
        view! {
            <Icon glyph />
            {word}
        }
    };
    let since = move || {
        let offset = offset.get();
        row.with(|row| Some(since_text(row.as_ref()?.alarm.as_ref()?, offset)))
    };
    view! {
        <li>
            <button
                class="alarm-tile"
                type="button"
                data-alarm-state=state
                title=of_row(reason)
                on:click=move |_| chosen.set(Some(arn.clone()))
            >
                <span class="alarm-tile__state">{word}</span>
                <span class="alarm-tile__name">{of_row(|row| display::name(&row.name))}</span>
                <span class="alarm-tile__since">{since}</span>
            </button>
        </li>
    }
}

fn reason(row: &AlarmRow) -> String {
    match &row.alarm {
        Some(alarm) => display::name(&alarm.state_reason),
        None => "There is no alarm of this name here.".to_owned(),
    }
}

/// An icon and a word, so that nobody has to tell colours apart.
pub fn state_words(state: &str) -> (Glyph, &'static str) {
    match state {
        "ALARM" => (Glyph::Alarm, "In alarm"),
        "OK" => (Glyph::Check, "OK"),
        "INSUFFICIENT_DATA" => (Glyph::Help, "No data"),
        _ => (Glyph::Error, "Missing"),
    }
}

fn since_text(alarm: &Alarm, utc_offset_minutes: i32) -> String {
    if alarm.state_updated_timestamp == Timestamp::default() {
        return String::new();
    }
    let since = format_instant(alarm.state_updated_timestamp, utc_offset_minutes, 60_000);
    format!("since {since}")
}
