//! Spellings that mean the same, made the same.

use crate::model::{Birthday, DateOrder, PhoneNumber};
use crate::view::fold;

/// Words of addresses, short and long. Only the long form is compared.
const STREET_WORDS: [(&str, &str); 43] = [
    ("st", "street"),
    ("str", "street"),
    ("strt", "street"),
    ("rd", "road"),
    ("ave", "avenue"),
    ("av", "avenue"),
    ("dr", "drive"),
    ("drv", "drive"),
    ("ct", "court"),
    ("crt", "court"),
    ("pl", "place"),
    ("plc", "place"),
    ("cres", "crescent"),
    ("cr", "crescent"),
    ("cct", "circuit"),
    ("cir", "circle"),
    ("cl", "close"),
    ("ln", "lane"),
    ("tce", "terrace"),
    ("ter", "terrace"),
    ("pde", "parade"),
    ("hwy", "highway"),
    ("pkwy", "parkway"),
    ("blvd", "boulevard"),
    ("bvd", "boulevard"),
    ("sq", "square"),
    ("gr", "grove"),
    ("gdns", "gardens"),
    ("mt", "mount"),
    ("ft", "fort"),
    ("apt", "apartment"),
    ("ste", "suite"),
    ("bldg", "building"),
    ("vlge", "village"),
    ("vlg", "village"),
    ("retrmnt", "retirement"),
    ("rtmt", "retirement"),
    ("nth", "north"),
    ("sth", "south"),
    ("strasse", "street"),
    ("ctr", "centre"),
    ("center", "centre"),
    ("stn", "station"),
];

/// Words that say the form of a firm and nothing of which.
const COMPANY_WORDS: [&str; 19] = [
    "ltd",
    "limited",
    "inc",
    "incorporated",
    "llc",
    "llp",
    "plc",
    "gmbh",
    "ag",
    "kg",
    "co",
    "company",
    "corp",
    "corporation",
    "bv",
    "sa",
    "sarl",
    "pty",
    "the",
];

/// Titles, which are no part of a name.
const TITLES: [&str; 14] = [
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "frau", "mme", "jr", "sr", "ii", "iii",
];

/// What cells of spreadsheets say instead of nothing.
const NOTHING: [&str; 12] = [
    "null",
    "none",
    "nan",
    "n a",
    "na",
    "nil",
    "unknown",
    "missing",
    "tbc",
    "not given",
    "nul",
    "undefined",
];

/// A text folded, of letters, digits and single blanks only.
pub fn plain(text: &str) -> String {
    let folded = fold(text);
    let mut plain = String::with_capacity(folded.len());
    for letter in folded.chars() {
        if letter.is_alphanumeric() {
            plain.push(letter);
        } else if letter != '\'' && !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Whether a plain text says that nothing is known.
pub fn is_nothing(plain: &str) -> bool {
    plain.is_empty() || NOTHING.contains(&plain)
}

fn map_words(plain: &str, word: impl Fn(&str) -> Option<&str>) -> String {
    let words: Vec<&str> = plain.split(' ').filter_map(word).collect();
    words.join(" ")
}

/// A name without titles, unless nothing else is there.
pub fn name(text: &str) -> String {
    let plain = plain(text);
    let bare = map_words(&plain, |word| (!TITLES.contains(&word)).then_some(word));
    if bare.is_empty() { plain } else { bare }
}

/// An address line with its words spelled out.
pub fn street(text: &str) -> String {
    map_words(&plain(text), |word| {
        Some(STREET_WORDS.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long))
    })
}

/// A firm without its legal form, unless nothing else is there.
pub fn company(text: &str) -> String {
    let plain = plain(text);
    let bare = map_words(&plain, |word| (!COMPANY_WORDS.contains(&word)).then_some(word));
    if bare.is_empty() { plain } else { bare }
}

/// Letters and digits only.
pub fn solid(text: &str) -> String {
    plain(text).replace(' ', "")
}

/// An email address: lower case, without `mailto:`, brackets and blanks. What has no `@` is kept as
/// it is written.
pub fn email(text: &str) -> String {
    let text = fold(text);
    let address = text.split(['<', '>']).find(|part| part.contains('@')).unwrap_or(&text);
    let address = address.trim().trim_start_matches("mailto:");
    address.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// The digits of a phone number without what only says from where it is dialled.
pub fn phone(text: &str) -> String {
    // An extension reaches a desk, not another person's line.
    let text = fold(text);
    let text = text.split("ext").next().unwrap_or_default();
    let number = PhoneNumber::read(text.split(['x', '#']).next().unwrap_or_default());
    let digits = number.without_trunk_zero().filter(|_| number.is_international());
    digits.unwrap_or(number.digits)
}

/// Splits a whole name into given and family name.
pub fn split_name(text: &str) -> (String, String) {
    if let Some((family, given)) = text.split_once(',') {
        let (family, given) = (name(family), name(given));
        if !family.is_empty() && !given.is_empty() {
            return (given, family);
        }
    }
    let whole = name(text);
    match whole.rsplit_once(' ') {
        None => (String::new(), whole),
        Some((given, family)) => (given.to_owned(), family.to_owned()),
    }
}

/// Splits the number from an address line: "67 clemenger street", "Hauptstraße 12b".
pub fn split_number(street: &str) -> (String, String) {
    let is_number = |word: &str| {
        word.len() <= 6
            && word.starts_with(|first: char| first.is_ascii_digit())
            && word.chars().filter(char::is_ascii_alphabetic).count() <= 1
    };
    let mut words: Vec<&str> = street.split(' ').collect();
    if words.len() > 1 && is_number(words[0]) {
        let number = words.remove(0);
        return (number.to_owned(), words.join(" "));
    }
    if words.len() > 1 && is_number(words[words.len() - 1]) {
        let number = words.pop().unwrap_or_default();
        return (number.to_owned(), words.join(" "));
    }
    (String::new(), street.to_owned())
}

/// A date as eight digits, year first; what cannot be read is kept as its letters and digits.
/// `0000` stands for a year that is not told.
pub fn date(text: &str, order: DateOrder) -> String {
    Birthday::parse_in(text, Some(order)).map_or_else(
        || solid(text),
        |date| format!("{:04}{:02}{:02}", date.year.unwrap_or(0), date.month, date.day),
    )
}

/// A code of how a word sounds, after Soundex, its first letter included in the classes: letters
/// that are heard or read for one another have one class, vowels and doubles are left out.
pub fn sound(word: &str) -> u32 {
    let mut code = 0;
    let mut last = 0;
    let mut count = 0;
    for (index, letter) in word.chars().enumerate() {
        let class = match letter {
            'b' | 'p' | 'f' | 'v' | 'w' => 1,
            'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => 2,
            'd' | 't' => 3,
            'l' => 4,
            'm' | 'n' => 5,
            'r' => 6,
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' => 0,
            ' ' => continue,
            other => 7 + other as u32 % 50,
        };
        let starts_with_vowel = index == 0 && class == 0;
        if starts_with_vowel {
            code = 60;
            count += 1;
        } else if class != 0 && class != last {
            code = code * 64 + class;
            count += 1;
        }
        last = class;
        if count == 4 {
            break;
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_their_usual_spellings_are_one_date() {
        let check = |text: &str, order, expected: &str| {
            assert_eq!(date(text, order), expected, "{text}");
        };
        for text in [
            "1972-05-18",
            "19720518",
            "18/05/1972",
            "18.5.1972",
            "18 May 1972",
            "May 18, 1972",
            "5/18/72",
            "18-May-72",
            "1972/5/18",
            "1972-05-18T00:00:00Z",
            "18051972",
            "05/18/1972",
            "18th May 1972",
            "19720518.0",
        ] {
            check(text, DateOrder::DayFirst, "19720518");
        }
        check("04/05/1972", DateOrder::DayFirst, "19720504");
        check("04/05/1972", DateOrder::MonthFirst, "19720405");
        check("--0412", DateOrder::DayFirst, "00000412");
        check("1971-13-44", DateOrder::DayFirst, "19711344");
        check("about 1900", DateOrder::DayFirst, "about1900");
    }

    #[test]
    fn spellings_that_mean_the_same_are_the_same() {
        assert_eq!(street("67 Clemenger St."), street("67 clemenger street"));
        assert_eq!(split_number("67 clemenger street"), ("67".into(), "clemenger street".into()));
        assert_eq!(split_number("hauptstreet 12b"), ("12b".into(), "hauptstreet".into()));
        assert_eq!(split_number("12"), (String::new(), "12".into()));
        assert_eq!(name("Dr. Zoë O’Neill"), "zoe oneill");
        assert_eq!(company("Studio Wisła Ltd."), "studio wisla");
        assert_eq!(email("Zoë <ZOE@X.example>"), "zoe@x.example");
        assert_eq!(phone("+49 (0)171 234-567 ext. 3"), "49171234567");
        assert_eq!(split_name("Janssens, Zoë"), ("zoe".into(), "janssens".into()));
        assert_eq!(split_name("Zoë Maria Janssens"), ("zoe maria".into(), "janssens".into()));
    }

    #[test]
    fn words_that_sound_alike_have_one_code() {
        for (one, other) in [("smith", "smyth"), ("catherine", "katherine"), ("meyer", "maier")] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
        assert_ne!(sound("smith"), sound("jones"));
    }
}
