//! Labels with `${…}` tokens, filled in from a line's datapoints and its metric's properties.
//!
//! How numbers are written is the caller's: AWS doesn't say, and a chart has less room than an answer.

use crate::value::LabeledSeries;
use timeseries::civil::Civil;
use timeseries::{TimeSeries, Timestamp};

/// AWS: "up to five dynamic values" in a label.
pub const TOKENS_MAX: usize = 5;
/// Stands where there is nothing to tell.
pub const NO_VALUE: &str = "--";

/// What a label can tell beside its line.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    pub region: &'a str,
    pub account_id: &'a str,
    /// For ages.
    pub now: Timestamp,
    /// For times: `LabelOptions.Timezone`.
    pub utc_offset_minutes: i64,
    pub number: fn(f64) -> String,
}

pub fn has_tokens(label: &str) -> bool {
    label.contains("${")
}

/// `+0130`, `-0800`; nothing that isn't of this form or no time of day.
pub fn parse_utc_offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes() {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let [h1, h2, m1, m2] = digits else { return None };
    let number = |tens: &u8, ones: &u8| {
        let both = tens.is_ascii_digit() && ones.is_ascii_digit();
        both.then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    };
    let (hours, minutes) = (number(h1, h2)?, number(m1, m2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// The label with its tokens replaced, and the tokens that stay because nobody knows them. `own` is the label
/// that the line would have without this one.
pub fn render(
    label: &str,
    own: &str,
    line: &LabeledSeries,
    around: &Surroundings<'_>,
) -> (String, Vec<String>) {
    let (mut text, mut unknown) = (String::new(), Vec::new());
    let mut rest = label;
    let mut count = 0;
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        let Some((token, behind)) = after.split_once('}') else {
            rest = &rest[before.len()..];
            break;
        };
        count += 1;
        match value(token.trim(), own, line, around).filter(|_| count <= TOKENS_MAX) {
            Some(value) => text.push_str(&value),
            None => {
                text.push_str(&format!("${{{token}}}"));
                unknown.push(token.to_owned());
            }
        }
        rest = behind;
    }
    text.push_str(rest);
    (text, unknown)
}

type Point = (Timestamp, f64);

/// `None`: no such token. Without datapoints the value is `--`.
fn value(token: &str, own: &str, line: &LabeledSeries, around: &Surroundings<'_>) -> Option<String> {
    if token == "LABEL" {
        return Some(own.to_owned());
    }
    if let Some(name) = token.strip_prefix("PROP('").and_then(|rest| rest.strip_suffix("')")) {
        return property(name, line, around);
    }
    let series: &TimeSeries = &line.series;
    if token == "DATAPOINT_COUNT" {
        return Some(series.len().to_string());
    }
    let number = |value: Option<f64>| value.map_or_else(no_value, around.number);
    let by_value = |a: &Point, b: &Point| a.1.total_cmp(&b.1);
    let min = || series.iter().min_by(by_value);
    // Of equal values the first counts.
    let max = || series.iter().reduce(|best, point| if best.1 < point.1 { point } else { best });
    let first = || series.iter().next();
    let last = || series.last();
    let sum = || (!series.is_empty()).then(|| series.values().iter().sum::<f64>());
    let span = |a: Option<Point>, b: Option<Point>| match (a, b) {
        (Some(a), Some(b)) => seconds(b.0.millis() - a.0.millis()),
        _ => no_value(),
    };
    let difference = |a: Option<Point>, b: Option<Point>| number(a.zip(b).map(|(a, b)| b.1 - a.1));
    match token {
        "AVG" => return Some(number(sum().map(|sum| sum / series.len() as f64))),
        "SUM" => return Some(number(sum())),
        "MIN_MAX_RANGE" => return Some(difference(min(), max())),
        "FIRST_LAST_RANGE" => return Some(difference(first(), last())),
        "MIN_MAX_TIME_RANGE" => return Some(span(min(), max())),
        "FIRST_LAST_TIME_RANGE" => return Some(span(first(), last())),
        _ => {}
    }
    let (which, aspect) =
        token.split_once('_').map_or((token, None), |(which, aspect)| (which, Some(aspect)));
    let point = match which {
        "MIN" => min(),
        "MAX" => max(),
        "FIRST" => first(),
        "LAST" => last(),
        _ => return None,
    };
    match aspect {
        None => Some(number(point.map(|(_, value)| value))),
        Some("TIME") => Some(point.map_or_else(no_value, |(at, _)| date_and_time(at, around))),
        Some("TIME_RELATIVE") => {
            Some(point.map_or_else(no_value, |(at, _)| seconds(around.now.millis() - at.millis())))
        }
        Some(_) => None,
    }
}

fn property(name: &str, line: &LabeledSeries, around: &Surroundings<'_>) -> Option<String> {
    let metric = line.metric.as_deref();
    let text = match name {
        "Namespace" => metric.map(|metric| metric.namespace.as_str()),
        "MetricName" => metric.map(|metric| metric.metric_name.as_str()),
        "Stat" => metric.map(|metric| metric.stat.as_str()),
        "Period" => return Some(line.period.secs().to_string()),
        "Region" => Some(around.region),
        "AccountId" | "AccountLabel" => Some(around.account_id),
        _ => {
            let wanted = name.strip_prefix("Dim.")?;
            let dimensions = metric.map(|metric| metric.dimensions.as_slice()).unwrap_or_default();
            dimensions.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
        }
    };
    Some(text.filter(|text| !text.is_empty()).unwrap_or(NO_VALUE).to_owned())
}

fn no_value() -> String {
    NO_VALUE.to_owned()
}

fn seconds(millis: i64) -> String {
    format!("{}s", millis.abs() / 1000)
}

fn date_and_time(at: Timestamp, around: &Surroundings<'_>) -> String {
    let c = Civil::from_timestamp(at.plus_secs(around.utc_offset_minutes * 60));
    format!("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::MetricProperties;
    use std::sync::Arc;
    use timeseries::Period;

    #[track_caller]
    fn check_in(utc_offset: &str, label: &str, expected: &str) {
        let points = [(0, 3.0), (60, 1.0), (120, 8.0), (180, 4.25)];
        let metric = MetricProperties {
            namespace: "CWAgent".to_owned(),
            metric_name: "cpu".to_owned(),
            dimensions: vec![("host".to_owned(), "web-1".to_owned())],
            stat: "Average".to_owned(),
        };
        let line = LabeledSeries {
            label: "cpu".to_owned(),
            period: Period::MINUTE,
            series: points.iter().map(|(at, value)| (Timestamp::from_secs(*at), *value)).collect(),
            metric: Some(Arc::new(metric)),
        };
        let around = Surroundings {
            region: "us-east-1",
            account_id: "",
            now: Timestamp::from_secs(240),
            utc_offset_minutes: parse_utc_offset(utc_offset).unwrap(),
            number: |number| number.to_string(),
        };
        let (text, unknown) = render(label, "own", &line, &around);
        let unknown = if unknown.is_empty() { String::new() } else { format!(" ?{}", unknown.join(",")) };
        assert_eq!(text + &unknown, expected, "{label}");
    }

    #[track_caller]
    fn check(label: &str, expected: &str) {
        check_in("+0000", label, expected);
    }

    #[test]
    fn tokens() {
        check("no tokens", "no tokens");
        check("${LABEL}: ${AVG}", "own: 4.0625");
        check("${MIN} ${MAX} ${SUM} ${FIRST} ${LAST}", "1 8 16.25 3 4.25");
        check("${DATAPOINT_COUNT} ${MIN_MAX_RANGE} ${FIRST_LAST_RANGE}", "4 7 1.25");
        check("${MIN_TIME} ${LAST_TIME_RELATIVE}", "1970-01-01 00:01:00 60s");
        check(
            "${MAX_TIME} ${FIRST_TIME} ${LAST_TIME}",
            "1970-01-01 00:02:00 1970-01-01 00:00:00 1970-01-01 00:03:00",
        );
        check("${MIN_TIME_RELATIVE} ${MAX_TIME_RELATIVE} ${FIRST_TIME_RELATIVE}", "180s 120s 240s");
        check("${MIN_MAX_TIME_RANGE} ${FIRST_LAST_TIME_RANGE}", "60s 180s");
        check("${PROP('MetricName')} ${PROP('Dim.host')} ${PROP('Dim.Host')}", "cpu web-1 --");
        check("${PROP('AccountId')} ${PROP('AccountLabel')}", "-- --");
        check(
            "${PROP('Stat')} ${PROP('Period')} ${PROP('Region')} ${PROP('Namespace')}",
            "Average 60 us-east-1 CWAgent",
        );
    }

    #[test]
    fn times_are_in_the_zone_asked_for() {
        check_in("+0530", "${MIN_TIME}", "1970-01-01 05:31:00");
        check_in("-0100", "${MIN_TIME} ${MIN_TIME_RELATIVE}", "1969-12-31 23:01:00 180s");
        for text in ["", "0100", "+100", "+2400", "+0060", "+01:00", "+0a00", "Z"] {
            assert_eq!(parse_utc_offset(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_token_stays_and_is_told() {
        check("${P99}", "${P99} ?P99");
        check("${MIN_} ${PROP('x')}", "${MIN_} ${PROP('x')} ?MIN_,PROP('x')");
        check("open ${AVG", "open ${AVG");
        check("${", "${");
        check("${MIN}${MIN}${MIN}${MIN}${MIN}${MAX}", "11111${MAX} ?MAX");
    }
}
