//! How similar two texts are, by measures that are kept elsewhere.

use rapidfuzz::distance::{jaro_winkler as jaro, osa};

/// How many slips of the pen lie between two texts: letters put in, left out, replaced, or two
/// neighbours swapped (the optimal string alignment distance, after Damerau, 1964).
pub fn slips(one: &str, other: &str) -> usize {
    if one.is_ascii() && other.is_ascii() {
        osa::distance(one.bytes(), other.bytes())
    } else {
        osa::distance(one.chars(), other.chars())
    }
}

/// Jaro and Winkler's similarity, from 0 to 1: letters in common, the first ones above all.
pub fn jaro_winkler(one: &str, other: &str) -> f64 {
    if one.is_ascii() && other.is_ascii() {
        jaro::similarity(one.bytes(), other.bytes())
    } else {
        jaro::similarity(one.chars(), other.chars())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_likeness_are_as_their_authors_define_them() {
        for (one, other, expected) in
            [("ca", "ac", 1), ("smith", "smtih", 1), ("żółć", "żółw", 1), ("", "ab", 2)]
        {
            assert_eq!(slips(one, other), expected, "{one} {other}");
        }
        assert!((jaro_winkler("martha", "marhta") - 0.9611).abs() < 1e-4);
        assert!(jaro_winkler("", "a") < 0.1);
    }
}
