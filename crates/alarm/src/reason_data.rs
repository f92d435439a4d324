//! StateReasonData: the evidence as JSON, with CloudWatch's keys, in its order.

use crate::condition::{Condition, Source};
use crate::decision::Judgement;
use crate::double::java_double;
use crate::json::{Object, array};
use timeseries::Timestamp;
use timeseries::civil::Civil;

/// The only one there has been.
const VERSION: &str = "1.0";

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
            data.text("statistic", &metric.statistic.to_string());
        }
        data.raw("period", &condition.period.secs().to_string());
        let recent = self.recent.iter().map(|value| value.map_or_else(|| "null".to_owned(), java_double));
        data.raw("recentDatapoints", &array(recent));
        data.raw("threshold", &java_double(condition.threshold));
        let evaluated = self.evaluated.iter().map(|(at, point)| {
            let mut slot = Object::new();
            slot.text("timestamp", &time_text(*at));
            if let Some(point) = point {
                if let Some(sample_count) = point.sample_count {
                    slot.raw("sampleCount", &java_double(sample_count));
                }
                slot.raw("value", &java_double(point.value));
            }
            slot.finish()
        });
        data.raw("evaluatedDatapoints", &array(evaluated));
        data.finish()
    }
}

/// `2025-09-19T21:11:41.000+0000`.
pub fn time_text(at: Timestamp) -> String {
    let c = Civil::from_timestamp(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+0000",
        c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond
    )
}
