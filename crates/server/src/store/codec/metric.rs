//! A sealed chunk: the points of one series. An arrival: the points of one call, of many series.
//!
//! Columns: (series,) times, then the numbers of the statistic sets. Distributions will be a column of
//! their own beside the blob, read only for percentiles.

use super::Damaged;
use super::bytes::{Reader, put_deltas, put_deltas_of_deltas, put_varint};
use super::frame::{pack, unpack};
use super::numbers::{numbers, put_numbers};
use crate::store::metric_memory::{Arrived, Point};
use timeseries::StatisticSet;

/// Every set is one sample, so one number says it all.
const SINGLE_SAMPLES: u8 = 1;
const STATISTIC_SETS: u8 = 0;

pub fn encode_chunk(points: &[Point]) -> Vec<u8> {
    let mut body = Vec::with_capacity(points.len() * 8);
    put_varint(&mut body, points.len() as u64);
    put_deltas_of_deltas(&mut body, points.iter().map(|point| point.secs));
    put_sets(&mut body, points.iter().map(|point| point.set));
    pack(&body)
}

pub fn decode_chunk(blob: &[u8]) -> Result<Vec<Point>, Damaged> {
    let body = unpack(blob)?;
    let mut reader = Reader::new(&body);
    let count = reader.count()?;
    let times = reader.deltas_of_deltas(count)?;
    let sets = sets(&mut reader, count)?;
    Ok(times.into_iter().zip(sets).map(|(secs, set)| Point { secs, set }).collect())
}

pub fn encode_arrivals(arrived: &[Arrived]) -> Vec<u8> {
    let mut body = Vec::with_capacity(arrived.len() * 16);
    put_varint(&mut body, arrived.len() as u64);
    put_deltas(&mut body, arrived.iter().map(|arrived| arrived.series));
    put_deltas(&mut body, arrived.iter().map(|arrived| arrived.point.secs));
    put_sets(&mut body, arrived.iter().map(|arrived| arrived.point.set));
    pack(&body)
}

pub fn decode_arrivals(blob: &[u8]) -> Result<Vec<Arrived>, Damaged> {
    let body = unpack(blob)?;
    let mut reader = Reader::new(&body);
    let count = reader.count()?;
    let series = reader.deltas(count)?;
    let times = reader.deltas(count)?;
    let sets = sets(&mut reader, count)?;
    let points = times.into_iter().zip(sets).map(|(secs, set)| Point { secs, set });
    Ok(series.into_iter().zip(points).map(|(series, point)| Arrived { series, point }).collect())
}

fn put_sets(body: &mut Vec<u8>, sets: impl Iterator<Item = StatisticSet> + Clone) {
    let is_single = |set: StatisticSet| {
        let same = |value: f64| value.to_bits() == set.sum.to_bits();
        set.sample_count == 1.0 && same(set.minimum) && same(set.maximum)
    };
    let column = |number: fn(StatisticSet) -> f64| sets.clone().map(number).collect::<Vec<f64>>();
    if sets.clone().all(is_single) {
        body.push(SINGLE_SAMPLES);
        put_numbers(body, &column(|set| set.sum));
    } else {
        body.push(STATISTIC_SETS);
        put_numbers(body, &column(|set| set.sample_count));
        put_numbers(body, &column(|set| set.sum));
        put_numbers(body, &column(|set| set.minimum));
        put_numbers(body, &column(|set| set.maximum));
    }
}

fn sets(reader: &mut Reader<'_>, count: usize) -> Result<Vec<StatisticSet>, Damaged> {
    match reader.byte()? {
        SINGLE_SAMPLES => {
            let values = numbers(reader, count)?;
            let set = |sum| StatisticSet { sample_count: 1.0, sum, minimum: sum, maximum: sum };
            Ok(values.into_iter().map(set).collect())
        }
        STATISTIC_SETS => {
            let counts = numbers(reader, count)?;
            let sums = numbers(reader, count)?;
            let minima = numbers(reader, count)?;
            let maxima = numbers(reader, count)?;
            let rows = counts.into_iter().zip(sums).zip(minima.into_iter().zip(maxima));
            let set = |((sample_count, sum), (minimum, maximum))| StatisticSet {
                sample_count,
                sum,
                minimum,
                maximum,
            };
            Ok(rows.map(set).collect())
        }
        _ => Err(Damaged("unknown columns")),
    }
}
