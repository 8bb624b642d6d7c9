//! Amounts of money: whole minor units and a currency. Nothing is ever rounded or converted.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

/// The currencies of ISO 4217 without minor units.
const WHOLE: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
/// Those whose minor unit is a thousandth.
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// A currency by its ISO 4217 code. Any three capital letters are one: lists of currencies age.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// A text that is no currency code, or no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidMoney(&'static str);

impl Currency {
    /// The code: `EUR`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("three capital letters")
    }

    /// How many digits stand behind the point: 0, 2 or 3.
    pub fn minor_digits(&self) -> usize {
        match self.code() {
            code if WHOLE.contains(&code) => 0,
            code if THOUSANDTHS.contains(&code) => 3,
            _ => 2,
        }
    }
}

/// Reads a code, also in small letters.
impl FromStr for Currency {
    type Err = InvalidMoney;

    fn from_str(code: &str) -> Result<Self, InvalidMoney> {
        let invalid = InvalidMoney("currency");
        let code: [u8; 3] = code.trim().as_bytes().try_into().map_err(|_| invalid.clone())?;
        if !code.iter().all(u8::is_ascii_alphabetic) {
            return Err(invalid);
        }
        Ok(Self(code.map(|letter| letter.to_ascii_uppercase())))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl<C> Encode<C> for Currency {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.str(self.code())?;
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Currency {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        d.str()?.parse().map_err(|_| DecodeError::message("not a currency"))
    }
}

/// An amount in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Money {
    /// In the currency's minor unit: cents, or yen.
    #[n(0)]
    pub amount: i64,
    /// The currency.
    #[n(1)]
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    pub fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Both together; `None` where the currencies differ or the sum is too large.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let amount = self.amount.checked_add(other.amount)?;
        (self.currency == other.currency).then_some(Self { amount, ..self })
    }

    /// The same amount the other way; `None` for the one amount that has none.
    pub fn checked_neg(self) -> Option<Self> {
        self.amount.checked_neg().map(|amount| Self { amount, ..self })
    }

    /// The number without the currency, as [`Money::read`] takes it: `12.50`, `-3`, `1.250`.
    pub fn number(&self) -> String {
        let digits = self.currency.minor_digits();
        let sign = if self.amount < 0 { "-" } else { "" };
        let all = format!("{:0width$}", self.amount.unsigned_abs(), width = digits + 1);
        let (whole, minor) = all.split_at(all.len() - digits);
        if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{minor}") }
    }

    /// Reads a number as people type it, with a point or a comma: `12`, `12.5`, `12,50`.
    ///
    /// # Errors
    /// When it is no number, has more places than the currency, or is too large.
    pub fn read(number: &str, currency: Currency) -> Result<Self, InvalidMoney> {
        let invalid = || InvalidMoney("amount");
        let digits = currency.minor_digits();
        let number = number.trim();
        let (negative, number) = match number.strip_prefix('-') {
            Some(number) => (true, number),
            None => (false, number),
        };
        let (whole, minor) = match number.split_once(['.', ',']) {
            Some((whole, minor)) if !minor.is_empty() => (whole, minor),
            Some(_) => return Err(invalid()),
            None => (number, ""),
        };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(minor) || minor.len() > digits {
            return Err(invalid());
        }
        let sign = if negative { "-" } else { "" };
        let amount = format!("{sign}{whole}{minor:0<digits$}").parse().map_err(|_| invalid())?;
        Ok(Self { amount, currency })
    }
}

/// `12.50 EUR`, as a record stores it.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number(), self.currency)
    }
}

/// Reads what [`Money`]'s `Display` wrote.
impl FromStr for Money {
    type Err = InvalidMoney;

    fn from_str(text: &str) -> Result<Self, InvalidMoney> {
        let (number, currency) = text.trim().rsplit_once(' ').ok_or(InvalidMoney("amount"))?;
        Self::read(number, currency.parse()?)
    }
}

/// Sums of money, one for each currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums(BTreeMap<Currency, i128>);

impl Sums {
    /// Adds an amount.
    pub fn add(&mut self, money: Money) {
        *self.0.entry(money.currency).or_default() += i128::from(money.amount);
    }

    /// Takes an amount off.
    pub fn subtract(&mut self, money: Money) {
        *self.0.entry(money.currency).or_default() -= i128::from(money.amount);
    }

    /// The sums, by currency code. One too large to be an amount stands at the largest that is.
    pub fn all(&self) -> Vec<Money> {
        let amount = |sum: i128| sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
        self.0.iter().map(|(currency, sum)| Money::new(amount(*sum), *currency)).collect()
    }
}

impl FromIterator<Money> for Sums {
    fn from_iter<I: IntoIterator<Item = Money>>(amounts: I) -> Self {
        let mut sums = Self::default();
        amounts.into_iter().for_each(|money| sums.add(money));
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().expect("an amount")
    }

    #[test]
    fn amounts_have_as_many_places_as_their_currency() {
        for (text, amount) in [
            ("12.50 EUR", 1250),
            ("0.05 USD", 5),
            ("-0.05 GBP", -5),
            ("1250 JPY", 1250),
            ("1.250 KWD", 1250),
            ("0.00 PLN", 0),
        ] {
            assert_eq!((money(text).amount, money(text).to_string().as_str()), (amount, text));
        }
        assert_eq!(money("12,5 eur").to_string(), "12.50 EUR");
        assert_eq!(Money::new(i64::MIN, "EUR".parse().expect("a code")).number().len(), 21);
        for text in ["1.5 JPY", "1.234 EUR", "12 €", "EUR", "1 EURO", " EUR", "1. EUR", "+1 EUR"]
        {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn sums_are_kept_by_currency_and_never_wrap() {
        let sums: Sums = ["2.00 EUR", "3 JPY", "-0.50 EUR"].map(money).into_iter().collect();
        assert_eq!(sums.all(), [money("1.50 EUR"), money("3 JPY")]);
        let most = Money::new(i64::MAX, "EUR".parse().expect("a code"));
        assert_eq!([most, most].into_iter().collect::<Sums>().all(), [most]);
        assert_eq!(most.checked_add(most), None);
        assert_eq!(money("1.00 EUR").checked_add(money("1.00 USD")), None);
        assert_eq!(money("1.00 EUR").checked_add(money("0.10 EUR")), Some(money("1.10 EUR")));
    }
}
