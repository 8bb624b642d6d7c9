//! Values that two people set without knowing of each other: "2 answers".

use crate::crdt::Origin;
use crate::edit::{Edit, put_date, put_email, put_phone, put_preference, put_social, put_taste};
use crate::id::ItemId;

use super::Sense;
use super::custom::CustomKind;
use super::field::Field;
use super::part::Part;
use super::record::Record;

/// What a disagreement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// A single value.
    Field(Field),
    /// One text of an item.
    Item(ItemId, Part),
    /// The value of one of the workspace's own fields, by its id. Answers are texts of such a
    /// value, as [`CustomKind::read`] reads them.
    Custom(ItemId, CustomKind),
}

impl About {
    /// What a screen calls it; the workspace's own fields have names in its catalogs.
    pub fn label(self) -> &'static str {
        match self {
            Self::Field(field) => field.label(),
            Self::Item(_, part) => part.label(),
            Self::Custom(..) => "Field of your own",
        }
    }

    /// The edit that sets it.
    pub fn set(self, value: Option<String>) -> Edit {
        match self {
            Self::Field(field) => Edit::SetField { field, value },
            Self::Item(id, part) => Edit::SetItem { id, part, value },
            Self::Custom(field, kind) => Edit::SetCustom { field, kind, value },
        }
    }
}

/// One of the values, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The value; `None` where somebody cleared it.
    pub value: Option<String>,
    /// Who set it, in which session, and when by their clock.
    pub origin: Origin,
}

/// Several different values that stand beside one another until somebody chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// What it is about.
    pub about: About,
    /// The different values, at least two. The first is the one that the rest of the screen shows.
    pub answers: Vec<Answer>,
}

impl Disagreement {
    /// The edit by which one answer becomes the only one.
    pub fn choose(&self, answer: &Answer) -> Edit {
        self.about.set(answer.value.clone())
    }

    /// Whether more than one answer can be true at once.
    pub fn can_keep_both(&self) -> bool {
        let several = matches!(
            self.about,
            About::Field(Field::Pinned | Field::Description)
                | About::Item(
                    _,
                    Part::EmailAddress
                        | Part::PhoneNumber
                        | Part::PreferenceText
                        | Part::SocialHandle
                        | Part::DateDay
                )
        );
        several && self.answers.iter().filter(|answer| answer.value.is_some()).count() > 1
    }

    /// The edits that keep every answer in `record`: the first stays, each further one becomes an
    /// item of its own under the same label, with an id from `new_id`; a pinned note and a description
    /// get a line for each. Nothing where [`Self::can_keep_both`] says no.
    pub fn keep_both(&self, record: &Record, new_id: &mut dyn FnMut() -> ItemId) -> Vec<Edit> {
        if !self.can_keep_both() {
            return Vec::new();
        }
        let mut values = self.answers.iter().filter_map(|answer| answer.value.clone());
        let About::Item(item, part) = self.about else {
            let lines = values.collect::<Vec<_>>().join("\n");
            return vec![self.about.set(Some(lines))];
        };
        let mut edits = vec![self.about.set(values.next())];
        edits.extend(values.flat_map(|value| match part {
            Part::EmailAddress => {
                put_email(new_id(), value, of(&record.emails, item, |it| it.label.clone()))
            }
            Part::PhoneNumber => {
                put_phone(new_id(), value, of(&record.phones, item, |it| it.label.clone()))
            }
            Part::SocialHandle => {
                put_social(new_id(), of(&record.socials, item, |it| it.network.clone()), value)
            }
            Part::DateDay => {
                put_date(new_id(), of(&record.dates, item, |it| it.label.clone()), value)
            }
            _ => match of(&record.preferences, item, |it| Some(it.sense)).unwrap_or_default() {
                Sense::Fact => {
                    let label = of(&record.preferences, item, |it| it.label.clone());
                    put_preference(new_id(), label, value)
                }
                sense => put_taste(new_id(), sense, value),
            },
        }));
        edits
    }
}

/// What an item of a list has, if it is there.
fn of<T, R>(items: &[(ItemId, T)], id: ItemId, read: fn(&T) -> Option<R>) -> Option<R> {
    read(&items.iter().find(|(other, _)| *other == id)?.1)
}
