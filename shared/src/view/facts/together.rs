//! The facts of records that are one.

use super::parts::{ConsentFact, Ledger, PROMISES, PurchaseFacts, purchases};
use super::{Facts, NOTES_BYTES, cut};
use crate::model::together::{add_custom, same_number, unite};
use crate::model::{CustomValue, Sums};
use crate::sorting::{sort, sort_by_key};

/// The facts of several records as those of one card, the record that it goes by first. As in
/// [`crate::model::together::together`], of single values the first counts.
pub fn together(members: &[&Facts]) -> Facts {
    let Some((first, rest)) = members.split_first() else { return Facts::default() };
    let mut one = (*first).clone();
    let other_version = members.iter().find(|it| it.version != Facts::VERSION);
    one.version = other_version.map_or(Facts::VERSION, |it| it.version);
    if let Some(named) = members.iter().find(|it| is_named(it)) {
        one.name.clone_from(&named.name);
        one.given_name.clone_from(&named.given_name);
        one.family_name.clone_from(&named.family_name);
    }
    let newest = members.iter().max_by_key(|it| it.channels.iter().map(|(_, at)| *at).max());
    one.last_entry = newest.and_then(|it| it.last_entry.clone());
    for other in rest {
        let values = [
            (&mut one.company, &other.company),
            (&mut one.usual_order, &other.usual_order),
            (&mut one.birthday, &other.birthday),
            (&mut one.address, &other.address),
            (&mut one.language, &other.language),
            (&mut one.source, &other.source),
        ];
        for (one, other) in values.into_iter().filter(|(one, _)| one.is_none()) {
            one.clone_from(other);
        }
        one.pinned = match (one.pinned.take(), &other.pinned) {
            (Some(one), Some(other)) if one != *other => Some(format!("{one}\n{other}")),
            (one, other) => one.or_else(|| other.clone()),
        };
        unite(&mut one.emails, &other.emails, |a, b| a.to_lowercase() == b.to_lowercase());
        unite(&mut one.phones, &other.phones, |a, b| same_number(a, b));
        unite(&mut one.tags, &other.tags, |a, b| a.to_lowercase() == b.to_lowercase());
        unite(&mut one.dates, &other.dates, |a, b| a == b);
        unite(&mut one.relations, &other.relations, |a, b| a == b);
        unite(&mut one.promises, &other.promises, |a, b| a.entry == b.entry);
        unite(&mut one.groups, &other.groups, |a, b| a == b);
        unite(&mut one.likes, &other.likes, |a, b| a == b);
        unite(&mut one.dislikes, &other.dislikes, |a, b| a == b);
        unite(&mut one.apart, &other.apart, |a, b| a == b);
        one.created = one.created.min(other.created);
        one.updated = one.updated.max(other.updated);
        one.last_contact = one.last_contact.max(other.last_contact);
        one.disagreements += other.disagreements;
        one.gone &= other.gone;
        one.gone_since = one.gone_since.max(other.gone_since).filter(|_| one.gone);
        one.owner = one.owner.or(other.owner);
        for fact in &other.consent {
            add_consent(&mut one.consent, *fact);
        }
        for (field, value) in &other.custom {
            add_custom(&mut one.custom, *field, value);
        }
        for (channel, at) in &other.channels {
            match one.channels.iter_mut().find(|(own, _)| own == channel) {
                Some((_, own)) => *own = (*own).max(*at),
                None => one.channels.push((channel.clone(), *at)),
            }
        }
        if !other.notes.is_empty() && one.notes.len() + 1 < NOTES_BYTES {
            one.notes.push('\n');
            let room = NOTES_BYTES - one.notes.len();
            one.notes.push_str(cut(&other.notes, room));
        }
        let pictures: Vec<_> = other.pictures().copied().collect();
        for picture in pictures {
            match one.picture {
                None => one.picture = Some(picture),
                Some(own) if own == picture => {}
                Some(_) => unite(&mut one.further_pictures, &[picture], |a, b| a == b),
            }
        }
    }
    one.disagreements += differing(members);
    sort_by_key(&mut one.promises, |it| (it.due.is_none(), it.due, it.entry));
    one.promises.truncate(PROMISES);
    sort_by_key(&mut one.tags, |tag| tag.to_lowercase());
    one.purchases = all_purchases(members);
    one
}

/// In how many values records differ, so that somebody has to choose: as
/// [`crate::doc::read_together`] finds them, as far as facts tell.
fn differing(members: &[&Facts]) -> usize {
    fn differ<'a, T: PartialEq>(values: impl Iterator<Item = Option<T>> + 'a) -> bool {
        let mut said = values.flatten();
        let first = said.next();
        said.any(|value| Some(&value) != first.as_ref())
    }
    let all = || members.iter().copied();
    let differ_in = [
        differ(all().map(|it| is_named(it).then_some(&it.name))),
        differ(all().map(|it| it.company.as_ref())),
        differ(all().map(|it| it.birthday.as_ref())),
        differ(all().map(|it| it.usual_order.as_ref())),
        differ(all().map(|it| it.language.as_ref())),
        differ(all().map(|it| it.owner)),
        differ(all().map(|it| it.photo().map(|photo| photo.hash))),
    ];
    let mut fields: Vec<_> = all().flat_map(|it| it.custom.iter().map(|(id, _)| *id)).collect();
    sort(&mut fields);
    fields.dedup();
    let custom = fields.into_iter().filter(|field| {
        let of = |it: &'_ Facts| {
            let own = it.custom.iter().find(|(id, _)| id == field).map(|(_, value)| value.clone());
            own.filter(|value| !matches!(value, CustomValue::MultiChoice(_)))
        };
        differ(all().map(of))
    });
    differ_in.into_iter().filter(|it| *it).count() + custom.count()
}

/// Whether the name is a name, and not the company, an email or a number for want of one.
fn is_named(facts: &Facts) -> bool {
    let stand_ins = facts.company.iter().chain(&facts.emails).chain(&facts.phones);
    !facts.name.is_empty() && !stand_ins.into_iter().any(|it| *it == facts.name)
}

/// The newest word counts, of equal ones the withdrawal.
fn add_consent(consent: &mut Vec<ConsentFact>, fact: ConsentFact) {
    match consent.iter_mut().find(|own| own.channel == fact.channel) {
        Some(own) if (fact.at, !fact.given) > (own.at, !own.given) => *own = fact,
        Some(_) => {}
        None => consent.push(fact),
    }
}

/// Purchases that stand in several records count once. Where one of them does not say which they
/// are, since it has not heard that it is one with others, the sums are added up.
fn all_purchases(members: &[&Facts]) -> Option<PurchaseFacts> {
    let bought: Vec<&Facts> = members.iter().copied().filter(|it| it.purchases.is_some()).collect();
    let ledgers: Option<Vec<&Ledger>> = bought.iter().map(|it| it.ledger.as_ref()).collect();
    if let Some(ledgers) = ledgers {
        let mut all = Ledger::default();
        for ledger in ledgers {
            unite(&mut all.purchases, &ledger.purchases, |a, b| a.0 == b.0);
            unite(&mut all.reversals, &ledger.reversals, |a, b| a.0 == b.0);
        }
        return purchases(&all.purchases, &all.reversals);
    }
    let facts = bought.iter().filter_map(|it| it.purchases.as_ref());
    facts.cloned().reduce(|mut one, other| {
        let sums: Sums = one.sums.iter().chain(&other.sums).copied().collect();
        one.sums = sums.all();
        one.count = one.count.saturating_add(other.count);
        one.first = one.first.min(other.first);
        one.last = one.last.max(other.last);
        one
    })
}
