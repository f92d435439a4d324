//! The alarm widget: a tile for each alarm with an icon, a word and a colour; a press shows the details.

use super::alarm_fetch;
use super::alarm_rows::{self, AlarmRow};
use super::body::{Body, State, Status};
use super::display;
use super::fetch::polled;
use crate::components::{Dialog, Glyph, Icon};
use crate::context::DashboardContext;
use crate::source::{SourceContext, now};
use chart::number_format::{Precision, format_value};
use chart::time_ticks::format_instant;
use cloudwatch_api::MetricAlarm;
use dashboard::AlarmWidget;
use leptos::prelude::*;
use timeseries::Timestamp;

pub fn body(widget: Signal<AlarmWidget>, is_visible: Signal<bool>) -> Body {
    let source = SourceContext::signal();
    let arns = Memo::new(move |_| widget.with(|widget| widget.alarms.clone()));
    let polled = polled(is_visible, move || {
        let (source, arns) = (source.get(), arns.get());
        source.map(|source| async move {
            let found = alarm_fetch::by_arns(source, &arns).await?;
            Ok((found, now()))
        })
    });
    let rows = Memo::new(move |_| {
        polled
            .load
            .with(|load| load.data().map(|(found, _)| widget.with(|widget| alarm_rows::rows(widget, found))))
    });
    let status = Signal::derive(move || {
        polled.load.with(|load| Status {
            state: State::of(load),
            error: load.error().cloned(),
            fetched_at: load.data().map(|(_, at)| *at),
            ..Status::default()
        })
    });
    Body { status, csv: None, retry: polled.retry, view: view! { <AlarmTiles rows /> }.into_any() }
}

#[component]
fn AlarmTiles(rows: Memo<Option<Vec<AlarmRow>>>) -> impl IntoView {
    let chosen = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| {
        chosen.with(|arn| {
            let arn = arn.as_ref()?;
            rows.with(|rows| rows.as_ref()?.iter().find(|row| row.arn == *arn).cloned())
        })
    });
    let arns = move || rows.with(|rows| rows.iter().flatten().map(|row| row.arn.clone()).collect::<Vec<_>>());
    let is_empty = move || rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty));
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
        <Dialog
            title=Signal::derive(move || shown.with(|row| row.as_ref().map(|row| display::name(&row.name)).unwrap_or_default()))
            open=Signal::derive(move || shown.with(Option::is_some))
            on_close=move |()| chosen.set(None)
        >
            {move || shown.get().map(|row| view! { <AlarmDetails row /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn AlarmTile(
    rows: Memo<Option<Vec<AlarmRow>>>,
    arn: String,
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let wanted = arn.clone();
    let row =
        Memo::new(move |_| rows.with(|rows| rows.iter().flatten().find(|row| row.arn == wanted).cloned()));
    let context = expect_context::<DashboardContext>();
    move || {
        let row = row.get()?;
        let (glyph, word) = state_words(row.state());
        let offset = context.utc_offset_minutes.get();
        let since = row.alarm.as_ref().map(|alarm| since_text(alarm, offset));
        let reason = row.alarm.as_ref().map_or_else(
            || "There is no alarm of this name here.".to_owned(),
            |alarm| display::name(&alarm.state_reason),
        );
        let arn = arn.clone();
        Some(view! {
            <li>
                <button
                    class="alarm-tile"
                    type="button"
                    data-alarm-state=row.state().to_owned()
                    title=reason
                    on:click=move |_| chosen.set(Some(arn.clone()))
                >
                    <span class="alarm-tile__state">
                        <Icon glyph />
                        {word}
                    </span>
                    <span class="alarm-tile__name">{display::name(&row.name)}</span>
                    <span class="alarm-tile__since">{since}</span>
                </button>
            </li>
        })
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

fn since_text(alarm: &MetricAlarm, utc_offset_minutes: i32) -> String {
    if alarm.state_updated_timestamp == Timestamp::default() {
        return String::new();
    }
    "since ".to_owned() + &format_instant(alarm.state_updated_timestamp, utc_offset_minutes, 60_000)
}

#[component]
fn AlarmDetails(row: AlarmRow) -> impl IntoView {
    let offset = expect_context::<DashboardContext>().utc_offset_minutes.get_untracked();
    let Some(alarm) = row.alarm else {
        return view! {
            <p>"The dashboard names an alarm that isn’t here. It may have been deleted, or live in another account."</p>
            <p class="alarm-details__arn">{display::name(&row.arn)}</p>
        }
        .into_any();
    };
    let (_, word) = state_words(&alarm.state_value);
    let facts = facts(&alarm, offset).into_iter().map(|(term, text)| {
        view! {
            <dt>{term}</dt>
            <dd>{display::name(&text)}</dd>
        }
    });
    view! {
        <p class="alarm-details__state" data-alarm-state=alarm.state_value.clone()>
            <Icon glyph=state_words(&alarm.state_value).0 />
            {word}
            " "
            {since_text(&alarm, offset)}
        </p>
        <p>{display::lines(&alarm.state_reason)}</p>
        <dl class="alarm-details__facts">{facts.collect_view()}</dl>
    }
    .into_any()
}

/// What there is to know about an alarm, as terms and texts.
fn facts(alarm: &MetricAlarm, utc_offset_minutes: i32) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut add = |term, text: Option<String>| {
        facts.extend(text.filter(|text| !text.is_empty()).map(|text| (term, text)))
    };
    add("Description", alarm.alarm_description.clone());
    add("Namespace", alarm.namespace.clone());
    add("Metric", alarm.metric_name.clone());
    let dimensions: Vec<String> =
        alarm.dimensions.iter().map(|pair| [&pair.name, " = ", &pair.value].concat()).collect();
    add("Dimensions", Some(dimensions.join(", ")));
    let expressions = alarm.metrics.iter().filter_map(|query| query.expression.clone());
    add("Expression", Some(expressions.collect::<Vec<_>>().join(", ")));
    add("Statistic", alarm.statistic.clone().or_else(|| alarm.extended_statistic.clone()));
    add("Condition", Some(condition(alarm)));
    add("Missing data", alarm.treat_missing_data.clone());
    add(
        "Configured",
        Some(format_instant(alarm.alarm_configuration_updated_timestamp, utc_offset_minutes, 60_000))
            .filter(|_| alarm.alarm_configuration_updated_timestamp != Timestamp::default()),
    );
    facts
}

/// `> 80 for 2 of 3 datapoints of 60 s`
fn condition(alarm: &MetricAlarm) -> String {
    let operator = match alarm.comparison_operator.as_str() {
        "GreaterThanThreshold" => ">",
        "GreaterThanOrEqualToThreshold" => "≥",
        "LessThanThreshold" => "<",
        "LessThanOrEqualToThreshold" => "≤",
        other => other,
    };
    let threshold = alarm.threshold.map_or_else(String::new, |value| format_value(value, Precision::Full));
    let of = alarm.datapoints_to_alarm.unwrap_or(alarm.evaluation_periods);
    let mut text = format!("{operator} {threshold} for {of} of {} datapoints", alarm.evaluation_periods);
    if let Some(period) = alarm.period {
        text += &format!(" of {period} s");
    }
    text
}
