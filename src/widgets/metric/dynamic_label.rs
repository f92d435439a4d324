//! Labels with `${…}` tokens, filled in from the datapoints in sight and the metric's properties.
//!
//! Pure. Numbers and times are written as everywhere else in the app, since AWS doesn't say how.

use chart::number_format::{Precision, format_value};
use timeseries::civil::Civil;
use timeseries::{TimeSeries, Timestamp};

/// AWS: "up to five dynamic values" in a label.
pub const TOKENS_MAX: usize = 5;

/// What `PROP('…')` can name.
#[derive(Clone, Debug)]
pub struct Properties<'a> {
    pub namespace: &'a str,
    pub metric_name: &'a str,
    pub dimensions: &'a [(String, String)],
    pub stat: &'a str,
    pub period_secs: i64,
    pub region: &'a str,
    pub account_id: &'a str,
    /// For ages.
    pub now: Timestamp,
}

pub fn has_tokens(label: &str) -> bool {
    label.contains("${")
}

/// The label with its tokens replaced, and the tokens that stay because nobody knows them.
pub fn render(
    label: &str,
    own: &str,
    series: &TimeSeries,
    properties: &Properties<'_>,
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
        match value(token.trim(), own, series, properties).filter(|_| count <= TOKENS_MAX) {
            Some(value) => text.push_str(&value),
            None => {
                text.push_str(&["${", token, "}"].concat());
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
fn value(token: &str, own: &str, series: &TimeSeries, properties: &Properties<'_>) -> Option<String> {
    if token == "LABEL" {
        return Some(own.to_owned());
    }
    if let Some(name) = token.strip_prefix("PROP('").and_then(|rest| rest.strip_suffix("')")) {
        return property(name, properties);
    }
    if token == "DATAPOINT_COUNT" {
        return Some(series.len().to_string());
    }
    let number =
        |value: Option<f64>| value.map_or_else(no_value, |value| format_value(value, Precision::Normal));
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
        Some("TIME") => Some(point.map_or_else(no_value, |(at, _)| date_and_time(at))),
        Some("TIME_RELATIVE") => {
            Some(point.map_or_else(no_value, |(at, _)| seconds(properties.now.millis() - at.millis())))
        }
        Some(_) => None,
    }
}

fn property(name: &str, properties: &Properties<'_>) -> Option<String> {
    let text = match name {
        "Namespace" => properties.namespace,
        "MetricName" => properties.metric_name,
        "Stat" => properties.stat,
        "Period" => return Some(properties.period_secs.to_string()),
        "Region" => properties.region,
        "AccountId" | "AccountLabel" => properties.account_id,
        _ => {
            let wanted = name.strip_prefix("Dim.")?;
            let found = properties.dimensions.iter().find(|(name, _)| name == wanted);
            found.map_or("", |(_, value)| value)
        }
    };
    Some(if text.is_empty() { no_value() } else { text.to_owned() })
}

fn no_value() -> String {
    chart::number_format::NO_VALUE.to_owned()
}

fn seconds(millis: i64) -> String {
    format!("{}s", millis.abs() / 1000)
}

fn date_and_time(at: Timestamp) -> String {
    let c = Civil::from_timestamp(at);
    format!("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn check(label: &str, expected: &str) {
        let points = [(0, 3.0), (60, 1.0), (120, 8.0), (180, 4.0)];
        let series = points.iter().map(|(at, value)| (Timestamp::from_secs(*at), *value)).collect();
        let dimensions = [("host".to_owned(), "web-1".to_owned())];
        let properties = Properties {
            namespace: "CWAgent",
            metric_name: "cpu",
            dimensions: &dimensions,
            stat: "Average",
            period_secs: 60,
            region: "us-east-1",
            account_id: "",
            now: Timestamp::from_secs(240),
        };
        let (text, unknown) = render(label, "own", &series, &properties);
        let unknown = if unknown.is_empty() { String::new() } else { format!(" ?{}", unknown.join(",")) };
        assert_eq!(text + &unknown, expected, "{label}");
    }

    #[wasm_bindgen_test]
    fn tokens() {
        check("no tokens", "no tokens");
        check("${LABEL}: ${AVG}", "own: 4");
        check("${MIN} ${MAX} ${SUM} ${FIRST} ${LAST}", "1 8 16 3 4");
        check("${DATAPOINT_COUNT} ${MIN_MAX_RANGE} ${FIRST_LAST_RANGE}", "4 7 1");
        check("${MIN_TIME} ${LAST_TIME_RELATIVE}", "1970-01-01 00:01:00 60s");
        check("${MIN_MAX_TIME_RANGE} ${FIRST_LAST_TIME_RANGE}", "60s 180s");
        check("${PROP('MetricName')} ${PROP('Dim.host')} ${PROP('Dim.Host')}", "cpu web-1 --");
        check(
            "${PROP('Stat')} ${PROP('Period')} ${PROP('Region')} ${PROP('Namespace')}",
            "Average 60 us-east-1 CWAgent",
        );
    }

    #[wasm_bindgen_test]
    fn what_is_no_token_stays_and_is_told() {
        check("${P99}", "${P99} ?P99");
        check("${MIN_} ${PROP('x')}", "${MIN_} ${PROP('x')} ?MIN_,PROP('x')");
        check("open ${AVG", "open ${AVG");
        check("${", "${");
        check("${MIN}${MIN}${MIN}${MIN}${MIN}${MAX}", "11111${MAX} ?MAX");
    }
}
