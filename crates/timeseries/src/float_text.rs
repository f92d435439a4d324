//! Reading a float from its decimal text, rounded correctly.
//!
//! The same answer as the standard library's, which carries 11 KB of tables to the browser for speed that no
//! dashboard needs. It reads numbers only: no `inf`, no `NaN`.

use std::cmp::Ordering;

/// Digits that can decide a rounding: past 767 significant ones only their not being zero matters.
const DIGITS_MAX: usize = 768;
/// Powers of ten up to this are floats without an error.
const EXACT_POWER: i32 = 22;
const EXACT_INTEGER: u64 = 1 << 53;

/// `-12`, `.5`, `1.`, `6.02e23`. Too large becomes infinite, too small zero. `None` for what is no number.
pub fn parse_f64(text: &str) -> Option<f64> {
    let (is_negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let value = Decimal::read(digits)?.to_f64();
    Some(if is_negative { -value } else { value })
}

/// 0.d₁d₂d₃… · 10^`point`, without zeros at either end.
struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    fn read(text: &[u8]) -> Option<Decimal> {
        let (mut digits, mut point) = (Vec::new(), 0i32);
        let (mut at, mut seen, mut in_fraction) = (0, false, false);
        while let Some(byte) = text.get(at) {
            match byte {
                b'0'..=b'9' => {
                    seen = true;
                    let is_leading_zero = digits.is_empty() && *byte == b'0';
                    if in_fraction == is_leading_zero {
                        point = point.saturating_add(if in_fraction { -1 } else { 1 });
                    }
                    if !is_leading_zero {
                        digits.push(byte - b'0');
                    }
                }
                b'.' if !in_fraction => in_fraction = true,
                _ => break,
            }
            at += 1;
        }
        if !seen {
            return None;
        }
        let exponent = match text.get(at..)? {
            [] => 0,
            [b'e' | b'E', rest @ ..] => exponent(rest)?,
            _ => return None,
        };
        while digits.last() == Some(&0) {
            digits.pop();
        }
        if DIGITS_MAX < digits.len() {
            digits.truncate(DIGITS_MAX);
            // Not zero, whatever it was: the rest only says on which side of a half the number lies.
            digits.push(1);
        }
        Some(Decimal { digits, point: point.saturating_add(exponent) })
    }

    fn to_f64(&self) -> f64 {
        let power = self.point.saturating_sub(self.digits.len() as i32);
        let mut small = Some(0u64);
        for digit in &self.digits {
            small = small.and_then(|small| small.checked_mul(10)?.checked_add(u64::from(*digit)));
        }
        match small {
            Some(0) => 0.0,
            Some(whole) if whole <= EXACT_INTEGER && power.abs() <= EXACT_POWER => {
                // Both are exact, so that this rounds once.
                let scale = 10f64.powi(power.abs());
                if power < 0 { whole as f64 / scale } else { whole as f64 * scale }
            }
            _ if 310 < self.point => f64::INFINITY,
            _ if self.point < -330 => 0.0,
            _ => self.divided(power),
        }
    }

    /// Long division, bit by bit, of whole numbers of any length.
    fn divided(&self, power: i32) -> f64 {
        let (mut number, mut unit) = (Big::default(), Big(vec![1]));
        for digit in &self.digits {
            number.multiply_add(10, u32::from(*digit));
        }
        let scaled = if power < 0 { &mut unit } else { &mut number };
        for _ in 0..power.abs() {
            scaled.multiply_add(10, 0);
        }
        // number / unit = (1 to 2) · 2^exponent
        let mut exponent = number.bits() - unit.bits();
        if exponent < 0 {
            number.shift_left(-exponent);
        } else {
            unit.shift_left(exponent);
        }
        if number.compare(&unit) == Ordering::Less {
            number.shift_left(1);
            exponent -= 1;
        }
        // Below 2^-1022 a float has fewer bits.
        let bits = 53 - (-1022 - exponent).max(0);
        if bits < 0 {
            return 0.0;
        }
        let mut mantissa = 0u64;
        for _ in 0..bits {
            mantissa <<= 1;
            if number.compare(&unit) != Ordering::Less {
                number.subtract(&unit);
                mantissa |= 1;
            }
            number.shift_left(1);
        }
        match number.compare(&unit) {
            Ordering::Greater => mantissa += 1,
            Ordering::Equal => mantissa += mantissa & 1,
            Ordering::Less => {}
        }
        // Adding lets a mantissa that was rounded up to a power of two carry into the exponent.
        let before = (exponent.max(-1022) + 1022) as u64;
        let raw = (before << 52) + mantissa;
        f64::from_bits(raw.min(f64::INFINITY.to_bits()))
    }
}

fn exponent(text: &[u8]) -> Option<i32> {
    let (is_negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0i32;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.saturating_mul(10).saturating_add(i32::from(byte - b'0'));
    }
    Some(if is_negative { -value } else { value })
}

/// A whole number, the least part first, without zeros at the end.
#[derive(Default)]
struct Big(Vec<u32>);

impl Big {
    fn bits(&self) -> i32 {
        self.0.last().map_or(0, |last| self.0.len() as i32 * 32 - last.leading_zeros() as i32)
    }

    fn multiply_add(&mut self, factor: u32, add: u32) {
        let mut carry = u64::from(add);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = carry as u32;
            carry >>= 32;
        }
        if carry != 0 {
            self.0.push(carry as u32);
        }
    }

    fn shift_left(&mut self, bits: i32) {
        let (parts, bits) = ((bits / 32) as usize, bits % 32);
        if bits != 0 {
            self.multiply_add(1 << bits, 0);
        }
        if !self.0.is_empty() {
            self.0.splice(0..0, std::iter::repeat_n(0, parts));
        }
    }

    fn compare(&self, other: &Big) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// `other` is not more than this.
    fn subtract(&mut self, other: &Big) {
        let mut borrow = false;
        for (index, part) in self.0.iter_mut().enumerate() {
            let (value, under) = part.overflowing_sub(other.0.get(index).copied().unwrap_or(0));
            let (value, under_again) = value.overflowing_sub(u32::from(borrow));
            *part = value;
            borrow = under || under_again;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str) {
        let std = text.parse::<f64>().ok();
        assert_eq!(parse_f64(text).map(f64::to_bits), std.map(f64::to_bits), "{text}");
    }

    #[test]
    fn edges_read_as_the_standard_library_reads_them() {
        for text in [
            "0",
            "-0",
            "0.0",
            "1",
            "1.",
            ".5",
            "+7",
            "00012.50",
            "1e5",
            "1E-5",
            "1e+5",
            "9007199254740993",
            "9007199254740992.5",
            "0.1",
            "0.3",
            "123456789012345678901234567890",
            "1e22",
            "1e23",
            "1e-22",
            "1e-23",
            "8.5e22",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e400",
            "1e999999999999",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "1e-400",
            "1e-999999999999",
            "0e999999999999",
            "",
            ".",
            "-",
            "e5",
            "1e",
            "1e+",
            "1.2.3",
            "1 ",
            " 1",
            "0x1",
            "1_000",
            "--1",
            "1e5.0",
        ] {
            check(text);
        }
        assert_eq!(parse_f64("inf"), None);
        assert_eq!(parse_f64("NaN"), None);
    }

    #[test]
    fn long_numbers_are_rounded_by_all_their_digits() {
        // Half of the smallest float, written out: it and its neighbours by one in the last place.
        let half = format!("{:.1075}", 2f64.powi(-1074)).trim_end_matches('0').to_owned();
        for last in ["", "1", "0000000000000000001"] {
            check(&(half.clone() + last));
        }
        check(&("9007199254740992.5".to_owned() + &"0".repeat(900)));
        check(&("9007199254740992.5".to_owned() + &"0".repeat(900) + "1"));
        check(&("9007199254740993.".to_owned() + &"0".repeat(900) + "1"));
        check(&("1".to_owned() + &"0".repeat(2000) + "e-2000"));
        check(&("0.".to_owned() + &"0".repeat(2000) + "1e2001"));
    }

    proptest! {
        #[test]
        fn printed_floats_come_back(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(parse_f64(&value.to_string()).map(f64::to_bits), Some(bits));
            prop_assert_eq!(parse_f64(&format!("{value:e}")).map(f64::to_bits), Some(bits));
        }

        #[test]
        fn any_number_reads_as_the_standard_library_reads_it(text in "[-+]?[0-9]{0,25}(\\.[0-9]{0,40})?([eE][-+]?[0-9]{1,3})?") {
            check(&text);
        }

        #[test]
        fn any_text_reads_without_panic(text in "[0-9.eE+-]{0,30}") {
            check(&text);
        }
    }
}
