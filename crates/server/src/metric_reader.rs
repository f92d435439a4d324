//! From a metric and a statistic to its datapoints: the one path that GetMetricData, GetMetricStatistics
//! and the alarm ticker share, so that an alarm can't see other numbers than a chart.
//!
//! CloudWatch shows datapoints of a fine period for a shorter time than those of a coarse one. What it shows
//! no longer is left out here, whether or not the store still has it.

use store::{
    DatapointQuery, MetricIdentity, Store, StoreError, UnitDistributions, UnitSlots, UnitStatistics,
    visible_range,
};
use timeseries::{Distribution, Period, Statistic, StatisticSet, TimeRange, TimeSeries, Timestamp};

/// Which datapoints to read. With `unit` only what was published in exactly that unit.
#[derive(Clone, Copy, Debug)]
pub struct MetricRead<'a> {
    pub metric: &'a MetricIdentity,
    pub unit: Option<&'a str>,
    pub stat: Statistic,
    pub period: Period,
}

/// A metric's datapoints in one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricReading {
    pub series: TimeSeries,
    /// All units that have data in the range, sorted. `series` is in the first of them: CloudWatch converts
    /// nothing and mixes none.
    pub units: Vec<String>,
}

/// The slots of a metric over a range of its own.
#[derive(Clone, Copy, Debug)]
pub struct SlotRead<'a> {
    pub metric: &'a MetricIdentity,
    pub unit: Option<&'a str>,
    pub period: Period,
    pub range: TimeRange,
}

/// Reads as of one instant.
#[derive(Clone, Copy)]
pub struct MetricReader<'r> {
    store: &'r Store,
    now: Timestamp,
}

impl<'r> MetricReader<'r> {
    /// `now` decides what is shown no longer.
    pub fn new(store: &'r Store, now: Timestamp) -> Self {
        MetricReader { store, now }
    }

    /// Datapoints from the slot that holds `range.start` up to the slot that holds `range.end`, which is
    /// excluded. With `unit` only what was published in exactly that unit.
    pub async fn read(
        &self,
        metric: &MetricIdentity,
        unit: Option<&str>,
        stat: Statistic,
        period: Period,
        range: TimeRange,
    ) -> Result<MetricReading, StoreError> {
        let read = MetricRead { metric, unit, stat, period };
        Ok(self.read_many(&[read], range).await?.pop().unwrap_or_default())
    }

    /// [`MetricReader::read`] for many at once, in their order: far cheaper than one by one, and all as of one instant.
    pub async fn read_many(
        &self,
        reads: &[MetricRead<'_>],
        range: TimeRange,
    ) -> Result<Vec<MetricReading>, StoreError> {
        let of_kind = |is_extended: bool| -> (Vec<DatapointQuery<'_>>, Vec<Statistic>) {
            let reads = reads.iter().filter(move |read| read.stat.is_extended() == is_extended);
            reads.map(|read| (self.query(read.metric, read.unit, read.period, range), read.stat)).unzip()
        };
        let (queries, stats) = of_kind(false);
        let of_sets = move |place: usize, units: Vec<UnitStatistics>| {
            reading(units, |set| stats.get(place).and_then(|stat| set.value(*stat)))
        };
        let mut of_sets = self.store.statistics_of(&queries, of_sets).await?.into_iter();
        let (queries, stats) = of_kind(true);
        let of_distributions = move |place: usize, units: Vec<UnitDistributions>| {
            reading(units, |samples| stats.get(place).and_then(|stat| stat.evaluate(samples)))
        };
        let mut of_distributions = self.store.distributions_of(&queries, of_distributions).await?.into_iter();
        let next = |read: &MetricRead<'_>| {
            let found = if read.stat.is_extended() { of_distributions.next() } else { of_sets.next() };
            found.unwrap_or_default()
        };
        Ok(reads.iter().map(next).collect())
    }

    /// Every unit's statistic sets, for who needs several statistics of them or merges slots further.
    pub async fn read_units(
        &self,
        metric: &MetricIdentity,
        unit: Option<&str>,
        period: Period,
        range: TimeRange,
    ) -> Result<Vec<UnitStatistics>, StoreError> {
        let query = self.query(metric, unit, period, range);
        Ok(self.store.statistics_of(&[query], |_, units| units).await?.pop().unwrap_or_default())
    }

    /// [`MetricReader::read_units`] with how the samples lie, for extended statistics.
    pub async fn read_unit_distributions(
        &self,
        metric: &MetricIdentity,
        unit: Option<&str>,
        period: Period,
        range: TimeRange,
    ) -> Result<Vec<UnitDistributions>, StoreError> {
        let query = self.query(metric, unit, period, range);
        Ok(self.store.distributions_of(&[query], |_, units| units).await?.pop().unwrap_or_default())
    }

    /// The statistic sets in the first of the units.
    pub async fn read_sets(
        &self,
        metric: &MetricIdentity,
        unit: Option<&str>,
        period: Period,
        range: TimeRange,
    ) -> Result<Vec<(Timestamp, StatisticSet)>, StoreError> {
        Ok(first_unit(self.read_units(metric, unit, period, range).await?))
    }

    /// The distributions in the first of the units.
    pub async fn read_distributions(
        &self,
        metric: &MetricIdentity,
        unit: Option<&str>,
        period: Period,
        range: TimeRange,
    ) -> Result<Vec<(Timestamp, Distribution)>, StoreError> {
        Ok(first_unit(self.read_unit_distributions(metric, unit, period, range).await?))
    }

    /// [`MetricReader::read_sets`] for many at once, in their order.
    pub async fn read_many_sets(
        &self,
        reads: &[SlotRead<'_>],
    ) -> Result<Vec<Vec<(Timestamp, StatisticSet)>>, StoreError> {
        let queries = reads.iter().map(|read| self.query(read.metric, read.unit, read.period, read.range));
        self.store.statistics_of(&queries.collect::<Vec<_>>(), |_, units| first_unit(units)).await
    }

    fn query<'a>(
        &self,
        metric: &'a MetricIdentity,
        unit: Option<&'a str>,
        period: Period,
        range: TimeRange,
    ) -> DatapointQuery<'a> {
        let range = visible_range(range, period, self.now);
        DatapointQuery { metric, unit, range, period }
    }
}

fn first_unit<S>(units: Vec<UnitSlots<S>>) -> Vec<(Timestamp, S)> {
    units.into_iter().next().map(|unit| unit.slots).unwrap_or_default()
}

fn reading<S>(units: Vec<UnitSlots<S>>, value: impl Fn(&S) -> Option<f64>) -> MetricReading {
    let slots = units.first().map(|unit| unit.slots.as_slice()).unwrap_or_default();
    let points = slots.iter().filter_map(|(at, samples)| Some((*at, value(samples)?)));
    let (times, values): (Vec<_>, Vec<_>) = points.unzip();
    let series = TimeSeries::from_columns(times.into(), values);
    MetricReading { series, units: units.into_iter().map(|unit| unit.unit).collect() }
}
