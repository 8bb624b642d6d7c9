//! Heads of columns, and words of cells, in their usual spellings.

use crate::view::fold;

/// The letters of a text alone, folded: "E-mail 2" is "email".
pub(super) fn letters(text: &str) -> String {
    fold(text).chars().filter(|letter| letter.is_alphabetic()).collect()
}

/// Whether it is one of these spellings, which stand in one text with spaces between them.
pub(super) fn is_among(spellings: &str, text: &str) -> bool {
    spellings.split(' ').any(|spelling| spelling == text)
}
