//! What of the details of people is missing, cannot be right, or has grown old: for a gentle list of
//! what to mend. Nothing is changed by it, and nobody is told that they did wrong.

use super::calendar::Today;
use super::facts::Facts;
use super::people::{Order, People};
use crate::id::DocumentId;
use crate::model::{Birthday, ConsentChannel, PhoneNumber};
use crate::time::Timestamp;

/// Details that nobody touched, and somebody who was not heard of, for so many days may have
/// changed: two years.
pub const CONFIRMED_DAYS: i32 = 730;
/// Nobody known is older.
const OLDEST_YEARS: i32 = 120;
/// Fewer digits are an extension, more are no number: 15 is the most that ITU-T E.164 allows.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

/// One thing to look at, of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whose.
    pub id: DocumentId,
    /// What.
    pub what: Amiss,
}

/// What is missing, doubtful or old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amiss {
    /// Neither an email nor a phone number.
    NoWayToReach,
    /// No name, and nothing else to call them by than how they are reached.
    NoName,
    /// What stands as an email cannot be one.
    DoubtfulEmail(String),
    /// What stands as a phone number cannot be one.
    DoubtfulPhone(String),
    /// The birthday is no day that the calendar has.
    UnclearBirthday(String),
    /// The birthday is still to come.
    BirthdayAhead(Birthday),
    /// The birthday is longer ago than anybody lives.
    BirthdayLongAgo(Birthday),
    /// They agreed to hear by a channel for which there is no address.
    AgreedWithoutAddress(ConsentChannel),
    /// Somebody was in touch with them on a day that has not come.
    ContactAhead(Timestamp),
    /// Nothing of it was touched, and they were not heard of, since then.
    NotConfirmed(Timestamp),
}

/// The kinds of [`Amiss`], to tell them in groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ailment {
    /// Something that one needs is not there.
    Missing,
    /// What is there cannot be as it is written.
    Malformed,
    /// Two things do not go together.
    Inconsistent,
    /// It was right once.
    Outdated,
}

impl Amiss {
    /// Of which kind it is.
    pub fn kind(&self) -> Ailment {
        match self {
            Self::NoWayToReach | Self::NoName => Ailment::Missing,
            Self::DoubtfulEmail(_) | Self::DoubtfulPhone(_) | Self::UnclearBirthday(_) => {
                Ailment::Malformed
            }
            Self::BirthdayAhead(_)
            | Self::BirthdayLongAgo(_)
            | Self::AgreedWithoutAddress(_)
            | Self::ContactAhead(_) => Ailment::Inconsistent,
            Self::NotConfirmed(_) => Ailment::Outdated,
        }
    }

    /// In words, as a list says it; `today` says which day an instant was.
    pub fn words(&self, today: Today) -> String {
        match self {
            Self::NoWayToReach => "No email and no phone number".into(),
            Self::NoName => "No name".into(),
            Self::DoubtfulEmail(text) => format!("The email {text} looks unfinished"),
            Self::DoubtfulPhone(text) => format!("The phone number {text} looks unfinished"),
            Self::UnclearBirthday(text) => format!("The birthday {text} is no day"),
            Self::BirthdayAhead(day) => format!("The birthday {day} is still to come"),
            Self::BirthdayLongAgo(day) => {
                format!("The birthday {day} is more than {OLDEST_YEARS} years ago")
            }
            Self::AgreedWithoutAddress(ConsentChannel::Email) => {
                "Agreed to hear by email, and there is no email".into()
            }
            Self::AgreedWithoutAddress(ConsentChannel::Post) => {
                "Agreed to hear by post, and there is no address".into()
            }
            Self::AgreedWithoutAddress(_) => {
                "Agreed to be called or texted, and there is no phone number".into()
            }
            Self::ContactAhead(at) => {
                format!("In touch on {}, which is to come", today.day_of(*at))
            }
            Self::NotConfirmed(at) => format!("Not confirmed since {}", today.day_of(*at)),
        }
    }
}

/// Everything to look at, by name and, for each person, in the order of [`Amiss`]. It reads every
/// row once.
pub fn health(people: &People, today: Today) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in people.in_order(Order::Name) {
        of(&row.facts, today, &mut |what| found.push(Finding { id: row.id, what }));
    }
    found
}

fn of(facts: &Facts, today: Today, find: &mut dyn FnMut(Amiss)) {
    let unreachable = facts.emails.is_empty() && facts.phones.is_empty();
    if unreachable {
        find(Amiss::NoWayToReach);
    }
    let is_reach = facts.emails.first().or(facts.phones.first()) == Some(&facts.name);
    if facts.name.is_empty() || is_reach {
        find(Amiss::NoName);
    }
    for email in facts.emails.iter().filter(|email| !could_be_email(email)) {
        find(Amiss::DoubtfulEmail(email.clone()));
    }
    for phone in facts.phones.iter().filter(|phone| !could_be_phone(phone)) {
        find(Amiss::DoubtfulPhone(phone.clone()));
    }
    if let Some(text) = &facts.birthday {
        birthday(text, today, find);
    }
    agreed(facts, find);
    let newest = [Some(facts.updated), facts.last_contact, bought(facts)].into_iter().flatten();
    let Some(newest) = newest.max() else { return };
    // A colleague's clock, or the place that they are in, may be a day ahead.
    let ahead = facts.last_contact.filter(|at| today.day_of(*at) > today.day().plus(1));
    if let Some(at) = ahead {
        find(Amiss::ContactAhead(at));
    } else if today.day_of(newest) < today.day().plus(-CONFIRMED_DAYS) {
        find(Amiss::NotConfirmed(newest));
    }
}

fn bought(facts: &Facts) -> Option<Timestamp> {
    facts.purchases.as_ref().map(|purchases| purchases.last)
}

fn birthday(text: &str, today: Today, find: &mut dyn FnMut(Amiss)) {
    let Some(birthday) = Birthday::parse(text) else {
        return find(Amiss::UnclearBirthday(text.to_owned()));
    };
    let Some(year) = birthday.year else { return };
    let (this_year, month, day) = today.day().date();
    let year = i32::from(year);
    if (year, birthday.month, birthday.day) > (this_year, month, day) {
        find(Amiss::BirthdayAhead(birthday));
    } else if year < this_year - OLDEST_YEARS {
        find(Amiss::BirthdayLongAgo(birthday));
    }
}

/// Channels of which somebody said yes, and that lead nowhere: for calls and texts it is told once.
fn agreed(facts: &Facts, find: &mut dyn FnMut(Amiss)) {
    let mut told_of_phone = false;
    for consent in facts.consent.iter().filter(|consent| consent.given) {
        let lacks = match consent.channel {
            ConsentChannel::Email => facts.emails.is_empty(),
            ConsentChannel::Post => facts.address.as_deref().is_none_or(str::is_empty),
            _ => facts.phones.is_empty() && !std::mem::replace(&mut told_of_phone, true),
        };
        if lacks {
            find(Amiss::AgreedWithoutAddress(consent.channel));
        }
    }
}

/// Whether a text could be an email address: one at-sign with something before it, and behind it
/// words with points between. Nothing is asked of a server.
pub fn could_be_email(text: &str) -> bool {
    let text = text.trim();
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let separates = |letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, ',' | ';' | '<' | '>')
    };
    let is_quoted = local.starts_with('"') && local.ends_with('"') && local.len() > 2;
    !local.is_empty()
        && (is_quoted || !local.contains('@') && !local.contains(separates))
        && !domain.contains(separates)
        && domain.split('.').all(|word| !word.is_empty())
        && domain.rsplit_once('.').is_some_and(|(_, last)| last.chars().count() > 1)
}

/// Whether a text could be a phone number, with or without an extension: enough digits, not too
/// many, and no words.
pub fn could_be_phone(text: &str) -> bool {
    let text = text.trim();
    let plain = |byte: u8| byte.is_ascii_digit() || b" +-().".contains(&byte);
    if text.bytes().all(plain) {
        // As most are written, and without a copy of it; zeros in front count for nothing below.
        let digits = text.bytes().filter(u8::is_ascii_digit);
        return PHONE_DIGITS.contains(&digits.skip_while(|digit| *digit == b'0').count());
    }
    let lower = text.to_lowercase();
    let extension = ["ext", "x", "#", ";"].iter().filter_map(|mark| lower.find(mark)).min();
    let number = &lower[..extension.unwrap_or(lower.len())];
    PHONE_DIGITS.contains(&PhoneNumber::read(number).digits.len())
        && !number.contains(char::is_alphabetic)
}

#[cfg(test)]
#[path = "health_tests.rs"]
mod tests;
