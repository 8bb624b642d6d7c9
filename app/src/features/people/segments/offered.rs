//! The questions that the form for a condition can put.

use shared::model::{Channel, ConsentChannel, Currency, Kind};
use shared::view::segment::{DateField, NumberField, OccasionField, TextField};
use shared::view::{People, definitions};

use super::ask::What;

/// Everything that can be asked about records of a kind, by heading.
pub fn offered(kind: Kind, people: &People) -> Vec<(&'static str, Vec<(String, What)>)> {
    let is_person = kind != Kind::Organisation;
    let named = |words: &str, what| (words.to_owned(), what);
    let texts = [
        ("Name", TextField::Name),
        ("Company", TextField::Company),
        ("Usual order", TextField::UsualOrder),
        ("Pinned note", TextField::Pinned),
        ("Notes", TextField::Notes),
        ("Likes", TextField::Like),
        ("Dislikes", TextField::Dislike),
        ("Language", TextField::Language),
        ("Source", TextField::Source),
    ];
    let texts = texts.map(|(words, field)| named(words, What::Text(field)));
    let mut who = vec![named("Tag", What::Tag)];
    // What a card of an organisation has no place for is not asked about.
    let only_people =
        [TextField::Company, TextField::Like, TextField::Dislike, TextField::Language];
    who.extend(texts.into_iter().filter(|(_, what)| {
        is_person || !matches!(what, What::Text(field) if only_people.contains(field))
    }));
    who.push(named("Looked after by", What::Owner));
    let reach = [
        ("Email", TextField::Email),
        ("Phone number", TextField::Phone),
        ("Address", TextField::Address),
    ];
    let mut reach: Vec<_> =
        reach.map(|(words, field)| named(words, What::Text(field))).into_iter().collect();
    reach.extend(
        ConsentChannel::ALL.map(|channel| {
            (format!("May we message? {}", channel.label()), What::Consent(channel))
        }),
    );
    let mut contact = vec![named("Last contact", What::Date(DateField::LastContact))];
    let talks = Channel::ALL.into_iter().filter(|channel| *channel != Channel::Note);
    contact.extend(talks.map(|channel| {
        let field = DateField::ContactBy(channel.name().to_owned());
        (format!("Last contact: {}", channel.label()), What::Date(field))
    }));
    contact.push(named("Promise", What::Promise));
    let mut bought = vec![
        named("Purchases", What::Number(NumberField::Purchases)),
        named("First bought", What::Date(DateField::FirstPurchase)),
        named("Last bought", What::Date(DateField::LastPurchase)),
    ];
    bought.extend(currencies(people).into_iter().map(|currency| {
        (format!("Spent, {currency}"), What::Number(NumberField::Spent(currency)))
    }));
    let mut days = vec![
        named("Any special day", What::Occasion(OccasionField::Named(None))),
        named("Here since", What::Date(DateField::Created)),
        named("Changed", What::Date(DateField::Changed)),
        named("Values with 2 answers", What::Number(NumberField::Disagreements)),
    ];
    if is_person {
        days.insert(0, named("Birthday", What::Occasion(OccasionField::Birthday)));
    }
    let own = definitions(people);
    let own = own.into_iter().filter(|field| !field.gone && field.applies_to(kind));
    let own: Vec<_> = own.map(|field| (field.name.clone(), What::Custom(field))).collect();
    let mut groups = vec![
        (if is_person { "Who they are" } else { "What it is" }, who),
        ("Reaching them", reach),
        ("In touch", contact),
        ("What they bought", bought),
        ("Days and the record", days),
    ];
    if !own.is_empty() {
        groups.push(("Your own fields", own));
    }
    groups
}

fn currencies(people: &People) -> Vec<Currency> {
    let sums = people.all().flat_map(|(_, facts)| &facts.purchases).flat_map(|it| &it.sums);
    let mut currencies: Vec<Currency> = sums.map(|sum| sum.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies
}

/// The members who can look after somebody, and nobody.
pub fn owners(people: &People) -> Vec<(String, String)> {
    let members = people.all_of(Kind::Member).filter(|(_, facts)| !facts.gone);
    let mut members: Vec<_> =
        members.map(|(id, facts)| (id.to_string(), facts.name.clone())).collect();
    members.sort_by(|(_, a), (_, b)| a.cmp(b));
    std::iter::once((String::new(), "Nobody".to_owned())).chain(members).collect()
}
