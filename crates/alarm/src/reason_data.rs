//! StateReasonData: the evidence as JSON, with CloudWatch's keys, in its order.

use crate::condition::{Condition, Threshold};
use crate::decision::Judgement;
use crate::double::java_double;
use crate::json::{Object, array};
use crate::members::MAX_STATE_REASON_DATA_CHARS;
use crate::point::Point;
use crate::source::Source;
use timeseries::Timestamp;
use timeseries::civil::Civil;

/// The only one there has been.
const VERSION: &str = "1.0";
/// The lists of recent datapoints share so many of StateReasonData's characters at most, those of the evaluated
/// ones have the rest: alarms on hundreds of periods tell of the newest.
const RECENT_CHARS: usize = 1600;
/// `,"evaluatedDatapoints":[]}`.
const LAST_KEY_CHARS: usize = 26;

impl Judgement {
    /// `query_date` is when the evaluation was made.
    pub fn reason_data(&self, condition: &Condition, query_date: Timestamp) -> String {
        let mut data = Object::new();
        data.text("version", VERSION);
        data.text("queryDate", &time_text(query_date));
        if let Some(start) = self.start {
            data.text("startDate", &time_text(start));
        }
        if let Source::Metric(metric) = &condition.source {
            if let Some(unit) = &metric.unit {
                data.text("unit", unit);
            }
            data.text("statistic", &metric.statistic_name);
        }
        data.raw("period", &condition.period.secs().to_string());
        let lists = if condition.threshold == Threshold::Band { 3 } else { 1 };
        let recent = |value: fn(&Point) -> Option<f64>| {
            let numbers = self.recent.iter().rev().map(|point| point.as_ref().and_then(value));
            let texts = numbers.map(|number| number.map_or_else(|| "null".to_owned(), java_double));
            let mut newest = as_many_as_fit(texts, RECENT_CHARS / lists);
            newest.reverse();
            array(newest)
        };
        data.raw("recentDatapoints", &recent(|point| Some(point.value)));
        match condition.threshold {
            Threshold::Value(threshold) => data.raw("threshold", &java_double(threshold)),
            Threshold::Band => {
                data.raw("recentLowerThresholds", &recent(|point| point.band.map(|band| band.lower)));
                data.raw("recentUpperThresholds", &recent(|point| point.band.map(|band| band.upper)));
            }
        }
        let room = MAX_STATE_REASON_DATA_CHARS.saturating_sub(data.len() + LAST_KEY_CHARS);
        let evaluated = self.evaluated.iter().map(|(at, point)| evaluated_datapoint(*at, point.as_ref()));
        data.raw("evaluatedDatapoints", &array(as_many_as_fit(evaluated, room)));
        data.finish()
    }
}

fn evaluated_datapoint(at: Timestamp, point: Option<&Point>) -> String {
    let mut slot = Object::new();
    slot.text("timestamp", &time_text(at));
    if let Some(point) = point {
        if let Some(sample_count) = point.sample_count {
            slot.raw("sampleCount", &java_double(sample_count));
        }
        slot.raw("value", &java_double(point.value));
    }
    slot.finish()
}

/// The first of them, as long as they fit with a comma each.
fn as_many_as_fit(texts: impl Iterator<Item = String>, chars: usize) -> Vec<String> {
    let mut used = 0;
    texts
        .take_while(|text| {
            used += text.len() + 1;
            used <= chars
        })
        .collect()
}

/// `2025-09-19T21:11:41.000+0000`.
pub fn time_text(at: Timestamp) -> String {
    let c = Civil::from_timestamp(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+0000",
        c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond
    )
}

/// `Friday 22 July, 2022 15:57:45 UTC`, as the reasons of composite alarms have it.
pub fn long_time_text(at: Timestamp) -> String {
    let c = Civil::from_timestamp(at);
    format!(
        "{} {:02} {}, {:04} {:02}:{:02}:{:02} UTC",
        c.weekday_name(),
        c.day,
        c.month_name(),
        c.year,
        c.hour,
        c.minute,
        c.second
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_texts() {
        // As AWS printed this instant in both ways.
        let at = Timestamp::from_millis(1_658_505_465_394);
        assert_eq!(time_text(at), "2022-07-22T15:57:45.394+0000");
        assert_eq!(long_time_text(at), "Friday 22 July, 2022 15:57:45 UTC");
        assert_eq!(long_time_text(Timestamp::from_secs(0)), "Thursday 01 January, 1970 00:00:00 UTC");
    }
}
