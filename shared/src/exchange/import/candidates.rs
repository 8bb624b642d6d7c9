//! Who a row may be about: people that are known, and rows before it.

use std::collections::HashMap;

use super::reading::Draft;
use crate::id::DocumentId;
use crate::model::{Birthday, PhoneNumber};
use crate::view::{Facts, fold};

/// Of so many people with one name the first are looked at.
const NAMESAKES: usize = 24;
/// The last digits of a number, by which those that may be the same are found.
const LAST_DIGITS: usize = 6;

/// By what a row was taken for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchedBy {
    /// The number that the same file gave them before.
    Id,
    /// An email, and no other name.
    Email,
    /// A phone number, and no other name.
    Phone,
    /// The same name, and nothing that is not known of them.
    Everything,
}

impl MatchedBy {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Id => "same number in the file",
            Self::Email => "same email",
            Self::Phone => "same phone number",
            Self::Everything => "same in everything",
        }
    }
}

/// Somebody who is known, or a row of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Record(DocumentId),
    Row(usize),
}

/// What somebody is recognised by.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// The words of the name, folded, sorted.
    words: Vec<String>,
    /// The same of what they are called: without a name, by their company, or how they are reached.
    called: String,
    source: Option<String>,
    emails: Vec<String>,
    phones: Vec<PhoneNumber>,
    birthday: Option<Birthday>,
    company: Option<String>,
}

impl Marks {
    pub fn of_facts(facts: &Facts) -> Self {
        let stands_in = facts.emails.iter().chain(&facts.phones).chain(&facts.company);
        let is_nameless = facts.given_name.is_none()
            && facts.family_name.is_none()
            && stands_in.into_iter().any(|it| *it == facts.name);
        Self {
            words: if is_nameless { Vec::new() } else { words(&facts.name) },
            called: called(&facts.name),
            source: facts.source.as_deref().map(source),
            emails: facts.emails.iter().map(|email| fold(email)).collect(),
            phones: facts.phones.iter().map(|phone| PhoneNumber::read(phone)).collect(),
            birthday: facts.birthday.as_deref().and_then(Birthday::parse),
            company: facts.company.as_deref().map(fold),
        }
    }

    pub fn of_draft(draft: &Draft, file: &str) -> Self {
        let contact = &draft.contact;
        let id = contact.id.as_deref();
        let name = contact.display_name();
        let reached =
            contact.emails.iter().chain(&contact.phones).map(|(reached, _)| reached).next();
        // As a record without a name is called.
        let called = name.as_ref().or(contact.company.as_ref()).or(reached);
        Self {
            words: words(name.as_deref().unwrap_or_default()),
            called: self::called(called.map_or("", String::as_str)),
            source: id.map(|id| source(&format!("{} {id}", file.trim()))),
            emails: contact.emails.iter().map(|(email, _)| fold(email)).collect(),
            phones: contact.phones.iter().map(|(phone, _)| PhoneNumber::read(phone)).collect(),
            birthday: contact.birthday.as_deref().and_then(Birthday::parse),
            company: contact.company.as_deref().map(fold),
        }
    }

    /// Whether nothing speaks against one name being the other's: one may leave words out, or say
    /// their first letters only.
    fn may_be_called(&self, other: &Self) -> bool {
        let (few, many) =
            if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        few.words.iter().all(|word| {
            many.words.iter().any(|longer| {
                longer == word
                    || word.chars().count() == 1 && longer.starts_with(word.as_str())
                    || longer.chars().count() == 1 && word.starts_with(longer.as_str())
            })
        })
    }

    /// Whether something tells two people of one name apart.
    fn is_told_apart(&self, other: &Self) -> bool {
        let birthdays = self.birthday.zip(other.birthday);
        let apart = |one: &[String], other: &[String]| {
            !one.is_empty() && !other.is_empty() && !one.iter().any(|it| other.contains(it))
        };
        birthdays.is_some_and(|(one, other)| one != other) || apart(&self.emails, &other.emails)
    }
}

/// Names of files are numbered when they are fetched again: `people (1).csv`.
fn source(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let Some(close) = rest[open..].find(')').map(|at| open + at) else { break };
        let inner = &rest[open + 1..close];
        let is_number = !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit());
        kept.push_str(&rest[..if is_number { open } else { close + 1 }]);
        rest = &rest[close + 1..];
    }
    kept.push_str(rest);
    fold(&kept.replace(" .", "."))
}

fn words(name: &str) -> Vec<String> {
    let folded = fold(name);
    let words = folded.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}

fn called(name: &str) -> String {
    let words = words(name);
    // A name may be of other signs altogether.
    if words.is_empty() { fold(name) } else { words.join(" ") }
}

/// What was found for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Nobody,
    Certain(Who, MatchedBy),
    /// Who it may be, and why.
    Likely(DocumentId, String),
}

/// Everybody that a row may be about.
#[derive(Default)]
pub(super) struct Candidates {
    all: Vec<(Who, Marks)>,
    by_source: HashMap<String, Vec<usize>>,
    by_email: HashMap<String, Vec<usize>>,
    by_phone: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
}

fn last_digits(phone: &PhoneNumber) -> Option<&str> {
    let digits = phone.digits.as_str();
    (digits.len() >= LAST_DIGITS).then(|| &digits[digits.len() - LAST_DIGITS..])
}

impl Candidates {
    pub fn add(&mut self, who: Who, marks: Marks) {
        let at = self.all.len();
        let note = |map: &mut HashMap<String, Vec<usize>>, key: String| {
            map.entry(key).or_default().push(at);
        };
        if let Some(source) = &marks.source {
            note(&mut self.by_source, source.clone());
        }
        for email in &marks.emails {
            note(&mut self.by_email, email.clone());
        }
        for phone in marks.phones.iter().filter_map(last_digits) {
            note(&mut self.by_phone, phone.to_owned());
        }
        if !marks.called.is_empty() {
            note(&mut self.by_name, marks.called.clone());
        }
        self.all.push((who, marks));
    }

    /// Those of the very same name, the last first.
    pub fn namesakes(&self, marks: &Marks) -> impl Iterator<Item = Who> {
        let found = self.by_name.get(&marks.called);
        found.into_iter().flatten().rev().take(NAMESAKES).map(|at| self.all[*at].0)
    }

    /// Who a row is about, or may be.
    pub fn find(&self, marks: &Marks) -> Found {
        let by_source = marks.source.iter().filter_map(|it| self.by_source.get(it)).flatten();
        let by_email = marks.emails.iter().filter_map(|it| self.by_email.get(it)).flatten();
        let by_phone = marks.phones.iter().flat_map(|phone| {
            let found = last_digits(phone).and_then(|digits| self.by_phone.get(digits));
            let same =
                |at: &&usize| self.all[**at].1.phones.iter().any(|other| other.is_same(phone));
            found.into_iter().flatten().filter(same)
        });
        let found = by_source.map(|at| (at, MatchedBy::Id));
        let found = found.chain(by_email.map(|at| (at, MatchedBy::Email)));
        let found = found.chain(by_phone.map(|at| (at, MatchedBy::Phone)));
        let mut likely = None;
        for (at, by) in found {
            let (who, other) = &self.all[*at];
            if marks.may_be_called(other) {
                return Found::Certain(*who, by);
            }
            if let (Who::Record(id), None) = (who, &likely) {
                likely = Some((*id, format!("{}, another name", by.words())));
            }
        }
        let likely = self.alike(marks).or(likely);
        likely.map_or(Found::Nobody, |(id, why)| Found::Likely(id, why))
    }

    /// Somebody of the same name whom nothing tells apart; the more is the same, the likelier.
    fn alike(&self, marks: &Marks) -> Option<(DocumentId, String)> {
        let found = self.by_name.get(&marks.called)?;
        let mut best: Option<(usize, DocumentId, String)> = None;
        for at in found.iter().take(NAMESAKES) {
            let (Who::Record(id), other) = &self.all[*at] else { continue };
            if marks.is_told_apart(other) {
                continue;
            }
            let birthday = marks.birthday.is_some() && marks.birthday == other.birthday;
            let company = marks.company.is_some() && marks.company == other.company;
            let why = match (birthday, company) {
                (true, true) => "same name, birthday and company",
                (true, false) => "same name and birthday",
                (false, true) => "same name and company",
                (false, false) => "same name",
            };
            let weight = usize::from(birthday) * 2 + usize::from(company);
            if best.as_ref().is_none_or(|(most, ..)| weight > *most) {
                best = Some((weight, *id, why.to_owned()));
            }
        }
        best.map(|(_, id, why)| (id, why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(name: &str) -> Marks {
        Marks { words: words(name), ..Marks::default() }
    }

    #[test]
    fn a_name_may_be_short_of_another_and_none_else() {
        for (one, other, may) in [
            ("Ann Lee", "Lee, Ann", true),
            ("Ann", "Ann Lee", true),
            ("A. Lee", "Ann Lee", true),
            ("", "Ann Lee", true),
            ("Ann Lee", "Ben Lee", false),
            ("Zoë Janssens", "zoe janssens", true),
        ] {
            assert_eq!(marks(one).may_be_called(&marks(other)), may, "{one} {other}");
            assert_eq!(marks(other).may_be_called(&marks(one)), may, "{other} {one}");
        }
    }

    #[test]
    fn a_file_that_was_fetched_again_is_the_same_source() {
        assert_eq!(source("people (1).csv 7"), source("people.csv 7"));
        assert_ne!(source("people.csv 7"), source("people.csv 8"));
        assert_eq!(source("people (old).csv 7"), "people (old).csv 7");
    }
}
