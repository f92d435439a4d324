//! How a slot's samples lie, as CloudWatch keeps it: how many of them fall into each of its bins, which
//! grow by 10 % from one to the next. From that come percentiles and their kin (`evaluate.rs`).
//!
//! The samples themselves are not kept. Two distributions merge by adding counts, so roll-ups lose nothing.

mod bins;
mod bytes;
mod evaluate;
#[cfg(test)]
mod tests;

use crate::{Merge, StatisticSet};
use bins::{Bin, bin_index};
pub use bytes::DamagedDistribution;

/// A slot's samples: their exact [`StatisticSet`], and their bins where those are known.
///
/// **To store one**: keep `statistics` where statistic sets are kept, and beside it the bytes of
/// [`Distribution::histogram_bytes`]. They are empty where the set alone says it all (single values, one
/// repeated value, statistic sets that were published as such), so most slots cost nothing.
/// [`Distribution::from_parts`] brings both together again.
///
/// **To read one**: [`crate::Statistic::evaluate`].
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    pub statistics: StatisticSet,
    histogram: Histogram,
}

/// What is known of where the samples lie.
#[derive(Clone, Debug, PartialEq)]
enum Histogram {
    /// Nothing: a negative sample, or a statistic set of several values, is among them. CloudWatch has no
    /// extended statistics of such a slot but p0 and p100.
    Unknown,
    /// All samples are `statistics.minimum`.
    Repeated,
    /// Ascending, each bin once, no empty ones.
    Bins(Vec<Bin>),
}

/// Bins for which room is made with the second.
const USUAL_BINS: usize = 8;

impl Distribution {
    pub const fn from_value(value: f64) -> Self {
        Self::from_repeated(value, 1.0)
    }

    /// `count` samples of one value; the count is above 0 and may be a fraction.
    pub const fn from_repeated(value: f64, count: f64) -> Self {
        // A value that is negative or no number has no bin.
        let histogram = if value >= 0.0 { Histogram::Repeated } else { Histogram::Unknown };
        Distribution { statistics: StatisticSet::from_repeated(value, count), histogram }
    }

    /// What a published statistic set tells: all, if it stands for one repeated value; else nothing of where
    /// its samples lie.
    pub fn from_statistic_set(statistics: StatisticSet) -> Self {
        let is_known = statistics.is_one_repeated_value();
        let histogram = if is_known { Histogram::Repeated } else { Histogram::Unknown };
        Distribution { statistics, histogram }
    }

    /// Values with the number of times that each occurred, as PutMetricData's `Values` and `Counts` have
    /// them. Counts of 0 are left out; `None` if nothing remains.
    pub fn from_counts(samples: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut all: Option<Self> = None;
        for (value, count) in samples {
            if count <= 0.0 {
                continue;
            }
            let one = Self::from_repeated(value, count);
            match &mut all {
                Some(all) => all.merge(&one),
                None => all = Some(one),
            }
        }
        all
    }

    /// Whether percentiles and their kin are to be had of it.
    pub const fn has_extended_statistics(&self) -> bool {
        !matches!(self.histogram, Histogram::Unknown)
    }

    pub fn merge(&mut self, other: &Distribution) {
        match (&mut self.histogram, &other.histogram) {
            (Histogram::Unknown, _) => {}
            (histogram, Histogram::Unknown) => *histogram = Histogram::Unknown,
            (Histogram::Repeated, Histogram::Repeated)
                if self.statistics.minimum == other.statistics.minimum => {}
            (Histogram::Bins(bins), Histogram::Bins(more)) => bins::add(bins, more),
            (Histogram::Bins(bins), Histogram::Repeated) => bins::add(bins, &[other.only_bin()]),
            (Histogram::Repeated, _) => {
                let mut bins = Vec::with_capacity(USUAL_BINS);
                bins.push(self.only_bin());
                match &other.histogram {
                    Histogram::Bins(more) => bins::add(&mut bins, more),
                    _ => bins::add(&mut bins, &[other.only_bin()]),
                }
                self.histogram = Histogram::Bins(bins);
            }
        }
        self.statistics.merge(&other.statistics);
    }

    /// The bin of a repeated value.
    fn only_bin(&self) -> Bin {
        Bin { index: bin_index(self.statistics.minimum), count: self.statistics.sample_count }
    }
}

impl Merge for Distribution {
    fn merge(&mut self, other: &Self) {
        Distribution::merge(self, other);
    }
}
