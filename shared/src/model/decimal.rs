//! Exact numbers with a point, for quantities and for fields of one's own.

use std::fmt;

use minicbor::{Decode, Encode};

const PLACES: usize = 6;
const ONE: i64 = 1_000_000;

/// An exact number in millionths: up to nine million million, with six places behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Decimal(#[n(0)] pub i64);

impl Decimal {
    /// A whole number; `None` where it is too large.
    pub fn whole(number: i64) -> Option<Self> {
        number.checked_mul(ONE).map(Self)
    }

    /// Reads `12`, `-0.5` and `0,25`. `None` for anything else: other signs, gaps between digits,
    /// more than six places, a number too large.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, places) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
        let all_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(places) || places.len() > PLACES {
            return None;
        }
        let places: i64 = format!("{places:0<PLACES$}").parse().ok()?;
        let value = whole.parse::<i64>().ok()?.checked_mul(ONE)?.checked_add(places)?;
        Some(Self(if negative { -value } else { value }))
    }

    /// `units` times this number, rounded to the nearest unit, halves away from zero; `None` where
    /// that is too large.
    pub fn times(self, units: i64) -> Option<i64> {
        let exact = i128::from(self.0) * i128::from(units);
        let half = i128::from(ONE / 2) * exact.signum();
        i64::try_from((exact + half) / i128::from(ONE)).ok()
    }
}

/// The shortest text that [`Decimal::parse`] reads as this number.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, places) = (
            self.0.unsigned_abs() / ONE.unsigned_abs(),
            self.0.unsigned_abs() % ONE.unsigned_abs(),
        );
        if places == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{places:0PLACES$}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back_in_its_shortest_form() {
        for (text, shortest) in
            [("12", "12"), ("-0.50", "-0.5"), ("0,25", "0.25"), (" 1.000001 ", "1.000001")]
        {
            assert_eq!(Decimal::parse(text).map(|it| it.to_string()).as_deref(), Some(shortest));
        }
        for text in ["", "-", ".", "1.", ".5", "+1", "1 000", "1.0000001", "9223372036855", "x"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::whole(3), Decimal::parse("3"));
    }

    #[test]
    fn a_price_times_a_quantity_is_rounded_to_the_nearest_cent() {
        let times = |quantity, price| Decimal::parse(quantity).expect("a number").times(price);
        assert_eq!(times("0.333", 300), Some(100));
        assert_eq!(times("0.5", 101), Some(51));
        assert_eq!(times("-0.5", 101), Some(-51));
        assert_eq!(times("2", i64::MAX), None);
    }
}
