//! A sealed chunk: the points of one series. An arrival: the points of one call, of many series.
//!
//! Columns: (series,) times, then the numbers of the statistic sets. How samples lie is a blob of its own
//! beside a chunk's, read only for percentiles; an arrival has it at its end, where any of its points does.

use super::bytes::{Reader, put_deltas, put_deltas_of_deltas, put_varint};
use super::damaged::Damaged;
use super::frame::{pack, unpack};
use super::numbers::{numbers, put_numbers};
use crate::metric_point::{Arrived, Point};
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
    if arrived.iter().any(|arrived| !arrived.histogram.is_empty()) {
        put_histograms(&mut body, arrived.iter().map(|arrived| arrived.histogram.as_slice()));
    }
    pack(&body)
}

pub fn decode_arrivals(blob: &[u8]) -> Result<Vec<Arrived>, Damaged> {
    let body = unpack(blob)?;
    let mut reader = Reader::new(&body);
    let count = reader.count()?;
    let series = reader.deltas(count)?;
    let times = reader.deltas(count)?;
    let sets = sets(&mut reader, count)?;
    let histograms = if reader.is_empty() { None } else { Some(histograms(&mut reader, count)?) };
    let histogram = |row| histograms.as_ref().map(|all| all.row(row).to_vec()).unwrap_or_default();
    let points = times.into_iter().zip(sets).map(|(secs, set)| Point { secs, set });
    let arrived = |(row, (series, point))| Arrived { series, point, histogram: histogram(row) };
    Ok(series.into_iter().zip(points).enumerate().map(arrived).collect())
}

/// One for each row of a chunk; most may be empty.
pub fn encode_histograms(histograms: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Vec::with_capacity(histograms.len() * 16);
    put_histograms(&mut body, histograms.iter().map(Vec::as_slice));
    pack(&body)
}

/// Of a chunk with so many rows.
pub fn decode_histograms(blob: &[u8], count: usize) -> Result<Histograms, Damaged> {
    let body = unpack(blob)?;
    let mut reader = Reader::new(&body);
    let histograms = histograms(&mut reader, count)?;
    if reader.is_empty() { Ok(histograms) } else { Err(Damaged("more bytes than rows")) }
}

/// The rows' bytes, end to end.
pub struct Histograms {
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

impl Histograms {
    /// Empty where there is no such row.
    pub fn row(&self, row: usize) -> &[u8] {
        let end = |row: usize| self.ends.get(row).copied();
        let start = row.checked_sub(1).and_then(end).unwrap_or(0);
        end(row).and_then(|end| self.bytes.get(start..end)).unwrap_or_default()
    }
}

fn put_histograms<'a>(body: &mut Vec<u8>, histograms: impl Iterator<Item = &'a [u8]> + Clone) {
    for histogram in histograms.clone() {
        put_varint(body, histogram.len() as u64);
    }
    for histogram in histograms {
        body.extend_from_slice(histogram);
    }
}

fn histograms(reader: &mut Reader<'_>, count: usize) -> Result<Histograms, Damaged> {
    let mut ends = Vec::with_capacity(count);
    let mut end = 0_usize;
    for _ in 0..count {
        let length = usize::try_from(reader.varint()?).map_err(|_| Damaged("an impossible length"))?;
        end = end.checked_add(length).ok_or(Damaged("an impossible length"))?;
        ends.push(end);
    }
    Ok(Histograms { ends, bytes: reader.take(end)?.to_vec() })
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
