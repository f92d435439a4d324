//! A chart in one sentence, for whoever can't see it.

use crate::label::printable;
use crate::number_format::{Precision, format_with_unit};
use crate::spec::{Axis, ChartSpec, Item, ItemsSpec, ItemsView, Line};
use crate::time_ticks::format_instant;
use timeseries::Timestamp;

/// More names than these are counted.
const MOST_NAMES: usize = 3;
/// `90 minutes` is clearer than `1 hour and a half`, `300 minutes` isn't.
const MOST_UNITS: i64 = 120;
const MINUTE_MILLIS: i64 = 60_000;

/// `CPUUtilization, 3 hours until Nov 20, 13:00, highest 87% at Nov 20, 10:42, latest 45%.`
pub fn describe(spec: &ChartSpec) -> String {
    let resolution_millis = spec.range.millis().clamp(1, MINUTE_MILLIS);
    let instant = |at: Timestamp| format_instant(at, spec.utc_offset_minutes, resolution_millis);
    let mut text = names(&spec.lines);
    if spec.stacked && spec.lines.len() > 1 {
        text += ", stacked";
    }
    text += &format!(", {} until {}", span(spec.range.millis()), instant(spec.range.end));
    let (mut highest, mut latest) = (None, f64::NAN);
    for line in &spec.lines {
        let inside = line.series.between(spec.range.start, spec.range.end);
        for (at, value) in inside.iter().filter(|(_, value)| value.is_finite()) {
            if highest.is_none_or(|(_, _, highest)| highest < value) {
                highest = Some((line, at, value));
            }
            latest = value;
        }
    }
    let Some((line, at, value)) = highest else { return text + ", no data." };
    let is_alone = spec.lines.len() == 1;
    let whose = if is_alone { String::new() } else { format!(" ({})", printable(&line.label)) };
    text += &format!(", highest {}{whose} at {}", value_text(spec, line, value), instant(at));
    if is_alone {
        text += &format!(", latest {}", value_text(spec, line, latest));
    }
    text + "."
}

/// `Bar chart, 2 items: reads 5, writes 7.`
pub fn describe_items(spec: &ItemsSpec) -> String {
    let kind = match spec.view {
        ItemsView::Bar => "Bar chart",
        ItemsView::Pie => "Pie chart",
        ItemsView::Gauge => "Gauge",
    };
    let item = |item: &Item| {
        let value = item.value.unwrap_or(f64::NAN);
        let text = format_with_unit(value, item.unit.as_deref(), Precision::Normal);
        format!("{} {text}", printable(&item.label))
    };
    let texts: Vec<String> = spec.items.iter().map(item).collect();
    match &texts[..] {
        [] => format!("{kind}, no data."),
        [only] => format!("{kind}: {only}."),
        several => format!("{kind}, {} items: {}.", several.len(), several.join(", ")),
    }
}

fn names(lines: &[Line]) -> String {
    let names = lines.iter().take(MOST_NAMES).map(|line| printable(&line.label).into_owned());
    let names = names.collect::<Vec<_>>().join(", ");
    match lines.len() {
        0 => "No lines".to_owned(),
        1 => names,
        count @ 2..=MOST_NAMES => format!("{count} lines: {names}"),
        count => format!("{count} lines: {names} and {} more", count - MOST_NAMES),
    }
}

fn value_text(spec: &ChartSpec, line: &Line, value: f64) -> String {
    let axis = if line.axis == Axis::Left { &spec.left } else { &spec.right };
    format_with_unit(value, axis.unit.as_deref(), Precision::Normal)
}

/// `3 hours`, `90 minutes`, `1 day`.
fn span(millis: i64) -> String {
    let units = [
        (604_800_000, "week"),
        (86_400_000, "day"),
        (3_600_000, "hour"),
        (60_000, "minute"),
        (1000, "second"),
    ];
    // The largest unit that says it exactly and in few; else the largest that still says something.
    let exact = units
        .into_iter()
        .find(|(length, _)| *length <= millis && millis % length == 0 && millis / length <= MOST_UNITS);
    let rough = || units.into_iter().find(|(length, _)| 2 * length <= millis);
    let (length, name) = exact.or_else(rough).unwrap_or((1, "millisecond"));
    let count = millis / length;
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Color, ItemsView};
    use timeseries::TimeRange;

    fn spec(lines: &[(&str, &[f64])]) -> ChartSpec {
        let start = timeseries::civil::parse_iso("2026-11-20T10:00:00Z").unwrap();
        let mut spec = ChartSpec::new(TimeRange::new(start, start.plus_secs(3 * 3600)));
        for (label, values) in lines {
            let points = values.iter().enumerate();
            let series = points.map(|(i, value)| (start.plus_secs(60 * i as i64), *value)).collect();
            spec.lines.push(Line::new(*label, *label, Color::Palette(0), series));
        }
        spec
    }

    #[test]
    fn one_sentence() {
        let mut one = spec(&[("CPUUtilization", &[12.0, 87.0, f64::NAN, 45.5])]);
        one.left.unit = Some("Percent".to_owned());
        assert_eq!(
            describe(&one),
            "CPUUtilization, 3 hours until Nov 20, 13:00, highest 87% at Nov 20, 10:01, latest 45.5%."
        );
        let mut many = spec(&[("a", &[1.0]), ("b", &[1234.0, 5.0]), ("c", &[]), ("d", &[f64::NAN])]);
        many.stacked = true;
        assert_eq!(
            describe(&many),
            "4 lines: a, b, c and 1 more, stacked, 3 hours until Nov 20, 13:00, highest 1,234 (b) at Nov 20, 10:00."
        );
        assert_eq!(describe(&spec(&[("x", &[])])), "x, 3 hours until Nov 20, 13:00, no data.");
        assert_eq!(describe(&spec(&[])), "No lines, 3 hours until Nov 20, 13:00, no data.");
    }

    #[test]
    fn items() {
        let mut spec = ItemsSpec::new(ItemsView::Bar);
        assert_eq!(describe_items(&spec), "Bar chart, no data.");
        for (label, value) in [("reads", Some(5e6)), ("writes", None)] {
            let unit = Some("Bytes".to_owned());
            spec.items.push(Item {
                id: label.into(),
                label: label.into(),
                color: Color::Palette(0),
                value,
                unit,
            });
        }
        assert_eq!(describe_items(&spec), "Bar chart, 2 items: reads 5 MB, writes --.");
    }

    #[test]
    fn spans() {
        for (millis, expected) in [
            (3_600_000, "1 hour"),
            (5_400_000, "90 minutes"),
            (86_400_000, "1 day"),
            (1_209_600_000, "2 weeks"),
            (90_061_000, "25 hours"),
            (1, "1 millisecond"),
            (0, "0 milliseconds"),
        ] {
            assert_eq!(span(millis), expected);
        }
    }
}
