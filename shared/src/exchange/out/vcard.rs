//! People and organisations as vCards, version 4.0 (RFC 6350). What a card has no place for stands in
//! properties whose names begin with `X-REGULARS`: nothing is left out but the history.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::instant::{basic, iso};
use super::lines::{Lines, escaped, parameter};
use super::{Known, Leaving};
use crate::model::{Birthday, Kind, Record, RelationKind, Sense};
use crate::view::Day;

/// One card. Empty for a record that is of nobody: a segment, a catalog, a member.
pub fn card(leaving: &Leaving<'_>, known: &Known) -> Vec<u8> {
    let record = leaving.record;
    if record.of_another_kind || !record.kind.is_contact() {
        return Vec::new();
    }
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCARD");
    lines.raw("VERSION", "4.0");
    lines.raw("PRODID", "-//Regulars//Export 1//EN");
    lines.raw("UID", &format!("urn:regulars:{}", leaving.id));
    lines.raw("REV", &basic(record.updated));
    if record.kind == Kind::Organisation {
        lines.raw("KIND", "org");
    }
    name(record, &mut lines);
    let mut items = 0;
    reach(record, &mut lines, &mut items);
    days(record, &mut lines, &mut items);
    if !record.tags.is_empty() {
        let tags: Vec<String> = record.tags.iter().map(|tag| escaped(tag)).collect();
        lines.raw("CATEGORIES", &tags.join(","));
    }
    photo(leaving, &mut lines);
    lines.some("NOTE", record.description.as_deref());
    lines.some("X-REGULARS-PINNED", record.pinned.as_deref());
    lines.some("X-REGULARS-USUAL-ORDER", record.usual_order.as_deref());
    lines.some("X-REGULARS-INDUSTRY", record.industry.as_deref());
    lines.some("X-REGULARS-SOURCE", record.source.as_deref());
    for (_, taste) in &record.preferences {
        let name = match taste.sense {
            Sense::Fact => "X-REGULARS-GOOD-TO-KNOW",
            Sense::Like => "X-REGULARS-LIKES",
            Sense::Dislike => "X-REGULARS-DISLIKES",
        };
        let label = taste.label.iter().map(|label| format!(";{}", parameter("X-LABEL", label)));
        lines.text(&format!("{name}{}", label.collect::<String>()), &taste.text);
    }
    related(record, known, &mut lines);
    own_fields(record, known, &mut lines);
    statements(record, &mut lines);
    timeline(record, known, &mut lines);
    lines.raw("END", "VCARD");
    lines.into_bytes()
}

fn name(record: &Record, lines: &mut Lines) {
    let name = record.display_name();
    // A card without a name is none.
    lines.text("FN", if name.is_empty() { "Somebody without a name" } else { &name });
    if record.given_name.is_some() || record.family_name.is_some() {
        let part = |part: &Option<String>| escaped(part.as_deref().unwrap_or_default());
        let (family, given) = (part(&record.family_name), part(&record.given_name));
        lines.raw("N", &format!("{family};{given};;;"));
    }
    lines.some("ORG", record.company.as_deref());
}

/// A property of which there are several; a label that has no type of its own stands in a line
/// beside it, as Apple and others write it.
fn labelled(name: &str, value: &str, label: Option<&str>, lines: &mut Lines, items: &mut usize) {
    let kind = match label {
        Some("home") => Some("home"),
        Some("work") => Some("work"),
        Some("mobile") if name == "TEL" => Some("cell"),
        Some("fax") if name == "TEL" => Some("fax"),
        Some("pager") if name == "TEL" => Some("pager"),
        _ => None,
    };
    match (kind, label) {
        (Some(kind), _) => lines.raw(&format!("{name};TYPE={kind}"), value),
        (None, None) => lines.raw(name, value),
        (None, Some(label)) => {
            *items += 1;
            lines.raw(&format!("item{items}.{name}"), value);
            lines.text(&format!("item{items}.X-ABLABEL"), label);
        }
    }
}

fn reach(record: &Record, lines: &mut Lines, items: &mut usize) {
    for (_, email) in &record.emails {
        labelled("EMAIL", &escaped(&email.address), email.label.as_deref(), lines, items);
    }
    for (_, phone) in &record.phones {
        labelled("TEL", &escaped(&phone.number), phone.label.as_deref(), lines, items);
    }
    for (_, address) in &record.addresses {
        let parts = [
            &None,
            &address.suburb,
            &address.street,
            &address.city,
            &address.state,
            &address.postcode,
            &address.country,
        ];
        let parts = parts.map(|part| escaped(part.as_deref().unwrap_or_default()));
        labelled("ADR", &parts.join(";"), address.label.as_deref(), lines, items);
    }
    for (_, social) in &record.socials {
        let network = social.network.iter();
        let network = network.map(|network| format!(";{}", parameter("SERVICE-TYPE", network)));
        let name = format!("SOCIALPROFILE;VALUE=text{}", network.collect::<String>());
        lines.text(&name, &social.handle);
    }
    if let Some(website) = &record.website {
        lines.raw("URL", website);
    }
    lines.some("LANG", record.language.as_deref());
}

fn days(record: &Record, lines: &mut Lines, items: &mut usize) {
    if let Some(text) = &record.birthday {
        day("BDAY", text, lines);
    }
    for (_, date) in &record.dates {
        *items += 1;
        lines.text(&format!("item{items}.X-ABDATE"), &date.date);
        lines.some(&format!("item{items}.X-ABLABEL"), date.label.as_deref());
    }
}

/// A day of the calendar in the form that is asked for, and anything else as a text.
fn day(name: &str, text: &str, lines: &mut Lines) {
    match Birthday::parse(text) {
        Some(Birthday { year: Some(year), month, day }) => {
            lines.raw(name, &format!("{year:04}{month:02}{day:02}"));
        }
        Some(Birthday { year: None, month, day }) => {
            lines.raw(name, &format!("--{month:02}{day:02}"));
        }
        None => lines.text(&format!("{name};VALUE=text"), text),
    }
}

fn photo(leaving: &Leaving<'_>, lines: &mut Lines) {
    if let (Some(photo), Some(bytes)) = (leaving.record.picture(), leaving.photo) {
        let data = format!("data:{};base64,{}", photo.media.name(), STANDARD.encode(bytes));
        lines.raw("PHOTO", &data);
    }
}

fn related(record: &Record, known: &Known, lines: &mut Lines) {
    for (_, relation) in &record.relations {
        let kind = match relation.kind {
            RelationKind::Friend => ";TYPE=friend",
            RelationKind::Family => ";TYPE=kin",
            RelationKind::WorksAt | RelationKind::ReferredBy | RelationKind::Other => "",
        };
        let words = relation.label.as_deref().unwrap_or(relation.kind.words());
        let other = known.name(relation.other).unwrap_or("somebody who is not here");
        let name = format!("RELATED;VALUE=text{kind};{}", parameter("X-LABEL", words));
        lines.text(&name, other);
    }
    let owner = record.owner_id().and_then(|id| known.name(id));
    lines.some("X-REGULARS-LOOKED-AFTER-BY", owner);
}

fn own_fields(record: &Record, known: &Known, lines: &mut Lines) {
    for (field, value) in &record.custom {
        let definition = known.fields.iter().find(|it| it.id == *field);
        let name = definition.map_or_else(|| field.to_key(), |it| it.name.clone());
        let words = definition.map_or_else(|| value.text(), |it| it.words(value));
        lines.text(&format!("X-REGULARS-FIELD;{}", parameter("X-NAME", &name)), &words);
    }
}

fn statements(record: &Record, lines: &mut Lines) {
    for (_, consent) in &record.consents {
        let said = if consent.given { "yes" } else { "no" };
        let mut words = format!("{} {said} {}", iso(consent.at), consent.channel.name());
        for more in [&consent.how, &consent.words, &consent.by].into_iter().flatten() {
            words = format!("{words}\n{more}");
        }
        lines.text("X-REGULARS-CONSENT", &words);
    }
    for (_, purchase) in &record.purchases {
        let mut words = format!("{} {}", iso(purchase.at), purchase.total);
        for line in &purchase.lines {
            words = format!("{words}\n{} {}", line.quantity, line.product);
        }
        lines.text("X-REGULARS-PURCHASE", &words);
    }
    for (_, reversal) in &record.reversals {
        let mut words = format!("{} {}", iso(reversal.at), reversal.kind.label());
        if let Some(why) = &reversal.why {
            words = format!("{words}\n{why}");
        }
        lines.text("X-REGULARS-RETURN", &words);
    }
}

fn timeline(record: &Record, known: &Known, lines: &mut Lines) {
    for entry in &record.entries {
        let mut words = format!("{} {}", iso(entry.at), entry.channel);
        if let Some(name) = known.author(entry.author.as_deref()) {
            words = format!("{words} ({name})");
        }
        if !entry.text.is_empty() {
            words = format!("{words}\n{}", entry.text);
        }
        if let Some(promise) = &entry.promise {
            let due = promise.due.map(|due| format!(", due {}", due_day(due)));
            let kept = promise.kept.map(|kept| format!(", kept {}", iso(kept)));
            let more: String = due.into_iter().chain(kept).collect();
            words = format!("{words}\nPromise: {}{more}", promise.text);
        }
        lines.text("X-REGULARS-ENTRY", &words);
    }
}

fn due_day(due: crate::time::Timestamp) -> Day {
    crate::view::Today::new(due, 0).day()
}
