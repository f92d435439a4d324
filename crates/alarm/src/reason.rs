//! StateReason: the sentence that says why an alarm is in its state, in CloudWatch's words.

use crate::condition::{Condition, TreatMissingData};
use crate::decision::Judgement;
use crate::double::java_double;
use crate::slots::Point;
use crate::state::AlarmState;
use timeseries::Timestamp;
use timeseries::civil::Civil;

impl Judgement {
    pub fn reason(&self, condition: &Condition) -> String {
        let real: Vec<(Timestamp, Point)> =
            self.evaluated.iter().filter_map(|(at, point)| point.map(|point| (*at, point))).collect();
        let missing = self.evaluated.len() - real.len();
        if self.state == AlarmState::InsufficientData {
            return format!("Insufficient Data: {} unknown.", count_was(missing, "datapoint"));
        }
        let treated = treated_as(condition.treat_missing_data, missing);
        if real.is_empty() {
            return format!(
                "Threshold Crossed: no datapoints were received for {}{}.",
                count(missing, "period"),
                treated.unwrap_or_default()
            );
        }
        let not = if self.state == AlarmState::Ok { "not " } else { "" };
        let (datapoints, minimum) = match condition.datapoints_to_alarm {
            None => (count(real.len(), "datapoint"), String::new()),
            Some(_) => (
                format!("{} out of the last {} datapoints", real.len(), condition.evaluation_periods),
                minimum_for_transition(condition, self.state),
            ),
        };
        format!(
            "Threshold Crossed: {datapoints} [{}] {} {not}{} the threshold ({}){}{minimum}.",
            list(&real),
            if real.len() == 1 { "was" } else { "were" },
            condition.comparison_operator.words(),
            java_double(condition.threshold),
            treated.unwrap_or_default(),
        )
    }
}

/// Newest first: `100.0 (19/09/25 21:00:00), …`.
fn list(real: &[(Timestamp, Point)]) -> String {
    let items: Vec<String> = real
        .iter()
        .map(|(at, point)| {
            let c = Civil::from_timestamp(*at);
            format!(
                "{} ({:02}/{:02}/{:02} {:02}:{:02}:{:02})",
                java_double(point.value),
                c.day,
                c.month,
                c.year.rem_euclid(100),
                c.hour,
                c.minute,
                c.second
            )
        })
        .collect();
    items.join(", ")
}

/// ` and 1 missing datapoint was treated as [Breaching]`; `None` when missing data plays no part.
fn treated_as(treatment: TreatMissingData, missing: usize) -> Option<String> {
    let name = match treatment {
        TreatMissingData::Breaching => "Breaching",
        TreatMissingData::NotBreaching => "NonBreaching",
        TreatMissingData::Missing | TreatMissingData::Ignore => return None,
    };
    (missing != 0).then(|| format!(" and {} treated as [{name}]", count_was(missing, "missing datapoint")))
}

fn minimum_for_transition(condition: &Condition, state: AlarmState) -> String {
    let (needed, transition) = match state {
        AlarmState::Ok => (condition.needed_for_ok(), "ALARM -> OK"),
        _ => (condition.needed_for_alarm(), "OK -> ALARM"),
    };
    format!(" (minimum {} for {transition} transition)", count(needed, "datapoint"))
}

fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn count_was(number: usize, noun: &str) -> String {
    format!("{} {}", count(number, noun), if number == 1 { "was" } else { "were" })
}
