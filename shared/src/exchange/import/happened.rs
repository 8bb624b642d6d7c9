//! Reading sales, and other things that happened, from the cells of a row.

use super::heads::is_among;
use super::reading::{money, plain_number};
use crate::model::{
    Birthday, Channel, Currency, DateOrder, Decimal, Money, NewEntry, Purchase, PurchaseLine,
};
use crate::time::Timestamp;
use crate::view::{Day, Today, fold};

/// What a row says of something that happened, cell by cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub when: Option<Timestamp>,
    pub number: Option<String>,
    pub product: Option<String>,
    pub quantity: Option<Decimal>,
    pub unit_price: Option<Money>,
    pub line_total: Option<Money>,
    pub total: Option<Money>,
}

/// A sale as rows tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    at: Timestamp,
    /// The day of that, where the file was read.
    day: Day,
    number: Option<String>,
    lines: Vec<PurchaseLine>,
    /// What the rows say that all of it came to.
    whole: Option<Money>,
    /// What their lines came to.
    sum: Money,
}

impl Said {
    /// The sale; `None` where no amount is told, so that there is none.
    pub fn sale(self, today: Today) -> Option<Sale> {
        let at = self.when?;
        let one = Decimal::whole(1)?;
        let quantity = self.quantity.unwrap_or(one);
        let of_line =
            |price: Money| Some(Money::new(quantity.times(price.amount)?, price.currency));
        let sum = self.line_total.or_else(|| self.unit_price.and_then(of_line)).or(self.total)?;
        // Where only the line's amount is told, that of one follows if they are whole.
        let unit_price = self
            .unit_price
            .map_or_else(|| if quantity == one { sum.amount } else { 0 }, |price| price.amount);
        let line = |product| PurchaseLine { product, quantity, unit_price };
        let lines = self.product.into_iter().map(line).collect();
        Some(Sale { at, day: today.day_of(at), number: self.number, lines, whole: self.total, sum })
    }
}

impl Sale {
    /// The sale as a record has it.
    pub fn purchase(&self) -> Purchase {
        Purchase {
            at: self.at,
            lines: self.lines.clone(),
            total: self.whole.unwrap_or(self.sum),
            source: Some("import".to_owned()),
            external: self.number.clone(),
        }
    }

    /// Takes in another row of the same sale; gives it back where it is none.
    pub(super) fn join(&mut self, other: Self) -> Result<(), Self> {
        let is_same = self.number.is_some()
            && self.number == other.number
            && self.sum.currency == other.sum.currency;
        let Some(sum) = self.sum.checked_add(other.sum).filter(|_| is_same) else {
            return Err(other);
        };
        // Without lines, it is the very row once more.
        if other.lines.is_empty() && self.purchase().total == other.purchase().total {
            return Ok(());
        }
        self.sum = sum;
        self.whole = self.whole.or(other.whole);
        self.lines.extend(other.lines);
        Ok(())
    }

    /// Whether a record has this sale already.
    pub(super) fn is(&self, known: &Purchase) -> bool {
        let this = self.purchase();
        match (&this.external, &known.external) {
            (Some(number), Some(known)) => number == known,
            (None, None) => {
                (this.at, this.total, &this.lines) == (known.at, known.total, &known.lines)
            }
            _ => false,
        }
    }

    /// In a line: "12 Mar 2026, 9.50 EUR: Flat white, Croissant".
    pub(super) fn words(&self) -> String {
        let Purchase { lines, total, .. } = self.purchase();
        let products: Vec<&str> = lines.iter().map(|line| line.product.as_str()).collect();
        let what =
            if products.is_empty() { String::new() } else { format!(": {}", products.join(", ")) };
        format!("{}, {total}{what}", self.day)
    }
}

/// When a cell says, by a clock that stands at `today`'s place; of a day without a time, its noon.
/// `None` where it says no day with a year, or where that could be two days.
pub(super) fn moment(cell: &str, dates: Option<DateOrder>, today: Today) -> Option<Timestamp> {
    let cell = cell.trim();
    let (date, clock) = match cell.find(':') {
        None => (cell, None),
        Some(colon) => {
            let digits = cell[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
            let (date, clock) = cell.split_at(colon - digits.min(2));
            (date.trim_end_matches(['T', ' ', ',']), Some(clock))
        }
    };
    let date = Birthday::parse_in(date, dates)?;
    let year = date.year?;
    // "26" is this century's: nothing was sold in files a hundred years ago.
    let year = if year < 1970 { year + 100 } else { year };
    let day = Day::new(year, date.month, date.day)?;
    let Some(clock) = clock else { return Some(Timestamp(today.start_of(day).0 + 12 * HOUR_MS)) };
    let (of_day, zone) = time_of_day(clock)?;
    let begins = zone.map_or(today.start_of(day).0, |zone| i64::from(day.0) * 24 * HOUR_MS - zone);
    Some(Timestamp(begins + of_day))
}

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Milliseconds since the day began, and of how many the clock is ahead of UTC, where that is told:
/// `14:05`, `2:05:30 PM`, `14:05:30.125Z`, `14:05 +0100`.
fn time_of_day(text: &str) -> Option<(i64, Option<i64>)> {
    let end = text.find(|it: char| !it.is_ascii_digit() && !matches!(it, ':' | '.'));
    let (clock, rest) = text.split_at(end.unwrap_or(text.len()));
    let clock = clock.split('.').next()?;
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0))?;
    let rest = rest.trim().to_lowercase();
    let (half, rest) = match rest.get(..2) {
        Some(half @ ("am" | "pm")) => (Some(half == "pm"), rest[2..].trim()),
        _ => (None, rest.as_str()),
    };
    let hours = match half {
        Some(is_afternoon) if (1..=12).contains(&hours) => {
            hours % 12 + if is_afternoon { 12 } else { 0 }
        }
        Some(_) => return None,
        None => hours,
    };
    let fits =
        (0..24).contains(&hours) && (0..60).contains(&minutes) && (0..=60).contains(&seconds);
    let of_day = (hours * 60 + minutes) * 60 * 1000 + seconds * 1000;
    fits.then_some((of_day, zone(rest)))
}

fn zone(text: &str) -> Option<i64> {
    let sign = match text.chars().next()? {
        'z' | 'u' => return Some(0),
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes: i64 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes) * 60 * 1000)
}

/// An amount as files write it, in its own currency or in the one that was said for the file.
pub(super) fn amount(cell: &str, currency: Option<Currency>) -> Result<Money, &'static str> {
    let own = money(cell).ok_or(NO_AMOUNT)?;
    match (own.rsplit_once(' '), currency) {
        (Some((_, code)), _) if !code.is_empty() => own.parse().map_err(|_| NO_AMOUNT),
        (_, Some(currency)) => {
            let number = plain_number(cell).ok_or(NO_AMOUNT)?;
            Money::read(&number, currency).map_err(|_| NO_AMOUNT)
        }
        _ if own.trim().parse::<f64>().is_ok() => Err(NO_CURRENCY),
        _ => Err(NO_AMOUNT),
    }
}

pub(super) const NO_CURRENCY: &str = "in which currency?";
const NO_AMOUNT: &str = "is no amount of money";

/// Something that happened as a row tells of it; a note where it does not say by which way.
pub(super) fn entry(when: Option<Timestamp>, what: &str, way: &str) -> Option<NewEntry> {
    let at = when?;
    let channel = channel(way);
    // A way of which nobody has heard is told in words.
    let words = [way, what].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(": ");
    match channel {
        Some(Channel::Note) if what.is_empty() => None,
        Some(channel) => Some(NewEntry::new(channel, what, at)),
        None => (!words.is_empty()).then(|| NewEntry::new(Channel::Note, words, at)),
    }
}

/// By which way, as files name it.
fn channel(way: &str) -> Option<Channel> {
    const WAYS: [(&str, Channel); 9] = [
        ("inperson meeting visit f2f facetoface besuch treffen", Channel::InPerson),
        ("call phone phonecall telephone anruf telefon appel llamada", Channel::Call),
        ("email mail", Channel::Email),
        ("sms text textmessage", Channel::Sms),
        ("whatsapp", Channel::Whatsapp),
        ("social instagram facebook linkedin twitter socialnetwork", Channel::Social),
        ("chat livechat", Channel::Chat),
        ("form webform", Channel::Form),
        ("note notiz nota", Channel::Note),
    ];
    let letters: String = fold(way).chars().filter(|it| it.is_alphanumeric()).collect();
    WAYS.into_iter().find(|(names, _)| is_among(names, &letters)).map(|(_, channel)| channel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_files_write_them() {
        // Two hours ahead of UTC.
        let today = Today::new(Timestamp(0), 120);
        let at = |text: &str, dates| moment(text, dates, today).map(|at| at.0 / 60_000);
        let day = i64::from(Day::new(2026, 3, 1).expect("a day").0) * 24 * 60;
        for (text, minutes) in [
            ("2026-03-01", 600),
            ("2026-03-01 14:05", 725),
            ("2026-03-01T14:05:59Z", 845),
            ("2026-03-01 14:05:00 +0100", 785),
            ("1 Mar 2026, 2:05 PM", 725),
            ("Mar 1, 2026 12:05 am", -115),
            ("2026-03-01 14:05:00 UTC", 845),
        ] {
            assert_eq!(at(text, None), Some(day + minutes), "{text}");
        }
        assert_eq!(at("01/03/26 14:05", Some(DateOrder::DayFirst)), Some(day + 725));
        for text in ["01/03/2026", "--03-01", "soon", "2026-03-01 25:00", "2026-03-01 13:00 PM"] {
            assert_eq!(at(text, None), None, "{text}");
        }
    }

    #[test]
    fn amounts_say_their_currency_or_have_the_files() {
        let euro: Currency = "EUR".parse().expect("a currency");
        let read = |cell: &str, currency| amount(cell, currency).map(|money| money.to_string());
        assert_eq!(read("€ 1.234,50", None).as_deref(), Ok("1234.50 EUR"));
        assert_eq!(read("12.5", Some(euro)).as_deref(), Ok("12.50 EUR"));
        assert_eq!(read("12.5 CHF", Some(euro)).as_deref(), Ok("12.50 CHF"));
        assert_eq!(read("-3", Some(euro)).as_deref(), Ok("-3.00 EUR"));
        assert_eq!(read("12.5", None), Err(NO_CURRENCY));
        assert_eq!(read("many", Some(euro)), Err(NO_AMOUNT));
    }
}
