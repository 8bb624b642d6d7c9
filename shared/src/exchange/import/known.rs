//! What is known of somebody already, as far as an import looks at it.

use std::collections::BTreeSet;

use super::happened::Sale;
use super::reading::Draft;
use crate::id::ItemId;
use crate::model::{ConsentChannel, CustomValue, Purchase, Record};
use crate::time::Timestamp;
use crate::view::{Facts, fold};

/// What is known of a person before a file is brought in. Texts that are searched for are folded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// What to call them.
    pub(super) name: String,
    pub(super) given: Option<String>,
    pub(super) family: Option<String>,
    pub(super) company: Option<String>,
    pub(super) birthday: Option<String>,
    pub(super) usual_order: Option<String>,
    pub(super) emails: Vec<String>,
    pub(super) phones: Vec<String>,
    pub(super) tags: Vec<String>,
    /// Each in one line.
    pub(super) addresses: Vec<String>,
    /// Lines that stand in notes, folded.
    pub(super) notes: BTreeSet<String>,
    pub(super) custom: Vec<(ItemId, CustomValue)>,
    /// What was said last of each channel, and when.
    pub(super) consents: Vec<(ConsentChannel, bool, Timestamp)>,
    pub(super) sales: Vec<Purchase>,
    /// When, and what happened, folded.
    pub(super) entries: Vec<(Timestamp, String)>,
    /// Whether there are sales, or entries, that lists do not tell of.
    pub(super) more_happened: bool,
    /// Whether there may be more addresses than those.
    pub(super) more_addresses: bool,
    /// Whether there may be more notes than those.
    pub(super) more_notes: bool,
    /// Whether several lines of a note may stand in one.
    pub(super) joined_notes: bool,
}

impl Known {
    /// What a record's facts tell, without opening it.
    pub fn of_facts(facts: &Facts) -> Self {
        Self {
            name: facts.name.clone(),
            given: facts.given_name.clone(),
            family: facts.family_name.clone(),
            company: facts.company.clone(),
            birthday: facts.birthday.clone(),
            usual_order: facts.usual_order.clone(),
            emails: facts.emails.clone(),
            phones: facts.phones.clone(),
            tags: facts.tags.clone(),
            addresses: facts.address.iter().cloned().collect(),
            notes: facts.notes.lines().map(str::to_owned).collect(),
            custom: facts.custom.clone(),
            consents: facts
                .consent
                .iter()
                .map(|it| (it.channel, it.given, it.at.unwrap_or_default()))
                .collect(),
            sales: Vec::new(),
            entries: Vec::new(),
            more_happened: facts.purchases.is_some() || facts.last_contact.is_some(),
            more_addresses: facts.address.is_some(),
            more_notes: facts.notes_may_be_cut(),
            joined_notes: !facts.notes.is_empty(),
        }
    }

    /// All that a record says.
    pub fn of_record(record: &Record) -> Self {
        let texts = record.entries.iter().map(|entry| entry.text.as_str());
        let small = record.preferences.iter().map(|(_, preference)| preference.text.as_str());
        let texts = texts.chain(small).chain(record.pinned.as_deref());
        Self {
            name: record.display_name(),
            given: record.given_name.clone(),
            family: record.family_name.clone(),
            company: record.company.clone(),
            birthday: record.birthday.clone(),
            usual_order: record.usual_order.clone(),
            emails: record.emails.iter().map(|(_, email)| email.address.clone()).collect(),
            phones: record.phones.iter().map(|(_, phone)| phone.number.clone()).collect(),
            tags: record.tags.clone(),
            addresses: record.addresses.iter().map(|(_, address)| address.line()).collect(),
            notes: texts.flat_map(lines_of).collect(),
            custom: record.custom.clone(),
            consents: ConsentChannel::ALL
                .into_iter()
                .filter_map(|channel| record.consent(channel))
                .map(|it| (it.channel, it.given, it.at))
                .collect(),
            sales: record.purchases.iter().map(|(_, purchase)| purchase.clone()).collect(),
            entries: record.entries.iter().map(|it| (it.at, fold(&it.text))).collect(),
            ..Self::default()
        }
    }

    /// How much is known, to compare people of whom a row says nothing new.
    pub(super) fn amount(&self) -> usize {
        let singles = [&self.given, &self.family, &self.company, &self.birthday, &self.usual_order];
        let lists = [&self.emails, &self.phones, &self.tags, &self.addresses];
        singles.into_iter().flatten().count()
            + lists.into_iter().map(Vec::len).sum::<usize>()
            + self.notes.len()
            + self.custom.len()
            + self.sales.len()
            + self.entries.len()
    }

    /// What a row of the same file told of them.
    pub(super) fn of_draft(draft: &Draft) -> Self {
        let contact = &draft.contact;
        let given = [&contact.given, &contact.middle].into_iter().flatten().cloned();
        let given: Vec<String> = given.collect();
        let notes = contact.notes.iter().map(String::as_str);
        let mut known = Self {
            name: contact.display_name().unwrap_or_default(),
            given: (!given.is_empty()).then(|| given.join(" ")),
            family: contact.family.clone(),
            company: contact.company.clone(),
            birthday: contact.birthday.clone(),
            usual_order: contact.usual_order.clone(),
            emails: contact.emails.iter().map(|(email, _)| email.clone()).collect(),
            phones: contact.phones.iter().map(|(phone, _)| phone.clone()).collect(),
            tags: contact.tags.clone(),
            addresses: contact.addresses.iter().map(crate::model::Address::line).collect(),
            notes: notes.flat_map(lines_of).collect(),
            custom: draft.own.clone(),
            consents: draft.consents.iter().map(|it| (it.0, it.1, Timestamp(0))).collect(),
            sales: draft.sales.iter().map(Sale::purchase).collect(),
            entries: draft.entries.iter().map(|it| (it.at, fold(&it.text))).collect(),
            ..Self::default()
        };
        known.notes.extend(other_lines(draft).iter().map(|line| fold(line)));
        known
    }
}

/// The lines of a text, and all of it in one, folded.
fn lines_of(text: &str) -> impl Iterator<Item = String> {
    let whole = std::iter::once(fold(text));
    whole.chain(text.lines().map(fold)).filter(|line| !line.is_empty())
}

/// What of a person has no place of its own, a line each.
pub(super) fn other_lines(draft: &Draft) -> Vec<String> {
    let title = draft.contact.title.iter().map(|title| format!("Job title: {title}"));
    title.chain(draft.contact.other_lines()).collect()
}
