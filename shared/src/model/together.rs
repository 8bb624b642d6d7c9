//! Records that are one, read as one. Nothing is copied between them: what is read here is put
//! together anew each time, and falls apart again when they are two.

use std::cmp::Reverse;

use super::{CustomValue, Email, Field, ItemKind, Phone, PhoneNumber, Record};
use crate::id::{DocumentId, ItemId};
use crate::sorting::{sort, sort_by_key};

/// Several records as one, the one that the card goes by first. Of a single value the first that is
/// there counts; pinned notes stand below one another, since none may be missed; what can be there
/// more than once is all there, and what two say alike stands once.
pub fn together(members: &[&Record]) -> Record {
    let Some((first, rest)) = members.split_first() else { return Record::default() };
    let mut one = (*first).clone();
    // The parts of a name belong together.
    if let Some(named) = members.iter().find(|it| is_named(it)) {
        one.name.clone_from(&named.name);
        one.given_name.clone_from(&named.given_name);
        one.family_name.clone_from(&named.family_name);
    }
    one.pinned = lines(members.iter().filter_map(|it| it.pinned.as_deref()));
    for other in rest {
        fill(&mut one.company, &other.company);
        fill(&mut one.birthday, &other.birthday);
        fill(&mut one.usual_order, &other.usual_order);
        fill(&mut one.source, &other.source);
        fill(&mut one.language, &other.language);
        fill(&mut one.owner, &other.owner);
        fill(&mut one.website, &other.website);
        fill(&mut one.description, &other.description);
        fill(&mut one.industry, &other.industry);
        fill(&mut one.photo, &other.photo);
        unite_items(&mut one.emails, &other.emails, same_email);
        unite_items(&mut one.phones, &other.phones, same_phone);
        unite_items(&mut one.addresses, &other.addresses, |a, b| a.line() == b.line());
        unite_items(&mut one.preferences, &other.preferences, |a, b| a == b);
        unite_items(&mut one.socials, &other.socials, |a, b| a == b);
        unite_items(&mut one.dates, &other.dates, |a, b| a == b);
        unite_items(&mut one.relations, &other.relations, |a, b| a == b);
        unite_items(&mut one.consents, &other.consents, |a, b| a == b);
        unite_items(&mut one.purchases, &other.purchases, |_, _| false);
        unite_items(&mut one.reversals, &other.reversals, |_, _| false);
        one.writers.extend(other.writers.iter().cloned());
        one.merges.extend(other.merges.iter().copied());
        one.revoked.extend(&other.revoked);
        one.apart.extend(&other.apart);
        unite(&mut one.entries, &other.entries, |a, b| a.id == b.id && a.text == b.text);
        unite(&mut one.tags, &other.tags, |a, b| a.to_lowercase() == b.to_lowercase());
        for (field, value) in &other.custom {
            add_custom(&mut one.custom, *field, value);
        }
        one.created = one.created.min(other.created);
        one.updated = one.updated.max(other.updated);
        one.gone &= other.gone;
        one.gone_since = one.gone_since.max(other.gone_since).filter(|_| one.gone);
    }
    sort_by_key(&mut one.consents, |(id, it)| (Reverse(it.at), it.given, *id));
    sort_by_key(&mut one.purchases, |(id, it)| Reverse((it.at, *id)));
    sort_by_key(&mut one.reversals, |(id, it)| Reverse((it.at, *id)));
    sort_by_key(&mut one.entries, |entry| Reverse((entry.at, entry.id)));
    sort_by_key(&mut one.tags, |tag| tag.to_lowercase());
    one
}

/// Single values of which two records can say different things, so that somebody has to choose.
/// Where a record came from is no such question, and pinned notes are all shown.
pub const ASKED: [Field; 9] = [
    Field::Company,
    Field::Birthday,
    Field::UsualOrder,
    Field::Language,
    Field::Owner,
    Field::Website,
    Field::Description,
    Field::Industry,
    Field::Photo,
];

/// Whether a record says what somebody is called, and not just where they work.
pub fn is_named(record: &Record) -> bool {
    [&record.name, &record.given_name, &record.family_name].into_iter().any(Option::is_some)
}

/// An item in every record that has it, or says the same: what is done to it is done to all of
/// them, or else it would still be there.
pub fn twins(
    members: &[(DocumentId, &Record)],
    kind: ItemKind,
    id: ItemId,
) -> Vec<(DocumentId, ItemId)> {
    fn of<'a, T>(
        members: &[(DocumentId, &'a Record)],
        id: ItemId,
        items: fn(&'a Record) -> &'a [(ItemId, T)],
        same: fn(&T, &T) -> bool,
    ) -> Vec<(DocumentId, ItemId)> {
        let all = || {
            let of_each = members.iter();
            of_each.flat_map(|(of, record)| items(record).iter().map(|(id, it)| (*of, *id, it)))
        };
        let Some((_, _, meant)) = all().find(|(_, other, _)| *other == id) else {
            return Vec::new();
        };
        all().filter(|(_, _, it)| same(it, meant)).map(|(of, id, _)| (of, id)).collect()
    }
    match kind {
        ItemKind::Email => of(members, id, |it| &it.emails, same_email),
        ItemKind::Phone => of(members, id, |it| &it.phones, same_phone),
        ItemKind::Address => of(members, id, |it| &it.addresses, |a, b| a.line() == b.line()),
        ItemKind::Preference => of(members, id, |it| &it.preferences, |a, b| a == b),
        ItemKind::Social => of(members, id, |it| &it.socials, |a, b| a == b),
        ItemKind::Date => of(members, id, |it| &it.dates, |a, b| a == b),
        ItemKind::Relation => of(members, id, |it| &it.relations, |a, b| a == b),
        ItemKind::Entry => {
            let has = |record: &Record| record.entries.iter().any(|entry| entry.id == id);
            members.iter().filter(|(_, record)| has(record)).map(|(of, _)| (*of, id)).collect()
        }
        // Fields and their options stand in catalogs, which are never one.
        ItemKind::Definition | ItemKind::Choice => Vec::new(),
    }
}

fn fill(one: &mut Option<String>, other: &Option<String>) {
    if one.is_none() {
        one.clone_from(other);
    }
}

fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut different: Vec<&str> = Vec::new();
    for text in texts {
        if !different.contains(&text) {
            different.push(text);
        }
    }
    (!different.is_empty()).then(|| different.join("\n"))
}

fn same_email(one: &Email, other: &Email) -> bool {
    one.address.to_lowercase() == other.address.to_lowercase()
}

fn same_phone(one: &Phone, other: &Phone) -> bool {
    same_number(&one.number, &other.number)
}

/// Whether two texts are one phone number, as [`PhoneNumber::is_same`] has it; where no number can be
/// read from them, the text counts.
pub(crate) fn same_number(one: &str, other: &str) -> bool {
    one == other || PhoneNumber::read(one).is_same(&PhoneNumber::read(other))
}

/// Adds what is not among those already.
pub(crate) fn unite<T: Clone>(all: &mut Vec<T>, more: &[T], same: impl Fn(&T, &T) -> bool) {
    for item in more {
        if !all.iter().any(|own| same(own, item)) {
            all.push(item.clone());
        }
    }
}

/// [`unite`] for what has an id: what has the same one is the same too.
fn unite_items<T: Clone>(
    all: &mut Vec<(ItemId, T)>,
    more: &[(ItemId, T)],
    same: fn(&T, &T) -> bool,
) {
    unite(all, more, |one, other| one.0 == other.0 || same(&one.1, &other.1));
}

/// Adds a value of one of the workspace's own fields where there is none yet; of a field that can
/// have several options, all.
pub(crate) fn add_custom(one: &mut Vec<(ItemId, CustomValue)>, field: ItemId, value: &CustomValue) {
    match one.iter_mut().find(|(own, _)| *own == field) {
        None => one.push((field, value.clone())),
        Some((_, CustomValue::MultiChoice(own))) => {
            let CustomValue::MultiChoice(others) = value else { return };
            own.extend(others);
            sort(own);
            own.dedup();
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::same_number;

    #[test]
    fn a_number_is_the_same_with_and_without_its_country() {
        assert!(same_number("+32 475 55 01 92", "0475 55 01 92"));
        assert!(same_number("0032475550192", "+32 475 55 01 92"));
        assert!(same_number("0475/55.01.92", "0475 550192"));
        assert!(!same_number("+32 475 55 01 92", "+31 475 55 01 92"));
        assert!(!same_number("+32 475 55 01 92", "55 01 92"), "too short to tell");
        assert!(!same_number("0475 55 01 92", "0476 55 01 92"));
        assert!(same_number("ask Ana", "ask Ana"));
        assert!(!same_number("ask Ana", "at the shop"), "no number in either");
    }
}
