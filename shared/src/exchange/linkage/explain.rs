//! Why two rows are taken for one person, in words.

use super::compare::compare;
use super::field::{Kind, Records};
use super::level::Level;
use super::role::Role;
use super::similar::slips;
use super::weigh::Model;

/// What one field says about two rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What the field holds.
    pub role: Role,
    /// How far the two agree.
    pub level: Level,
    /// How much it speaks for one person, against it where negative: a natural logarithm.
    pub weight: f64,
    /// In a few words: "same birthday", "family names one letter apart".
    pub words: String,
}

/// What each field says, the weightiest first. Fields that are missing on a side say nothing.
pub fn reasons(records: &Records, model: &Model, a: usize, b: usize) -> Vec<Reason> {
    let pattern = compare(records, a, b);
    let mut reasons: Vec<Reason> = (0..records.fields.len())
        .filter_map(|field| {
            let level = pattern.level(field)?;
            let weight = model.field(records, field, pattern, a, b).same;
            let words = words(records, field, level, a, b);
            Some(Reason { role: records.fields[field].role, level, weight, words })
        })
        .collect();
    reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    reasons
}

fn words(records: &Records, field: usize, level: Level, a: usize, b: usize) -> String {
    let described = &records.fields[field];
    let (one, many) = noun(described.role, &described.title);
    let apart = match (records.get(a, field), records.get(b, field)) {
        (Some(a), Some(b)) => slips(&a.text, &b.text),
        _ => 0,
    };
    let unit = if matches!(described.kind, Kind::Date | Kind::Code | Kind::Phone) {
        "digit"
    } else {
        "letter"
    };
    match (level, described.role) {
        (Level::Exact, _) => format!("same {one}"),
        (Level::Elsewhere, Role::Given | Role::Family) => "names swapped".to_owned(),
        (Level::Elsewhere, _) => format!("same {one} in another column"),
        (Level::Close, Role::Given) if apart > 2 => format!("{many} short for one another"),
        (Level::Close, _) if apart == 1 => format!("{many} one {unit} apart"),
        (Level::Close, _) if apart == 2 => format!("{many} two {unit}s apart"),
        (Level::Close, _) => format!("{many} nearly the same"),
        (Level::Alike, _) => format!("{many} alike"),
        (Level::Different, _) => format!("{many} differ"),
    }
}

/// What a field is called, one and several of it.
fn noun(role: Role, title: &str) -> (String, String) {
    let (one, many) = match role {
        Role::Given => ("given name", "given names"),
        Role::Family => ("family name", "family names"),
        Role::HouseNumber => ("house number", "house numbers"),
        Role::Street => ("street", "streets"),
        Role::Street2 => ("second address line", "second address lines"),
        Role::Suburb => ("suburb", "suburbs"),
        Role::City => ("city", "cities"),
        Role::Postcode => ("postcode", "postcodes"),
        Role::State => ("state", "states"),
        Role::Country => ("country", "countries"),
        Role::Birth => ("birthday", "birthdays"),
        Role::Phone => ("phone number", "phone numbers"),
        Role::Email => ("email", "emails"),
        Role::Company => ("company", "companies"),
        _ => return (title.to_owned(), format!("{title}: values")),
    };
    (one.to_owned(), many.to_owned())
}
