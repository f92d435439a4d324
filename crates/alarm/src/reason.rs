//! StateReason: the sentence that says why an alarm is in its state, in CloudWatch's words.

use crate::condition::{ComparisonOperator, Condition, Threshold, TreatMissingData};
use crate::decision::Judgement;
use crate::double::java_double;
use crate::point::{Band, Point};
use crate::state::AlarmState;
use timeseries::Timestamp;
use timeseries::civil::Civil;

/// AWS writes so many datapoints into the sentence; of more it lists the newest after it.
const DATAPOINTS_IN_SENTENCE: usize = 3;
const DATAPOINTS_LISTED: usize = 5;

impl Judgement {
    pub fn reason(&self, condition: &Condition) -> String {
        if self.state == AlarmState::InsufficientData {
            return format!("Insufficient Data: {} unknown.", count_was(self.missing, "datapoint"));
        }
        let mut real: Vec<(Timestamp, Point)> =
            self.evaluated.iter().filter_map(|(at, point)| point.map(|point| (*at, point))).collect();
        let treated = treated_as(condition.treat_missing_data, self.missing).unwrap_or_default();
        if real.is_empty() {
            let received = match self.received {
                0 => "no datapoints were".to_owned(),
                received => count_was(received, "datapoint"),
            };
            let periods = count(condition.evaluation_periods, "period");
            return format!("Threshold Crossed: {received} received for {periods}{treated}.");
        }
        let (datapoints, minimum) = match condition.datapoints_to_alarm {
            None => (count(real.len(), "datapoint"), String::new()),
            Some(_) => (
                format!("{} out of the last {} datapoints", real.len(), condition.evaluation_periods),
                minimum_for_transition(condition, self.state),
            ),
        };
        let was = if real.len() == 1 { "was" } else { "were" };
        let is_listed_after = real.len() > DATAPOINTS_IN_SENTENCE;
        real.truncate(DATAPOINTS_LISTED);
        let is_ok = self.state == AlarmState::Ok;
        let (thresholds, compared) = match condition.threshold {
            Threshold::Value(threshold) => {
                ("Threshold", against_value(condition.comparison_operator, threshold, is_ok))
            }
            Threshold::Band => ("Thresholds", against_band(condition.comparison_operator, &real, is_ok)),
        };
        let list = list(&real);
        if is_listed_after {
            let crossed = if is_ok { "did not cross" } else { "crossed" };
            let threshold = thresholds.to_ascii_lowercase();
            return format!(
                "{thresholds} Crossed: {datapoints} {was} {compared}{treated}. The most recent datapoints which \
                 {crossed} the {threshold}: [{list}]{minimum}."
            );
        }
        format!("{thresholds} Crossed: {datapoints} [{list}] {was} {compared}{treated}{minimum}.")
    }
}

/// `not greater than the threshold (50.0)`.
fn against_value(operator: ComparisonOperator, threshold: f64, is_ok: bool) -> String {
    let not = if is_ok { "not " } else { "" };
    format!("{not}{} the threshold ({})", operator.words(), java_double(threshold))
}

/// `less than the lower thresholds [0.02] or greater than the upper thresholds [0.3]`.
fn against_band(operator: ComparisonOperator, real: &[(Timestamp, Point)], is_ok: bool) -> String {
    let not = if is_ok { "not " } else { "" };
    let edges = |edge: fn(Band) -> f64| {
        let bands = real.iter().filter_map(|(_, point)| point.band);
        bands.map(|band| java_double(edge(band))).collect::<Vec<_>>().join(", ")
    };
    let lower = format!("{not}less than the lower thresholds [{}]", edges(|band| band.lower));
    let upper = format!("{not}greater than the upper thresholds [{}]", edges(|band| band.upper));
    match operator {
        ComparisonOperator::LessThanLowerThreshold => lower,
        ComparisonOperator::GreaterThanUpperThreshold => upper,
        _ => format!("{lower} or {upper}"),
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
