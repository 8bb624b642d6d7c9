//! Sorting by one algorithm for all types.
//!
//! The standard library's sorts are compiled anew for each type, 4 to 6 kB each, and what a browser
//! downloads before its first screen held thirty of them. These arrange numbers, and move what the
//! numbers stand for: a little slower, and a few hundred bytes for each further type. The orders of
//! everyone ([`crate::view::People`], lists) stay with the standard library's.

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Sorts; what compares as equal stays in its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    for at in 0..order.len() {
        // What stood there may have moved on already, to where the one before it came from.
        let mut from = order[at];
        while from < at {
            from = order[from];
        }
        // Where it was found, so that nobody goes the same way again.
        order[at] = from;
        items.swap(at, from);
    }
}

/// Sorts by a key, which is computed for each comparison.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by what the items are.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// A set of items. To `collect` them would sort them first, by an algorithm of their type's own.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// Which of so many things stands in each place once they are sorted.
#[inline(never)]
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(mut items in prop::collection::vec((0..9_u8, any::<u8>()), 0..80)) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut items, |(key, _)| *key);
            prop_assert_eq!(&items, &expected);
            expected.sort();
            sort(&mut items);
            prop_assert_eq!(items, expected);
        }
    }

    /// As a list is to which somebody was added: each place looked for from the start, this would
    /// take minutes.
    #[test]
    fn one_that_is_new_at_the_end_of_many_costs_no_more_than_any_other() {
        let mut items: Vec<u32> = (1..500_000).chain([0]).collect();
        sort(&mut items);
        assert!(items.is_sorted());
    }
}
