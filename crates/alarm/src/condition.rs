//! What an alarm watches and when that breaches: a configuration that has been checked.
//!
//! Made only by `validation` (and `queries` for metric math), so an impossible condition can't exist.

use crate::point::Point;
use crate::source::{MetricSource, Source};
use timeseries::{Period, Statistic, TimeRange, Timestamp};

/// Slots beyond EvaluationPeriods that are looked at when a slot is empty. AWS's documents give one number:
/// 5 slots for 3 evaluation periods of five minutes.
const EXTRA_SLOTS: usize = 2;
/// Below a minute so many seconds' worth of slots are added: with Period 10 and 3 evaluation periods AWS was
/// seen to look at 9 slots.
const EXTRA_SECS_BELOW_A_MINUTE: usize = 60;
/// How many periods before the running one the newest slot starts, for a plain metric of less than a minute.
const METRIC_LAG_PERIODS_BELOW_A_MINUTE: i64 = 2;
/// The same for an expression.
const EXPRESSION_LAG_PERIODS_BELOW_A_MINUTE: i64 = 1;
/// A plain metric's periods from a minute on slide: the newest slot ends at the running minute, whatever the
/// period.
const SLIDE: Period = Period::MINUTE;
/// How often alarms are evaluated: with periods below a minute, from a minute on, and when EvaluationPeriods
/// * Period is more than a day.
const INTERVAL_SECS_BELOW_A_MINUTE: i64 = 10;
const INTERVAL_SECS: i64 = 60;
const INTERVAL_SECS_OVER_A_DAY: i64 = 3600;
/// AWS: a percentile needs so many samples beyond it (p90: 10 of 100) to count where low sample counts are
/// ignored.
const SAMPLES_IN_TAIL: f64 = 10.0;

/// A checked alarm condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub(crate) source: Source,
    pub(crate) period: Period,
    pub(crate) evaluation_periods: usize,
    /// As it was given; the reason texts differ when it wasn't.
    pub(crate) datapoints_to_alarm: Option<usize>,
    pub(crate) comparison_operator: ComparisonOperator,
    pub(crate) threshold: Threshold,
    pub(crate) treat_missing_data: TreatMissingData,
    /// Whether datapoints of few samples keep the state (EvaluateLowSampleCountPercentile `ignore`).
    pub(crate) ignores_low_sample_counts: bool,
}

/// What datapoints are compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    Value(f64),
    /// The anomaly detection band's edges at each datapoint's time.
    Band,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonOperator {
    GreaterThanOrEqualToThreshold,
    GreaterThanThreshold,
    LessThanThreshold,
    LessThanOrEqualToThreshold,
    LessThanLowerOrGreaterThanUpperThreshold,
    LessThanLowerThreshold,
    GreaterThanUpperThreshold,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreatMissingData {
    Missing,
    Ignore,
    Breaching,
    NotBreaching,
}

impl Condition {
    pub fn source(&self) -> &Source {
        &self.source
    }

    pub fn period(&self) -> Period {
        self.period
    }

    /// The grid that the slots' edges stand on: statistics are to be read at this period.
    pub fn slot_grid(&self) -> Period {
        match self.source {
            // The grid of metric math's own slots is counted from the epoch, so these don't slide.
            Source::Queries(_) => self.period,
            Source::Metric(_) => self.period.min(SLIDE),
        }
    }

    /// The evaluation range at `now`: everything that [`crate::evaluate`] looks at.
    pub fn evaluation_range(&self, now: Timestamp) -> TimeRange {
        let period_secs = self.period.secs();
        let end = if self.period < Period::MINUTE {
            let lag_periods = match self.source {
                Source::Metric(_) => METRIC_LAG_PERIODS_BELOW_A_MINUTE,
                Source::Queries(_) => EXPRESSION_LAG_PERIODS_BELOW_A_MINUTE,
            };
            now.floor(period_secs).plus_secs(period_secs * (1 - lag_periods))
        } else {
            now.floor(self.slot_grid().secs())
        };
        // Validation bounds both factors, so the product is far from overflow.
        TimeRange::new(end.plus_secs(-period_secs * self.slot_count() as i64), end)
    }

    /// How far apart two evaluations are.
    pub fn evaluation_interval_secs(&self) -> i64 {
        if self.period < Period::MINUTE {
            INTERVAL_SECS_BELOW_A_MINUTE
        } else if self.period.secs() * self.evaluation_periods as i64 <= Period::DAY.secs() {
            INTERVAL_SECS
        } else {
            INTERVAL_SECS_OVER_A_DAY
        }
    }

    /// How many slots the evaluation range has.
    pub fn slot_count(&self) -> usize {
        let extra = if self.period < Period::MINUTE {
            EXTRA_SECS_BELOW_A_MINUTE / self.period.secs() as usize
        } else {
            EXTRA_SLOTS
        };
        self.evaluation_periods + extra
    }

    /// M of "M out of N".
    pub(crate) fn needed_for_alarm(&self) -> usize {
        self.datapoints_to_alarm.unwrap_or(self.evaluation_periods)
    }

    /// So many good datapoints rule an ALARM out.
    pub(crate) fn needed_for_ok(&self) -> usize {
        self.evaluation_periods - self.needed_for_alarm() + 1
    }

    pub(crate) fn is_breaching(&self, point: &Point) -> bool {
        let value = point.value;
        let (below, above) = match (self.threshold, point.band) {
            (Threshold::Value(threshold), _) => return self.comparison_operator.holds(value, threshold),
            (Threshold::Band, Some(band)) => (value < band.lower, value > band.upper),
            // Without a band nothing is unusual; such a datapoint doesn't reach an evaluation.
            (Threshold::Band, None) => return false,
        };
        match self.comparison_operator {
            ComparisonOperator::LessThanLowerThreshold => below,
            ComparisonOperator::GreaterThanUpperThreshold => above,
            _ => below || above,
        }
    }

    /// Whether this datapoint rests on too few samples to say anything about its percentile: AWS's bound is
    /// 10 / (1 - p) samples for a percentile p of a half or more, 10 / p below.
    pub(crate) fn is_low_sample(&self, point: &Point) -> bool {
        let percentile = match &self.source {
            Source::Metric(MetricSource { statistic: Statistic::Percentile(percent), .. })
                if self.ignores_low_sample_counts =>
            {
                Some(percent.to_f64())
            }
            _ => None,
        };
        let Some((percentile, samples)) = percentile.zip(point.sample_count) else { return false };
        let tail = if percentile >= 50.0 { 100.0 - percentile } else { percentile };
        // Multiplied out, and a little below, for 100 - 99.9 is a little less than 0.1.
        samples * tail < SAMPLES_IN_TAIL * 100.0 - 1e-6
    }
}

impl ComparisonOperator {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.name() == name)
    }

    /// In AWS's order.
    pub(crate) const ALL: [ComparisonOperator; 7] = [
        ComparisonOperator::GreaterThanOrEqualToThreshold,
        ComparisonOperator::GreaterThanThreshold,
        ComparisonOperator::LessThanThreshold,
        ComparisonOperator::LessThanOrEqualToThreshold,
        ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold,
        ComparisonOperator::LessThanLowerThreshold,
        ComparisonOperator::GreaterThanUpperThreshold,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            ComparisonOperator::GreaterThanOrEqualToThreshold => "GreaterThanOrEqualToThreshold",
            ComparisonOperator::GreaterThanThreshold => "GreaterThanThreshold",
            ComparisonOperator::LessThanThreshold => "LessThanThreshold",
            ComparisonOperator::LessThanOrEqualToThreshold => "LessThanOrEqualToThreshold",
            ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold => {
                "LessThanLowerOrGreaterThanUpperThreshold"
            }
            ComparisonOperator::LessThanLowerThreshold => "LessThanLowerThreshold",
            ComparisonOperator::GreaterThanUpperThreshold => "GreaterThanUpperThreshold",
        }
    }

    /// Whether it compares with a band.
    pub(crate) const fn needs_band(self) -> bool {
        matches!(
            self,
            ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold
                | ComparisonOperator::LessThanLowerThreshold
                | ComparisonOperator::GreaterThanUpperThreshold
        )
    }

    fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            ComparisonOperator::GreaterThanOrEqualToThreshold => value >= threshold,
            ComparisonOperator::GreaterThanThreshold => value > threshold,
            ComparisonOperator::LessThanThreshold => value < threshold,
            ComparisonOperator::LessThanOrEqualToThreshold => value <= threshold,
            // Validation gives these a band.
            _ => false,
        }
    }

    /// As reasons put it; those that need a band have words of their own.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            ComparisonOperator::GreaterThanOrEqualToThreshold => "greater than or equal to",
            ComparisonOperator::GreaterThanThreshold | ComparisonOperator::GreaterThanUpperThreshold => {
                "greater than"
            }
            ComparisonOperator::LessThanThreshold
            | ComparisonOperator::LessThanLowerThreshold
            | ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold => "less than",
            ComparisonOperator::LessThanOrEqualToThreshold => "less than or equal to",
        }
    }
}

impl TreatMissingData {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "missing" => TreatMissingData::Missing,
            "ignore" => TreatMissingData::Ignore,
            "breaching" => TreatMissingData::Breaching,
            "notBreaching" => TreatMissingData::NotBreaching,
            _ => return None,
        })
    }
}
