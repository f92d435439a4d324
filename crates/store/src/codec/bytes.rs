//! Varints and columns of deltas; the reader that takes them apart again.

use super::damaged::Damaged;

/// Seven bits a byte, the low ones first.
pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while 0x80 <= value {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Small magnitudes of either sign become small numbers.
pub fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_varint(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Each number as its difference from the one before.
pub fn put_deltas(out: &mut Vec<u8>, values: impl IntoIterator<Item = i64>) {
    let mut last = 0_i64;
    for value in values {
        put_signed(out, value.wrapping_sub(last));
        last = value;
    }
}

/// Each number as the change of its difference: zeros for even steps.
pub fn put_deltas_of_deltas(out: &mut Vec<u8>, values: impl IntoIterator<Item = i64>) {
    let (mut last, mut step) = (0_i64, 0_i64);
    for value in values {
        let next_step = value.wrapping_sub(last);
        put_signed(out, next_step.wrapping_sub(step));
        (last, step) = (value, next_step);
    }
}

/// What is left to read.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader(bytes)
    }

    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(Damaged("too short"))?;
        self.0 = rest;
        Ok(head)
    }

    pub fn byte(&mut self) -> Result<u8, Damaged> {
        let (first, rest) = self.0.split_first().ok_or(Damaged("too short"))?;
        self.0 = rest;
        Ok(*first)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    pub fn varint(&mut self) -> Result<u64, Damaged> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Damaged("a number without an end"))
    }

    pub fn signed(&mut self) -> Result<i64, Damaged> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// How many rows follow. Each row takes a byte at least, so a false count can't reserve much.
    pub fn count(&mut self) -> Result<usize, Damaged> {
        let count = usize::try_from(self.varint()?).map_err(|_| Damaged("too many rows"))?;
        if self.0.len() < count { Err(Damaged("more rows than bytes")) } else { Ok(count) }
    }

    pub fn deltas(&mut self, count: usize) -> Result<Vec<i64>, Damaged> {
        let mut last = 0_i64;
        let next = |_| {
            last = last.wrapping_add(self.signed()?);
            Ok(last)
        };
        (0..count).map(next).collect()
    }

    pub fn deltas_of_deltas(&mut self, count: usize) -> Result<Vec<i64>, Damaged> {
        let (mut last, mut step) = (0_i64, 0_i64);
        let next = |_| {
            step = step.wrapping_add(self.signed()?);
            last = last.wrapping_add(step);
            Ok(last)
        };
        (0..count).map(next).collect()
    }
}
