//! Also read by `shared/build.rs`, which leaves these out of the table that it makes.

/// Marks above and below letters, vowel points, and what has no width. Marks that Indic scripts
/// and Thai write their vowels with are letters to a reader; they are kept.
pub fn is_ignored(letter: char) -> bool {
    let drops_marks = matches!(letter as u32,
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05C7 | 0x0610..=0x061A
        | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0x3099..=0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F);
    let has_no_width =
        matches!(letter, '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    drops_marks || has_no_width
}
