//! Numbers as Java prints a double, which is how CloudWatch prints them in reasons.

/// `21.5`, `100.0`, `1.0E7`, `1.0E-4`: plain from a thousandth up to ten million, scientific outside.
pub fn java_double(value: f64) -> String {
    if value == 0.0 || (1e-3..1e7).contains(&value.abs()) {
        // Rust's debug form has the shortest digits that read back, and at least one decimal.
        return format!("{value:?}");
    }
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-Infinity".to_owned() } else { "Infinity".to_owned() };
    }
    let scientific = format!("{value:e}");
    match scientific.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => format!("{digits}E{exponent}"),
        Some((digits, exponent)) => format!("{digits}.0E{exponent}"),
        None => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, expected: &str) {
        assert_eq!(java_double(value), expected);
    }

    #[test]
    fn as_java_prints_them() {
        check(0.0, "0.0");
        check(-0.0, "-0.0");
        check(21.5, "21.5");
        check(100.0, "100.0");
        check(-3.0, "-3.0");
        check(0.1 + 0.2, "0.30000000000000004");
        check(0.001, "0.001");
        check(0.000_999, "9.99E-4");
        check(1e-4, "1.0E-4");
        check(9_999_999.0, "9999999.0");
        check(1e7, "1.0E7");
        check(12_345_678.9, "1.23456789E7");
        check(-1.5e300, "-1.5E300");
        check(f64::MAX, "1.7976931348623157E308");
        check(f64::NAN, "NaN");
        check(f64::NEG_INFINITY, "-Infinity");
    }
}
