//! What letters consist of: Unicode's compatibility decomposition (UAX #15, NFKD), without the marks
//! that folding drops.
//!
//! The table is made by `shared/build.rs` from the `unicode-normalization` crate, whose own tables
//! are made to be fast and take five times as much of what a browser downloads.

use std::sync::LazyLock;

use super::marks::is_ignored;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/apart.bin"));

/// The letters that can be taken apart, in order, each with where its parts begin in the text.
struct Table {
    letters: Vec<(char, u32)>,
    parts: String,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::unpack(PACKED));

/// Gives the parts of a letter to `push`, marks left out; a letter that has no parts is its own.
pub fn take_apart(letter: char, mut push: impl FnMut(char)) {
    if let Some(syllable) = (letter as u32).checked_sub(0xAC00).filter(|it| *it < 11_172) {
        // Hangul syllables are computed (Unicode, chapter 3.12).
        let (lead, vowel, trail) = (syllable / 588, syllable % 588 / 28, syllable % 28);
        let parts = [0x1100 + lead, 0x1161 + vowel, 0x11A7 + trail];
        let parts = parts.into_iter().take(if trail == 0 { 2 } else { 3 });
        return parts.filter_map(char::from_u32).for_each(push);
    }
    match TABLE.parts(letter) {
        Some(parts) => parts.chars().for_each(push),
        None if is_ignored(letter) => {}
        None => push(letter),
    }
}

impl Table {
    fn parts(&self, letter: char) -> Option<&str> {
        let at = self.letters.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
        let end = self.letters.get(at + 1).map_or(self.parts.len(), |(_, start)| *start as usize);
        Some(&self.parts[self.letters[at].1 as usize..end])
    }

    /// Reads what `shared/build.rs` wrote: how many letters; for each how far it is from the one
    /// before; for each how many parts it has; and each part's distance from the one before, the
    /// first's from the first of the letter before.
    fn unpack(mut packed: &[u8]) -> Self {
        let mut number = || {
            let (mut number, mut shift) = (0_u32, 0);
            while let Some((byte, rest)) = packed.split_first() {
                packed = rest;
                number |= u32::from(byte & 0x7F) << shift;
                shift += 7;
                if *byte < 0x80 {
                    break;
                }
            }
            number
        };
        let count = number();
        let distances: Vec<u32> = (0..count).map(|_| number()).collect();
        let lengths: Vec<u32> = (0..count).map(|_| number()).collect();
        let mut table = Self { letters: Vec::with_capacity(distances.len()), parts: String::new() };
        let (mut letter, mut first) = (0_u32, 0_u32);
        for (distance, length) in distances.into_iter().zip(lengths) {
            letter += distance;
            let Some(name) = char::from_u32(letter) else { continue };
            table.letters.push((name, table.parts.len() as u32));
            let mut part = first;
            for place in 0..length {
                let step = number();
                let back = (step & 1).wrapping_neg();
                part = part.wrapping_add((step >> 1) ^ back);
                first = if place == 0 { part } else { first };
                table.parts.extend(char::from_u32(part));
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn every_letter_comes_apart_as_unicode_says() {
        for letter in '\0'..=char::MAX {
            let mut parts = String::new();
            take_apart(letter, |part| parts.push(part));
            let all = std::iter::once(letter).nfkd();
            let expected: String = all.filter(|part| !is_ignored(*part)).collect();
            assert_eq!(parts, expected, "{letter:?}");
        }
    }
}
