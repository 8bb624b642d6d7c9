//! Who else has a record open, in words.

use std::collections::BTreeSet;

use super::Members;
use crate::id::DocumentId;
use crate::sorting::sort_by;
use crate::wire::Presence;

/// What somebody does with a record that they have open; in the order in which it matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// They write down what happened.
    Note,
    /// They change something; which field, by a name that means something to screens only.
    Change(String),
    /// They look at it.
    Look,
}

const NOTE: &str = "note";
const CHANGE: &str = "change/";

impl Doing {
    /// How it is said to others.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Note => NOTE.into(),
            Self::Change(field) => format!("{CHANGE}{field}").into(),
            Self::Look => Vec::new(),
        }
    }

    /// What somebody said. What is not known, such as a newer version's word, is a look.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(NOTE) => Self::Note,
            Ok(text) => match text.strip_prefix(CHANGE) {
                Some(field) => Self::Change(field.into()),
                None => Self::Look,
            },
            Err(_) => Self::Look,
        }
    }

    fn in_words(&self, many: bool) -> &'static str {
        match (self, many) {
            (Self::Note, false) => "is writing a note",
            (Self::Note, true) => "are writing notes",
            (Self::Change(_), false) => "is changing something",
            (Self::Change(_), true) => "are changing something",
            (Self::Look, false) => "is here",
            (Self::Look, true) => "are here",
        }
    }
}

/// Somebody else who has a record open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Whom the members know them as, if they do.
    pub name: Option<String>,
    /// What they do.
    pub doing: Doing,
    /// What they are known by to the machine.
    who: Vec<u8>,
}

impl Other {
    /// How a sentence about them begins.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or("A colleague")
    }
}

/// Who else has a record open, each person once with what matters most, those who write first.
pub fn others_at(peers: &[Presence], members: &Members, document: DocumentId) -> Vec<Other> {
    let visits = peers.iter().flat_map(|peer| {
        let here = peer.visits.iter().filter(move |visit| visit.document == document);
        here.map(move |visit| Other {
            name: members.name(&peer.who).map(str::to_owned),
            doing: Doing::from_bytes(&visit.doing),
            who: peer.who.clone(),
        })
    });
    let mut others: Vec<_> = visits.collect();
    sort_by(&mut others, |a, b| (&a.doing, &a.name, &a.who).cmp(&(&b.doing, &b.name, &b.who)));
    let mut known = BTreeSet::new();
    others.retain(|other| {
        let person = match &other.name {
            Some(name) => name.clone().into_bytes(),
            None => other.who.clone(),
        };
        known.insert((other.name.is_some(), person))
    });
    others
}

/// Sentences that say who does what, those who write first: "Ana is writing a note".
pub fn others_in_words(others: &[Other]) -> Vec<String> {
    let kind = |other: &Other| std::mem::discriminant(&other.doing);
    let groups = others.chunk_by(|a, b| kind(a) == kind(b));
    groups
        .map(|group| format!("{} {}", names(group), group[0].doing.in_words(group.len() > 1)))
        .collect()
}

/// "Ana", "Ana and Ben", "Ana, Ben and 2 others", "2 colleagues".
fn names(others: &[Other]) -> String {
    let mut named: Vec<&str> = others.iter().filter_map(|other| other.name.as_deref()).collect();
    let rest = others.len() - named.len().min(2);
    named.truncate(2);
    match (&named[..], rest) {
        ([], 1) => "A colleague".into(),
        ([], rest) => format!("{rest} colleagues"),
        ([one], 0) => (*one).into(),
        ([one], 1) => format!("{one} and a colleague"),
        ([one], rest) => format!("{one} and {rest} colleagues"),
        ([first, second, ..], 0) => format!("{first} and {second}"),
        ([first, second, ..], 1) => format!("{first}, {second} and 1 other"),
        ([first, second, ..], rest) => format!("{first}, {second} and {rest} others"),
    }
}

/// What a screen reader says of who is there: each person once when they come, and once more when
/// they begin to write. That they leave is said to nobody.
#[derive(Debug, Clone, Default)]
pub struct Announced {
    said: BTreeSet<(Vec<u8>, bool)>,
}

impl Announced {
    /// What there is to say now, if anything.
    pub fn news(&mut self, others: &[Other]) -> Option<String> {
        let fresh = others.iter().filter(|other| {
            let writes = other.doing != Doing::Look;
            let fresh = self.said.insert((other.who.clone(), writes));
            // Who writes is there.
            self.said.insert((other.who.clone(), false));
            fresh
        });
        let fresh: Vec<_> = fresh.cloned().collect();
        (!fresh.is_empty()).then(|| others_in_words(&fresh).join(". "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::view::{Facts, MemberFacts, People};
    use crate::wire::Visit;

    const HERE: DocumentId = DocumentId([1; 16]);

    /// Members 1 to 4 have names; everybody else has none.
    fn members() -> Members {
        let mut people = People::new();
        for (author, name) in [(1, "Ana"), (2, "Ben"), (3, "Cem"), (4, "Ana")] {
            let facts = Facts {
                name: name.into(),
                kind: Kind::Member,
                member: Some(MemberFacts { author: vec![author] }),
                ..Facts::default()
            };
            people.set(DocumentId([author; 16]), &facts.encode()).expect("readable");
        }
        Members::of(&people)
    }

    fn others(doing: &[(u8, Doing)]) -> Vec<Other> {
        let peers: Vec<_> = doing
            .iter()
            .map(|(who, doing)| {
                let elsewhere = Visit { document: DocumentId([9; 16]), doing: Vec::new() };
                let here = Visit { document: HERE, doing: doing.to_bytes() };
                Presence { who: vec![*who], visits: vec![elsewhere, here] }
            })
            .collect();
        others_at(&peers, &members(), HERE)
    }

    fn check(doing: &[(u8, Doing)], expected: &[&str]) {
        assert_eq!(others_in_words(&others(doing)), expected);
    }

    fn change() -> Doing {
        Doing::Change("Company".into())
    }

    #[test]
    fn who_is_there_is_said_in_a_sentence_for_each_thing_they_do() {
        check(&[], &[]);
        check(&[(1, Doing::Look)], &["Ana is here"]);
        check(&[(1, Doing::Note)], &["Ana is writing a note"]);
        check(&[(2, Doing::Look), (1, Doing::Look)], &["Ana and Ben are here"]);
        check(
            &[(2, Doing::Look), (3, change()), (1, Doing::Note)],
            &["Ana is writing a note", "Cem is changing something", "Ben is here"],
        );
        check(
            &[(1, Doing::Look), (2, Doing::Look), (3, Doing::Look)],
            &["Ana, Ben and 1 other are here"],
        );
    }

    #[test]
    fn who_has_no_name_is_a_colleague() {
        check(&[(8, Doing::Look)], &["A colleague is here"]);
        check(&[(8, Doing::Note), (9, Doing::Note)], &["2 colleagues are writing notes"]);
        check(&[(8, Doing::Look), (1, Doing::Look)], &["Ana and a colleague are here"]);
    }

    #[test]
    fn a_person_at_two_devices_is_there_once_and_does_what_matters_most() {
        check(&[(1, Doing::Look), (4, Doing::Note)], &["Ana is writing a note"]);
        check(&[(1, Doing::Look), (1, change())], &["Ana is changing something"]);
    }

    #[test]
    fn what_is_done_is_read_as_it_was_meant_and_anything_else_is_a_look() {
        for doing in [Doing::Note, Doing::Look, change()] {
            assert_eq!(Doing::from_bytes(&doing.to_bytes()), doing);
        }
        for bytes in [&b"\xff\xfe"[..], b"dance", b"Note"] {
            assert_eq!(Doing::from_bytes(bytes), Doing::Look);
        }
    }

    #[test]
    fn each_is_announced_when_they_come_and_when_they_begin_to_write_and_never_again() {
        let mut announced = Announced::default();
        let mut said = |doing: &[(u8, Doing)]| announced.news(&others(doing));
        assert_eq!(said(&[(1, Doing::Look)]).as_deref(), Some("Ana is here"));
        assert_eq!(said(&[(1, Doing::Look)]), None);
        let writes = said(&[(1, Doing::Note), (2, Doing::Look)]);
        assert_eq!(writes.as_deref(), Some("Ana is writing a note. Ben is here"));
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[(1, Doing::Look), (2, Doing::Look)]), None);
        assert_eq!(said(&[(1, change()), (2, Doing::Look)]), None);
    }
}
