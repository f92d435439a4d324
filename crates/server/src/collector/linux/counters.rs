//! Differences of counters that only grow.

use std::collections::BTreeMap;

/// The last reading of each thing's counters.
pub struct Counters<const N: usize>(BTreeMap<String, [u64; N]>);

impl<const N: usize> Default for Counters<N> {
    fn default() -> Self {
        Counters(BTreeMap::new())
    }
}

impl<const N: usize> Counters<N> {
    /// How much each counter has grown. `None` on the first reading, and when one has shrunk: the thing was
    /// replaced by another of its name.
    pub fn advance(&mut self, name: &str, now: [u64; N]) -> Option<[u64; N]> {
        let Some(last) = self.0.get_mut(name) else {
            self.0.insert(name.to_owned(), now);
            return None;
        };
        let before = std::mem::replace(last, now);
        let mut grown = [0; N];
        for (grown, (before, now)) in grown.iter_mut().zip(before.into_iter().zip(now)) {
            *grown = now.checked_sub(before)?;
        }
        Some(grown)
    }

    /// The name whose counters have the largest `size`.
    pub fn largest(&self, size: impl Fn(&[u64; N]) -> u64) -> Option<String> {
        self.0.iter().max_by_key(|(_, counters)| size(counters)).map(|(name, _)| name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reading_and_a_reset_have_no_difference() {
        let mut counters = Counters::default();
        assert_eq!(counters.advance("a", [10, 1]), None);
        assert_eq!(counters.advance("a", [15, 1]), Some([5, 0]));
        assert_eq!(counters.advance("b", [1, 1]), None);
        assert_eq!(counters.advance("a", [14, 2]), None);
        assert_eq!(counters.advance("a", [16, 2]), Some([2, 0]));
        assert_eq!(counters.largest(|[first, _]| *first).as_deref(), Some("a"));
    }
}
