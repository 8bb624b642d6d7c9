//! A record as the file has it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::super::instant::iso;
use super::super::{Known, Leaving};
use super::history::{author, changes, disagreements};
use super::model::{
    Bought, Consent, Entity, Handle, Happening, Line, Named, OneWith, OptionOf, OwnField, OwnValue,
    Picture, Place, Pointer, Promised, Reach, Reversed, Taste, Tie,
};
use crate::id::{DocumentId, ItemId};
use crate::model::{
    Address, CustomValue, Definition, Entry, Purchase, PurchaseLine, Record, Reversal, ReversalKind,
};

/// A field of the workspace's own.
pub fn own_field(field: &Definition) -> OwnField {
    let options = field.options.iter().map(|option| OptionOf {
        id: option.id.to_key(),
        name: option.name.clone(),
        taken_out: option.gone,
    });
    OwnField {
        id: field.id.to_key(),
        name: field.name.clone(),
        kind: field.kind.name().to_owned(),
        options: options.collect(),
        group: field.group.clone(),
        applies_to: field.applies.iter().map(|kind| kind.name().to_owned()).collect(),
        taken_out: field.gone,
    }
}

/// All that a record says, and what became of it.
pub fn entity(leaving: &Leaving<'_>, known: &Known) -> Entity {
    let record = leaving.record;
    let kind = (!record.of_another_kind).then(|| record.kind.name().to_owned());
    Entity {
        id: leaving.id.to_string(),
        kind,
        name: record.name.clone(),
        given_name: record.given_name.clone(),
        family_name: record.family_name.clone(),
        company: record.company.clone(),
        birthday: record.birthday.clone(),
        usual_order: record.usual_order.clone(),
        pinned: record.pinned.clone(),
        source: record.source.clone(),
        language: record.language.clone(),
        website: record.website.clone(),
        description: record.description.clone(),
        industry: record.industry.clone(),
        looked_after_by: record.owner.clone().map(|id| {
            let name = record.owner_id().and_then(|id| known.name(id)).map(str::to_owned);
            Pointer { id, name }
        }),
        photo: picture(record, leaving.photo),
        filter: record.filter.clone(),
        author: record.author.clone(),
        emails: of_all(&record.emails, |id, it| Reach {
            id,
            value: it.address.clone(),
            label: it.label.clone(),
        }),
        phones: of_all(&record.phones, |id, it| Reach {
            id,
            value: it.number.clone(),
            label: it.label.clone(),
        }),
        addresses: of_all(&record.addresses, place),
        socials: of_all(&record.socials, |id, it| Handle {
            id,
            network: it.network.clone(),
            handle: it.handle.clone(),
        }),
        dates: of_all(&record.dates, |id, it| Named {
            id,
            label: it.label.clone(),
            date: it.date.clone(),
        }),
        preferences: of_all(&record.preferences, |id, it| Taste {
            id,
            sense: it.sense.name().to_owned(),
            label: it.label.clone(),
            text: it.text.clone(),
        }),
        tags: record.tags.clone(),
        own_fields: record.custom.iter().map(|(id, it)| own_value(*id, it, known)).collect(),
        defines: record.definitions.iter().map(own_field).collect(),
        relations: of_all(&record.relations, |id, it| Tie {
            id,
            kind: it.kind.name().to_owned(),
            to: pointer(it.other, known),
            label: it.label.clone(),
        }),
        one_with: of_all(&record.merges, |id, it| OneWith {
            id,
            record: pointer(it.other, known),
            goes_by: it.preferred.to_string(),
            act: it.act.to_key(),
        }),
        not_one_with: record.apart.iter().map(ToString::to_string).collect(),
        consents: of_all(&record.consents, |id, it| Consent {
            id,
            channel: it.channel.name().to_owned(),
            given: it.given,
            at: iso(it.at),
            how: it.how.clone(),
            words: it.words.clone(),
            taken_down_by: it.by.clone(),
        }),
        purchases: record.purchases.iter().map(|it| bought(it, record, known)).collect(),
        reversals: record.reversals.iter().map(|it| reversed(it, record, known)).collect(),
        timeline: record.entries.iter().map(|entry| happening(entry, known)).collect(),
        created: iso(record.created),
        updated: iso(record.updated),
        in_bin: record.gone,
        in_bin_since: record.gone_since.map(iso),
        answers: disagreements(leaving, known),
        history: changes(leaving, known),
    }
}

fn pointer(id: DocumentId, known: &Known) -> Pointer {
    Pointer { id: id.to_string(), name: known.name(id).map(str::to_owned) }
}

fn of_all<T, R>(items: &[(ItemId, T)], made: impl Fn(String, &T) -> R) -> Vec<R> {
    items.iter().map(|(id, it)| made(id.to_key(), it)).collect()
}

fn picture(record: &Record, bytes: Option<&[u8]>) -> Option<Picture> {
    let photo = record.picture();
    Some(Picture {
        text: record.photo.clone()?,
        sha256: photo.map(|photo| photo.hash.to_string()),
        media_type: photo.map(|photo| photo.media.name().to_owned()),
        bytes: photo.map(|photo| photo.bytes),
        base64: bytes.map(|bytes| STANDARD.encode(bytes)),
    })
}

fn place(id: String, address: &Address) -> Place {
    let Address { street, suburb, city, postcode, state, country, label } = address.clone();
    Place { id, street, suburb, city, postcode, state, country, label }
}

fn own_value(field: ItemId, value: &CustomValue, known: &Known) -> OwnValue {
    let definition = known.fields.iter().find(|it| it.id == field);
    let (kind, text): (_, Value) = match value {
        CustomValue::Text(_) => ("text", value.text().into()),
        CustomValue::Number(_) => ("number", value.text().into()),
        CustomValue::Money(_) => ("money", value.text().into()),
        CustomValue::Date(_) => ("date", value.text().into()),
        CustomValue::YesNo(_) => ("yes_no", value.text().into()),
        CustomValue::Choice(_) => ("choice", value.text().into()),
        CustomValue::Link(_) => ("link", value.text().into()),
        CustomValue::MultiChoice(picked) => {
            ("multi_choice", picked.iter().map(|id| Value::from(id.to_key())).collect())
        }
    };
    OwnValue {
        field: field.to_key(),
        name: definition.map(|it| it.name.clone()),
        kind: kind.to_owned(),
        value: text,
        words: definition.map_or_else(|| value.text(), |it| it.words(value)),
    }
}

fn lines(lines: &[PurchaseLine]) -> Vec<Line> {
    let line = |line: &PurchaseLine| Line {
        product: line.product.clone(),
        quantity: line.quantity.to_string(),
        unit_price_minor: line.unit_price,
    };
    lines.iter().map(line).collect()
}

fn bought((id, purchase): &(ItemId, Purchase), record: &Record, known: &Known) -> Bought {
    Bought {
        id: id.to_key(),
        at: iso(purchase.at),
        total_minor: purchase.total.amount,
        currency: purchase.total.currency.code().to_owned(),
        total: purchase.total.to_string(),
        lines: lines(&purchase.lines),
        source: purchase.source.clone(),
        external_id: purchase.external.clone(),
        by: author(known, record.writer(*id)),
    }
}

fn reversed((id, reversal): &(ItemId, Reversal), record: &Record, known: &Known) -> Reversed {
    let kind = match reversal.kind {
        ReversalKind::Void => "void",
        ReversalKind::Return => "return",
    };
    Reversed {
        id: id.to_key(),
        purchase: reversal.purchase.to_key(),
        kind: kind.to_owned(),
        at: iso(reversal.at),
        refund_minor: reversal.refund,
        why: reversal.why.clone(),
        lines: lines(&reversal.lines),
        by: author(known, record.writer(*id)),
    }
}

fn happening(entry: &Entry, known: &Known) -> Happening {
    let promise = entry.promise.as_ref().map(|promise| Promised {
        text: promise.text.clone(),
        due: promise.due.map(iso),
        kept: promise.kept.map(iso),
    });
    Happening {
        id: entry.id.to_key(),
        at: iso(entry.at),
        channel: entry.channel.clone(),
        text: entry.text.clone(),
        direction: entry.direction.map(|it| it.name().to_owned()),
        mood: entry.mood.map(|it| it.name().to_owned()),
        promise,
        by: author(known, entry.author.as_deref()),
    }
}
