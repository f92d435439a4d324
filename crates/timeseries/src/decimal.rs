//! A bound of a statistic as it was written: decimal digits, so that it prints as it reads and can be a key of
//! maps, which a float can't.
//!
//! Not for values of metrics: those are floats.

use std::fmt;

/// `digits` / 10^`scale`, without trailing zeros: one number has one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    digits: u64,
    scale: i16,
}

/// AWS takes up to 10 digits behind the point (BC shape `AnomalyDetectorMetricStat`).
const MAX_DECIMALS: usize = 10;
/// Past this a power of ten is no float any more.
const MAX_SCALE: i16 = 330;

impl Decimal {
    pub const fn from_int(value: u32) -> Self {
        Decimal { digits: value as u64, scale: 0 }.normal()
    }

    /// `12`, `12.`, `12.5`, and with `exponent` also `1.5E-3`. `None` for all else, and past 19 digits.
    pub(crate) fn parse(text: &str, exponent: bool) -> Option<Self> {
        let (number, power) = match text.split_once(['E', 'e']) {
            Some((number, power)) if exponent => (number, signed(power)?),
            Some(_) => return None,
            None => (text, 0),
        };
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() || decimals.len() > MAX_DECIMALS {
            return None;
        }
        let mut digits = 0u64;
        for byte in whole.bytes().chain(decimals.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            digits = digits.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
        }
        let value = Decimal { digits, scale: decimals.len() as i16 - power }.normal();
        (value.scale.abs() <= MAX_SCALE).then_some(value)
    }

    pub fn to_f64(self) -> f64 {
        // Both are exact up to 10^22, so that the division rounds once.
        let power = 10f64.powi(i32::from(self.scale.abs()));
        if self.scale < 0 { self.digits as f64 * power } else { self.digits as f64 / power }
    }

    const fn normal(mut self) -> Self {
        if self.digits == 0 {
            self.scale = 0;
        }
        while self.digits != 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }
}

fn signed(text: &str) -> Option<i16> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = digits.bytes().fold(0, |value, byte| value * 10 + i16::from(byte - b'0'));
    Some(if text.starts_with('-') { -value } else { value })
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale.unsigned_abs());
        let power = 10u64.checked_pow(scale as u32);
        match (power, power.and_then(|power| self.digits.checked_mul(power))) {
            (Some(power), _) if self.scale > 0 && scale <= MAX_DECIMALS => {
                write!(f, "{}.{:0scale$}", self.digits / power, self.digits % power)
            }
            // As many digits as are read back.
            (_, Some(whole)) if self.scale <= 0 => write!(f, "{whole}"),
            _ => write!(f, "{}E{}", self.digits, -self.scale),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, printed: &str, value: f64) {
        let decimal = Decimal::parse(text, true).unwrap();
        assert_eq!((decimal.to_string().as_str(), decimal.to_f64()), (printed, value));
        assert_eq!(Decimal::parse(printed, true), Some(decimal));
    }

    #[test]
    fn digits_come_back() {
        reads("0", "0", 0.0);
        reads("000.", "0", 0.0);
        reads("99.90", "99.9", 99.9);
        reads("99.9999999999", "99.9999999999", 99.9999999999);
        reads("1000", "1000", 1000.0);
        reads("0.0000000001", "0.0000000001", 1e-10);
        reads("1.5E3", "1500", 1500.0);
        reads("1e+2", "100", 100.0);
        reads("12E-1", "1.2", 1.2);
        reads("5E20", "5E20", 5e20);
        reads("2.000000001E19", "2000000001E10", 2.000000001e19);
        reads("1e20", "1E20", 1e20);
        reads("0E300", "0", 0.0);
        reads("5E-20", "5E-20", 5e-20);
    }

    #[test]
    fn all_else_is_none() {
        for text in
            ["", ".", ".5", "-1", "+1", "1.2.3", "1E", "1E+", "1E5555", "1E400", "0.12345678901", "1 "]
        {
            assert_eq!(Decimal::parse(text, true), None, "{text}");
        }
        assert_eq!(Decimal::parse("99999999999999999999", true), None);
        assert_eq!(Decimal::parse("1E2", false), None);
    }
}
