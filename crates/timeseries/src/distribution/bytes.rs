//! A histogram as bytes, about one per bin, and back. The statistic set is not among them.
//!
//! - No byte: what the set alone says. `0`: unknown, though the set looks like one repeated value.
//! - Else a first byte: 1 for whole counts or 2 for fractions, plus 4 where there are zeros. Then the count
//!   of zeros, the first bin's index, and a step per bin up to the end. A step has the gap to the bin before
//!   in its upper half and the count (less one) in its lower half; 15 means that the rest follows as a
//!   varint. Counts with fractions follow in eight bytes each, and their step's lower half is 0.

use super::bins::{Bin, FIRST_BIN, LAST_BIN, ZERO_BIN, bin_index};
use super::{Distribution, Histogram};
use crate::StatisticSet;
use std::fmt;

/// Bytes that no distribution has, or not one with this statistic set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DamagedDistribution;

const UNKNOWN: u8 = 0;
const WHOLE: u8 = 1;
const FRACTIONS: u8 = 2;
const HAS_ZEROS: u8 = 4;
/// Half a byte that says: more follows.
const MORE: u64 = 15;
/// Up to here a float counts every sample.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;
/// How far the bins' total may be off the set's count: both are sums of floats.
const ROUNDING: f64 = 1e-6;

impl Distribution {
    /// What [`Distribution::from_parts`] needs beside the statistic set. Their length is for the caller to
    /// keep: nothing marks the end.
    pub fn histogram_bytes(&self) -> Vec<u8> {
        let is_repeated = self.statistics.is_one_repeated_value();
        match &self.histogram {
            Histogram::Unknown if is_repeated => vec![UNKNOWN],
            Histogram::Unknown => Vec::new(),
            Histogram::Repeated if is_repeated => Vec::new(),
            Histogram::Repeated => encode(&[self.only_bin()]),
            Histogram::Bins(bins) => encode(bins),
        }
    }

    /// The distribution of a set and its [`Distribution::histogram_bytes`]. Bytes that contradict the set
    /// are damaged too. Never panics, and takes no more memory than sixteen times the bytes.
    pub fn from_parts(statistics: StatisticSet, bytes: &[u8]) -> Result<Self, DamagedDistribution> {
        match bytes {
            [] => Ok(Self::from_statistic_set(statistics)),
            [UNKNOWN] => Ok(Distribution { statistics, histogram: Histogram::Unknown }),
            _ => {
                let bins = Reader(bytes).bins().ok_or(DamagedDistribution)?;
                if !agree(&statistics, &bins) {
                    return Err(DamagedDistribution);
                }
                let is_repeated = statistics.minimum == statistics.maximum;
                let histogram = if is_repeated { Histogram::Repeated } else { Histogram::Bins(bins) };
                Ok(Distribution { statistics, histogram })
            }
        }
    }
}

fn encode(bins: &[Bin]) -> Vec<u8> {
    let is_whole = |bin: &Bin| bin.count <= MAX_WHOLE && bin.count.fract() == 0.0;
    let counts = if bins.iter().all(is_whole) { WHOLE } else { FRACTIONS };
    let mut out = Vec::with_capacity(bins.len() + 4);
    let (zeros, bins) = match bins.split_first() {
        Some((zeros, rest)) if zeros.index == ZERO_BIN => (Some(zeros), rest),
        _ => (None, bins),
    };
    out.push(counts | if zeros.is_some() { HAS_ZEROS } else { 0 });
    if let Some(zeros) = zeros {
        step(&mut out, counts, 0, zeros.count);
    }
    let mut previous = match bins.first() {
        Some(first) => {
            // Zigzag: small indexes on both sides of 0 are short.
            varint(&mut out, u64::from(((first.index << 1) ^ (first.index >> 15)) as u16));
            first.index - 1
        }
        None => 0,
    };
    for bin in bins {
        step(&mut out, counts, (bin.index - previous - 1) as u64, bin.count);
        previous = bin.index;
    }
    out
}

fn step(out: &mut Vec<u8>, counts: u8, gap: u64, count: f64) {
    let less_one = if counts == WHOLE { count as u64 - 1 } else { 0 };
    out.push((gap.min(MORE) << 4 | less_one.min(MORE)) as u8);
    for number in [gap, less_one] {
        if number >= MORE {
            varint(out, number - MORE);
        }
    }
    if counts == FRACTIONS {
        out.extend_from_slice(&count.to_le_bytes());
    }
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while 0x80 <= number {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn bins(&mut self) -> Option<Vec<Bin>> {
        let first = self.byte()?;
        let counts = first & !HAS_ZEROS;
        if counts != WHOLE && counts != FRACTIONS {
            return None;
        }
        let mut bins = Vec::with_capacity(self.0.len());
        if first & HAS_ZEROS != 0 {
            let (gap, count) = self.step(counts)?;
            bins.push(Bin { index: ZERO_BIN, count });
            if gap != 0 {
                return None;
            }
        }
        if self.0.is_empty() {
            return (!bins.is_empty()).then_some(bins);
        }
        let zigzag = i64::try_from(self.varint()?).ok()?;
        let mut index = (zigzag >> 1) ^ -(zigzag & 1);
        let mut is_first = true;
        while is_first || !self.0.is_empty() {
            let (gap, count) = self.step(counts)?;
            index += if is_first { 0 } else { 1 };
            index = index.checked_add(i64::try_from(gap).ok()?)?;
            if !(i64::from(FIRST_BIN)..=i64::from(LAST_BIN)).contains(&index) || (is_first && gap != 0) {
                return None;
            }
            bins.push(Bin { index: index as i16, count });
            is_first = false;
        }
        Some(bins)
    }

    /// The gap and the count of one bin.
    fn step(&mut self, counts: u8) -> Option<(u64, f64)> {
        let byte = u64::from(self.byte()?);
        let mut half = |half: u64| if half == MORE { self.varint()?.checked_add(MORE) } else { Some(half) };
        let (gap, less_one) = (half(byte >> 4)?, half(byte & MORE)?);
        if counts == WHOLE {
            let count = less_one.checked_add(1)? as f64;
            return (count <= MAX_WHOLE).then_some((gap, count));
        }
        let (bytes, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        let count = f64::from_le_bytes(*bytes);
        (less_one == 0 && count.is_finite() && count > 0.0).then_some((gap, count))
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// As many samples as the set has, the outermost bins where its extremes lie. The edges are the platform's
/// logarithm's to judge, so one bin beside counts as well.
fn agree(statistics: &StatisticSet, bins: &[Bin]) -> bool {
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return false };
    let total: f64 = bins.iter().map(|bin| bin.count).sum();
    let holds = |bin: &Bin, extreme: f64| {
        extreme >= 0.0 && extreme.is_finite() && {
            let index = bin_index(extreme);
            index == bin.index || (index != ZERO_BIN && index.abs_diff(bin.index) == 1)
        }
    };
    holds(first, statistics.minimum)
        && holds(last, statistics.maximum)
        && (total - statistics.sample_count).abs() <= ROUNDING * total
}

impl fmt::Display for DamagedDistribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of a distribution are damaged")
    }
}

impl std::error::Error for DamagedDistribution {}
