//! CloudWatch's bins: bin `k` holds the values from 1.1^k up to 1.1^(k+1), zero has one of its own.

use std::array;
use std::f64::consts::LN_2;
use std::sync::LazyLock;

/// Each bin is a tenth wider than the one before: the logarithm of 1.1.
const LN_GROWTH: f64 = 0.095_310_179_804_324_93;
/// Where zeros are counted: below all others.
pub(super) const ZERO_BIN: i16 = i16::MIN;
/// The bins of the smallest and of the largest float.
pub(super) const FIRST_BIN: i16 = -7820;
pub(super) const LAST_BIN: i16 = 7450;

/// How many samples one bin has: above 0, finite, fractions allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bin {
    pub index: i16,
    pub count: f64,
}

/// The lower edges of the bins that hold the values from 10^-9 to 10^15, by far most there are: a percentile
/// over many slots asks for little else.
static USUAL_EDGES: LazyLock<[f64; USUAL_BINS]> =
    LazyLock::new(|| array::from_fn(|place| power(FIRST_USUAL_BIN + place as i16)));
const FIRST_USUAL_BIN: i16 = -218;
const USUAL_BINS: usize = 583;

/// The bin of a value that isn't negative.
pub(super) fn bin_index(value: f64) -> i16 {
    if value <= 0.0 {
        return ZERO_BIN;
    }
    usual_bin_index(value)
        .unwrap_or_else(|| ((value.ln() / LN_GROWTH).floor() as i16).clamp(FIRST_BIN, LAST_BIN))
}

/// By the edges at hand, without a logarithm. `None` beyond them, and so close to one that only the logarithm
/// tells on which side.
fn usual_bin_index(value: f64) -> Option<i16> {
    /// What a float's bits grow by from one power of two to the next.
    const BITS_OF_OCTAVE: f64 = (1_u64 << 52) as f64;
    const BITS_OF_ONE: f64 = 1.0_f64.to_bits() as f64;
    const BINS_OF_OCTAVE: f64 = LN_2 / LN_GROWTH;
    /// How far logarithms and edges may be off by rounding, and far more.
    const ROUNDING: f64 = 1e-12;
    // Bits grow evenly within an octave: short of the logarithm, but by less than a bin.
    let octaves = (value.to_bits() as f64 - BITS_OF_ONE) / BITS_OF_OCTAVE;
    let guess = (octaves * BINS_OF_OCTAVE - f64::from(FIRST_USUAL_BIN)) as usize;
    let [low, middle, high] = *USUAL_EDGES.get(guess..)?.first_chunk()?;
    let (place, low, high) = if value < middle { (guess, low, middle) } else { (guess + 1, middle, high) };
    let is_within = low * (1.0 + ROUNDING) < value && value < high * (1.0 - ROUNDING);
    is_within.then_some(FIRST_USUAL_BIN + place as i16)
}

/// The lower edge of a bin.
fn edge(index: i16) -> f64 {
    let usual = usize::try_from(index - FIRST_USUAL_BIN).ok().and_then(|place| USUAL_EDGES.get(place));
    usual.copied().unwrap_or_else(|| power(index))
}

fn power(index: i16) -> f64 {
    (f64::from(index) * LN_GROWTH).exp()
}

/// A bin's edges, no further out than the smallest and the largest sample.
pub(super) fn edges(index: i16, minimum: f64, maximum: f64) -> (f64, f64) {
    if index == ZERO_BIN {
        return (0.0, 0.0);
    }
    let edge = |index: i16| edge(index).max(minimum).min(maximum);
    (edge(index), edge(index + 1))
}

/// Adds ascending bins to ascending bins.
pub(super) fn add(bins: &mut Vec<Bin>, more: &[Bin]) {
    let mut at = 0;
    for bin in more {
        while bins.get(at).is_some_and(|own| own.index < bin.index) {
            at += 1;
        }
        match bins.get_mut(at) {
            Some(own) if own.index == bin.index => own.count += bin.count,
            _ => bins.insert(at, *bin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GROWTH: f64 = 1.1;

    /// What [`bin_index`] is short for.
    fn by_logarithm(value: f64) -> i16 {
        ((value.ln() / GROWTH.ln()).floor() as i16).clamp(FIRST_BIN, LAST_BIN)
    }

    #[test]
    fn around_every_edge_the_logarithm_tells() {
        for index in FIRST_USUAL_BIN - 3..FIRST_USUAL_BIN + USUAL_BINS as i16 + 3 {
            let edge = (f64::from(index) * GROWTH.ln()).exp();
            assert_eq!(edges(index, 0.0, f64::MAX).0, edge);
            let mut value = edge * (1.0 - 1e-14);
            while value < edge * (1.0 + 1e-14) {
                assert_eq!(bin_index(value), by_logarithm(value), "{value}");
                value = value.next_up();
            }
            for off in [0.5, 0.999, 1.0 - 1e-9, 1.0 - 2e-12, 1.0 + 2e-12, 1.0 + 1e-9, 1.001, 1.05] {
                assert_eq!(bin_index(edge * off), by_logarithm(edge * off), "{edge} * {off}");
            }
        }
        for value in [f64::MIN_POSITIVE, 5e-324, f64::MAX, 1.0, 1.1, 2.0, 1024.0] {
            assert_eq!(bin_index(value), by_logarithm(value), "{value}");
        }
        assert_eq!(LN_GROWTH, GROWTH.ln());
    }

    proptest! {
        #[test]
        fn any_value_lies_where_its_logarithm_says(value in any::<f64>(), exponent in -12.0..18.0_f64) {
            for value in [value.abs(), 10.0_f64.powf(exponent)] {
                if value.is_finite() && value > 0.0 {
                    prop_assert_eq!(bin_index(value), by_logarithm(value), "{}", value);
                }
            }
        }
    }
}
