//! The points of one series that no chunk holds yet. Those of one slot are merged as they arrive.

use crate::metric_point::Point;
use crate::metric_sums::SumUp;
use std::collections::BTreeMap;
use std::time::Instant;
use timeseries::Distribution;

/// What a distribution takes in memory, in points.
const DISTRIBUTION_WEIGHT: usize = 8;

/// Ascending, one point a slot.
#[derive(Clone, Default)]
pub struct Tail {
    pub points: Vec<Point>,
    /// Of those slots whose statistic set doesn't say how the samples lie.
    distributions: BTreeMap<i64, Distribution>,
    pub first_batch: i64,
    pub since: Option<Instant>,
}

impl Tail {
    pub fn add(&mut self, batch: i64, point: Point, histogram: &[u8]) {
        // What `PutMetricData` made can't be damaged, and the log it is read from again has a checksum.
        let known = (!histogram.is_empty()).then(|| Distribution::from_parts(point.set, histogram));
        self.merge(batch, point, known.and_then(Result::ok));
    }

    /// Adds what came after this tail was set aside.
    pub fn append(&mut self, newer: Tail) {
        let (batch, mut distributions) = (self.first_batch, newer.distributions);
        for point in newer.points {
            self.merge(batch, point, distributions.remove(&point.secs));
        }
    }

    /// In points of memory.
    pub fn weight(&self) -> usize {
        self.points.len() + DISTRIBUTION_WEIGHT * self.distributions.len()
    }

    /// From `start_secs` to `end_secs`, both included.
    pub fn samples<S: SumUp>(&self, start_secs: i64, end_secs: i64) -> impl Iterator<Item = (i64, S)> {
        let first = self.points.partition_point(|point| point.secs < start_secs);
        let end = self.points.partition_point(|point| point.secs <= end_secs);
        let points = self.points.get(first..end).unwrap_or_default();
        points.iter().map(|point| {
            let known = if S::HAS_HISTOGRAM { self.distribution(point.secs) } else { None };
            (point.secs, known.map_or_else(|| S::from_set(point.set), S::from_distribution))
        })
    }

    /// What the statistic set of this slot doesn't say.
    pub fn distribution(&self, secs: i64) -> Option<&Distribution> {
        self.distributions.get(&secs)
    }

    fn merge(&mut self, batch: i64, point: Point, distribution: Option<Distribution>) {
        if self.points.is_empty() {
            self.first_batch = batch;
            self.since = Some(Instant::now());
        }
        let is_newest = self.points.last().is_none_or(|last| last.secs < point.secs);
        let place = if is_newest {
            Err(self.points.len())
        } else {
            self.points.binary_search_by_key(&point.secs, |point| point.secs)
        };
        match place {
            Err(index) => {
                self.points.insert(index, point);
                if let Some(distribution) = distribution {
                    self.distributions.insert(point.secs, distribution);
                }
            }
            Ok(index) => {
                let slot = &mut self.points[index];
                let known = self.distributions.remove(&slot.secs);
                let mut merged = known.unwrap_or_else(|| Distribution::from_statistic_set(slot.set));
                merged.merge(&distribution.unwrap_or_else(|| Distribution::from_statistic_set(point.set)));
                slot.set = merged.statistics;
                if merged.has_extended_statistics() != slot.set.is_one_repeated_value() {
                    self.distributions.insert(slot.secs, merged);
                }
            }
        }
    }
}
