//! Numbers as text: short with SI prefixes for axes, precise for tooltips, full on demand; with units.
//!
//! Decimals go through one helper, which rounds a half away from zero as people do; `format!` rounds the exact
//! binary value instead, 0.125 to 0.12. No locale: CloudWatch's console writes `1,234.5` and `1.2k` too.

/// How much of a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Three digits and an SI prefix: `1.23k`.
    Short,
    /// What a tooltip needs: `87.35`, `1,234.57`, and `1.2346M` beyond a million.
    Normal,
    /// Every digit that a reader could want, no prefix: `1,234,567.891`.
    Full,
}

/// Shown where there is no number.
pub const NO_VALUE: &str = "--";

const PREFIXES: [&str; 7] = ["", "k", "M", "G", "T", "P", "E"];
/// More don't fit into 64 bits.
const MOST_DECIMALS: u32 = 18;
/// Below this, or from 10^21 on, a number is written with an exponent.
const SMALLEST_PLAIN: f64 = 1e-6;

/// A number without its unit.
pub fn format_value(value: f64, precision: Precision) -> String {
    if let Some(text) = special(value) {
        return text;
    }
    match precision {
        Precision::Short => shorten(value, 3, 1e3),
        Precision::Normal => {
            let significant = match value.abs() {
                ..1e3 => 4,
                1e3..1e6 => 6,
                _ => 5,
            };
            shorten(value, significant, 1e6)
        }
        Precision::Full => full(value),
    }
}

/// A number with its unit, brought to a readable size: 3,000,000 `Kilobytes` are `3 GB`, 0.0042 `Seconds`
/// are `4.2 ms`. CloudWatch counts bytes in thousands, so we do.
pub fn format_with_unit(value: f64, unit: Option<&str>, precision: Precision) -> String {
    let Some(unit) = unit.filter(|unit| !matches!(*unit, "None" | "Count" | "")) else {
        return format_value(value, precision);
    };
    if !value.is_finite() {
        return format_value(value, precision);
    }
    if unit == "Percent" {
        return format_value(value, precision) + "%";
    }
    let (quantity, per_second) = match unit.strip_suffix("/Second") {
        Some(quantity) => (quantity, "/s"),
        None => (unit, ""),
    };
    if let Some(secs_per_unit) = secs_per(quantity) {
        let (value, name) = humane_duration(value * secs_per_unit, value, quantity);
        return format_value(value, precision) + name + per_second;
    }
    let Some((factor, symbol)) = data_unit(quantity) else {
        let name = if quantity == "Count" { "" } else { quantity };
        let gap = if name.is_empty() { "" } else { " " };
        return format_value(value, precision) + gap + name + per_second;
    };
    let text = format_value(value * factor, precision);
    // The prefix belongs to the unit: `1.2 GB`, not `1.2G B`.
    let digits = text.trim_end_matches(|letter: char| letter.is_alphabetic());
    let prefix = if text.contains('e') { "" } else { &text[digits.len()..] };
    let digits = if text.contains('e') { text.as_str() } else { digits };
    format!("{digits} {prefix}{symbol}{per_second}")
}

/// The label of a tick, with just the decimals that its step calls for.
pub fn format_tick(value: f64, step: f64) -> String {
    if let Some(text) = special(value) {
        return text;
    }
    let size = value.abs();
    if size < step * 1e-6 {
        return "0".to_owned();
    }
    if !(SMALLEST_PLAIN..1e21).contains(&size) {
        return scientific(value, 3);
    }
    let mut prefix = 0;
    let mut unit = 1.0;
    while size / unit > 999.999_999 && prefix + 1 < PREFIXES.len() {
        unit *= 1000.0;
        prefix += 1;
    }
    let decimals = decimals_of(step / unit);
    if decimals > 4 && prefix > 0 {
        return group(&trim(decimal(value, decimals_of(step))));
    }
    trim(decimal(value / unit, decimals)) + PREFIXES[prefix]
}

fn special(value: f64) -> Option<String> {
    let text = match value {
        value if value.is_nan() => NO_VALUE,
        f64::INFINITY => "∞",
        f64::NEG_INFINITY => "-∞",
        0.0 => "0",
        _ => return None,
    };
    Some(text.to_owned())
}

/// `significant` digits; an SI prefix from `prefix_from` on.
fn shorten(value: f64, significant: i32, prefix_from: f64) -> String {
    let size = value.abs();
    if !(SMALLEST_PLAIN..1e21).contains(&size) {
        return scientific(value, significant);
    }
    let mut prefix = 0;
    let mut scaled = value;
    if prefix_from <= size {
        while scaled.abs() >= 1000.0 && prefix + 1 < PREFIXES.len() {
            scaled /= 1000.0;
            prefix += 1;
        }
    }
    let text = round_to(scaled, significant);
    // Rounding may have carried: 999.96 is 1k.
    let carried = prefix_from <= 1e3 && prefix + 1 < PREFIXES.len() && text.trim_start_matches('-') == "1000";
    if carried {
        let sign = if value < 0.0 { "-1" } else { "1" };
        return format!("{sign}{}", PREFIXES[prefix + 1]);
    }
    group(&text) + PREFIXES[prefix]
}

fn round_to(value: f64, significant: i32) -> String {
    let decimals = (significant - 1 - exponent(value)).clamp(0, 12);
    trim(decimal(value, decimals as u32))
}

/// The shortest decimals that read back as the same number, as long as fifteen digits do.
fn full(value: f64) -> String {
    let size = value.abs();
    if !(SMALLEST_PLAIN..1e15).contains(&size) {
        return scientific(value, 15);
    }
    let mut power = 1.0;
    for decimals in 0..=15 {
        let scaled = (value * power).round();
        if 1e15 < scaled.abs() {
            break;
        }
        if scaled / power == value {
            return group(&decimal(value, decimals));
        }
        power *= 10.0;
    }
    group(&round_to(value, 15))
}

/// `1.5e21`, `-2.25e-9`.
fn scientific(value: f64, significant: i32) -> String {
    // Subnormal numbers would lose themselves in the division by 10^-320.
    let (value, shift) = if value.abs() < 1e-200 { (value * 1e200, -200) } else { (value, 0) };
    let mut exponent = exponent(value);
    let mantissa = value / 10f64.powi(exponent);
    let mut text = trim(decimal(mantissa, (significant - 1).clamp(0, 14) as u32));
    if text.trim_start_matches('-') == "10" {
        text = text.replace("10", "1");
        exponent += 1;
    }
    format!("{text}e{}", exponent + shift)
}

/// The power of ten of a number's first digit.
fn exponent(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

/// How many decimals it takes to write `step` exactly, at most nine.
fn decimals_of(step: f64) -> u32 {
    let mut scaled = step.abs();
    for decimals in 0..9 {
        if (scaled - scaled.round()).abs() <= scaled * 1e-6 && scaled > 0.5 {
            return decimals;
        }
        scaled *= 10.0;
    }
    9
}

/// The one place where a float becomes digits. Beyond 64 bits the last digits are zeros.
fn decimal(value: f64, decimals: u32) -> String {
    let power = 10u64.pow(decimals.min(MOST_DECIMALS));
    let scaled = (value.abs() * power as f64).round() as u64;
    let sign = if value < 0.0 && scaled != 0 { "-" } else { "" };
    let (whole, rest) = (scaled / power, scaled % power);
    match decimals.min(MOST_DECIMALS) as usize {
        0 => format!("{sign}{whole}"),
        width => format!("{sign}{whole}.{rest:0width$}"),
    }
}

/// Without zeros at the end of the decimals.
fn trim(mut text: String) -> String {
    if text.contains('.') {
        let length = text.trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(length);
    }
    text
}

/// `1234567.5` as `1,234,567.5`.
fn group(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut grouped = String::with_capacity(text.len() + whole / 3);
    for (index, letter) in text.char_indices() {
        let left = whole.wrapping_sub(index);
        if index < whole && left % 3 == 0 && index > 0 && &text[..index] != "-" {
            grouped.push(',');
        }
        grouped.push(letter);
    }
    grouped
}

fn secs_per(unit: &str) -> Option<f64> {
    match unit {
        "Seconds" => Some(1.0),
        "Milliseconds" => Some(1e-3),
        "Microseconds" => Some(1e-6),
        _ => None,
    }
}

fn humane_duration(secs: f64, value: f64, unit: &str) -> (f64, &'static str) {
    match secs.abs() {
        0.0 => (
            value,
            match unit {
                "Seconds" => " s",
                "Milliseconds" => " ms",
                _ => " µs",
            },
        ),
        size if size < 1e-3 => (secs * 1e6, " µs"),
        size if size < 1.0 => (secs * 1e3, " ms"),
        size if size < 120.0 => (secs, " s"),
        size if size < 7200.0 => (secs / 60.0, " min"),
        size if size < 172_800.0 => (secs / 3600.0, " h"),
        _ => (secs / 86_400.0, " d"),
    }
}

/// Bytes and bits of all sizes, as a factor to the plain unit.
fn data_unit(unit: &str) -> Option<(f64, &'static str)> {
    let (prefix, symbol) = match (unit.strip_suffix("ytes"), unit.strip_suffix("its")) {
        (Some(prefix), _) => (prefix, "B"),
        (_, Some(prefix)) => (prefix, "b"),
        _ => return None,
    };
    let factor = match prefix {
        "B" => 1.0,
        "Kilob" => 1e3,
        "Megab" => 1e6,
        "Gigab" => 1e9,
        "Terab" => 1e12,
        _ => return None,
    };
    Some((factor, symbol))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn values(value: f64, short: &str, normal: &str, full: &str) {
        let texts = [Precision::Short, Precision::Normal, Precision::Full].map(|p| format_value(value, p));
        assert_eq!(texts, [short, normal, full]);
    }

    #[test]
    fn plain_numbers() {
        values(0.0, "0", "0", "0");
        values(-0.0, "0", "0", "0");
        values(7.0, "7", "7", "7");
        values(87.351_23, "87.4", "87.35", "87.35123");
        values(999.4, "999", "999.4", "999.4");
        values(999.96, "1k", "1,000", "999.96");
        values(1234.5, "1.23k", "1,234.5", "1,234.5");
        values(-1234.5, "-1.23k", "-1,234.5", "-1,234.5");
        values(123_456.789, "123k", "123,457", "123,456.789");
        values(3_400_000.0, "3.4M", "3.4M", "3,400,000");
        values(1_234_567.891, "1.23M", "1.2346M", "1,234,567.891");
        values(0.1 + 0.2, "0.3", "0.3", "0.3");
        values(0.001_234, "0.00123", "0.001234", "0.001234");
        values(-0.000_02, "-0.00002", "-0.00002", "-0.00002");
    }

    #[test]
    fn extreme_numbers() {
        values(f64::NAN, "--", "--", "--");
        values(f64::INFINITY, "∞", "∞", "∞");
        values(f64::NEG_INFINITY, "-∞", "-∞", "-∞");
        values(1e18, "1E", "1E", "1e18");
        values(1.5e21, "1.5e21", "1.5e21", "1.5e21");
        values(-2.25e-9, "-2.25e-9", "-2.25e-9", "-2.25e-9");
        values(9.999e-8, "1e-7", "9.999e-8", "9.999e-8");
        values(5e-324, "4.94e-324", "4.941e-324", "4.94065645841247e-324");
    }

    #[track_caller]
    fn units(value: f64, unit: &str, expected: &str) {
        assert_eq!(format_with_unit(value, Some(unit), Precision::Short), expected);
    }

    #[test]
    fn numbers_with_units() {
        units(87.35, "Percent", "87.4%");
        units(12.0, "Count", "12");
        units(12.0, "Count/Second", "12/s");
        units(12.0, "None", "12");
        units(1.2e9, "Bytes", "1.2 GB");
        units(3e6, "Kilobytes", "3 GB");
        units(512.0, "Bytes/Second", "512 B/s");
        units(2500.0, "Kilobits/Second", "2.5 Mb/s");
        units(0.0042, "Seconds", "4.2 ms");
        units(1500.0, "Milliseconds", "1.5 s");
        units(7200.0, "Seconds", "2 h");
        units(0.0, "Milliseconds", "0 ms");
        units(3.5, "Widgets", "3.5 Widgets");
        units(f64::NAN, "Bytes", "--");
        units(0.0, "Bytes", "0 B");
        units(1e-9, "Bytes", "1e-9 B");
    }

    #[track_caller]
    fn ticks(step: f64, multiples: &[i32], expected: &str) {
        let labels: Vec<_> = multiples.iter().map(|n| format_tick(step * f64::from(*n), step)).collect();
        assert_eq!(labels.join(" "), expected);
    }

    #[test]
    fn tick_labels() {
        ticks(0.1, &[0, 1, 3, 10, 12], "0 0.1 0.3 1 1.2");
        ticks(25.0, &[-1, 0, 1, 2, 4], "-25 0 25 50 100");
        ticks(500.0, &[0, 1, 2, 3, 4], "0 500 1k 1.5k 2k");
        ticks(2.5e8, &[1, 2, 4, 5], "250M 500M 1G 1.25G");
        ticks(2.5e-3, &[1, 2, 4], "0.0025 0.005 0.01");
        ticks(1e-9, &[0, 1, 25], "0 1e-9 2.5e-8");
        ticks(0.5, &[2_000_000, 2_000_001], "1,000,000 1,000,000.5");
        ticks(1e300, &[1, 2], "1e300 2e300");
    }

    proptest! {
        #[test]
        fn any_number_has_a_text(bits in any::<u64>(), step in any::<f64>()) {
            let value = f64::from_bits(bits);
            for precision in [Precision::Short, Precision::Normal, Precision::Full] {
                prop_assert!(format_value(value, precision).len() < 40);
                prop_assert!(format_with_unit(value, Some("Terabytes/Second"), precision).len() < 50);
            }
            prop_assert!(!format_tick(value, step).is_empty());
        }

        #[test]
        fn full_text_reads_back(millis in -1_000_000_000_000i64..1_000_000_000_000) {
            let value = millis as f64 / 1000.0;
            let text = format_value(value, Precision::Full).replace(',', "");
            prop_assert_eq!(text.parse::<f64>(), Ok(value));
        }
    }
}
