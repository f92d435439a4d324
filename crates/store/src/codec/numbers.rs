//! A column of floating-point numbers. Measurements are mostly decimals with few digits: scaled by a power
//! of ten they are integers, and neighbours differ by little. What isn't is kept bit by bit.

use super::bytes::{Reader, put_deltas};
use super::damaged::Damaged;

/// 10^k for each scale that is tried. All are exact in binary, so dividing by one rounds correctly.
const SCALES: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Integers up to here are exact.
const MAX_INTEGER: f64 = 9_007_199_254_740_992.0;

/// The kind of a column that is no scaled one; those are their exponent.
const BITS: u8 = 0xff;

pub fn put_numbers(out: &mut Vec<u8>, values: &[f64]) {
    match scaled(values) {
        Some((exponent, integers)) => {
            out.push(exponent);
            put_deltas(out, integers);
        }
        None => {
            out.push(BITS);
            put_bits(out, values);
        }
    }
}

pub fn numbers(reader: &mut Reader<'_>, count: usize) -> Result<Vec<f64>, Damaged> {
    match reader.byte()? {
        BITS => bits(reader, count),
        exponent => {
            let scale = *SCALES.get(usize::from(exponent)).ok_or(Damaged("an unknown column"))?;
            let integers = reader.deltas(count)?;
            Ok(integers.into_iter().map(|integer| integer as f64 / scale).collect())
        }
    }
}

/// The smallest exponent that loses nothing in any of the values.
fn scaled(values: &[f64]) -> Option<(u8, Vec<i64>)> {
    let mut exponent = 0;
    for value in values {
        while integer_at(*value, *SCALES.get(exponent)?).is_none() {
            exponent += 1;
        }
    }
    let scale = SCALES[exponent];
    let integers = values.iter().map(|value| integer_at(*value, scale)).collect::<Option<Vec<_>>>()?;
    Some((exponent as u8, integers))
}

fn integer_at(value: f64, scale: f64) -> Option<i64> {
    let integer = (value * scale).round();
    let is_exact =
        integer.abs() <= MAX_INTEGER && ((integer as i64 as f64) / scale).to_bits() == value.to_bits();
    is_exact.then_some(integer as i64)
}

/// What differs from the value before, one plane of bytes after the other: equal signs, exponents and
/// leading digits become runs of zeros.
fn put_bits(out: &mut Vec<u8>, values: &[f64]) {
    let before = std::iter::once(0).chain(values.iter().map(|value| value.to_bits()));
    let changes: Vec<u64> =
        values.iter().zip(before).map(|(value, before)| value.to_bits() ^ before).collect();
    for plane in (0..8).rev() {
        out.extend(changes.iter().map(|change| (change >> (8 * plane)) as u8));
    }
}

fn bits(reader: &mut Reader<'_>, count: usize) -> Result<Vec<f64>, Damaged> {
    let planes = reader.take(count.checked_mul(8).ok_or(Damaged("too many rows"))?)?;
    let mut last = 0_u64;
    let value = |row: usize| {
        let change = (0..8).fold(0_u64, |bits, plane| (bits << 8) | u64::from(planes[plane * count + row]));
        last ^= change;
        f64::from_bits(last)
    };
    Ok((0..count).map(value).collect())
}
