//! Reading a float from its decimal text, rounded correctly.
//!
//! The same answer as the standard library's, which carries 11 KB of tables to the browser for speed that no
//! dashboard needs. It reads numbers only: no `inf`, no `NaN`.

/// Digits that can decide a rounding: past 767 significant ones only their not being zero matters.
const DIGITS_MAX: usize = 768;
/// A mantissa has 53 bits.
const MANTISSA_START: u64 = 1 << 52;
const MANTISSA_END: u64 = 1 << 53;
/// Of the smallest float's only bit.
const EXPONENT_MIN: i32 = -1074;
const SHIFT_MAX: i32 = 60;

/// `-12`, `.5`, `1.`, `6.02e23`. Too large becomes infinite, too small zero. `None` for what is no number.
pub fn parse_f64(text: &str) -> Option<f64> {
    let (is_negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let value = Decimal::read(digits)?.into_f64();
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

    fn into_f64(mut self) -> f64 {
        if self.digits.is_empty() || self.point < -330 {
            return 0.0;
        }
        if 310 < self.point {
            return f64::INFINITY;
        }
        if self.digits.len() as i32 <= self.point && self.whole() < MANTISSA_END {
            return self.whole() as f64;
        }
        // The number is what is left of it here, times 2^exponent.
        let mut exponent = 0;
        loop {
            let bits = match self.whole() {
                MANTISSA_END.. => -(3 * (self.point - 16)).clamp(1, SHIFT_MAX),
                // Below 2^-1022 a float has fewer bits.
                ..MANTISSA_START if exponent != EXPONENT_MIN => {
                    (3 * (16 - self.point)).clamp(1, SHIFT_MAX).min(exponent - EXPONENT_MIN)
                }
                _ => break,
            };
            self.shift(bits);
            exponent -= bits;
        }
        let mut mantissa = self.whole();
        mantissa += match self.fraction() {
            [5, rest @ ..] if rest.iter().all(|digit| *digit == 0) => mantissa & 1,
            [5..=9, ..] => 1,
            _ => 0,
        };
        // Adding lets a mantissa that was rounded up to a power of two carry into the exponent.
        let raw = (((exponent - EXPONENT_MIN) as u64) << 52) + mantissa;
        f64::from_bits(raw.min(f64::INFINITY.to_bits()))
    }

    /// What stands before the point; of a large number no more than that it is one.
    fn whole(&self) -> u64 {
        if 17 < self.point {
            return u64::MAX;
        }
        (0..self.point.max(0) as usize)
            .fold(0, |whole, place| whole * 10 + u64::from(self.digits.get(place).copied().unwrap_or(0)))
    }

    /// The digits behind the point; nothing of a number below a tenth, which is less than a half anyway.
    fn fraction(&self) -> &[u8] {
        usize::try_from(self.point).ok().and_then(|point| self.digits.get(point..)).unwrap_or_default()
    }

    /// Times 2^bits, without any rounding. What is carried from digit to digit fits into a word.
    fn shift(&mut self, bits: i32) {
        let mut digits = Vec::with_capacity(self.digits.len() + SHIFT_MAX as usize);
        let mut carry = 0u64;
        if 0 < bits {
            for digit in self.digits.iter().rev() {
                carry += u64::from(*digit) << bits;
                digits.push((carry % 10) as u8);
                carry /= 10;
            }
            while carry != 0 {
                digits.push((carry % 10) as u8);
                self.point += 1;
                carry /= 10;
            }
            digits.reverse();
        } else {
            let mut given = self.digits.iter();
            while carry != 0 || !given.as_slice().is_empty() {
                carry = carry * 10 + u64::from(given.next().copied().unwrap_or(0));
                let digit = (carry >> -bits) as u8;
                carry &= (1 << -bits) - 1;
                if digit == 0 && digits.is_empty() {
                    self.point -= 1;
                } else {
                    digits.push(digit);
                }
            }
        }
        self.digits = digits;
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
            "1e-2",
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
            "-4.9e-324",
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
