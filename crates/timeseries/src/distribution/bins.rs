//! CloudWatch's bins: bin `k` holds the values from 1.1^k up to 1.1^(k+1), zero has one of its own.

/// Each bin is a tenth wider than the one before.
const GROWTH: f64 = 1.1;
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

/// The bin of a value that isn't negative.
pub(super) fn bin_index(value: f64) -> i16 {
    if value <= 0.0 {
        return ZERO_BIN;
    }
    ((value.ln() / GROWTH.ln()).floor() as i16).clamp(FIRST_BIN, LAST_BIN)
}

/// A bin's edges, no further out than the smallest and the largest sample.
pub(super) fn edges(index: i16, minimum: f64, maximum: f64) -> (f64, f64) {
    if index == ZERO_BIN {
        return (0.0, 0.0);
    }
    let edge = |index: f64| (index * GROWTH.ln()).exp().max(minimum).min(maximum);
    (edge(f64::from(index)), edge(f64::from(index) + 1.0))
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
