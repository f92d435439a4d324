//! Sorting for code that travels to the browser.
//!
//! The standard library's sorts are compiled anew for each type of element, several kilobytes each time;
//! here only the order of indices is sorted, by one function that isn't generic. Somewhat slower, which
//! lists of what a person looks at never feel. Sorted input is recognised first and costs one comparison
//! each.

use std::cmp::Ordering;

/// Ascending and stable.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Stable, by a key that each comparison takes anew.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |left, right| key(left).cmp(&key(right)));
}

/// Stable. An inconsistent comparison gives some order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &mut |left, right| compare(&items[left], &items[right]));
    permute(order, &mut |left, right| items.swap(left, right));
}

/// Ascending, each once.
pub fn sort_unique<T: Ord>(items: &mut Vec<T>) {
    sort(items);
    items.dedup();
}

/// The indices from 0 to `len` in the stable order of what they stand for; nothing when that is in order
/// already. A merge sort from the bottom up.
#[inline(never)]
fn order(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    if (1..len).all(|index| compare(index - 1, index) != Ordering::Greater) {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..len).collect();
    let mut merged: Vec<usize> = Vec::with_capacity(len);
    let mut width = 1;
    while width < len {
        merged.clear();
        for pair in order.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let ([first, left_rest @ ..], [second, right_rest @ ..]) = (left, right) {
                if compare(*first, *second) == Ordering::Greater {
                    merged.push(*second);
                    right = right_rest;
                } else {
                    merged.push(*first);
                    left = left_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

/// Swaps until at each place is what stood at `order[place]`, cycle by cycle.
#[inline(never)]
fn permute(mut order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut place = start;
        loop {
            let from = std::mem::replace(&mut order[place], place);
            if from == start || from == place {
                break;
            }
            swap(place, from);
            place = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_ones_keep_their_order() {
        let mut words = vec!["bb", "a", "dd", "ccc", "c", "aa"];
        sort_by_key(&mut words, |word| word.len());
        assert_eq!(words, ["a", "c", "bb", "dd", "aa", "ccc"]);
        sort_by(&mut words, |left, right| right.len().cmp(&left.len()));
        assert_eq!(words, ["ccc", "bb", "dd", "aa", "a", "c"]);
    }

    #[test]
    fn sorted_input_costs_one_comparison_each() {
        let comparisons = std::cell::Cell::new(0);
        let mut items: Vec<u32> = (0..1000).collect();
        sort_by(&mut items, |left, right| {
            comparisons.set(comparisons.get() + 1);
            left.cmp(right)
        });
        assert_eq!(comparisons.get(), 999);
    }

    proptest! {
        #[test]
        fn same_as_the_standard_library(keys in proptest::collection::vec(0u8..40, 0..200)) {
            let mut items: Vec<(u8, usize)> = keys.iter().copied().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut items, |(key, _)| *key);
            prop_assert_eq!(items, expected);
            let (mut items, mut expected) = (keys.clone(), keys);
            expected.sort();
            sort(&mut items);
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn an_inconsistent_comparison_loses_nothing(
            items in proptest::collection::vec(any::<u16>(), 0..100),
            answers in proptest::collection::vec(-1i8..=1, 1..50),
        ) {
            let asked = std::cell::Cell::new(0);
            let mut sorted = items.clone();
            sort_by(&mut sorted, |_, _| {
                asked.set(asked.get() + 1);
                answers[asked.get() % answers.len()].cmp(&0)
            });
            let (mut before, mut after) = (items, sorted);
            before.sort_unstable();
            after.sort_unstable();
            prop_assert_eq!(after, before);
        }
    }
}
