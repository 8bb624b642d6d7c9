//! Phone numbers as people write them, and which spellings are the same number.

/// A phone number, without what only says from where it is dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// The digits, without zeros in front: `+48 601`, `0048 601` are `48601`, and `0601` is `601`.
    pub digits: String,
    form: Form,
}

/// So many first digits behind a country code are enough where only one of two numbers has one.
pub const DIGITS_AT_HOME: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// With a plus or two zeros in front: a country code follows.
    International,
    /// With a zero in front, as it is dialled within a country.
    National,
    /// It does not say.
    Open,
}

impl PhoneNumber {
    /// Reads a number; also a beginning, while somebody types it.
    pub fn read(text: &str) -> Self {
        let (mut plus, mut zeros) = (false, 0);
        let mut digits = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter.to_digit(10).or_else(|| foreign_digit(letter)) {
                Some(0) if digits.is_empty() => zeros += 1,
                Some(value) => digits.extend(char::from_digit(value, 10)),
                None => plus |= digits.is_empty() && zeros == 0 && matches!(letter, '+' | '＋'),
            }
        }
        let form = match zeros {
            _ if plus => Form::International,
            0 => Form::Open,
            1 => Form::National,
            _ => Form::International,
        };
        Self { digits, form }
    }

    /// What stands behind the country code, without a zero between them; `None` where the number
    /// does not say that it has a country code.
    pub fn national(&self) -> Option<&str> {
        let (_, rest) = self.split().filter(|_| self.is_international())?;
        Some(rest.strip_prefix('0').unwrap_or(rest))
    }

    /// Whether a plus or two zeros say that a country code follows.
    pub fn is_international(&self) -> bool {
        self.form == Form::International
    }

    /// `+44 (0)20 …` written as people do: the digits without the zero that stands behind the
    /// country code, where there is one.
    pub fn without_trunk_zero(&self) -> Option<String> {
        let (country, rest) = self.split().filter(|_| self.form != Form::National)?;
        rest.strip_prefix('0').map(|rest| format!("{country}{rest}"))
    }

    /// Whether both are the same number. Where one of them says no country code, what stands behind
    /// the other's must be all of it, and at least six digits.
    pub fn is_same(&self, other: &Self) -> bool {
        let whole =
            |number: &Self| number.without_trunk_zero().filter(|_| number.is_international());
        let digits = |number: &Self| whole(number).unwrap_or_else(|| number.digits.clone());
        let at_home = |abroad: &Self, home: &Self| {
            !home.is_international()
                && home.digits.len() >= DIGITS_AT_HOME
                && abroad.national() == Some(&home.digits)
        };
        !self.digits.is_empty()
            && (digits(self) == digits(other) || at_home(self, other) || at_home(other, self))
    }

    /// Whether the number begins with another, as far as that one was typed: with or without its
    /// country code.
    pub fn begins_with(&self, start: &Self) -> bool {
        let begins = |digits: &str| digits.starts_with(&start.digits);
        begins(&self.digits)
            || self.without_trunk_zero().as_deref().is_some_and(begins)
            || !start.is_international() && self.national().is_some_and(begins)
    }

    /// Adds the number to a text in which numbers are looked for. Each of its spellings is a line
    /// that begins with a line feed; a plus follows where the number has a country code.
    pub fn write_lines(&self, lines: &mut String) {
        for digits in [Some(&self.digits), self.without_trunk_zero().as_ref()].into_iter().flatten()
        {
            lines.push('\n');
            lines.extend(self.is_international().then_some('+'));
            lines.push_str(digits);
        }
    }

    fn split(&self) -> Option<(&str, &str)> {
        self.digits.split_at_checked(country_code_length(&self.digits))
    }
}

/// How many of the digits are the country code, if they begin with one: by the list of ITU-T
/// E.164, in which no code begins as another does.
fn country_code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

/// Digits as Arabic, Persian, Devanagari and full-width texts write them.
fn foreign_digit(letter: char) -> Option<u32> {
    let letter = letter as u32;
    [0x0660, 0x06F0, 0x0966, 0xFF10]
        .into_iter()
        .find(|zero| (*zero..*zero + 10).contains(&letter))
        .map(|zero| letter - zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_knows_what_is_country_code_and_what_is_dialled_at_home() {
        let check = |text, digits: &str, national: Option<&str>| {
            let number = PhoneNumber::read(text);
            assert_eq!((number.digits.as_str(), number.national()), (digits, national), "{text}");
        };
        check("+49 171 234", "49171234", Some("171234"));
        check("0049 (0)171 234", "490171234", Some("171234"));
        check("(+1) 202-555", "1202555", Some("202555"));
        check("+353 87 123", "35387123", Some("87123"));
        check("＋٤٩ ١٧١", "49171", Some("171"));
        check("0171/234+5", "1712345", None);
        check("49 171 234", "49171234", None);
        check("+4", "4", None);
        check("+", "", None);
    }

    #[test]
    fn a_number_is_the_same_with_and_without_its_country_code() {
        let check = |one, other, expected| {
            let (one, other) = (PhoneNumber::read(one), PhoneNumber::read(other));
            assert_eq!(one.is_same(&other), expected, "{one:?} {other:?}");
            assert_eq!(other.is_same(&one), expected, "{other:?} {one:?}");
        };
        check("+49 171 234567", "0171/234567", true);
        check("+49 (0)171 234567", "0049171234567", true);
        check("0171 234567", "171 234567", true);
        check("+49 171 234567", "+43 171 234567", false);
        check("+49 12345", "012345", false);
        check("+49 171 234567", "0171 2345678", false);
        check("", "-", false);
    }

    #[test]
    fn only_a_zero_behind_the_country_code_is_left_out() {
        let check = |text, expected: Option<&str>| {
            let without = PhoneNumber::read(text).without_trunk_zero();
            assert_eq!(without.as_deref(), expected, "{text}");
        };
        check("+44 (0)20 7946", Some("44207946"));
        check("+353 (0)87", Some("35387"));
        check("44 020 7946", Some("44207946"));
        check("+1 202 555", None);
        check("0440 123", None);
    }
}
