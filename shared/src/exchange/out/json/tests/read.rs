//! From the file back to edits: what cannot be read back was not written down.

use serde::Deserialize;

use super::super::super::instant::read_iso;
use super::super::model::{Entity, Happening, Head, Line, OwnField, OwnValue};
use crate::edit::{
    Edit, Field, put_address, put_choice, put_date, put_definition, put_email, put_phone,
    put_preference, put_relation, put_social, set_custom,
};
use crate::id::{GroupId, ItemId};
use crate::model::{
    Address, Apart, Channel, ConsentChannel, ConsentStatement, CustomKind, CustomValue, Decimal,
    Direction, ItemKind, Kind, Merge, Money, Mood, NewEntry, Part, Purchase, PurchaseLine,
    RelationKind, Reversal, ReversalKind, Sense,
};
use crate::time::Timestamp;

/// A whole file.
#[derive(Debug, Deserialize)]
pub struct File {
    #[serde(flatten)]
    pub head: Head,
    pub records: Vec<Entity>,
    pub count: usize,
}

fn id(text: &str) -> ItemId {
    ItemId::from_key(text).expect("an id")
}

fn at(text: &str) -> Timestamp {
    read_iso(text).expect("an instant")
}

/// The edits that make a record as the file has it, but for its history.
pub fn edits(entity: &Entity) -> Vec<Edit> {
    let kind = entity.kind.as_deref().and_then(Kind::of_name).expect("a kind");
    let mut edits = vec![if kind == Kind::Person { Edit::Create } else { Edit::Make { kind } }];
    let photo = entity.photo.as_ref().map(|photo| photo.text.clone());
    let owner = entity.looked_after_by.as_ref().map(|it| it.id.clone());
    let fields = [
        (Field::Name, entity.name.clone()),
        (Field::GivenName, entity.given_name.clone()),
        (Field::FamilyName, entity.family_name.clone()),
        (Field::Company, entity.company.clone()),
        (Field::Birthday, entity.birthday.clone()),
        (Field::UsualOrder, entity.usual_order.clone()),
        (Field::Pinned, entity.pinned.clone()),
        (Field::Source, entity.source.clone()),
        (Field::Language, entity.language.clone()),
        (Field::Owner, owner),
        (Field::Website, entity.website.clone()),
        (Field::Description, entity.description.clone()),
        (Field::Industry, entity.industry.clone()),
        (Field::Filter, entity.filter.clone()),
        (Field::Author, entity.author.clone()),
        (Field::Photo, photo),
    ];
    assert_eq!(fields.len(), Field::ALL.len(), "a field that the file does not have");
    edits.extend(fields.into_iter().filter_map(|(field, value)| Some(Edit::set(field, value?))));
    items(entity, &mut edits);
    edits.extend(entity.tags.iter().cloned().map(Edit::tag));
    edits.extend(entity.own_fields.iter().flat_map(own_value));
    edits.extend(entity.defines.iter().flat_map(own_field));
    statements(entity, &mut edits);
    edits.extend(entity.timeline.iter().flat_map(happening));
    if entity.in_bin {
        edits.push(Edit::SetGone { gone: true });
    }
    edits
}

fn items(entity: &Entity, edits: &mut Vec<Edit>) {
    for it in &entity.emails {
        edits.extend(put_email(id(&it.id), &it.value, it.label.clone()));
    }
    for it in &entity.phones {
        edits.extend(put_phone(id(&it.id), &it.value, it.label.clone()));
    }
    for it in &entity.addresses {
        let address = Address {
            street: it.street.clone(),
            suburb: it.suburb.clone(),
            city: it.city.clone(),
            postcode: it.postcode.clone(),
            state: it.state.clone(),
            country: it.country.clone(),
            label: it.label.clone(),
        };
        edits.extend(put_address(id(&it.id), address));
    }
    for it in &entity.socials {
        edits.extend(put_social(id(&it.id), it.network.clone(), &it.handle));
    }
    for it in &entity.dates {
        edits.extend(put_date(id(&it.id), it.label.clone(), &it.date));
    }
    for it in &entity.preferences {
        edits.extend(put_preference(id(&it.id), it.label.clone(), &it.text));
        if it.sense != Sense::Fact.name() {
            let value = Some(it.sense.clone());
            edits.push(Edit::SetItem { id: id(&it.id), part: Part::PreferenceSense, value });
        }
    }
    for it in &entity.relations {
        let other = it.to.id.parse().expect("a record's id");
        let kind = RelationKind::of_name(&it.kind);
        edits.extend(put_relation(id(&it.id), kind, other, it.label.clone()));
    }
    let ids: [(ItemKind, Vec<&String>); 7] = [
        (ItemKind::Email, entity.emails.iter().map(|it| &it.id).collect()),
        (ItemKind::Phone, entity.phones.iter().map(|it| &it.id).collect()),
        (ItemKind::Address, entity.addresses.iter().map(|it| &it.id).collect()),
        (ItemKind::Social, entity.socials.iter().map(|it| &it.id).collect()),
        (ItemKind::Date, entity.dates.iter().map(|it| &it.id).collect()),
        (ItemKind::Preference, entity.preferences.iter().map(|it| &it.id).collect()),
        (ItemKind::Relation, entity.relations.iter().map(|it| &it.id).collect()),
    ];
    for (kind, ids) in ids {
        let places = (0..).zip(ids).map(|(rank, it)| Edit::SetRank { kind, id: id(it), rank });
        edits.extend(places);
    }
}

fn own_value(it: &OwnValue) -> Vec<Edit> {
    let kind = CustomKind::of_name(&it.kind).expect("a kind of field");
    let value = match it.value.as_array() {
        Some(picked) => {
            let picked = picked.iter().filter_map(|it| it.as_str());
            CustomValue::MultiChoice(picked.map(id).collect())
        }
        None => kind.read(it.value.as_str().expect("a text")).expect("a value"),
    };
    set_custom(id(&it.field), &value)
}

fn own_field(it: &OwnField) -> Vec<Edit> {
    let kind = CustomKind::of_name(&it.kind).expect("a kind of field");
    let applies: Vec<Kind> = it.applies_to.iter().filter_map(|kind| Kind::of_name(kind)).collect();
    let mut edits = put_definition(id(&it.id), &it.name, kind, it.group.clone(), &applies);
    for option in &it.options {
        edits.extend(put_choice(id(&option.id), id(&it.id), &option.name));
        if option.taken_out {
            edits.push(Edit::Remove { kind: ItemKind::Choice, id: id(&option.id) });
        }
    }
    if it.taken_out {
        edits.push(Edit::Remove { kind: ItemKind::Definition, id: id(&it.id) });
    }
    edits
}

fn lines(lines: &[Line]) -> Vec<PurchaseLine> {
    let line = |it: &Line| PurchaseLine {
        product: it.product.clone(),
        quantity: Decimal::parse(&it.quantity).expect("a number"),
        unit_price: it.unit_price_minor,
    };
    lines.iter().map(line).collect()
}

fn statements(entity: &Entity, edits: &mut Vec<Edit>) {
    edits.extend(entity.one_with.iter().map(|it| Edit::AddMerge {
        id: id(&it.id),
        merge: Merge {
            other: it.record.id.parse().expect("a record's id"),
            preferred: it.goes_by.parse().expect("a record's id"),
            act: GroupId::from_key(&it.act).expect("an act"),
        },
    }));
    edits.extend((100..).zip(&entity.not_one_with).map(|(number, other)| Edit::AddApart {
        id: ItemId([number; 16]),
        apart: Apart { other: other.parse().expect("a record's id") },
    }));
    edits.extend(entity.consents.iter().map(|it| Edit::AddConsent {
        id: id(&it.id),
        statement: ConsentStatement {
            channel: ConsentChannel::of_name(&it.channel).expect("a channel"),
            given: it.given,
            at: at(&it.at),
            how: it.how.clone(),
            words: it.words.clone(),
            by: it.taken_down_by.clone(),
        },
    }));
    edits.extend(entity.purchases.iter().map(|it| Edit::AddPurchase {
        id: id(&it.id),
        purchase: Purchase {
            at: at(&it.at),
            lines: lines(&it.lines),
            total: Money::new(it.total_minor, it.currency.parse().expect("a currency")),
            source: it.source.clone(),
            external: it.external_id.clone(),
        },
    }));
    edits.extend(entity.reversals.iter().map(|it| Edit::AddReversal {
        id: id(&it.id),
        reversal: Reversal {
            purchase: id(&it.purchase),
            kind: if it.kind == "void" { ReversalKind::Void } else { ReversalKind::Return },
            at: at(&it.at),
            refund: it.refund_minor,
            why: it.why.clone(),
            lines: lines(&it.lines),
        },
    }));
}

fn happening(it: &Happening) -> Vec<Edit> {
    let entry = NewEntry {
        channel: Channel::of_name(&it.channel).expect("a channel"),
        direction: it.direction.as_deref().and_then(Direction::of_name),
        at: at(&it.at),
        text: it.text.clone(),
        mood: it.mood.as_deref().and_then(Mood::of_name),
        promise: it.promise.as_ref().map(|it| it.text.clone()),
        due: it.promise.as_ref().and_then(|it| it.due.as_deref()).map(at),
    };
    let kept = it.promise.as_ref().and_then(|it| it.kept.as_deref()).map(at);
    let kept = kept.map(|at| Edit::SetKept { entry: id(&it.id), at: Some(at) });
    std::iter::once(Edit::AddContact { id: id(&it.id), entry }).chain(kept).collect()
}
