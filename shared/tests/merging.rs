//! Making one card of several, parting them and editing them on three devices at once (DESIGN.md
//! section 1: a pointer such as "merged into" loses merges here): no merge that stands is lost, no
//! value is lost, and sums are exact.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use shared::doc::{RecordDocument, read_together};
use shared::edit::{self, Edit, Field, encode, make_one, part, put_email, route};
use shared::id::{ActorId, DocumentId, GroupId, ItemId};
use shared::model::{Decimal, Money, Purchase, PurchaseLine, Record};
use shared::sync::document::{Authoring, Change, Document};
use shared::time::Timestamp;
use shared::view::People;

const CARDS: u8 = 5;

fn card(number: u8) -> DocumentId {
    DocumentId([number; 16])
}

struct Device {
    number: u8,
    clock: i64,
    next: u8,
    documents: BTreeMap<DocumentId, RecordDocument>,
    changes: Vec<(DocumentId, Change)>,
}

impl Device {
    fn new(number: u8) -> Self {
        let documents = (0..CARDS).map(|it| (card(it), RecordDocument::new(card(it)))).collect();
        Self { number, clock: 1000, next: 0, documents, changes: Vec::new() }
    }

    fn item(&mut self) -> ItemId {
        self.next += 1;
        ItemId([[self.number, self.next]; 8].concat().try_into().expect("16 bytes"))
    }

    fn group(&mut self) -> GroupId {
        GroupId(self.item().0)
    }

    fn write(&mut self, edits: impl IntoIterator<Item = (DocumentId, Vec<Edit>)>, act: GroupId) {
        for (id, edits) in edits {
            self.clock += 1;
            let authoring = Authoring {
                actor: ActorId([self.number; 16]),
                author: Some(vec![self.number]),
                at: Timestamp(self.clock),
            };
            let edits = [vec![Edit::Group { id: act, bulk: true }], edits].concat();
            let document = self.documents.get_mut(&id).expect("a card");
            let change = document.author(&encode(&edits), &authoring).expect("an edit");
            self.changes.extend(change.map(|change| (id, change)));
        }
    }

    fn people(&self) -> People {
        let facts: Vec<_> = self.documents.iter().map(|(id, it)| (*id, it.facts())).collect();
        let facts = facts.iter().map(|(id, facts)| (*id, facts.as_slice()));
        let (people, unreadable) = People::from_facts(facts);
        assert!(unreadable.is_empty());
        people
    }

    fn records(&self, members: &[DocumentId]) -> Vec<Record> {
        members.iter().map(|id| self.documents[id].record()).collect()
    }

    /// An edit of a card, as a screen makes it.
    fn edit(&mut self, id: DocumentId, edits: &[Edit]) {
        let members = self.people().members(id);
        let records = self.records(&members);
        let open: Vec<_> = members.iter().copied().zip(records.iter().map(Some)).collect();
        let act = self.group();
        self.write(route(edits, &open), act);
    }

    /// Makes one card of two, and gives the ids of what says so.
    fn merge(&mut self, one: DocumentId, other: DocumentId, choose: bool) -> BTreeSet<ItemId> {
        let people = self.people();
        if people.members(one).contains(&other) {
            return BTreeSet::new();
        }
        let act = self.group();
        let mut edits = make_one(one, &[other], act, &mut || self.item());
        let said = edits.iter().flat_map(|(_, edits)| edits).filter_map(|edit| match edit {
            Edit::AddMerge { id, .. } => Some(*id),
            _ => None,
        });
        let said = said.collect();
        if choose {
            let name = self.documents[&one].record().display_name();
            edits.push((other, vec![Edit::set(Field::Name, name)]));
        }
        self.write(edits, act);
        said
    }

    /// Parts a card from the others, and gives the ids of what was revoked.
    fn part(&mut self, id: DocumentId) -> BTreeSet<ItemId> {
        let people = self.people();
        let (members, joints) = (people.members(id), people.joints(id));
        let turns = part(id, &members, &joints, &mut || self.item());
        let act = self.group();
        turns.into_iter().for_each(|edits| self.write(edits, act));
        assert_eq!(self.people().members(id), [id]);
        joints.into_iter().map(|joint| joint.id).collect()
    }

    fn hear(&mut self, other: &Self) {
        for (id, change) in &other.changes {
            self.documents.get_mut(id).expect("a card").apply(&change.bytes).expect("joins");
        }
    }
}

#[derive(Debug, Clone)]
enum Act {
    Merge(u8, u8, bool),
    Part(u8),
    Name(u8, u8),
    Email(u8, u8),
    Buy(u8, i64),
    /// Gives back something of the newest purchase of a card.
    Return(u8, i64),
    Bin(u8, bool),
    Meet(u8),
}

fn an_act() -> impl Strategy<Value = (u8, Act)> {
    let one = || 0..CARDS;
    let act = prop_oneof![
        4 => (one(), one(), any::<bool>()).prop_map(|(a, b, choose)| Act::Merge(a, b, choose)),
        2 => one().prop_map(Act::Part),
        2 => (one(), any::<u8>()).prop_map(|(it, name)| Act::Name(it, name)),
        1 => (one(), 0u8..6).prop_map(|(it, address)| Act::Email(it, address)),
        2 => (one(), 1i64..1000).prop_map(|(it, amount)| Act::Buy(it, amount)),
        1 => (one(), 1i64..400).prop_map(|(it, amount)| Act::Return(it, amount)),
        1 => (one(), any::<bool>()).prop_map(|(it, gone)| Act::Bin(it, gone)),
        3 => (0u8..3).prop_map(Act::Meet),
    ];
    (0u8..3, act)
}

/// Who is one with whom, by the pairs that stand.
fn components(pairs: &[(DocumentId, DocumentId)]) -> BTreeMap<DocumentId, BTreeSet<DocumentId>> {
    let mut of: BTreeMap<_, _> =
        (0..CARDS).map(|it| (card(it), BTreeSet::from([card(it)]))).collect();
    for (one, other) in pairs {
        let all: BTreeSet<_> = of[one].union(&of[other]).copied().collect();
        for member in &all {
            of.insert(*member, all.clone());
        }
    }
    of
}

#[derive(Default)]
struct Book {
    said: BTreeMap<ItemId, (DocumentId, DocumentId)>,
    revoked: BTreeSet<ItemId>,
    bought: i64,
    returned: i64,
    names: BTreeSet<String>,
}

impl Book {
    fn enter(&mut self, devices: &mut [Device; 3], who: usize, act: &Act) {
        match act {
            Act::Merge(one, other, choose) if one != other => {
                let (one, other) = (card(*one), card(*other));
                let said = devices[who].merge(one, other, *choose);
                self.said.extend(said.into_iter().map(|id| (id, (one, other))));
            }
            Act::Merge(..) => {}
            Act::Part(it) => self.revoked.extend(devices[who].part(card(*it))),
            Act::Name(it, name) => {
                let name = format!("Name {name}");
                devices[who].edit(card(*it), &[Edit::set(Field::Name, name.clone())]);
                self.names.insert(name);
            }
            Act::Email(it, address) => {
                let id = devices[who].item();
                let put = put_email(id, format!("{address}@x.example"), None);
                devices[who].edit(card(*it), &put);
            }
            Act::Buy(it, amount) => {
                let id = devices[who].item();
                devices[who].edit(card(*it), &[buy(id, *amount)]);
                self.bought += amount;
            }
            Act::Return(it, amount) => self.give_back(&mut devices[who], card(*it), *amount),
            Act::Bin(it, gone) => {
                devices[who].edit(card(*it), &[Edit::SetGone { gone: *gone }]);
            }
            Act::Meet(other) => {
                let (other, them) = (usize::from(*other), devices);
                if who != other {
                    let [one, two] = them.get_disjoint_mut([who, other]).expect("two devices");
                    one.hear(two);
                    let heard: Vec<_> = two.changes.clone();
                    one.changes.extend(heard);
                }
            }
        }
    }

    /// Of a purchase that has no return yet on this device or, since two devices may each write one
    /// down, on any.
    fn give_back(&mut self, device: &mut Device, of: DocumentId, amount: i64) {
        let members = device.people().members(of);
        let records = device.records(&members);
        let own = |id: &ItemId| id.0[0] == device.number;
        let free = records.iter().flat_map(|record| &record.purchases).find(|(id, it)| {
            let is_returned = |record: &Record| {
                record.reversals.iter().any(|(_, reversal)| reversal.purchase == *id)
            };
            own(id) && it.total.amount >= amount && !records.iter().any(is_returned)
        });
        let Some((purchase, _)) = free else { return };
        let reversal = shared::model::Reversal {
            purchase: *purchase,
            kind: shared::model::ReversalKind::Return,
            at: Timestamp(9),
            refund: Some(amount),
            why: None,
            lines: Vec::new(),
        };
        let id = device.item();
        device.edit(of, &[Edit::AddReversal { id, reversal }]);
        self.returned += amount;
    }
}

fn buy(id: ItemId, amount: i64) -> Edit {
    let total: Money = format!("{}.{:02} EUR", amount / 100, amount % 100).parse().expect("money");
    let line =
        PurchaseLine { product: "Beans".into(), quantity: Decimal(1_000_000), unit_price: amount };
    let purchase =
        Purchase { at: Timestamp(5), lines: vec![line], total, source: None, external: None };
    Edit::AddPurchase { id, purchase }
}

fn begun() -> [Device; 3] {
    let mut devices = [1, 2, 3].map(Device::new);
    let act = devices[0].group();
    let make = |it| (card(it), vec![Edit::Create, Edit::set(Field::Name, format!("Card {it}"))]);
    devices[0].write((0..CARDS).map(make).collect::<Vec<_>>(), act);
    let [first, others @ ..] = &mut devices;
    for other in others {
        other.hear(first);
        other.changes.clone_from(&first.changes);
    }
    devices
}

fn all_meet(devices: &mut [Device; 3]) {
    for (one, other) in [(0, 1), (0, 2), (1, 0), (2, 0), (1, 2), (2, 1)] {
        let [one, other] = devices.get_disjoint_mut([one, other]).expect("two devices");
        one.hear(other);
    }
}

fn check(devices: &[Device; 3], book: &Book) {
    let standing: Vec<_> =
        book.said.iter().filter(|(id, _)| !book.revoked.contains(id)).map(|(_, it)| *it).collect();
    let expected = components(&standing);
    let (mut count, mut bought, mut names) = (0, 0, BTreeSet::new());
    for device in devices {
        let people = device.people();
        for number in 0..CARDS {
            let members = people.members(card(number));
            let set: BTreeSet<_> = members.iter().copied().collect();
            assert_eq!(set, expected[&card(number)], "of card {number}");
            assert_eq!(members, devices[0].people().members(card(number)), "also in order");
        }
    }
    let device = &devices[0];
    let people = device.people();
    for (id, facts) in people.all() {
        let members = people.members(id);
        assert_eq!(members[0], id, "the row stands under the id that the card goes by");
        let documents: Vec<_> = members.iter().map(|it| &device.documents[it]).collect();
        let (record, disagreements) = read_together(&documents);
        // What the list says is what the card says.
        assert_eq!(facts.name, record.display_name());
        let emails: Vec<_> = record.emails.iter().map(|(_, it)| it.address.clone()).collect();
        assert_eq!(facts.emails, emails);
        assert_eq!(facts.gone, record.gone);
        assert_eq!(facts.disagreements == 0, disagreements.is_empty());
        let sums = facts.purchases.iter().flat_map(|it| &it.sums);
        bought += sums.map(|money| money.amount).sum::<i64>();
        count += members.len();
        // Whatever a member says is shown or asked.
        for record in device.records(&members) {
            let name = record.display_name();
            let is_asked = disagreements
                .iter()
                .any(|it| it.answers.iter().any(|answer| answer.value.as_deref() == Some(&*name)));
            assert!(facts.name == name || is_asked, "{name} of {facts:?}");
        }
        for document in documents {
            let told = document.history().into_iter().flat_map(|it| it.lines);
            names.extend(told.map(|line| format!("{:?}", line.after)));
        }
    }
    assert_eq!(count, usize::from(CARDS), "each record is of one card");
    assert_eq!(bought, book.bought - book.returned, "sums are exact");
    for name in &book.names {
        assert!(names.iter().any(|told| told.contains(name.as_str())), "{name} is in a history");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("REGULARS_SOAK").ok().and_then(|it| it.parse::<u32>().ok()).unwrap_or(1) * 150
    ))]

    #[test]
    fn no_merge_no_value_and_no_amount_is_lost_on_three_devices(
        acts in prop::collection::vec(an_act(), 1..30)
    ) {
        let mut devices = begun();
        let mut book = Book::default();
        for (who, act) in &acts {
            book.enter(&mut devices, usize::from(*who), act);
        }
        all_meet(&mut devices);
        check(&devices, &book);
    }

    #[test]
    fn rows_that_change_one_by_one_are_those_that_are_read_at_once(
        acts in prop::collection::vec(an_act(), 1..20)
    ) {
        let mut devices = begun();
        let (mut book, mut people) = (Book::default(), devices[0].people());
        // The list knows everybody by name before anything happens, as a screen that is open does.
        let _ = people.by_name().count();
        for (_, act) in &acts {
            let before = devices[0].changes.len();
            book.enter(&mut devices, 0, act);
            for (id, _) in &devices[0].changes[before..] {
                people.set(*id, &devices[0].documents[id].facts()).expect("readable");
            }
            let anew = devices[0].people();
            prop_assert_eq!(people.by_name().collect::<Vec<_>>(), anew.by_name().collect::<Vec<_>>());
            prop_assert_eq!(people.len(), anew.len());
            for number in 0..CARDS {
                prop_assert_eq!(people.get(card(number)), anew.get(card(number)));
                prop_assert_eq!(people.card_of(card(number)), anew.card_of(card(number)));
            }
        }
    }
}

#[test]
fn parting_gives_each_card_back_what_it_said_before() {
    let [mut device, ..] = begun();
    let before = [device.documents[&card(1)].record(), device.documents[&card(2)].record()];
    device.merge(card(1), card(2), true);
    assert_eq!(device.documents[&card(2)].record().name.as_deref(), Some("Card 1"));
    assert_eq!(device.people().len(), usize::from(CARDS) - 1);
    device.part(card(2));
    for (before, id) in before.iter().zip([card(1), card(2)]) {
        assert_eq!(device.documents[&id].record().name, before.name);
    }
    let apart: Vec<_> = [1, 2].map(|it| device.documents[&card(it)].record().apart).to_vec();
    assert_eq!(apart, [[card(2)], [card(1)]]);
}

#[test]
fn what_is_said_twice_is_removed_twice() {
    let [mut device, ..] = begun();
    for number in [1, 2] {
        let id = device.item();
        device.edit(card(number), &put_email(id, "Same@x.example", None));
    }
    device.merge(card(1), card(2), false);
    let people = device.people();
    let emails = people.get(card(2)).map(|facts| facts.emails.len());
    assert_eq!(emails, Some(1), "it stands once");
    let members = people.members(card(1));
    let id = device.records(&members)[0].emails[0].0;
    device.edit(card(1), &[Edit::Remove { kind: edit::ItemKind::Email, id }]);
    assert_eq!(device.people().get(card(1)).map(|facts| facts.emails.len()), Some(0));
}

#[test]
fn a_person_and_an_organisation_are_never_one() {
    let [mut device, ..] = begun();
    let firm = card(CARDS + 1);
    device.documents.insert(firm, RecordDocument::new(firm));
    let act = device.group();
    let kind = shared::model::Kind::Organisation;
    device.write([(firm, vec![Edit::Make { kind }])], act);
    let edits = make_one(card(1), &[firm], act, &mut || ItemId([77; 16]));
    device.write(edits, act);
    assert_eq!(device.people().members(card(1)), [card(1)]);
    assert_eq!(device.people().card_of(firm), firm);
}
