//! The alarm widget: a tile for each alarm with an icon, a word and a colour; a press shows the details.

use super::alarm_fetch;
use super::alarm_rows::{self, AlarmRow};
use super::body::Body;
use super::display;
use super::fetch::{Keep, polled};
use crate::components::{DialogWidth, Glyph, dialog, icon};
use crate::context::DashboardContext;
use crate::dom::{El, View, each, el, fragment, live, text, when};
use crate::reactive::{Memo, RwSignal, Signal, expect_context, memo};
use crate::source::Alarm;
use crate::source::SourceContext;
use chart::number_format::{Precision, format_value};
use chart::time_ticks::format_instant;
use dashboard::WidgetKind;
use std::rc::Rc;
use timeseries::Timestamp;

pub fn body(kind: Memo<WidgetKind>, is_visible: Signal<bool>) -> Body {
    let source = SourceContext::signal();
    let arns = memo(move || {
        kind.with(|kind| match kind {
            WidgetKind::Alarm(widget) => widget.alarms.clone(),
            _ => Vec::new(),
        })
    });
    let found = RwSignal::new(Vec::<Alarm>::new());
    let polled = polled(is_visible, move || {
        let (source, arns) = (source.get()?, arns.get());
        Some(Box::pin(async move {
            let alarms = alarm_fetch::by_arns(source, &arns).await?;
            Ok(Box::new(move || drop(found.try_set(alarms))) as Keep)
        }))
    });
    let rows = memo(move || match (polled.has_data(), kind.get()) {
        (true, WidgetKind::Alarm(widget)) => found.with(|found| alarm_rows::rows(&widget, found)),
        _ => Vec::new(),
    });
    let is_empty = move || polled.has_data() && rows.with(Vec::is_empty);
    Body {
        status: Rc::new(move || polled.status()),
        csv: None,
        retry: polled.retry(),
        view: tiles(rows, is_empty),
    }
}

fn tiles(rows: Memo<Vec<AlarmRow>>, is_empty: impl Fn() -> bool + 'static) -> View {
    let chosen = RwSignal::new(None::<String>);
    let arns = move || rows.with(|rows| rows.iter().map(|row| row.arn.clone()).collect());
    let list = el("ul")
        .class("alarm-tiles")
        .child(each(arns, String::clone, move |arn| tile(rows, arn, chosen).into()));
    let nothing = || {
        let words = el("p").class("widget-empty__title").text("No alarm is in one of the chosen states.");
        el("div").class("widget-empty").child(words).into()
    };
    fragment([list.into(), when(is_empty, nothing), details_dialog(rows, chosen).into()])
}

fn details_dialog(rows: Memo<Vec<AlarmRow>>, chosen: RwSignal<Option<String>>) -> El {
    let shown = move || {
        let arn = chosen.get()?;
        rows.with(|rows| rows.iter().find(|row| row.arn == arn).cloned())
    };
    dialog(
        DialogWidth::Narrow,
        move || shown().map(|row| display::name(&row.name)),
        move || shown().is_some(),
        move || chosen.set(None),
        move || live(shown, |row| row.map_or_else(View::none, details)),
    )
}

/// What `read` says of the row, as long as there is one.
fn of_row(rows: Memo<Vec<AlarmRow>>, arn: &str, read: &dyn Fn(&AlarmRow) -> String) -> Option<String> {
    rows.with(|rows| rows.iter().find(|row| row.arn == arn).map(read))
}

fn tile(rows: Memo<Vec<AlarmRow>>, arn: String, chosen: RwSignal<Option<String>>) -> El {
    let context = expect_context::<DashboardContext>();
    let arn: Rc<str> = arn.into();
    let follow = |read: Rc<dyn Fn(&AlarmRow) -> String>| {
        let arn = Rc::clone(&arn);
        move || of_row(rows, &arn, &*read)
    };
    let state = follow(Rc::new(|row| row.state().to_owned()));
    let reason = follow(Rc::new(|row| {
        let reason = row.alarm.as_ref().map(|alarm| display::name(&alarm.state_reason));
        reason.unwrap_or_else(|| "There is no alarm of this name here.".to_owned())
    }));
    let name = follow(Rc::new(|row| display::name(&row.name)));
    let since = follow(Rc::new(move |row| {
        let offset = context.utc_offset_minutes.get();
        row.alarm.as_ref().map_or_else(String::new, |alarm| since_text(alarm, offset))
    }));
    let word = |state: Option<String>| {
        let (glyph, word) = state_words(&state.unwrap_or_default());
        fragment([icon(glyph).into(), text(word)])
    };
    let pressed = Rc::clone(&arn);
    let button = el("button")
        .class("alarm-tile")
        .attr("type", "button")
        .attr("data-alarm-state", state.clone())
        .attr("title", reason)
        .on_click(move || chosen.set(Some(pressed.to_string())))
        .child(el("span").class("alarm-tile__state").child(live(state, word)))
        .child(el("span").class("alarm-tile__name").text(name))
        .child(el("span").class("alarm-tile__since").text(since));
    el("li").child(button)
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
    "since ".to_owned() + &format_instant(alarm.state_updated_timestamp, utc_offset_minutes, 60_000)
}

fn details(row: AlarmRow) -> View {
    let offset = expect_context::<DashboardContext>().utc_offset_minutes.get_untracked();
    let Some(alarm) = row.alarm else {
        let words = "The dashboard names an alarm that isn’t here. It may have been deleted, or live in another account.";
        let arn = el("p").class("alarm-details__arn").text(display::name(&row.arn));
        return fragment([el("p").text(words).into(), arn.into()]);
    };
    let (glyph, word) = state_words(&alarm.state_value);
    let state = el("p")
        .class("alarm-details__state")
        .attr("data-alarm-state", alarm.state_value.clone())
        .child(icon(glyph))
        .text(word)
        .text(" ")
        .text(since_text(&alarm, offset));
    let reason = el("p").text(display::lines(&alarm.state_reason));
    fragment([state.into(), reason.into(), facts(&alarm, offset).into()])
}

/// What there is to know about an alarm, as terms and texts.
fn facts(alarm: &Alarm, utc_offset_minutes: i32) -> El {
    let list = el("dl").class("alarm-details__facts");
    fact(&list, "Description", alarm.alarm_description.as_deref());
    fact(&list, "Namespace", alarm.namespace.as_deref());
    fact(&list, "Metric", alarm.metric_name.as_deref());
    let dimensions: Vec<String> =
        alarm.dimensions.iter().map(|pair| [&pair.name, " = ", &pair.value].concat()).collect();
    fact(&list, "Dimensions", Some(&dimensions.join(", ")));
    let mut expressions = Vec::new();
    for query in &alarm.metrics {
        expressions.extend(query.expression.as_deref());
    }
    fact(&list, "Expression", Some(&expressions.join(", ")));
    fact(&list, "Statistic", alarm.statistic.as_deref().or(alarm.extended_statistic.as_deref()));
    let condition = alarm.alarm_rule.as_deref().map_or_else(|| condition(alarm), display::lines);
    fact(&list, "Condition", Some(&condition));
    fact(&list, "Missing data", alarm.treat_missing_data.as_deref());
    let configured = alarm.alarm_configuration_updated_timestamp;
    if configured != Timestamp::default() {
        fact(&list, "Configured", Some(&format_instant(configured, utc_offset_minutes, 60_000)));
    }
    list
}

/// Adds a fact that is known.
#[inline(never)]
fn fact(list: &El, term: &'static str, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        list.clone().child(el("dt").text(term)).child(el("dd").text(display::name(text)));
    }
}

/// `> 80 for 2 of 3 datapoints of 60 s`
fn condition(alarm: &Alarm) -> String {
    let operator = match alarm.comparison_operator.as_str() {
        "GreaterThanThreshold" => ">",
        "GreaterThanOrEqualToThreshold" => "≥",
        "LessThanThreshold" => "<",
        "LessThanOrEqualToThreshold" => "≤",
        other => other,
    };
    let threshold = alarm.threshold.map_or_else(String::new, |value| format_value(value, Precision::Full));
    let of = alarm.datapoints_to_alarm.unwrap_or(alarm.evaluation_periods);
    let (of, periods) = (of.to_string(), alarm.evaluation_periods.to_string());
    let text = [operator, " ", &threshold, " for ", &of, " of ", &periods, " datapoints"].concat();
    match alarm.period {
        Some(period) => [&text, " of ", &period.to_string(), " s"].concat(),
        None => text,
    }
}
