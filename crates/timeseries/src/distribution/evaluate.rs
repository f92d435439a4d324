//! What a statistic comes to, estimated from the bins as CloudWatch estimates it.
//!
//! A percentile lies within its bin as if the logarithms of the samples were spread evenly; for everything
//! with bounds the samples themselves are. That reproduces what was recorded of CloudWatch to the last digit.

use super::bins::{Bin, edges};
use super::{Distribution, Histogram};
use crate::Statistic;
use crate::statistic::Bounds;

impl Statistic {
    /// The statistic of a slot's samples. `None` where CloudWatch has no datapoint: extended statistics of
    /// samples that it doesn't know (see [`Distribution::has_extended_statistics`]; p0 and p100 are the
    /// minimum and the maximum all the same), the mean of nothing, and what is no number.
    pub fn evaluate(self, distribution: &Distribution) -> Option<f64> {
        let statistics = &distribution.statistics;
        let value = match self {
            Statistic::Percentile(percentage) => {
                let percentage = percentage.to_f64();
                if percentage <= 0.0 {
                    Some(statistics.minimum)
                } else if percentage >= 100.0 {
                    Some(statistics.maximum)
                } else {
                    distribution.samples()?.percentile(percentage)
                }
            }
            Statistic::TrimmedMean(bounds) => distribution.samples()?.within(bounds).mean(),
            Statistic::WinsorizedMean(bounds) => {
                distribution.samples()?.within(bounds).winsorized_mean(bounds)
            }
            Statistic::TrimmedCount(bounds) => Some(distribution.samples()?.within(bounds).count),
            Statistic::TrimmedSum(bounds) => Some(distribution.samples()?.within(bounds).sum),
            Statistic::PercentileRank(bounds) => {
                let samples = distribution.samples()?;
                Some(samples.within(bounds).count / samples.total * 100.0)
            }
            basic => return statistics.basic_value(basic),
        };
        value.filter(|value| value.is_finite())
    }
}

/// The known samples of a slot.
struct Samples<'a> {
    bins: &'a [Bin],
    only: [Bin; 1],
    minimum: f64,
    maximum: f64,
    total: f64,
}

/// What of the samples lies within bounds, and what besides.
#[derive(Default)]
struct Within {
    count: f64,
    sum: f64,
    below: f64,
    above: f64,
    /// Where those below and above are moved to.
    low: f64,
    high: f64,
}

impl Distribution {
    fn samples(&self) -> Option<Samples<'_>> {
        let (bins, only): (&[Bin], _) = match &self.histogram {
            Histogram::Unknown => return None,
            Histogram::Repeated => (&[], [self.only_bin()]),
            Histogram::Bins(bins) => (bins, [Bin { index: 0, count: 0.0 }]),
        };
        let (minimum, maximum) = (self.statistics.minimum, self.statistics.maximum);
        let mut samples = Samples { bins, only, minimum, maximum, total: 0.0 };
        samples.total = samples.bins().iter().map(|bin| bin.count).sum();
        (samples.total > 0.0).then_some(samples)
    }
}

impl Samples<'_> {
    fn bins(&self) -> &[Bin] {
        if self.bins.is_empty() { &self.only } else { self.bins }
    }

    fn percentile(&self, percentage: f64) -> Option<f64> {
        let target = percentage / 100.0 * self.total;
        let mut before = 0.0;
        for bin in self.bins() {
            if target <= before + bin.count {
                let (low, high) = edges(bin.index, self.minimum, self.maximum);
                if low <= 0.0 || low == high {
                    return Some(high);
                }
                let part = (target - before) / bin.count;
                return Some((low.ln() + (high.ln() - low.ln()) * part).exp().max(low).min(high));
            }
            before += bin.count;
        }
        // Only by rounding.
        Some(self.maximum)
    }

    fn within(&self, bounds: Bounds) -> Within {
        let bound = |bound: Option<crate::Decimal>| bound.map(crate::Decimal::to_f64);
        let (low_bound, high_bound) = (bound(bounds.low), bound(bounds.high));
        let mut within = Within::default();
        let mut before = 0.0;
        for bin in self.bins() {
            let (low, high) = edges(bin.index, self.minimum, self.maximum);
            // How many of the bin's samples lie up to a bound.
            let up_to = |bound: f64| {
                let count = if bounds.is_percent {
                    bound / 100.0 * self.total - before
                } else if high <= bound {
                    bin.count
                } else {
                    (bound - low) / (high - low) * bin.count
                };
                count.max(0.0).min(bin.count)
            };
            let from = low_bound.map_or(0.0, up_to);
            let to = high_bound.map_or(bin.count, up_to);
            within.below += from;
            within.above += bin.count - to.max(from);
            if from < to {
                let value = |count: f64| low + (high - low) * (count / bin.count);
                if within.count == 0.0 {
                    within.low = low;
                }
                within.high = high;
                within.count += to - from;
                within.sum += (to - from) * ((value(from) + value(to)) / 2.0);
            }
            before += bin.count;
        }
        if !bounds.is_percent {
            within.low = low_bound.unwrap_or(0.0);
            within.high = high_bound.unwrap_or(0.0);
        }
        within
    }
}

impl Within {
    fn mean(&self) -> Option<f64> {
        (self.count > 0.0).then(|| self.sum / self.count)
    }

    /// Where percentages leave nothing there is no edge to move to.
    fn winsorized_mean(&self, bounds: Bounds) -> Option<f64> {
        let total = self.below + self.count + self.above;
        let value = (self.sum + self.below * self.low + self.above * self.high) / total;
        (self.count > 0.0 || !bounds.is_percent).then_some(value)
    }
}
