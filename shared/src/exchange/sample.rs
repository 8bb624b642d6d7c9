//! "A stall that is already running": made-up customers, to try things on.

use crate::edit::{Edit, Field, put_email, put_phone, put_preference, put_taste};
use crate::id::ItemId;
use crate::model::{Channel, Decimal, Money, NewEntry, Purchase, PurchaseLine, Sense};
use crate::time::Timestamp;

/// How many there are.
pub const COUNT: usize = 120;
/// The tag that all of them wear, so that they can be put in the bin at once.
pub const TAG: &str = "Sample";

const DAY: i64 = 24 * 60 * 60 * 1000;

const GIVEN: [&str; 24] = [
    "Zoë", "Grace", "Tomás", "Aylin", "Owen", "Noor", "Henrik", "Priya", "Dries", "Sofia", "Hanne",
    "Łukasz", "Imogen", "Bilal", "Catarina", "Matteo", "Ruth", "Elif", "Marta", "Jonas", "Amara",
    "Yuki", "Nils", "Chloé",
];
const FAMILY: [&str; 25] = [
    "Janssens",
    "Okafor",
    "Oliveira",
    "Çelik",
    "Price",
    "Haddad",
    "Lund",
    "Raman",
    "Vermeulen",
    "Brandt",
    "Sørensen",
    "Wiśniewski",
    "Hart",
    "Rahman",
    "Nunes",
    "Ricci",
    "Adeyemi",
    "Aydın",
    "Kowalczyk",
    "Weber",
    "Diallo",
    "Tanaka",
    "Björk",
    "Moreau",
    "Kelly",
];
const ORDERS: [&str; 17] = [
    "Oat cappuccino, no cocoa",
    "6 filters and a cinnamon bun",
    "Double espresso, 1 kg No. 3 whole",
    "Oat flat white, extra hot",
    "Turkish, medium sweet",
    "Cortado; 250 g decaf on Fridays",
    "Ethiopian V60, black",
    "Flat white, two",
    "Chai, oat, less sweet",
    "Long black and the almond bun",
    "Cappuccino, lactose-free",
    "Filter, refill; oatmeal cookie",
    "Espresso tonic in summer",
    "100 paper filters, monthly",
    "Galão; 2 kg house blend",
    "Ristretto, standing",
    "Iced latte all year",
];
const COMPANIES: [&str; 9] = [
    "Okafor Dental",
    "Studio Wisła",
    "Price & Daughters",
    "Lund Cycles",
    "De Kade Books",
    "Dobra Piekarnia",
    "Padaria Nunes",
    "Brandt Optik",
    "Harbour Yoga",
];
const TAGS: [&str; 5] = ["Beans", "Office", "VIP", "Wholesale", "Grinder"];
const NOTES: [&str; 12] = [
    "Asked whether the Ethiopian comes back in spring.",
    "Back from holiday, brought us a postcard.",
    "Wants to try the decaf sample next time.",
    "Ordered two boxes for the office party.",
    "Waited too long on Saturday, gave a bun on the house.",
    "Grinder makes a noise; will bring it in.",
    "New job near the station, comes earlier now.",
    "Liked the new house blend better than the old one.",
    "Paid for the neighbour as well.",
    "Asked for an invoice with the company's name.",
    "Prefers the table by the window.",
    "Sent a friend, who had the cortado.",
];
const FACTS: [(&str, &str); 6] = [
    ("Milk", "Oat, never soya"),
    ("Family", "Daughter plays football"),
    ("Cup", "Brings a cup of their own"),
    ("Contact", "Prefers a call to mail"),
    ("Dog", "Biscuit, the brown dog"),
    ("Sugar", "Two, stirred"),
];
const LANGUAGES: [&str; 4] = ["English", "Polish", "Portuguese", "Dutch"];
const TASTES: [(Sense, &str); 4] = [
    (Sense::Like, "Ethiopian coffees"),
    (Sense::Like, "The window table"),
    (Sense::Dislike, "Loud music"),
    (Sense::Dislike, "Almond syrup"),
];
/// What they buy, with the price of one in cents.
const PRODUCTS: [(&str, i64); 6] = [
    ("Flat white", 380),
    ("House blend, 250 g", 950),
    ("Cinnamon bun", 320),
    ("Paper filters", 450),
    ("Espresso", 240),
    ("Oat cappuccino", 420),
];
const ALLERGIES: [&str; 3] = [
    "Severe nut allergy. Never the almond syrup.",
    "Lactose intolerant. Oat or lactose-free only.",
    "Coeliac. No cookies from the open tray.",
];

/// The edits that make each of them, always the same people; ids from `new_id`, and times before
/// `now`. Their phone numbers are of a range that is never given out, and their emails go nowhere.
pub fn people(new_id: &mut dyn FnMut() -> ItemId, now: Timestamp) -> Vec<Vec<Edit>> {
    (0..COUNT).map(|index| person(index, new_id, now)).collect()
}

fn person(index: usize, new_id: &mut dyn FnMut() -> ItemId, now: Timestamp) -> Vec<Edit> {
    // The two lists have no common divisor, so no name comes twice.
    let (given, family) = (GIVEN[index % GIVEN.len()], FAMILY[index % FAMILY.len()]);
    let mut edits = vec![
        Edit::Create,
        Edit::set(Field::Name, format!("{given} {family}")),
        Edit::set(Field::UsualOrder, ORDERS[index * 5 % ORDERS.len()]),
        Edit::tag(TAG),
    ];
    if index % 4 == 1 {
        edits.push(Edit::set(Field::Company, COMPANIES[index / 4 % COMPANIES.len()]));
    }
    if index % 17 == 3 {
        edits.push(Edit::set(Field::Pinned, ALLERGIES[index / 17 % ALLERGIES.len()]));
    }
    if index.is_multiple_of(3) {
        let (month, day) = (index * 7 % 12 + 1, index * 11 % 28 + 1);
        edits.push(Edit::set(Field::Birthday, format!("--{month:02}-{day:02}")));
    }
    if index.is_multiple_of(2) {
        edits.push(Edit::tag(TAGS[index / 2 % TAGS.len()]));
    }
    if index % 5 != 4 {
        let number = format!("+44 7700 900{index:03}");
        edits.extend(put_phone(new_id(), number, Some("mobile".into())));
    }
    if index % 3 != 2 {
        let address = format!("{}.{index}@sample.example", crate::view::fold(given));
        edits.extend(put_email(new_id(), address, None));
    }
    if index % 6 == 2 {
        let (label, text) = FACTS[index / 6 % FACTS.len()];
        edits.extend(put_preference(new_id(), Some(label.into()), text));
    }
    if index % 7 == 1 {
        edits.push(Edit::set(Field::Language, LANGUAGES[index / 7 % LANGUAGES.len()]));
    }
    if index % 6 == 4 {
        let (sense, text) = TASTES[index / 6 % TASTES.len()];
        edits.extend(put_taste(new_id(), sense, text));
    }
    let mut days_ago = (index * index % 37) as i64 + 1;
    for step in 0..index * 3 % 7 {
        let at = Timestamp(now.0 - days_ago * DAY - (index as i64 * 611_953) % (DAY / 3));
        let text = NOTES[(index + step * 5) % NOTES.len()];
        let channel = [Channel::InPerson, Channel::Note, Channel::Call][(index + step) % 3];
        edits.push(Edit::AddContact { id: new_id(), entry: NewEntry::new(channel, text, at) });
        if channel == Channel::InPerson {
            edits.push(Edit::AddPurchase { id: new_id(), purchase: purchase(index + step, at) });
        }
        days_ago += 9 + (index + step) as i64 % 20;
    }
    edits
}

fn purchase(index: usize, at: Timestamp) -> Purchase {
    let euro = "EUR".parse().expect("a currency");
    let line = |place: usize, quantity: i64| {
        let (product, unit_price) = PRODUCTS[place % PRODUCTS.len()];
        let quantity = Decimal::whole(quantity).expect("a small number");
        PurchaseLine { product: product.into(), quantity, unit_price }
    };
    let lines = vec![line(index, 1 + index as i64 % 2), line(index / 2 + 1, 1)];
    let nothing = Money::new(0, euro);
    let mut purchase = Purchase { at, lines, total: nothing, source: None, external: None };
    purchase.total = purchase.lines_total().unwrap_or(nothing);
    purchase
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::RecordDocument;
    use crate::edit::encode;
    use crate::id::{ActorId, DocumentId};
    use crate::sync::document::{Authoring, Document};
    use std::collections::HashSet;

    #[test]
    fn every_sample_customer_can_be_made_is_somebody_else_and_wears_the_tag() {
        let mut next = 0;
        let mut new_id = || {
            next += 1;
            ItemId::new(1, next)
        };
        let now = Timestamp(1_700_000_000_000);
        let people = people(&mut new_id, now);
        assert_eq!(people.len(), COUNT);
        let mut names = HashSet::new();
        for (index, edits) in people.iter().enumerate() {
            let mut document = RecordDocument::new(DocumentId::new(1, index as u128));
            let authoring = Authoring { actor: ActorId([1; 16]), author: None, at: now };
            document.author(&encode(edits), &authoring).expect("fits").expect("writes");
            let person = document.record();
            assert!(person.tags.iter().any(|tag| tag == TAG));
            assert!(person.entries.iter().all(|entry| entry.at < now));
            assert!(person.purchases.iter().all(|(_, purchase)| purchase.total.amount > 0));
            assert!(names.insert(person.display_name()), "{} twice", person.display_name());
        }
    }
}
