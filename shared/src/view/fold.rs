//! Spellings that a search takes for the same.

mod apart;
mod marks;

use self::apart::take_apart;
use self::marks::is_ignored;

/// A text without letter case, accents and compatibility forms: "Łukasz Żółć" and "lukasz zolc"
/// fold to the same. Every run of blanks becomes one, at the ends none.
pub fn fold(text: &str) -> String {
    if is_plain(text) {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_onto(text, |letter, _| folded.push(letter));
    folded
}

/// A folded text, and for each of its bytes where in the original the letter stands that it came
/// from; one more than bytes, the last being the original's length. No places where folding left
/// every byte in its place.
pub fn fold_with_places(text: &str) -> (String, Option<Box<[u32]>>) {
    if is_plain(text) {
        return (text.to_ascii_lowercase(), None);
    }
    let mut folded = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len() + 1);
    let narrow = |place| u32::try_from(place).unwrap_or(u32::MAX);
    fold_onto(text, |letter, place| {
        folded.push(letter);
        places.extend(std::iter::repeat_n(narrow(place), letter.len_utf8()));
    });
    places.push(narrow(text.len()));
    let moved = places.iter().enumerate().any(|(at, place)| narrow(at) != *place);
    (folded, moved.then(|| places.into_boxed_slice()))
}

/// Whether folding changes nothing but letter case. Most texts are such, and ten thousand people
/// have a hundred thousand of them to be folded before the list stands.
pub fn is_plain(text: &str) -> bool {
    let mut after_blank = true;
    for byte in text.bytes() {
        match byte {
            b' ' if after_blank => return false,
            b'\t'..=b'\r' | 0x80.. => return false,
            _ => after_blank = byte == b' ',
        }
    }
    !after_blank || text.is_empty()
}

fn fold_onto(text: &str, mut push: impl FnMut(char, usize)) {
    let mut gap = None;
    let mut any = false;
    for (place, letter) in text.char_indices() {
        if letter.is_whitespace() {
            gap.get_or_insert(place);
            continue;
        }
        if let Some(gap) = gap.take().filter(|_| any) {
            push(' ', gap);
        }
        any = true;
        if letter.is_ascii() {
            push(letter.to_ascii_lowercase(), place);
            continue;
        }
        take_apart(letter, |part| {
            for lower in part.to_lowercase() {
                match spelled_out(lower) {
                    Some(spelled) => spelled.chars().for_each(|letter| push(letter, place)),
                    // Lowercasing İ leaves a combining dot.
                    None if is_ignored(lower) => {}
                    None => push(lower, place),
                }
            }
        });
    }
}

/// Letters that Unicode does not take apart, though people write them without their stroke.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'þ' => "th",
        'ŋ' => "n",
        'ς' => "σ",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ى' => "ي",
        'ة' => "ه",
        '’' | '‘' | 'ʼ' | '`' => "'",
        '–' | '—' | '‐' | '‑' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_texts_fold_as_all_others_do(text in "[ a-cA-C`'\\t\x0b\x1cé-]{0,8}") {
            let mut folded = String::new();
            let mut moved = false;
            fold_onto(&text, |letter, place| {
                moved |= folded.len() != place;
                folded.push(letter);
            });
            prop_assert_eq!(fold(&text), folded.as_str());
            let (again, places) = fold_with_places(&text);
            prop_assert_eq!(again, folded.as_str());
            prop_assert_eq!(places.is_some(), moved || folded.len() != text.len());
        }
    }

    #[test]
    fn case_accents_and_strokes_do_not_count() {
        let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text}");
        check("Łukasz  Żółć ", "lukasz zolc");
        check("Straße Ægir Þór Đorđe", "strasse aegir thor dorde");
        check("Aylin ÇELİK ışık", "aylin celik isik");
        check("Zoe\u{308} O’Neill", "zoe o'neill");
        check("ΝΙΚΟΣ Νίκος", "νικοσ νικοσ");
        check("مُحَمَّد", "محمد");
        check("ＡＢＣ", "abc");
        check("Йосиф", "иосиф");
        check("สมชาย ใจดี", "สมชาย ใจดี");
        check(" \t\n", "");
    }

    #[test]
    fn tags_that_are_the_same_fold_to_the_same() {
        for letter in '\0'..=char::MAX {
            let tag = format!("a{letter}b");
            assert_eq!(fold(&crate::doc::fold_tag(&tag)), fold(&tag), "{letter:?}");
        }
    }

    #[test]
    fn every_byte_of_a_folded_text_knows_where_it_came_from() {
        let (folded, places) = fold_with_places("Zoë ß!");
        assert_eq!(folded, "zoe ss!");
        assert_eq!(places.as_deref(), Some(&[0, 1, 2, 4, 5, 5, 7, 8][..]));
        assert_eq!(fold_with_places("Zoe Price"), ("zoe price".into(), None));
    }
}
