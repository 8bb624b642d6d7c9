//! Who may be known already, while somebody types a new card: a warning, never a refusal.

use super::fold::fold;
use super::people::People;
use super::search::search;
use crate::id::DocumentId;
use crate::model::PhoneNumber;

/// So many of those that a search finds are looked at.
const LOOKED_AT: usize = 12;
/// So many are told.
const TOLD: usize = 3;
/// Of a number that is still being typed the first digits are many people's.
const DIGITS: usize = 6;

/// In what a card is like what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// The same email.
    Email,
    /// The same phone number, with or without its country code.
    Phone,
    /// The same name, its words in any order.
    Name,
}

impl Likeness {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "same email",
            Self::Phone => "same phone number",
            Self::Name => "same name",
        }
    }
}

/// Who of the people and organisations, the bin aside, may be meant by what was typed for a new card,
/// and in what they are like it: the most alike first, at most three.
pub fn already_here(
    people: &People,
    name: &str,
    phone: &str,
    email: &str,
) -> Vec<(DocumentId, Vec<Likeness>)> {
    let mut alike: Vec<(DocumentId, Vec<Likeness>)> = Vec::new();
    let mut note = |typed: &str, likeness, is_alike: &dyn Fn(DocumentId) -> bool| {
        let hits = search(people, typed, Some(LOOKED_AT));
        for hit in hits.into_iter().filter(|hit| is_alike(hit.id)) {
            match alike.iter_mut().find(|(id, _)| *id == hit.id) {
                Some((_, all)) => all.push(likeness),
                None => alike.push((hit.id, vec![likeness])),
            }
        }
    };
    let (address, number, called) = (fold(email.trim()), PhoneNumber::read(phone), words(name));
    if address.contains('@') {
        note(email, Likeness::Email, &|id| {
            people.get(id).is_some_and(|it| it.emails.iter().any(|own| fold(own) == address))
        });
    }
    if number.digits.len() >= DIGITS {
        note(phone, Likeness::Phone, &|id| {
            let is_same = |own: &String| PhoneNumber::read(own).is_same(&number);
            people.get(id).is_some_and(|it| it.phones.iter().any(is_same))
        });
    }
    if !called.is_empty() {
        note(&called.join(" "), Likeness::Name, &|id| {
            people.get(id).is_some_and(|it| words(&it.name) == called)
        });
    }
    alike.sort_by_key(|(_, likenesses)| (std::cmp::Reverse(likenesses.len()), likenesses[0]));
    alike.truncate(TOLD);
    alike
}

/// The words of a name, folded, in an order of their own.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> =
        fold(name).split([' ', ',']).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Facts;

    fn people() -> People {
        let mut people = People::new();
        let ana = Facts {
            name: "Ana Nowak".into(),
            phones: vec!["+48 601 202 303".into()],
            emails: vec!["Ana@Nowak.example".into()],
            ..Facts::default()
        };
        let other = Facts { name: "Ana Nowak".into(), ..Facts::default() };
        let gone = Facts { gone: true, ..ana.clone() };
        for (number, facts) in [ana, other, gone].into_iter().enumerate() {
            people.set(DocumentId([number as u8 + 1; 16]), &facts.encode()).expect("readable");
        }
        people
    }

    fn told(name: &str, phone: &str, email: &str) -> Vec<(u8, Vec<Likeness>)> {
        let all = already_here(&people(), name, phone, email);
        all.into_iter().map(|(id, likenesses)| (id.0[0], likenesses)).collect()
    }

    #[test]
    fn who_is_typed_again_is_told_with_what_is_the_same_the_most_alike_first() {
        let (email, phone, name) = (Likeness::Email, Likeness::Phone, Likeness::Name);
        assert_eq!(told("", "", " ana@nowak.example"), [(1, vec![email])]);
        assert_eq!(told("", "0601/202303", ""), [(1, vec![phone])]);
        let both = told("nowak, ana", "", "ana@nowak.example");
        assert_eq!(both, [(1, vec![email, name]), (2, vec![name])]);
    }

    #[test]
    fn what_is_half_typed_or_merely_similar_is_nobody() {
        for (name, phone, email) in [
            ("Ana", "", ""),
            ("Anna Nowak", "", ""),
            ("", "0601", ""),
            ("", "0601 202 304", ""),
            ("", "", "ana"),
            ("", "", "nowak.example"),
            ("", "", "ana@nowak"),
            (" ", "-", ""),
        ] {
            assert_eq!(told(name, phone, email), [], "{name} {phone} {email}");
        }
    }
}
